"""Node groups as the node maker sees them: what EKS, EC2 and the launch template say, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.nodes.quantities import GIBIBYTE, MEBIBYTE
from sandbox.nodes.user_data import Machine, Taint

POOL = "slipway.dev/pool"

TERMINATING = "Terminating"
"""Lifecycle state of an instance whose node has to go (Auto Scaling user guide, "Instance lifecycle")."""

_EFFECTS = {"NO_SCHEDULE": "NoSchedule", "NO_EXECUTE": "NoExecute", "PREFER_NO_SCHEDULE": "PreferNoSchedule"}
_ARCHITECTURES = {"x86_64": "amd64", "arm64": "arm64"}


@dataclass(frozen=True)
class InstanceFacts:
    """What an instance type is.

    Args:
        name: e.g. `m7i.2xlarge`.
        cpus: virtual CPUs.
        memory: bytes, as AWS states them.
        architecture: `amd64` or `arm64`.
        interfaces: network interfaces it can have.
        addresses: IPv4 addresses of each of them.
    """

    name: str
    cpus: int
    memory: int
    architecture: str
    interfaces: int
    addresses: int

    @staticmethod
    def of(name: str, described: Mapping[str, Any]) -> InstanceFacts:
        """Read EC2's DescribeInstanceTypes form."""
        network = described.get("NetworkInfo", {})
        architectures = described.get("ProcessorInfo", {}).get("SupportedArchitectures", ["x86_64"])
        return InstanceFacts(
            name=name,
            cpus=int(described["VCpuInfo"]["DefaultVCpus"]),
            memory=int(described["MemoryInfo"]["SizeInMiB"]) * MEBIBYTE,
            architecture=next(
                (_ARCHITECTURES[word] for word in reversed(architectures) if word in _ARCHITECTURES), "amd64"
            ),
            interfaces=int(network.get("MaximumNetworkInterfaces", 4)),
            addresses=int(network.get("Ipv4AddressesPerInterface", 15)),
        )


@dataclass(frozen=True, order=True)
class Place:
    """A subnet: its zone and its range of addresses."""

    zone: str
    cidr: str


@dataclass(frozen=True)
class Instance:
    """The instance that a node stands for.

    Args:
        id: its id, e.g. `i-0123456789abcdef0`.
        zone: where it is.
        kind: its instance type.
    """

    id: str
    zone: str
    kind: str

    @property
    def provider_id(self) -> str:
        """What `spec.providerID` of its node is (kubernetes/cloud-provider-aws)."""
        return f"aws:///{self.zone}/{self.id}"

    @staticmethod
    def of(provider_id: str, kind: str) -> Instance:
        """Read a node's `spec.providerID`; one that isn't AWS's has no id."""
        zone, _, identity = provider_id.removeprefix("aws:///").partition("/")
        return Instance(identity, zone, kind)


@dataclass(frozen=True)
class Group:
    """A node group as EKS describes it, with what its launch template adds.

    Args:
        arn: its ARN.
        name: its name.
        cluster: its cluster's name.
        region: where it is.
        desired: how many nodes it should have.
        instance: its (first) instance type.
        places: its subnets.
        labels: EKS's labels.
        taints: EKS's taints, with Kubernetes' effects.
        machine: what the user data asks for.
        disk: size of the root volume in bytes.
        version: Kubernetes version, e.g. `1.34`.
        capacity_type: `ON_DEMAND` or `SPOT`.
        image: the AMI type.
        leaving: ids of instances whose nodes have to go, which `desired` no longer counts.
    """

    arn: str
    name: str
    cluster: str
    region: str
    desired: int
    instance: InstanceFacts
    places: tuple[Place, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    taints: tuple[Taint, ...] = ()
    machine: Machine = field(default_factory=Machine)
    disk: int = 20 * GIBIBYTE
    version: str = "1.34"
    capacity_type: str = "ON_DEMAND"
    image: str = "AL2023_x86_64_STANDARD"
    leaving: frozenset[str] = frozenset()

    @property
    def pool(self) -> str:
        """The pool's name, which its nodes are named by."""
        return {**self.machine.labels, **self.labels}.get(POOL, self.name)


def taint_of(given: Mapping[str, str]) -> Taint:
    """Give EKS's form of a taint in Kubernetes' form."""
    return Taint(key=given["key"], value=given.get("value", ""), effect=_EFFECTS.get(given["effect"], given["effect"]))
