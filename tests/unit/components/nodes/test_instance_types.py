from __future__ import annotations

import pytest
from moto.ec2.models.instance_types import INSTANCE_TYPES as PUBLISHED

from components.nodes.instance_types import INSTANCE_TYPES, InstanceType


@pytest.mark.parametrize("instance", INSTANCE_TYPES.values(), ids=INSTANCE_TYPES)
def test_facts_are_those_that_aws_publishes(instance: InstanceType) -> None:
    published = PUBLISHED[instance.name]
    architecture = {"amd64": "x86_64", "arm64": "arm64"}[instance.architecture]
    assert published["ProcessorInfo"]["SupportedArchitectures"] == [architecture]
    assert (
        instance.vcpus,
        instance.threads_per_core,
        instance.memory_mib,
        instance.interfaces,
        instance.addresses,
    ) == (
        published["VCpuInfo"]["DefaultVCpus"],
        published["VCpuInfo"]["DefaultThreadsPerCore"],
        published["MemoryInfo"]["SizeInMiB"],
        published["NetworkInfo"]["MaximumNetworkInterfaces"],
        published["NetworkInfo"]["Ipv4AddressesPerInterface"],
    )


@pytest.mark.parametrize(
    ("name", "numa_nodes"),
    [
        ("c7i.24xlarge", 1),
        ("c7i.48xlarge", 2),
        ("m7i.metal-24xl", 1),
        ("m7i.metal-48xl", 2),
        ("c6i.16xlarge", 1),
        ("c6i.24xlarge", 2),
        ("c6i.metal", 2),
        ("m7g.metal", 1),
    ],
)
def test_a_numa_node_is_a_socket(name: str, numa_nodes: int) -> None:
    assert INSTANCE_TYPES[name].numa_nodes == numa_nodes


@pytest.mark.parametrize(
    ("name", "pods"),
    [("m7i.large", 29), ("m7i.xlarge", 58), ("c7i.4xlarge", 110), ("c7i.8xlarge", 234), ("c7i.metal-48xl", 250)],
)
def test_pods_are_limited_by_addresses_and_by_managed_node_groups(name: str, pods: int) -> None:
    assert INSTANCE_TYPES[name].max_pods(prefixes=False) == pods


@pytest.mark.parametrize(("name", "pods"), [("m7i.large", 110), ("c7i.4xlarge", 110), ("c7i.8xlarge", 250)])
def test_with_blocks_of_addresses_managed_node_groups_alone_limit_pods(name: str, pods: int) -> None:
    assert INSTANCE_TYPES[name].max_pods() == pods


@pytest.mark.parametrize("instance", INSTANCE_TYPES.values(), ids=INSTANCE_TYPES)
def test_numa_nodes_share_out_every_cpu_once(instance: InstanceType) -> None:
    cpus = [cpu for node in range(instance.numa_nodes) for core in instance.cpus_of(node) for cpu in core]
    assert sorted(cpus) == list(range(instance.vcpus))


def test_threads_of_a_core_are_half_the_machine_apart() -> None:
    assert INSTANCE_TYPES["c7i.4xlarge"].cpus_of(0)[:2] == ((0, 8), (1, 9))
    assert INSTANCE_TYPES["c6i.metal"].cpus_of(1)[0] == (32, 96)
    assert INSTANCE_TYPES["c7g.large"].cpus_of(0) == ((0,), (1,))
