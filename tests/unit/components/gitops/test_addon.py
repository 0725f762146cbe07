from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest

from components.config import read_environment
from components.gitops import (
    AddOn,
    BridgeAnnotations,
    Chart,
    GitOps,
    GitOpsArgs,
    GitOpsConfig,
    from_bridge,
    with_charts,
)
from components.gitops.addon import addon_set_spec
from components.gitops.config import ChartConfig
from components.gitops.names import ADDON_NAMES
from components.gitops.project import addons_project_spec
from components.wiring import addons_of

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

REPOSITORY = "https://charts.example.com"
PROJECT = "kubernetes:argoproj.io/v1alpha1:AppProject"
APPLICATION_SET = "kubernetes:argoproj.io/v1alpha1:ApplicationSet"
DNS = AddOn(
    name="dns",
    namespace="dns",
    chart=Chart(REPOSITORY, "1.2.3", name="dns"),
    values={"txtOwnerId": from_bridge("cluster_name")},
    cluster_kinds=(("rbac.authorization.k8s.io", "ClusterRole"),),
    also_in=("kube-system",),
)
MESH = AddOn(
    name="mesh",
    namespace="mesh",
    chart=Chart("https://git.example.com/mesh.git", "main", path="charts/mesh"),
    cluster_kinds=(("", "Namespace"), ("apiextensions.k8s.io", "CustomResourceDefinition")),
    pod_security=None,
    ignored=({"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]},),
)


def _project() -> dict[str, Any]:
    return dict(addons_project_spec(stack="shop", endpoint="https://e", addons=(DNS, MESH)))


def _template(addon: AddOn) -> dict[str, Any]:
    spec: dict[str, Any] = addon_set_spec(addon, stack="shop")
    template: dict[str, Any] = spec["template"]
    return template


def _gitops(stand_up: StandUp, *addons: AddOn) -> Registered:
    def build() -> None:
        GitOps(
            "shop",
            GitOpsArgs(
                config=GitOpsConfig(repository="https://git.example.com/platform.git"),
                stack="shop",
                environment="dev",
                service_namespace="development",
                cluster_name="slipway-shop",
                endpoint="https://e",
                certificate_authority="Q0E=",
                kubeconfig="{}",
                bridge=BridgeAnnotations(**dict.fromkeys(BridgeAnnotations.__dataclass_fields__, "x")),
                addons=addons,
            ),
            pulumi.ResourceOptions(providers=[kubernetes.Provider("here", kubeconfig="{}")]),
        )

    return stand_up(build)


def test_project_allows_the_charts_places_and_no_others() -> None:
    assert _project()["sourceRepos"] == [REPOSITORY, "https://git.example.com/mesh.git"]


def test_project_allows_the_add_ons_namespaces_of_one_cluster_and_no_others() -> None:
    assert _project()["destinations"] == [
        {"server": "https://e", "namespace": "dns"},
        {"server": "https://e", "namespace": "kube-system"},
        {"server": "https://e", "namespace": "mesh"},
    ]


def test_project_allows_the_add_ons_own_namespaces_by_name_and_the_kinds_they_bring() -> None:
    assert _project()["clusterResourceWhitelist"] == [
        {"group": "", "kind": "Namespace", "name": "dns"},
        {"group": "", "kind": "Namespace", "name": "mesh"},
        {"group": "apiextensions.k8s.io", "kind": "CustomResourceDefinition"},
        {"group": "rbac.authorization.k8s.io", "kind": "ClusterRole"},
    ]


def test_an_add_on_brings_no_application_of_argo_cd() -> None:
    forbidden = {kind["kind"] for kind in _project()["namespaceResourceBlacklist"]}
    assert forbidden == {"AppProject", "Application", "ApplicationSet"}


def test_an_application_is_called_after_add_on_and_cluster_and_is_in_the_add_ons_project() -> None:
    template = _template(DNS)
    assert template["metadata"]["name"] == "dns-{{ .name }}"
    assert template["spec"]["project"] == "addons-shop"
    assert template["spec"]["destination"] == {"server": "{{ .server }}", "namespace": "dns"}


def test_a_chart_repository_is_asked_for_a_chart_and_git_for_a_path() -> None:
    chart, git = _template(DNS)["spec"]["source"], _template(MESH)["spec"]["source"]
    assert (chart["repoURL"], chart["chart"], chart["targetRevision"]) == (REPOSITORY, "dns", "1.2.3")
    assert "path" not in chart
    assert (git["path"], git["targetRevision"]) == ("charts/mesh", "main")
    assert "chart" not in git


def test_values_read_the_bridge() -> None:
    values = _template(DNS)["spec"]["source"]["helm"]["valuesObject"]
    assert values == {"txtOwnerId": '{{ index .metadata.annotations "slipway.dev/cluster-name" }}'}


def test_what_no_stack_writes_cannot_be_read() -> None:
    with pytest.raises(ValueError, match=r"no stack writes the annotation slipway\.dev/vpc; .*vpc_id"):
        from_bridge("vpc")


@pytest.mark.parametrize("value", ["{{ .name }}", {"a": ["{{ $labels.pod }}"]}, {"{{ .server }}": 1}])
def test_a_value_with_a_template_of_its_own_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"the add-on dns has the value .* would take for a template"):
        replace(DNS, values={"some": value})


def test_a_namespace_enforces_its_pod_security_and_none_leaves_it_alone() -> None:
    labels = _template(DNS)["spec"]["syncPolicy"]["managedNamespaceMetadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "baseline"
    assert "managedNamespaceMetadata" not in _template(MESH)["spec"]["syncPolicy"]


def test_ignored_fields_are_left_alone_in_a_sync_too() -> None:
    spec = _template(MESH)["spec"]
    assert spec["ignoreDifferences"] == [{"group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"]}]
    assert "RespectIgnoreDifferences=true" in spec["syncPolicy"]["syncOptions"]
    assert "RespectIgnoreDifferences=true" not in _template(DNS)["spec"]["syncPolicy"]["syncOptions"]


def test_a_mirror_takes_the_place_of_a_chart_and_the_rest_stays() -> None:
    dns, mesh = with_charts((DNS, MESH), {"dns": ChartConfig(repository="https://mirror.example.com")})
    assert dns.chart == Chart("https://mirror.example.com", "1.2.3", name="dns")
    assert mesh == MESH


def test_a_chart_that_several_add_ons_share_is_overridden_for_all() -> None:
    pair = (replace(DNS, name="dns-a", chart_key="dns"), replace(DNS, name="dns-b", chart_key="dns"))
    changed = with_charts(pair, {"dns": ChartConfig(version="2.0.0")})
    assert [addon.chart.version for addon in changed] == ["2.0.0", "2.0.0"]


def test_a_chart_moved_to_git_loses_its_name_there() -> None:
    (dns,) = with_charts((DNS,), {"dns": ChartConfig(repository="https://git.example.com/m.git", path="dns")})
    assert dns.chart == Chart("https://git.example.com/m.git", "1.2.3", path="dns")


def test_each_add_on_has_a_set_that_waits_for_its_application_when_it_goes(stand_up: StandUp) -> None:
    sets = _gitops(stand_up, DNS, MESH).of(APPLICATION_SET)
    metadata = sets["shop-addon-dns"]["metadata"]
    assert (metadata["name"], metadata["namespace"]) == ("dns-shop", "argocd")
    assert metadata["annotations"] == {"pulumi.com/deletionPropagationPolicy": "foreground"}
    assert metadata["labels"]["slipway.dev/addon"] == "dns"
    assert set(sets) == {"shop-services-set", "shop-addon-dns", "shop-addon-mesh"}


def test_a_stack_without_add_ons_has_no_project_for_them(stand_up: StandUp) -> None:
    assert set(_gitops(stand_up).of(PROJECT)) == {"shop-services-project"}
    assert set(_gitops(stand_up, DNS).of(PROJECT)) == {"shop-services-project", "shop-addons-project"}


def test_every_add_on_of_every_stack_can_be_named_in_charts() -> None:
    stacks = Path(__file__).parents[4] / "stacks"
    unknown = [
        addon.name
        for file in stacks.glob("Pulumi.*.yaml")
        for addon in addons_of(read_environment(file.stem.removeprefix("Pulumi."), stacks))
        if addon.name not in ADDON_NAMES and addon.chart_key not in ADDON_NAMES
    ]
    assert unknown == []


def test_add_ons_of_a_stack_that_share_a_namespace_agree_on_its_pod_security() -> None:
    stacks = Path(__file__).parents[4] / "stacks"
    for file in stacks.glob("Pulumi.*.yaml"):
        levels: dict[str, set[str | None]] = {}
        for addon in addons_of(read_environment(file.stem.removeprefix("Pulumi."), stacks)):
            levels.setdefault(addon.namespace, set()).add(addon.pod_security)
        assert [namespace for namespace, found in levels.items() if len(found) > 1] == []
