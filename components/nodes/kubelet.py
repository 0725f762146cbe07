"""What kubelet is told on a low-latency node, in its own configuration's words."""

from __future__ import annotations

from typing import Literal, TypedDict

from components.nodes.instance_types import InstanceType
from components.nodes.tuning import Tuning, cpu_list


class MemoryReservation(TypedDict):
    """Memory of one NUMA node that kubelet gives to no pod."""

    numaNode: int
    limits: dict[str, str]


class KubeletConfiguration(TypedDict, total=False):
    """The part of kubelet's configuration (kubelet.config.k8s.io/v1beta1) that a pool sets."""

    cpuManagerPolicy: Literal["static"]
    cpuManagerPolicyOptions: dict[str, str]
    reservedSystemCPUs: str
    topologyManagerPolicy: Literal["single-numa-node"]
    topologyManagerScope: Literal["pod"]
    memoryManagerPolicy: Literal["Static"]
    reservedMemory: list[MemoryReservation]
    kubeReserved: dict[str, str]
    systemReserved: dict[str, str]
    evictionHard: dict[str, str]
    kubeReservedCgroup: str
    systemReservedCgroup: str


def kubelet_configuration(instance: InstanceType, tuning: Tuning) -> KubeletConfiguration:
    """Give kubelet's settings on a low-latency node: pinned whole cores, one NUMA node a pod, static memory.

    Args:
        instance: the instance type.
        tuning: its numbers, from `tuning_of`.
    """
    # Beta and on since Kubernetes 1.33, stable in 1.35 (KEP-4540): without it other pods run on the reserved CPUs.
    options = {"strict-cpu-reservation": "true"}
    if instance.threads_per_core > 1:
        # A pod that shares a core with another through its second thread is not alone on it.
        options["full-pcpus-only"] = "true"
    return {
        "cpuManagerPolicy": "static",
        "cpuManagerPolicyOptions": options,
        "reservedSystemCPUs": cpu_list(tuning.reserved_cpus),
        "topologyManagerPolicy": "single-numa-node",
        # A pod's containers share memory: aligned one by one, two of them could be on different NUMA nodes.
        "topologyManagerScope": "pod",
        "memoryManagerPolicy": "Static",
        "reservedMemory": [
            {"numaNode": node, "limits": {"memory": f"{mib}Mi"}} for node, mib in enumerate(tuning.reserved_mib)
        ],
        "kubeReserved": {"memory": f"{tuning.kube_reserved_mib}Mi"},
        "systemReserved": {"memory": f"{tuning.system_reserved_mib}Mi"},
        "evictionHard": {
            "memory.available": f"{tuning.eviction_mib}Mi",
            "nodefs.available": "10%",
            "nodefs.inodesFree": "5%",
        },
        # kubelet refuses reservedSystemCPUs while these are set, and EKS's image sets both.
        "kubeReservedCgroup": "",
        "systemReservedCgroup": "",
        # No maxPods: EKS puts its own over any that a managed node group's user data has (`InstanceType.max_pods`).
    }
