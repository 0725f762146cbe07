"""What the components write into user data, the sandbox's nodes have: both rooms agree on the form."""

from __future__ import annotations

import base64

import pytest

from components.config import read_environment
from components.nodes.component import AMI_TYPES
from components.nodes.config import OperatingSystem, PoolConfig
from components.nodes.report import report_of
from sandbox.nodes.group import Group
from sandbox.nodes.groups import instance_facts
from sandbox.nodes.quantities import GIBIBYTE, MEBIBYTE, number_of
from sandbox.nodes.shape import amounts_of, node_of
from sandbox.nodes.user_data import machine_of
from tests.unit.components.conftest import ROOT

STACKS = ("local", "dev", "staging", "prod-uswest", "prod-euwest")
FAST = {
    "name": "fast",
    "kind": "low-latency",
    "instanceTypes": ["c7i.48xlarge"],
    "size": {"min": 1, "max": 2, "desired": 1},
    "hugepages": {"2Mi": 2048, "1Gi": 8},
}
POOLS = [
    *(pool for stack in STACKS for pool in read_environment(stack, ROOT / "stacks").pools),
    *(PoolConfig.model_validate({**FAST, "os": os}) for os in OperatingSystem),
]


def _group(pool: PoolConfig) -> Group:
    text = report_of(pool).boot.user_data
    encoded = base64.b64encode(text.encode()).decode() if text else None
    return Group(
        arn="arn:a",
        name="group",
        cluster="shop",
        region="us-west-2",
        desired=1,
        instance=instance_facts(pool.instance_types[0], where="test"),
        places=(),
        labels=pool.node_labels,
        machine=machine_of(encoded, where="test", bottlerocket=pool.os is OperatingSystem.BOTTLEROCKET),
        disk=pool.volume_gib * GIBIBYTE,
        image=AMI_TYPES[pool.os, pool.instances[0].architecture],
    )


@pytest.mark.parametrize("pool", POOLS, ids=lambda pool: f"{pool.name}-{pool.os}")
def test_a_node_offers_what_the_report_says_pods_may_ask_for(pool: PoolConfig) -> None:
    report = report_of(pool)
    offered = {name: number_of(amount, where="test") for name, amount in amounts_of(_group(pool)).allocatable.items()}
    assert offered["cpu"] * 1000 == report.vcpus * 1000 - report.reserved_millicores
    assert abs(offered["memory"] / MEBIBYTE - report.allocatable_mib) < 1
    assert offered["pods"] == report.max_pods
    for size, pages in pool.hugepages.counts.items():
        assert offered[f"hugepages-{size}"] == pages * {"2Mi": 2 * MEBIBYTE, "1Gi": GIBIBYTE}[size]


@pytest.mark.parametrize("pool", POOLS, ids=lambda pool: f"{pool.name}-{pool.os}")
def test_a_node_s_kernel_has_the_arguments_that_the_report_says(pool: PoolConfig) -> None:
    report = report_of(pool)
    annotations = node_of(_group(pool), 0)["metadata"]["annotations"]
    assert annotations["slipway.dev/kernel-arguments"] == " ".join(report.boot.kernel_arguments)
