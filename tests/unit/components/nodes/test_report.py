from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from components.config import read_environment
from components.nodes.config import PoolConfig
from components.nodes.instance_types import INSTANCE_TYPES
from components.nodes.report import kubelet_millicores, report_of
from tests.unit.components.conftest import ROOT

STACKS = ("local", "dev", "staging", "prod-uswest", "prod-euwest")


def _pool(**values: object) -> PoolConfig:
    size = {"min": 1, "max": 2, "desired": 1}
    return PoolConfig.model_validate({"name": "it", "instanceTypes": ["c7i.4xlarge"], "size": size, **values})


@given(
    st.sampled_from(sorted(INSTANCE_TYPES)),
    st.sampled_from(["general", "low-latency"]),
    st.integers(0, 4),
    st.integers(0, 8),
)
def test_memory_of_the_numa_nodes_adds_up_to_the_node_s(instance: str, kind: str, small: int, large: int) -> None:
    pages = {"2Mi": small * 512, "1Gi": large * 2}
    try:
        report = report_of(_pool(kind=kind, instanceTypes=[instance], hugepages=pages))
    except ValidationError:
        assume(False)
        raise
    whole = (
        report.allocatable_mib
        + report.kube_reserved_mib
        + report.system_reserved_mib
        + report.eviction_mib
        + report.hugepages_mib
    )
    assert whole == report.visible_mib
    # Linux sees whole MiB of each NUMA node.
    assert (
        0 <= report.allocatable_mib - sum(node.allocatable_mib for node in report.numa_nodes) < len(report.numa_nodes)
    )
    assert sum(node.hugepages.get("1Gi", 0) for node in report.numa_nodes) == pages["1Gi"]


def test_cpus_of_a_low_latency_node_are_told_by_numa_node() -> None:
    report = report_of(_pool(kind="low-latency", instanceTypes=["c6i.metal"]))
    assert [(node.reserved_cpus, node.pod_cpus) for node in report.numa_nodes] == [
        ("0,64", "1-31,65-95"),
        ("32,96", "33-63,97-127"),
    ]
    assert report.reserved_millicores == 4000


def test_a_general_node_keeps_what_the_image_keeps() -> None:
    report = report_of(_pool(instanceTypes=["m7i.large"]))
    # 6 % of the first CPU and 1 % of the second.
    assert (report.reserved_millicores, report.system_reserved_mib) == (70, 0)
    assert report.boot.kubelet is None


@pytest.mark.parametrize(
    ("values", "prefixes", "pods", "kept"),
    [
        # nodeadm keeps memory for as many pods as have single addresses, Bottlerocket for as many as may run.
        ({"os": "al2023"}, True, 110, 58),
        ({"os": "al2023"}, False, 58, 58),
        ({"os": "bottlerocket"}, True, 110, 110),
        ({"os": "bottlerocket"}, False, 58, 58),
        ({"kind": "low-latency"}, True, 110, 110),
        ({"kind": "low-latency"}, False, 58, 110),
    ],
)
def test_pods_are_as_many_as_eks_sets_and_memory_is_kept_as_the_image_does(
    values: dict[str, str], prefixes: bool, pods: int, kept: int
) -> None:
    report = report_of(_pool(instanceTypes=["m7i.2xlarge"], **values), prefixes=prefixes)
    assert (report.max_pods, report.kube_reserved_mib) == (pods, 255 + 11 * kept)
    assert "maxPods" not in (report.boot.kubelet or {}), "EKS puts its own over it"


def test_what_is_written_at_boot_is_what_the_script_writes() -> None:
    report = report_of(_pool(kind="low-latency", hugepages={"2Mi": 512}))
    assert report.sysfs == {"/sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages": "512"}
    (file,) = report.sysfs
    assert f"echo 512 > {file}" in (report.boot.user_data or "")


@given(st.integers(1, 448))
def test_kubelet_s_share_grows_with_the_cpus(cpus: int) -> None:
    assert kubelet_millicores(cpus) <= kubelet_millicores(cpus + 1)


@pytest.mark.parametrize("stack", STACKS)
def test_every_pool_of_a_committed_stack_leaves_memory_for_pods_on_each_numa_node(stack: str) -> None:
    for pool in read_environment(stack, ROOT / "stacks").pools:
        assert all(node.allocatable_mib > 0 for node in report_of(pool).numa_nodes), pool.name
