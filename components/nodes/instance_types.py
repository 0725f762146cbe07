"""What EC2's instance types have inside: processors, memory, NUMA nodes, addresses for pods.

Sources: vCPUs, threads of a core, memory, network interfaces and addresses of each are those of DescribeInstanceTypes
and of the "Amazon EC2 instance types" guide. AWS publishes no NUMA nodes; a socket is one, and the sockets follow from
the cores of the processor that the guide names for a family: Xeon 8488C (7i) 48, Xeon 8375C (6i) 32, Graviton3 (7g) 64,
Graviton4 (8g) 96 (the largest 8g sizes are the first Graviton with two sockets: AWS at its launch, July 2024). AMD's
families are left out: how many NUMA nodes a socket of theirs shows to an instance isn't published.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class InstanceType:
    """One EC2 instance type.

    Attributes:
        name: e.g. "c7i.4xlarge".
        architecture: as Kubernetes calls it, "amd64" or "arm64".
        vcpus: logical CPUs.
        threads_per_core: logical CPUs of one core, 1 or 2.
        memory_mib: memory that AWS publishes, in MiB.
        numa_nodes: NUMA nodes; CPUs and memory are spread evenly over them.
        interfaces: network interfaces that it can have.
        addresses: IPv4 addresses of each interface.
    """

    name: str
    architecture: str
    vcpus: int
    threads_per_core: int
    memory_mib: int
    numa_nodes: int
    interfaces: int
    addresses: int

    @property
    def cores(self) -> int:
        """Count the physical cores."""
        return self.vcpus // self.threads_per_core

    @property
    def pods_by_addresses(self) -> int:
        """Count the pods that single addresses suffice for: each interface keeps one for itself, two pods use the
        node's own (nodeadm, eni-max-pods.txt)."""
        return self.interfaces * (self.addresses - 1) + 2

    def max_pods(self, *, prefixes: bool = True) -> int:
        """Count the pods that EKS lets a node of a managed node group run, whatever its user data says.

        It puts its own number into the user data: 110 below 30 vCPUs and 250 from there, or as many as have addresses
        where those are fewer, which they never are for these types where vpc-cni hands out blocks of 16 (Amazon EKS
        user guide, "How maxPods is determined" and "Increase the available IP addresses for your Amazon EKS node").

        Args:
            prefixes: whether vpc-cni hands out blocks of 16 addresses (`slipway:addons.prefixDelegation`).
        """
        most = 110 if self.vcpus < 30 else 250
        return most if prefixes else min(self.pods_by_addresses, most)

    @property
    def shape(self) -> tuple[str, int, int, int, int, int]:
        """Give all that kernel and kubelet settings depend on; types of one shape can share a low-latency pool."""
        kind = (self.architecture, self.vcpus, self.threads_per_core)
        return (*kind, self.memory_mib, self.numa_nodes, self.pods_by_addresses)

    def cpus_of(self, numa_node: int) -> tuple[tuple[int, ...], ...]:
        """Give the logical CPUs of each core of a NUMA node, in the order in which Linux numbers them.

        Linux on EC2 counts one thread of every core first, NUMA node by NUMA node, then the cores' second threads
        (lscpu on the families above: a 16-vCPU c7i has the siblings 0 and 8, 1 and 9, …).
        """
        first = numa_node * (self.cores // self.numa_nodes)
        return tuple(
            tuple(core + thread * self.cores for thread in range(self.threads_per_core))
            for core in range(first, first + self.cores // self.numa_nodes)
        )


# Size → vCPUs, network interfaces, IPv4 addresses of each; the same in every family below.
_SIZES: dict[str, tuple[int, int, int]] = {
    "large": (2, 3, 10),
    "xlarge": (4, 4, 15),
    "2xlarge": (8, 4, 15),
    "4xlarge": (16, 8, 30),
    "8xlarge": (32, 8, 30),
    "12xlarge": (48, 8, 30),
    "16xlarge": (64, 15, 50),
    "24xlarge": (96, 15, 50),
    "32xlarge": (128, 15, 50),
    "48xlarge": (192, 15, 50),
    "metal-24xl": (96, 15, 50),
    "metal-48xl": (192, 15, 50),
}
_UP_TO_16XLARGE = ("large", "xlarge", "2xlarge", "4xlarge", "8xlarge", "12xlarge", "16xlarge")
_OF_7I = (*_UP_TO_16XLARGE, "24xlarge", "48xlarge", "metal-24xl", "metal-48xl")
_OF_8G = (*_UP_TO_16XLARGE, "24xlarge", "48xlarge", "metal-24xl", "metal-48xl")
_OF_6I = (*_UP_TO_16XLARGE, "24xlarge", "32xlarge")

# Family → architecture, threads of a core, GiB of memory a vCPU, cores of a socket, sizes, vCPUs of the size called
# "metal".
_FAMILIES: dict[str, tuple[str, int, int, int, tuple[str, ...], int | None]] = {
    "m7i": ("amd64", 2, 4, 48, _OF_7I, None),
    "c7i": ("amd64", 2, 2, 48, _OF_7I, None),
    "r7i": ("amd64", 2, 8, 48, _OF_7I, None),
    "m6i": ("amd64", 2, 4, 32, _OF_6I, 128),
    "c6i": ("amd64", 2, 2, 32, _OF_6I, 128),
    "r6i": ("amd64", 2, 8, 32, _OF_6I, 128),
    "m7g": ("arm64", 1, 4, 64, _UP_TO_16XLARGE, 64),
    "c7g": ("arm64", 1, 2, 64, _UP_TO_16XLARGE, 64),
    "r7g": ("arm64", 1, 8, 64, _UP_TO_16XLARGE, 64),
    "m8g": ("arm64", 1, 4, 96, _OF_8G, None),
    "c8g": ("arm64", 1, 2, 96, _OF_8G, None),
    "r8g": ("arm64", 1, 8, 96, _OF_8G, None),
    "m7i-flex": ("amd64", 2, 4, 48, _UP_TO_16XLARGE, None),
    "c7i-flex": ("amd64", 2, 2, 48, _UP_TO_16XLARGE, None),
}


def _table() -> dict[str, InstanceType]:
    table: dict[str, InstanceType] = {}
    for family, (architecture, threads, gib_per_vcpu, socket_cores, sizes, metal_vcpus) in _FAMILIES.items():
        rows = {size: _SIZES[size] for size in sizes}
        if metal_vcpus:
            rows["metal"] = (metal_vcpus, 15, 50)
        for size, (vcpus, interfaces, addresses) in rows.items():
            name = f"{family}.{size}"
            sockets = -(-(vcpus // threads) // socket_cores)
            table[name] = InstanceType(
                name, architecture, vcpus, threads, vcpus * gib_per_vcpu * 1024, sockets, interfaces, addresses
            )
    return table


INSTANCE_TYPES: dict[str, InstanceType] = _table()
"""Name → facts; a pool of a type that is not here is refused, so a row is what makes a type usable."""
