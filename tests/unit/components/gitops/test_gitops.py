from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.gitops import (
    BridgeAnnotations,
    GitOps,
    GitOpsArgs,
    GitOpsConfig,
    application_set_spec,
    bridge_keys,
    project_spec,
)

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

REPOSITORY = "https://git.example.com/platform.git"
BRIDGE = BridgeAnnotations(**{name: f"its {name}" for name in BridgeAnnotations.__dataclass_fields__})
SECRET = "kubernetes:core/v1:Secret"
PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject"
APPLICATION_SET = "kubernetes:argoproj.io/v1alpha1:ApplicationSet"
NAMESPACE = "kubernetes:core/v1:Namespace"
MANIFEST = "kubernetes:yaml/v2:ConfigFile"


def _gitops(stand_up: StandUp, **settings: object) -> Registered:
    def build() -> None:
        gitops = GitOps(
            "shop",
            GitOpsArgs(
                config=GitOpsConfig.model_validate({"repository": REPOSITORY, **settings}),
                stack="shop",
                environment="dev",
                service_namespace="development",
                cluster_name="slipway-shop",
                endpoint="https://example.eks",
                certificate_authority="Q0E=",
                kubeconfig="{}",
                bridge=BRIDGE,
            ),
            pulumi.ResourceOptions(providers=[kubernetes.Provider("here", kubeconfig="{}")]),
        )
        pulumi.export("set", gitops.application_set)
        pulumi.export("project", gitops.project)

    return stand_up(build)


def _spec() -> dict[str, Any]:
    spec: dict[str, Any] = application_set_spec(
        stack="shop", environment="dev", namespace="development", repository=REPOSITORY, revision="main"
    )
    return spec


def test_every_service_folder_of_the_environment_meets_every_cluster_of_the_stack() -> None:
    (generator,) = _spec()["generators"]
    git, clusters = generator["matrix"]["generators"]
    assert git["git"] == {"repoURL": REPOSITORY, "revision": "main", "directories": [{"path": "apps/*/dev"}]}
    assert clusters["clusters"]["selector"] == {"matchLabels": {"slipway.dev/stack": "shop"}}


def test_applications_are_called_after_service_and_cluster_and_live_in_the_environments_namespace() -> None:
    template = _spec()["template"]
    assert template["metadata"]["name"] == "{{ index .path.segments 1 }}-{{ .name }}"
    assert template["spec"]["source"] == {
        "repoURL": REPOSITORY,
        "targetRevision": "main",
        "path": "{{ .path.path }}",
    }
    assert template["spec"]["destination"] == {"server": "{{ .server }}", "namespace": "development"}
    assert template["spec"]["project"] == "services-shop"


def test_applications_prune_heal_and_try_again() -> None:
    policy = _spec()["template"]["spec"]["syncPolicy"]
    assert policy["automated"] == {"prune": True, "selfHeal": True}
    assert "ServerSideApply=true" in policy["syncOptions"]
    assert policy["retry"]["limit"] > 0
    assert policy["retry"]["backoff"]["factor"] > 1


def test_a_template_that_reads_what_is_not_there_fails() -> None:
    assert (_spec()["goTemplate"], _spec()["goTemplateOptions"]) == (True, ["missingkey=error"])


def test_project_allows_one_repository_one_namespace_and_nothing_cluster_wide() -> None:
    spec = project_spec(stack="shop", repository=REPOSITORY, endpoint="https://e", namespace="development")
    assert spec["sourceRepos"] == [REPOSITORY]
    assert spec["destinations"] == [{"server": "https://e", "namespace": "development"}]
    assert spec["clusterResourceWhitelist"] == []
    forbidden = {kind["kind"] for kind in spec["namespaceResourceBlacklist"]}
    assert {"ResourceQuota", "LimitRange", "RoleBinding", "Application"} <= forbidden


def test_cluster_secret_holds_the_address_and_no_credential(stand_up: StandUp) -> None:
    secret = _gitops(stand_up).one(SECRET)
    content = {key: base64.b64decode(value).decode() for key, value in secret["data"].items()}
    assert (content["name"], content["server"]) == ("shop", "https://example.eks")
    assert json.loads(content["config"]) == {
        "awsAuthConfig": {"clusterName": "slipway-shop"},
        "tlsClientConfig": {"caData": "Q0E="},
    }
    assert secret["metadata"]["labels"] == {
        "argocd.argoproj.io/secret-type": "cluster",
        "slipway.dev/environment": "dev",
        "slipway.dev/stack": "shop",
    }


def test_cluster_secret_is_annotated_with_the_whole_contract_and_nothing_else(stand_up: StandUp) -> None:
    annotations = _gitops(stand_up).one(SECRET)["metadata"]["annotations"]
    assert annotations.keys() == bridge_keys().keys()
    assert annotations["slipway.dev/vpc-id"] == "its vpc_id"
    assert all(key.startswith("slipway.dev/") and "_" not in key for key in annotations)


def test_each_annotation_says_what_it_means() -> None:
    assert all(meaning.strip() for meaning in bridge_keys().values())


def test_services_live_in_a_namespace_that_admits_restricted_pods_alone(stand_up: StandUp) -> None:
    metadata = _gitops(stand_up).one(NAMESPACE)["metadata"]
    assert metadata["name"] == "development"
    for mode in ("enforce", "audit", "warn"):
        assert metadata["labels"][f"pod-security.kubernetes.io/{mode}"] == "restricted"


def test_objects_are_named_after_the_stack_so_that_stacks_share_a_hub(stand_up: StandUp) -> None:
    made = _gitops(stand_up, namespace="argo")
    names = {kind: made.one(kind)["metadata"] for kind in (SECRET, PROJECT, APPLICATION_SET)}
    assert {kind: (metadata["name"], metadata["namespace"]) for kind, metadata in names.items()} == {
        SECRET: ("cluster-shop", "argo"),
        PROJECT: ("services-shop", "argo"),
        APPLICATION_SET: ("services-shop", "argo"),
    }
    assert (made.exports["set"], made.exports["project"]) == ("services-shop", "services-shop")


def test_taking_the_set_down_waits_for_its_applications(stand_up: StandUp) -> None:
    annotations = _gitops(stand_up).one(APPLICATION_SET)["metadata"]["annotations"]
    assert annotations == {"pulumi.com/deletionPropagationPolicy": "foreground"}


def test_external_argo_cd_is_not_installed(stand_up: StandUp) -> None:
    made = _gitops(stand_up)
    assert made.of(MANIFEST) == {}
    assert list(made.of(NAMESPACE)) == ["shop-services"]


@pytest.mark.parametrize(("available", "variant"), [(False, "install.yaml"), (True, "ha/install.yaml")])
def test_manifests_are_those_of_the_release_and_go_to_argo_cds_namespace(
    stand_up: StandUp, available: bool, variant: str
) -> None:
    made = _gitops(stand_up, install="manifests", manifests={"version": "v3.2.1", "highAvailability": available})
    address = f"https://raw.githubusercontent.com/argoproj/argo-cd/v3.2.1/manifests/{variant}"
    assert made.one(MANIFEST)["file"] == address
    assert made.of("pulumi:providers:kubernetes")["shop-argocd"]["namespace"] == "argocd"
    assert made.of(NAMESPACE)["shop-argocd"]["metadata"]["name"] == "argocd"


def test_manifests_can_come_from_a_mirror() -> None:
    config = GitOpsConfig.model_validate(
        {
            "repository": REPOSITORY,
            "install": "manifests",
            "manifests": {"version": "v3.2.1", "source": "vendor/argocd-{version}.yaml"},
        }
    )
    assert config.manifests
    assert config.manifests.file == "vendor/argocd-v3.2.1.yaml"


def test_argo_cds_objects_go_to_the_hub_and_the_services_namespace_stays_here(stand_up: StandUp) -> None:
    hub = {"name": "hub", "region": "us-east-1", "endpoint": "https://hub.eks", "certificateAuthority": "SFVC"}
    made = _gitops(stand_up, hub=hub)
    kubeconfig = json.loads(made.of("pulumi:providers:kubernetes")["shop-hub"]["kubeconfig"])
    assert kubeconfig["clusters"][0]["cluster"]["server"] == "https://hub.eks"
    assert "::shop-hub::" in made.providers[f"{SECRET}::shop-cluster"]
    assert "::shop-hub::" in made.providers[f"{APPLICATION_SET}::shop-services-set"]
    assert "::here::" in made.providers[f"{NAMESPACE}::shop-services"]


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        ({"repository": "git.example.com/x"}, ("repository",), "match pattern"),
        ({"revision": ""}, ("revision",), "at least 1 character"),
        ({"install": "helm"}, ("install",), "'external' or 'manifests'"),
        ({"install": "manifests"}, (), "install: manifests needs a version"),
        ({"manifests": {"version": "v3.2.1"}}, (), "of no use with install: external"),
        ({"install": "manifests", "manifests": {"version": "3.2"}}, ("manifests", "version"), "match pattern"),
        (
            {"install": "manifests", "manifests": {"version": "v3.2.1", "source": "https://mirror/argocd.yaml"}},
            ("manifests", "source"),
            "match pattern",
        ),
        ({"hub": {"name": "hub"}}, ("hub", "region"), "required"),
        ({"namespace": "Argo"}, ("namespace",), "match pattern"),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], where: tuple[str, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        GitOpsConfig.model_validate({"repository": REPOSITORY, **change})
    error = caught.value.errors()[0]
    assert error["loc"] == where
    assert what in error["msg"]


def test_a_hub_and_an_install_contradict_each_other() -> None:
    hub = {"name": "hub", "region": "us-east-1", "endpoint": "https://hub.eks", "certificateAuthority": "SFVC"}
    with pytest.raises(ValidationError, match="a hub has its own Argo CD"):
        GitOpsConfig.model_validate(
            {"repository": REPOSITORY, "install": "manifests", "manifests": {"version": "v3.2.1"}, "hub": hub}
        )
