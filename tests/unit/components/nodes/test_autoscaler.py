from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from components.addons.versions import ADDON_VERSIONS
from components.config import read_environment
from components.gitops.addon import AddOn
from components.nodes.autoscaler import IMAGES, OURS_TAG, SERVICE_ACCOUNT, addons_of, autoscaler_policy
from components.nodes.autoscaling import node_template_tags
from components.nodes.config import PoolConfig
from components.recorded import recorded
from tests.unit.components.policies import too_wide

ROOT = Path(__file__).parents[4]
FIXED = PoolConfig.model_validate(
    {"name": "web", "instanceTypes": ["m7i.large"], "size": {"min": 1, "max": 2, "desired": 1}}
)
SPOT = PoolConfig.model_validate(
    {
        "name": "spot",
        "kind": "spot",
        "instanceTypes": ["m7i.large", "m6i.large"],
        "size": {"min": 0, "max": 20, "desired": 0},
        "autoscaled": True,
    }
)


def _addon(*, production: bool = False, version: str = "1.35") -> AddOn:
    (addon,) = addons_of([FIXED, SPOT], switched_on=True, version=version, production=production)
    return addon


def _values(**arguments: Any) -> Any:
    return _addon(**arguments).values


def _statements() -> dict[str, dict[str, Any]]:
    document = autoscaler_policy(region="us-west-2", account="123456789012", cluster="shop")
    return {statement["Sid"]: statement for statement in json.loads(document)["Statement"]}


@pytest.mark.parametrize(("pools", "switched_on"), [([FIXED], True), ([FIXED, SPOT], False)])
def test_no_autoscaler_comes_where_no_pool_wants_it_or_it_is_switched_off(
    pools: list[PoolConfig], switched_on: bool
) -> None:
    assert addons_of(pools, switched_on=switched_on, version="1.35", production=True) == ()


def test_it_finds_the_groups_of_autoscaled_pools_of_its_own_cluster_alone() -> None:
    tags = _values()["autoDiscovery"]["tags"]
    assert tags == [
        "k8s.io/cluster-autoscaler/enabled",
        'k8s.io/cluster-autoscaler/{{ index .metadata.annotations "slipway.dev/cluster-name" }}',
        OURS_TAG,
    ]
    assert OURS_TAG in node_template_tags(SPOT)


def test_it_plans_with_what_pods_may_ask_for_and_not_with_the_whole_instance() -> None:
    fast = PoolConfig.model_validate(
        {
            "name": "fast",
            "kind": "low-latency",
            "instanceTypes": ["c7i.8xlarge"],
            "size": {"min": 0, "max": 2, "desired": 0},
            "autoscaled": True,
            "hugepages": {"1Gi": 24},
        }
    )
    tags = {key.rpartition("/resources/")[2]: value for key, value in node_template_tags(fast).items()}
    assert (tags["cpu"], tags["hugepages-1Gi"]) == ("30000m", "24576Mi")
    assert tags["memory"] == f"{int(65536 * 0.925) - 24576 - (255 + 11 * 250) - 256 - 100}Mi"


def test_region_and_cluster_come_over_the_bridge() -> None:
    assert set(_addon().reads) == {"slipway.dev/cluster-name", "slipway.dev/region"}


def test_every_version_of_kubernetes_has_an_image_of_its_own_minor() -> None:
    assert set(IMAGES) == set(ADDON_VERSIONS)
    assert [minor for minor, tag in IMAGES.items() if not tag.startswith(f"v{minor}.")] == []
    assert _values(version="1.34")["image"] == {"tag": IMAGES["1.34"]}


def test_prod_runs_two_in_two_zones_and_never_drains_both() -> None:
    values = _values(production=True)
    assert values["replicaCount"] == 2
    assert values["topologySpreadConstraints"][0]["topologyKey"] == "topology.kubernetes.io/zone"
    assert values["podDisruptionBudget"] == {"maxUnavailable": 1}
    assert _values()["replicaCount"] == 1


def test_its_pod_would_pass_the_restricted_standard() -> None:
    values = _values()
    assert values["securityContext"]["runAsNonRoot"] is True
    assert values["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert values["containerSecurityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_it_changes_only_groups_that_eks_marked_as_its_clusters_and_we_as_autoscaled() -> None:
    own = _statements()["OwnGroups"]
    assert own["Action"] == ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    assert own["Resource"].startswith("arn:aws:autoscaling:us-west-2:123456789012:autoScalingGroup:")
    assert own["Condition"] == {
        "StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/shop": "owned"},
        "Null": {f"aws:ResourceTag/{OURS_TAG}": "false"},
    }


def test_it_may_no_more_than_it_must() -> None:
    assert too_wide(autoscaler_policy(region="us-west-2", account="123456789012", cluster="shop")) == []
    assert _statements()["OwnNodeGroups"]["Resource"] == "arn:aws:eks:us-west-2:123456789012:nodegroup/shop/*/*"
    assert all(action.partition(":")[2].startswith("Describe") for action in _statements()["Look"]["Action"])


@pytest.mark.parametrize(("stack", "there"), [("local", False), ("prod-uswest", True)])
def test_a_stack_has_the_role_of_the_autoscaler_just_where_it_has_the_add_on(stack: str, there: bool) -> None:
    environment = read_environment(stack, ROOT / "stacks")
    assert any(pool.autoscaled for pool in environment.pools)
    associations = [
        one.inputs
        for one in recorded(stack, ROOT).resources
        if one.type == "aws:eks/podIdentityAssociation:PodIdentityAssociation"
    ]
    found = [one for one in associations if one["serviceAccount"] == SERVICE_ACCOUNT]
    assert [one["namespace"] for one in found] == (["kube-system"] if there else [])
