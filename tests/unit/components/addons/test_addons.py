from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pulumi_kubernetes as kubernetes
import pytest
from pydantic import ValidationError

from components.addons import Addons, AddonsArgs, AddonsConfig, NodeAddons
from components.addons.versions import ADDON_VERSIONS
from tests.unit.components.policies import too_wide

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

ADDON = "aws:eks/addon:Addon"
ROLE = "aws:iam/role:Role"
ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"
ZONES = [{"id": "Z0123456789ABCDEFGHIJ", "domain": "dev.example.com"}]


def _args(settings: dict[str, Any], **changes: Any) -> AddonsArgs:
    return AddonsArgs(
        config=AddonsConfig.model_validate(settings),
        version="1.35",
        region="us-west-2",
        cluster_name="shop",
        cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        vpc_id="vpc-1",
        tags={"owner": "platform"},
        **changes,
    )


def _before(stand_up: StandUp, production: bool = False, **settings: Any) -> Registered:
    return stand_up(lambda: NodeAddons("shop", _args(settings, production=production)))


def _after(stand_up: StandUp, production: bool = False, **settings: Any) -> Registered:
    def build() -> None:
        provider = kubernetes.Provider("here", kubeconfig="{}")
        Addons("shop", _args(settings, production=production), pulumi.ResourceOptions(providers=[provider]))

    return stand_up(build)


def _values(addon: dict[str, Any]) -> Any:
    return json.loads(addon["configurationValues"])


def test_nodes_wait_for_network_proxy_and_pod_identity_and_for_nothing_else(stand_up: StandUp) -> None:
    addons = _before(stand_up).of(ADDON)
    assert {addon["addonName"] for addon in addons.values()} == {"vpc-cni", "kube-proxy", "eks-pod-identity-agent"}


def test_what_runs_on_nodes_comes_after_them(stand_up: StandUp) -> None:
    addons = _after(stand_up).of(ADDON)
    assert {addon["addonName"] for addon in addons.values()} == {"coredns", "aws-ebs-csi-driver", "metrics-server"}


def test_every_add_on_has_the_tables_version_and_is_taken_away_whole(stand_up: StandUp) -> None:
    addons = {**_before(stand_up).of(ADDON), **_after(stand_up).of(ADDON)}
    assert {addon["addonName"]: addon["addonVersion"] for addon in addons.values()} == ADDON_VERSIONS["1.35"]
    for addon in addons.values():
        assert (addon["resolveConflictsOnCreate"], addon["resolveConflictsOnUpdate"]) == ("OVERWRITE", "OVERWRITE")
        assert addon["preserve"] is False
        assert addon["tags"] == {"owner": "platform"}


def test_a_stacks_own_version_goes_before_the_tables(stand_up: StandUp) -> None:
    addons = _after(stand_up, versions={"coredns": "v1.14.3-eksbuild.16"}).of(ADDON)
    assert addons["shop-coredns"]["addonVersion"] == "v1.14.3-eksbuild.16"
    assert addons["shop-metrics-server"]["addonVersion"] == ADDON_VERSIONS["1.35"]["metrics-server"]


def test_cni_enforces_network_policies_and_hands_out_prefixes(stand_up: StandUp) -> None:
    assert _values(_before(stand_up, warmPrefixes=2).of(ADDON)["shop-vpc-cni"]) == {
        "enableNetworkPolicy": "true",
        "env": {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": "2"},
    }
    plain = _before(stand_up, networkPolicy=False, prefixDelegation=False).of(ADDON)["shop-vpc-cni"]
    assert _values(plain) == {"enableNetworkPolicy": "false"}


def test_add_ons_that_act_in_aws_have_roles_of_their_own(stand_up: StandUp) -> None:
    cni = _before(stand_up).of(ADDON)["shop-vpc-cni"]
    (identity,) = cni["podIdentityAssociations"]
    assert identity["serviceAccount"] == "aws-node"
    assert identity["roleArn"].endswith("role/shop-vpc-cni")
    made = _after(stand_up)
    (identity,) = made.of(ADDON)["shop-aws-ebs-csi-driver"]["podIdentityAssociations"]
    assert identity["serviceAccount"] == "ebs-csi-controller-sa"
    assert "podIdentityAssociations" not in made.of(ADDON)["shop-coredns"]


def test_service_accounts_of_controllers_are_associated_with_their_roles(stand_up: StandUp) -> None:
    made = _after(stand_up, externalDns=True, hostedZones=ZONES)
    assert {(one["namespace"], one["serviceAccount"]) for one in made.of(ASSOCIATION).values()} == {
        ("kube-system", "aws-load-balancer-controller"),
        ("external-dns", "external-dns"),
        ("cert-manager", "cert-manager"),
        ("external-secrets", "external-secrets"),
    }
    for role in made.of(ROLE).values():
        assert too_wide(role["assumeRolePolicy"]) == []
        assert role["tags"] == {"owner": "platform"}
    for policy in made.of("aws:iam/rolePolicy:RolePolicy").values():
        assert too_wide(policy["policy"]) == []


def test_what_is_switched_off_leaves_no_role_behind(stand_up: StandUp) -> None:
    off = ("ebsCsi", "metricsServer", "loadBalancerController", "certManager", "externalSecrets")
    made = _after(stand_up, **dict.fromkeys(off, False))
    assert set(made.of(ADDON)) == {"shop-coredns"}
    assert made.of(ROLE) == made.of(ASSOCIATION) == {}
    assert made.of("kubernetes:storage.k8s.io/v1:StorageClass") == {}


def test_cert_manager_without_zones_needs_nothing_of_aws(stand_up: StandUp) -> None:
    assert "shop-certificates" not in _after(stand_up).of(ROLE)


def test_volumes_are_encrypted_by_default_and_carry_the_stacks_tags(stand_up: StandUp) -> None:
    made = _after(stand_up)
    storage = made.one("kubernetes:storage.k8s.io/v1:StorageClass")
    assert storage["parameters"] == {"type": "gp3", "encrypted": "true"}
    assert storage["metadata"]["annotations"] == {"storageclass.kubernetes.io/is-default-class": "true"}
    values = _values(made.of(ADDON)["shop-aws-ebs-csi-driver"])
    assert values["controller"]["extraVolumeTags"] == {"owner": "platform"}


def test_prod_runs_each_part_more_than_once(stand_up: StandUp) -> None:
    addons = _after(stand_up, production=True).of(ADDON)
    assert _values(addons["shop-coredns"])["autoScaling"] == {"enabled": True, "minReplicas": 3, "maxReplicas": 12}
    assert _values(addons["shop-aws-ebs-csi-driver"])["controller"]["replicaCount"] == 2
    assert _values(addons["shop-metrics-server"])["replicas"] == 2


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"externalDns": True}, "external-dns has no hosted zone that it may write"),
        ({"hostedZones": [{"id": "*", "domain": "dev.example.com"}]}, "match pattern"),
        ({"hostedZones": [{"id": "Z0123456789", "domain": "*.example.com"}]}, "match pattern"),
        ({"hostedZones": ZONES * 2}, "the hosted zone Z0123456789ABCDEFGHIJ is named twice"),
        ({"versions": {"core-dns": "v1.14.3-eksbuild.3"}}, "EKS has no add-on 'core-dns' here"),
        ({"versions": {"coredns": "latest"}}, "match pattern"),
        ({"secretsPrefix": "*"}, "match pattern"),
        ({"secretsPrefix": ""}, "match pattern"),
        ({"secretsKey": "alias/secrets"}, "match pattern"),
        ({"warmPrefixes": 0}, "greater than or equal to 1"),
        ({"ebsCsi": "yes"}, "valid boolean"),
        ({"coredns": False}, "Extra inputs are not permitted"),
    ],
)
def test_bad_values_are_refused(change: dict[str, Any], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        AddonsConfig.model_validate(change)
    (error,) = caught.value.errors()
    assert what in error["msg"]


def test_a_key_of_several_regions_may_encrypt_the_secrets() -> None:
    key = "arn:aws:kms:us-west-2:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"
    assert AddonsConfig(secrets_key=key).secrets_key == key
