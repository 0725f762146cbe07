"""What a node runs and reads when it first starts (Amazon Linux 2023, nodeadm).

EKS adds the cluster's own details (address, CA, network) as a NodeConfig of its own and nodeadm merges the two, so
none is here.
"""

from __future__ import annotations

import json
from typing import Literal, TypedDict

from components.nodes.config import PoolConfig, PoolKind
from components.nodes.instance_types import InstanceType
from components.nodes.tuning import PAGE_MIB, Tuning, tuning_of

# Fixed, so that the same pool always gives the same bytes and no node is replaced for nothing.
_BOUNDARY = "slipway-boundary"


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
    memoryManagerPolicy: Literal["Static"]
    reservedMemory: list[MemoryReservation]
    kubeReserved: dict[str, str]
    systemReserved: dict[str, str]
    evictionHard: dict[str, str]
    kubeReservedCgroup: str
    systemReservedCgroup: str
    maxPods: int


def kubelet_configuration(instance: InstanceType, tuning: Tuning) -> KubeletConfiguration:
    """Give kubelet's settings on a low-latency node: pinned whole cores, one NUMA node a pod, static memory.

    Args:
        instance: the instance type.
        tuning: its numbers, from `tuning_of`.
    """
    options = {"strict-cpu-reservation": "true"}
    if instance.threads_per_core > 1:
        # A pod that shares a core with another through its second thread is not alone on it.
        options["full-pcpus-only"] = "true"
    return {
        "cpuManagerPolicy": "static",
        "cpuManagerPolicyOptions": options,
        "reservedSystemCPUs": ",".join(str(cpu) for cpu in tuning.reserved_cpus),
        "topologyManagerPolicy": "single-numa-node",
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
        "maxPods": tuning.max_pods,
    }


def hugepages_script(tuning: Tuning) -> str:
    """Give the shell script that makes a node's hugepages, before kubelet counts them.

    Args:
        tuning: the node's numbers, from `tuning_of`.

    Returns:
        The script: one line for each page size and NUMA node, the largest pages first, while memory is least
        fragmented.
    """
    lines = ["#!/bin/sh", "echo 1 > /proc/sys/vm/compact_memory"]
    for size in sorted(tuning.pages, key=lambda size: -PAGE_MIB[size]):
        for node, count in enumerate(tuning.pages[size]):
            pages = f"/sys/devices/system/node/node{node}/hugepages/hugepages-{PAGE_MIB[size] * 1024}kB/nr_hugepages"
            lines.append(f"echo {count} > {pages}")
            # The kernel gives what it can and reports no error; the console log is where a person looks first.
            short = f"slipway: NUMA node {node} has $(cat {pages}) of {count} pages of {size}"
            lines.append(f'[ "$(cat {pages})" -eq {count} ] || echo "{short}" > /dev/console')
    return "\n".join(lines) + "\n"


def user_data_of(pool: PoolConfig) -> str:
    """Give the user data of a pool's nodes: MIME multipart, not yet in base64.

    Args:
        pool: the pool.

    Returns:
        A multipart document with, where the pool has hugepages, a shell script that makes them, and a NodeConfig
        (node.eks.aws/v1alpha1) with kubelet's settings and flags. The same pool always gives the same text.

    Example:
        >>> from components.nodes.config import PoolConfig
        >>> pool = PoolConfig(name="web", instance_types=("m7i.large",), size={"min": 1, "max": 2, "desired": 1})
        >>> "--node-labels=slipway.dev/pool=web" in user_data_of(pool)
        True
    """
    labels = ",".join(f"{key}={value}" for key, value in sorted(pool.node_labels.items()))
    kubelet: dict[str, object] = {"flags": [f"--node-labels={labels}"]}
    parts: list[tuple[str, str]] = []
    if pool.tuned:
        instance = pool.instances[0]
        tuning = tuning_of(instance, pool.hugepages.counts, pool.kept_cores)
        if tuning.pages:
            parts.append(("text/x-shellscript", hugepages_script(tuning)))
        if pool.kind is PoolKind.LOW_LATENCY:
            kubelet["config"] = kubelet_configuration(instance, tuning)
    node_config = {"apiVersion": "node.eks.aws/v1alpha1", "kind": "NodeConfig", "spec": {"kubelet": kubelet}}
    parts.append(("application/node.eks.aws", json.dumps(node_config, indent=2) + "\n"))
    head = f'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="{_BOUNDARY}"\n\n'
    body = "".join(f'--{_BOUNDARY}\nContent-Type: {kind}; charset="us-ascii"\n\n{content}\n' for kind, content in parts)
    return f"{head}{body}--{_BOUNDARY}--\n"
