"""What `platform stack pools --output json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.nodes.report import NumaNode, PoolReport

_MIB = 2**20


@dataclass(frozen=True)
class NumaNodeRow(Shape):
    """One NUMA node of a pool's nodes."""

    number: int
    """Its number in Linux."""
    reserved_cpus: str
    """CPUs kept for system and kubelet, as Linux lists them; empty if no CPU is named."""
    pod_cpus: str
    """CPUs for pods, as Linux lists them."""
    memory: int
    """Memory that Linux sees of it, in bytes."""
    reserved_memory: int
    """Memory of it that no pod gets, in bytes."""
    hugepages: Mapping[str, int]
    """Pages by size."""
    allocatable_memory: int
    """Ordinary memory left for pods, in bytes."""

    @classmethod
    def of(cls, node: NumaNode) -> NumaNodeRow:
        """Give a NUMA node as it is printed."""
        return cls(
            node.number,
            node.reserved_cpus,
            node.pod_cpus,
            node.memory_mib * _MIB,
            node.reserved_mib * _MIB,
            node.hugepages,
            node.allocatable_mib * _MIB,
        )


@dataclass(frozen=True)
class TaintRow(Shape):
    """A taint of a pool's nodes."""

    key: str
    """Its key."""
    value: str
    """Its value."""
    effect: str
    """Its effect on pods that don't tolerate it."""


@dataclass(frozen=True)
class PoolRow(Shape):
    """One pool, down to what its nodes boot with; figures are of its first instance type."""

    name: str
    """Its name."""
    kind: str
    """general, low-latency or spot."""
    os: str
    """al2023 or bottlerocket."""
    instance_types: tuple[str, ...]
    """EC2 instance types, the one wanted most first."""
    architecture: str
    """amd64 or arm64."""
    capacity_type: str
    """ON_DEMAND or SPOT."""
    min: int
    """Fewest nodes."""
    desired: int
    """Nodes at first."""
    max: int
    """Most nodes."""
    autoscaled: bool
    """Whether cluster-autoscaler chooses how many there are."""
    cpus: int
    """CPUs of a node."""
    allocatable_cpus: float
    """CPUs of a node that pods may ask for."""
    memory: int
    """Memory of a node that AWS publishes, in bytes."""
    visible_memory: int
    """Memory of it that Linux sees, in bytes."""
    kube_reserved_memory: int
    """Memory kept for kubelet and container runtime, in bytes."""
    system_reserved_memory: int
    """Memory kept for the operating system, in bytes."""
    eviction_memory: int
    """Free memory below which pods are evicted, in bytes."""
    hugepages_memory: int
    """Memory of all hugepages, in bytes."""
    allocatable_memory: int
    """Ordinary memory of a node that pods may ask for, in bytes."""
    max_pods: int
    """Pods that a node may run."""
    numa_nodes: tuple[NumaNodeRow, ...]
    """Its NUMA nodes."""
    kubelet: Mapping[str, object] | None
    """Keys of kubelet's configuration that the pool sets; null leaves all to the image."""
    kernel_arguments: tuple[str, ...]
    """What is added to the kernel's command line; a node restarts once for them, before it joins."""
    sysfs: Mapping[str, str]
    """What is written at boot, by file."""
    memory_lock: bool
    """Whether containers may lock all their memory."""
    labels: Mapping[str, str]
    """Labels of its nodes."""
    taints: tuple[TaintRow, ...]
    """Taints of its nodes."""
    user_data: str | None
    """User data of its nodes, not in base64; null if they have none of ours."""

    @classmethod
    def of(cls, report: PoolReport) -> PoolRow:
        """Give a pool as it is printed."""
        pool, boot = report.pool, report.boot
        return cls(
            name=pool.name,
            kind=pool.kind.value,
            os=pool.os.value,
            instance_types=pool.instance_types,
            architecture=report.architecture,
            capacity_type=pool.capacity_type,
            min=pool.size.min,
            desired=pool.size.desired,
            max=pool.size.max,
            autoscaled=pool.autoscaled,
            cpus=report.vcpus,
            allocatable_cpus=(report.vcpus * 1000 - report.reserved_millicores) / 1000,
            memory=report.memory_mib * _MIB,
            visible_memory=report.visible_mib * _MIB,
            kube_reserved_memory=report.kube_reserved_mib * _MIB,
            system_reserved_memory=report.system_reserved_mib * _MIB,
            eviction_memory=report.eviction_mib * _MIB,
            hugepages_memory=report.hugepages_mib * _MIB,
            allocatable_memory=report.allocatable_mib * _MIB,
            max_pods=report.max_pods,
            numa_nodes=tuple(map(NumaNodeRow.of, report.numa_nodes)),
            kubelet={**boot.kubelet} if boot.kubelet is not None else None,
            kernel_arguments=boot.kernel_arguments,
            sysfs=report.sysfs,
            memory_lock=boot.memory_lock,
            labels=pool.node_labels,
            taints=tuple(TaintRow(key, value, "NoSchedule") for key, value in pool.taints),
            user_data=boot.user_data,
        )


@dataclass(frozen=True)
class Pools(Shape):
    """The node pools of a stack."""

    stack: str
    """The stack."""
    pools: tuple[PoolRow, ...]
    """In the order of its file."""
    karpenter: tuple[str, ...]
    """Names of Karpenter's pools, whose nodes' sizes are chosen at run time."""
