"""What reaches kernel and kubelet of each pool's nodes, as one value a person or a script can read: pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.nodes.al2023 import hugepages_lines
from components.nodes.config import OperatingSystem, PoolConfig
from components.nodes.tuning import EVICTION_MIB, PAGE_MIB, Tuning, cpu_list, kubelet_mib, visible_mib
from components.nodes.user_data import Boot, boot_of

_CPU_SHARES = ((1, 600), (1, 100), (2, 50))
"""CPUs and ten-thousandths of each that EKS's images keep for kubelet; 25 of each further one (nodeadm, "kubelet")."""


@dataclass(frozen=True)
class NumaNode:
    """One NUMA node of an instance.

    Attributes:
        number: its number in Linux.
        reserved_cpus: CPUs kept for system and kubelet, as Linux lists them.
        pod_cpus: CPUs left for pods, as Linux lists them.
        memory_mib: memory that Linux sees of it.
        reserved_mib: memory of it that no pod gets.
        hugepages: page size → pages.
        allocatable_mib: ordinary memory that is left for pods.
    """

    number: int
    reserved_cpus: str
    pod_cpus: str
    memory_mib: int
    reserved_mib: int
    hugepages: Mapping[str, int]
    allocatable_mib: int


@dataclass(frozen=True)
class PoolReport:
    """One pool, down to what its nodes boot with.

    Figures are of its first instance type; those of a low-latency pool are all alike.

    Attributes:
        pool: the pool as the stack says it.
        architecture: "amd64" or "arm64".
        vcpus: CPUs of a node.
        reserved_millicores: thousandths of a CPU that no pod gets.
        memory_mib: memory that AWS publishes.
        visible_mib: memory that Linux sees.
        kube_reserved_mib: memory kept for kubelet and container runtime.
        system_reserved_mib: memory kept for the operating system.
        eviction_mib: free memory below which pods are evicted.
        hugepages_mib: memory of all hugepages.
        allocatable_mib: ordinary memory that is left for pods.
        max_pods: pods that EKS lets a node run.
        numa_nodes: its NUMA nodes.
        boot: what its nodes boot with.
        sysfs: file below /sys → what is written to it at boot; Bottlerocket writes the same from its settings.
    """

    pool: PoolConfig
    architecture: str
    vcpus: int
    reserved_millicores: int
    memory_mib: int
    visible_mib: int
    kube_reserved_mib: int
    system_reserved_mib: int
    eviction_mib: int
    hugepages_mib: int
    allocatable_mib: int
    max_pods: int
    numa_nodes: tuple[NumaNode, ...]
    boot: Boot
    sysfs: Mapping[str, str]


def kubelet_millicores(vcpus: int) -> int:
    """Give what EKS's images keep of a node's CPUs for kubelet where nothing else is said, in thousandths of a CPU."""
    left, share = vcpus, 0
    for count, part in _CPU_SHARES:
        taken = min(count, left)
        share += taken * part
        left -= taken
    return (share + left * 25) // 10


def report_of(pool: PoolConfig, *, prefixes: bool = True) -> PoolReport:
    """Work out what reaches a pool's nodes.

    Args:
        pool: the pool.
        prefixes: whether vpc-cni hands out blocks of 16 addresses (`slipway:addons.prefixDelegation`).

    Example:
        >>> from components.nodes.config import PoolConfig
        >>> pool = PoolConfig(
        ...     name="fast",
        ...     kind="low-latency",
        ...     instance_types=("c7i.4xlarge",),
        ...     size={"min": 1, "max": 2, "desired": 1},
        ...     hugepages={"1Gi": 8},
        ... )
        >>> [(node.reserved_cpus, node.pod_cpus, dict(node.hugepages)) for node in report_of(pool).numa_nodes]
        [('0,8', '1-7,9-15', {'1Gi': 8})]
    """
    instance, boot = pool.instances[0], boot_of(pool)
    tuning = boot.tuning
    max_pods = instance.max_pods(prefixes=prefixes)
    kube_reserved = tuning.kube_reserved_mib
    if boot.kubelet is None and pool.os is OperatingSystem.BOTTLEROCKET:
        kube_reserved = kubelet_mib(max_pods)
    kept = kube_reserved + EVICTION_MIB
    if boot.kubelet is not None:
        kept += tuning.system_reserved_mib
        millicores = len(tuning.reserved_cpus) * 1000
    else:
        millicores = kubelet_millicores(instance.vcpus)
    pages_mib = sum(sum(counts) * PAGE_MIB[size] for size, counts in tuning.pages.items())
    visible = visible_mib(instance)
    return PoolReport(
        pool=pool,
        architecture=instance.architecture,
        vcpus=instance.vcpus,
        reserved_millicores=millicores,
        memory_mib=instance.memory_mib,
        visible_mib=visible,
        kube_reserved_mib=kube_reserved,
        system_reserved_mib=tuning.system_reserved_mib if boot.kubelet is not None else 0,
        eviction_mib=EVICTION_MIB,
        hugepages_mib=pages_mib,
        allocatable_mib=visible - kept - pages_mib,
        max_pods=max_pods,
        numa_nodes=_numa_nodes(pool, tuning, kept),
        boot=boot,
        sysfs=_sysfs(tuning),
    )


def _numa_nodes(pool: PoolConfig, tuning: Tuning, kept_mib: int) -> tuple[NumaNode, ...]:
    instance = pool.instances[0]
    share, rest = divmod(kept_mib, instance.numa_nodes)
    memory = visible_mib(instance) // instance.numa_nodes
    nodes = []
    for number in range(instance.numa_nodes):
        cpus = sorted(cpu for core in instance.cpus_of(number) for cpu in core)
        pages = {size: counts[number] for size, counts in tuning.pages.items()}
        reserved = share + (rest if number == 0 else 0)
        nodes.append(
            NumaNode(
                number=number,
                reserved_cpus=cpu_list([cpu for cpu in cpus if cpu in tuning.reserved_cpus]),
                pod_cpus=cpu_list([cpu for cpu in cpus if cpu not in tuning.reserved_cpus]),
                memory_mib=memory,
                reserved_mib=reserved,
                hugepages=pages,
                allocatable_mib=memory - reserved - sum(count * PAGE_MIB[size] for size, count in pages.items()),
            )
        )
    return tuple(nodes)


def _sysfs(tuning: Tuning) -> dict[str, str]:
    """Read the writes from the very lines that make them."""
    writes: dict[str, str] = {}
    for line in hugepages_lines(tuning):
        words = line.split()
        if words[0] == "echo" and words[-1].startswith("/sys/"):
            writes[words[-1]] = words[1]
    return writes


NEEDED_RELEASE: Mapping[OperatingSystem, str] = {
    OperatingSystem.AL2023: "",
    OperatingSystem.BOTTLEROCKET: "Bottlerocket 1.51 or later; 1.64 or later with hugepages",
}
"""Operating system → the release that its settings need, where EKS's newest image is not used; "" if any will do."""
