"""What a low-latency node keeps for itself and how its hugepages lie: arithmetic, checked to fit each NUMA node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.nodes.instance_types import InstanceType

SYSTEM_RESERVED_MIB = 256
"""Memory kept for the operating system's services (journald, chronyd, SSM agent …); our own estimate, not measured."""

EVICTION_MIB = 100
"""Free memory below which kubelet evicts pods; the value that EKS's own image sets (nodeadm, "evictionHard")."""

HIDDEN_FRACTION = 0.075
"""Part of the published memory that firmware and kernel keep; Karpenter plans with it (VM_MEMORY_OVERHEAD_PERCENT)."""

LEFT_FOR_PODS_MIB = 512
"""Ordinary memory of each NUMA node that must be left, for the pods whose hugepages these are; ours."""

PAGE_MIB: dict[str, int] = {"2Mi": 2, "1Gi": 1024}
"""Page size as Kubernetes writes it → MiB."""


class TuningError(ValueError):
    """What is asked of an instance type doesn't fit it.

    Attributes:
        what: what doesn't fit, with the figures.
        do: what would fit.
        page: the page size that it is about; None if it is about cores or memory.
    """

    def __init__(self, what: str, do: str, page: str | None = None) -> None:
        self.what = what
        self.do = do
        self.page = page
        super().__init__(f"{what}; {do}")


@dataclass(frozen=True)
class Tuning:
    """The numbers that reach kernel and kubelet of one low-latency node.

    Attributes:
        pages: page size ("2Mi", "1Gi") → pages on each NUMA node, in order.
        reserved_cpus: logical CPUs kept for system and kubelet, sorted; whole cores of every NUMA node.
        pod_cpus: logical CPUs left for pods, sorted.
        kube_reserved_mib: memory kept for kubelet and container runtime, in MiB.
        system_reserved_mib: memory kept for the operating system, in MiB.
        eviction_mib: free memory below which pods are evicted, in MiB.
        reserved_mib: the three together on each NUMA node, in order, as the static memory manager wants them.
    """

    pages: Mapping[str, tuple[int, ...]]
    reserved_cpus: tuple[int, ...]
    pod_cpus: tuple[int, ...]
    kube_reserved_mib: int
    system_reserved_mib: int
    eviction_mib: int
    reserved_mib: tuple[int, ...]


def visible_mib(instance: InstanceType) -> int:
    """Give the memory that Linux sees on an instance, in MiB."""
    return int(instance.memory_mib * (1 - HIDDEN_FRACTION))


def cpu_list(cpus: Sequence[int]) -> str:
    """Write CPUs as Linux and kubelet do (cpuset(7), "List format").

    Args:
        cpus: numbers of CPUs, sorted.

    Example:
        >>> cpu_list((0, 1, 2, 8))
        '0-2,8'
    """
    ranges: list[list[int]] = []
    for cpu in cpus:
        if ranges and cpu == ranges[-1][1] + 1:
            ranges[-1][1] = cpu
        else:
            ranges.append([cpu, cpu])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def pages_per_numa_node(instance: InstanceType, pages: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Spread an instance's hugepages evenly over its NUMA nodes.

    Args:
        instance: the instance type.
        pages: page size → pages of the whole instance; sizes with no page are left out of the result.

    Returns:
        Page size → pages on each NUMA node.

    Raises:
        TuningError: a number of pages can't be spread evenly.
    """
    spread: dict[str, tuple[int, ...]] = {}
    for size, count in pages.items():
        if count % instance.numa_nodes:
            below = count - count % instance.numa_nodes
            above = below + instance.numa_nodes
            nodes = f"{instance.numa_nodes} NUMA nodes of {instance.name}"
            raise TuningError(
                f"{count} pages of {size} cannot be spread evenly over the {nodes}",
                f"ask for {below} or {above}" if below else f"ask for {above}",
                size,
            )
        if count:
            spread[size] = (count // instance.numa_nodes,) * instance.numa_nodes
    return spread


def kubelet_mib(pods: int) -> int:
    """Give the memory that EKS keeps for kubelet and container runtime, in MiB: 255 and 11 for each pod that may run.

    Source: nodeadm, "memory to reserve"; Bottlerocket, settings.kubernetes.kube-reserved.
    """
    return 255 + 11 * pods


def tuning_of(
    instance: InstanceType, pages: Mapping[str, int], reserved_cores: int = 1, *, pods: int | None = None
) -> Tuning:
    """Work out what a low-latency node of an instance type keeps for itself, and check that the rest holds its pages.

    Memory kept for kubelet is EKS's own rule (`kubelet_mib`); the static memory manager wants the sum of kubelet's, the
    system's and the eviction threshold divided over the NUMA nodes (Kubernetes documentation, "Utilizing the NUMA-aware
    Memory Manager").

    Args:
        instance: the instance type.
        pages: page size ("2Mi", "1Gi") → pages of the whole instance.
        reserved_cores: whole cores kept for system and kubelet on each NUMA node.
        pods: pods for which kubelet's memory is kept; the most that EKS lets a node run if None.

    Raises:
        TuningError: no core is left for pods, or the pages and what is kept are more than a NUMA node has.

    Example:
        >>> from components.nodes.instance_types import INSTANCE_TYPES
        >>> tuning_of(INSTANCE_TYPES["c7i.4xlarge"], {"1Gi": 8}).reserved_cpus
        (0, 8)
    """
    spread = pages_per_numa_node(instance, pages)
    cores_per_node = instance.cores // instance.numa_nodes
    if reserved_cores >= cores_per_node:
        raise TuningError(
            f"{reserved_cores} reserved cores leave none of the {cores_per_node} on each NUMA node of {instance.name}",
            "reserve fewer or take a larger instance type",
        )
    kube_reserved = kubelet_mib(instance.max_pods() if pods is None else pods)
    total = kube_reserved + SYSTEM_RESERVED_MIB + EVICTION_MIB
    share, rest = divmod(total, instance.numa_nodes)
    reserved = tuple(share + (rest if node == 0 else 0) for node in range(instance.numa_nodes))
    usable = visible_mib(instance) // instance.numa_nodes
    asked = sum(counts[0] * PAGE_MIB[size] for size, counts in spread.items())
    room = usable - reserved[0] - LEFT_FOR_PODS_MIB
    if asked > room:
        where = "its memory" if instance.numa_nodes == 1 else f"each of its {instance.numa_nodes} NUMA nodes"
        raise TuningError(
            f"hugepages of {asked} MiB do not fit {instance.name}: {where} holds {max(room, 0)} MiB of them beside "
            "what the system and kubelet keep",
            "ask for fewer pages or take a larger instance type",
            max(spread, key=lambda size: spread[size][0] * PAGE_MIB[size], default=None),
        )
    reserved_cpus = {
        cpu for node in range(instance.numa_nodes) for core in instance.cpus_of(node)[:reserved_cores] for cpu in core
    }
    return Tuning(
        pages=spread,
        reserved_cpus=tuple(sorted(reserved_cpus)),
        pod_cpus=tuple(cpu for cpu in range(instance.vcpus) if cpu not in reserved_cpus),
        kube_reserved_mib=kube_reserved,
        system_reserved_mib=SYSTEM_RESERVED_MIB,
        eviction_mib=EVICTION_MIB,
        reserved_mib=reserved,
    )
