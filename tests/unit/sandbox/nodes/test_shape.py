"""The arithmetic of a node: what it has, what is kept back, what it offers."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.nodes.errors import NodesError
from sandbox.nodes.group import Group, InstanceFacts, Place, taint_of
from sandbox.nodes.quantities import GIBIBYTE, MEBIBYTE, bytes_text, cores_text, cpu_set, number_of
from sandbox.nodes.shape import amounts_of, kubelet_millicores, max_pods, node_of, pods_by_addresses, shape_of
from sandbox.nodes.user_data import KubeletPart, Machine, Taint

LARGE = InstanceFacts("m7i.4xlarge", cpus=16, memory=64 * GIBIBYTE, architecture="amd64", interfaces=8, addresses=30)
PLACES = (Place("us-west-2a", "10.0.0.0/20"), Place("us-west-2b", "10.0.16.0/20"), Place("us-west-2c", "10.0.32.0/20"))
PLAIN = Group("arn:one", "pool-abc1234", "local", "us-west-2", 2, LARGE, PLACES, labels={"slipway.dev/pool": "general"})
LOW_LATENCY = replace(
    PLAIN,
    labels={"slipway.dev/pool": "low-latency"},
    taints=(Taint(key="slipway.dev/pool", value="low-latency", effect="NoSchedule"),),
    machine=Machine(
        hugepages={(0, 2048): 1024, (0, 1048576): 4},
        kubelet=KubeletPart(reservedSystemCPUs="0,1", systemReserved={"memory": "500Mi"}),
    ),
)


def _value(amounts: Any, resource: str) -> Fraction:
    return number_of(amounts[resource], where="test")


def test_a_plain_node_keeps_back_what_eks_s_image_keeps_back() -> None:
    amounts = amounts_of(PLAIN)
    assert amounts.capacity["cpu"] == "16"
    # 6 % of the first core, 1 % of the second, 0.5 % of two, 0.25 % of twelve: 110 thousandths.
    assert amounts.allocatable["cpu"] == "15890m"
    pods = 8 * 29 + 2
    assert amounts.capacity["pods"] == amounts.allocatable["pods"] == "110"
    kept = _value(amounts.capacity, "memory") - _value(amounts.allocatable, "memory")
    assert kept == (255 + 11 * pods + 100) * MEBIBYTE
    assert amounts.capacity["hugepages-2Mi"] == "0"


def test_a_low_latency_node_offers_whole_cores_and_its_hugepages() -> None:
    amounts = amounts_of(LOW_LATENCY)
    assert amounts.allocatable["cpu"] == "14"
    assert amounts.allocatable["hugepages-2Mi"] == amounts.capacity["hugepages-2Mi"] == "2048Mi"
    assert amounts.allocatable["hugepages-1Gi"] == "4096Mi"
    pods = 8 * 29 + 2
    kept = _value(amounts.capacity, "memory") - _value(amounts.allocatable, "memory")
    assert kept == (255 + 11 * pods + 100 + 500 + 2048 + 4096) * MEBIBYTE


@given(
    cpus=st.integers(2, 192),
    memory=st.integers(8, 768),
    pages=st.integers(0, 2048),
    reserved=st.integers(0, 1),
    disk=st.integers(10, 500),
)
def test_what_is_offered_and_what_is_kept_back_never_exceed_what_there_is(
    cpus: int, memory: int, pages: int, reserved: int, disk: int
) -> None:
    facts = InstanceFacts("x", cpus, memory * GIBIBYTE, "amd64", 4, 15)
    machine = Machine(hugepages={(0, 2048): pages}, kubelet=KubeletPart(reservedSystemCPUs="0" if reserved else None))
    group = replace(PLAIN, instance=facts, machine=machine, disk=disk * GIBIBYTE)
    amounts = amounts_of(group)
    for resource in amounts.capacity:
        assert 0 <= _value(amounts.allocatable, resource) <= _value(amounts.capacity, resource)
    assert _value(amounts.allocatable, "memory") + pages * 2 * MEBIBYTE < _value(amounts.capacity, "memory")
    assert _value(amounts.capacity, "memory") < facts.memory
    if reserved:
        assert _value(amounts.allocatable, "cpu") == cpus - 1


@given(st.integers(1, 448))
def test_the_kubelet_s_share_grows_with_the_cores_and_stays_small(cpus: int) -> None:
    assert kubelet_millicores(cpus) <= kubelet_millicores(cpus + 1)
    assert kubelet_millicores(cpus) <= 60 * cpus


def test_pods_are_counted_as_eks_counts_them() -> None:
    # eni-max-pods.txt of awslabs/amazon-eks-ami: m5.large 29, t3.medium 17.
    assert pods_by_addresses(InstanceFacts("m5.large", 2, 8 * GIBIBYTE, "amd64", 3, 10)) == 29
    assert pods_by_addresses(InstanceFacts("t3.medium", 2, 4 * GIBIBYTE, "amd64", 3, 6)) == 17
    assert [max_pods(replace(LARGE, cpus=cpus)) for cpus in (16, 32)] == [110, 250]


def test_bottlerocket_keeps_memory_for_as_many_pods_as_may_run() -> None:
    amounts = amounts_of(replace(PLAIN, image="BOTTLEROCKET_x86_64"))
    kept = _value(amounts.capacity, "memory") - _value(amounts.allocatable, "memory")
    assert kept == (255 + 11 * 110 + 100) * MEBIBYTE


def test_a_node_has_the_labels_taints_and_addresses_of_its_group() -> None:
    node = node_of(LOW_LATENCY, 1)
    assert node["metadata"]["name"] == "local-low-latency-1"
    labels = node["metadata"]["labels"]
    assert labels["eks.amazonaws.com/nodegroup"] == "pool-abc1234"
    assert labels["node.kubernetes.io/instance-type"] == "m7i.4xlarge"
    assert (labels["topology.kubernetes.io/region"], labels["topology.kubernetes.io/zone"]) == (
        "us-west-2",
        "us-west-2b",
    )
    assert (labels["kubernetes.io/arch"], labels["kubernetes.io/os"]) == ("amd64", "linux")
    assert labels["slipway.dev/pool"] == "low-latency"
    assert node["metadata"]["annotations"]["kwok.x-k8s.io/node"] == "fake"
    assert node["spec"]["taints"] == [{"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoSchedule"}]
    assert node["spec"]["providerID"].startswith("aws:///us-west-2b/i-")
    address = next(item["address"] for item in node["status"]["addresses"] if item["type"] == "InternalIP")
    assert ipaddress.ip_address(address) in ipaddress.ip_network("10.0.16.0/20")


def test_nodes_of_a_group_are_spread_over_its_zones_and_differ() -> None:
    nodes = [node_of(PLAIN, number) for number in range(6)]
    zones = [node["metadata"]["labels"]["topology.kubernetes.io/zone"] for node in nodes]
    assert zones == ["us-west-2a", "us-west-2b", "us-west-2c"] * 2
    assert len({node["spec"]["providerID"] for node in nodes}) == 6


def test_eks_s_effects_become_kubernetes_s() -> None:
    assert taint_of({"key": "k", "value": "v", "effect": "PREFER_NO_SCHEDULE"}) == Taint(
        key="k", value="v", effect="PreferNoSchedule"
    )


@pytest.mark.parametrize(
    ("machine", "said"),
    [
        (Machine(hugepages={(0, 2048): 10**6}), "hugepages of 2000000 Mi don't fit m7i.4xlarge's"),
        (Machine(hugepages={(0, 64): 1}), "hugepages of 64 kB are no size"),
        (Machine(hugepages={(0, 1048576): 58}), "nothing is left on m7i.4xlarge for pods"),
        (
            Machine(kubelet=KubeletPart(reservedSystemCPUs="0-99")),
            "reservedSystemCPUs 0-99 names a CPU that m7i.4xlarge hasn't",
        ),
        (Machine(kubelet=KubeletPart(reservedSystemCPUs="a")), "'a' is not a list of CPUs"),
        (Machine(kubelet=KubeletPart(systemReserved={"memory": "lots"})), "'lots' is not a quantity"),
    ],
)
def test_settings_with_which_no_kubelet_starts_are_refused_by_the_group_s_name(machine: Machine, said: str) -> None:
    with pytest.raises(NodesError, match=f"node group local/pool-abc1234: {said}"):
        amounts_of(replace(PLAIN, machine=machine))


def test_only_what_needs_a_new_instance_changes_the_shape() -> None:
    assert shape_of(replace(PLAIN, labels={"other": "x"}, taints=LOW_LATENCY.taints, desired=9)) == shape_of(PLAIN)
    assert shape_of(replace(PLAIN, machine=LOW_LATENCY.machine)) != shape_of(PLAIN)
    assert shape_of(replace(PLAIN, disk=1 * GIBIBYTE)) != shape_of(PLAIN)


@given(st.integers(0, 10**6))
def test_cores_survive_being_written_and_read(millicores: int) -> None:
    assert number_of(cores_text(millicores), where="x") * 1000 == millicores


@given(st.integers(0, 2**40))
def test_bytes_survive_to_the_kibibyte(amount: int) -> None:
    assert number_of(bytes_text(amount), where="x") == amount // 1024 * 1024


@pytest.mark.parametrize(
    ("text", "value"), [("1Gi", 2**30), ("500m", Fraction(1, 2)), ("1e3", 1000), ("2M", 2_000_000), ("1.5Ki", 1536)]
)
def test_quantities_are_read_as_kubernetes_reads_them(text: str, value: Fraction) -> None:
    assert number_of(text, where="x") == value


@given(st.sets(st.integers(0, 127), min_size=1))
def test_a_cpu_list_names_each_cpu_once(cpus: set[int]) -> None:
    assert cpu_set(",".join(map(str, sorted(cpus))), where="x") == cpus
    assert cpu_set("0-3,2,8", where="x") == {0, 1, 2, 3, 8}
