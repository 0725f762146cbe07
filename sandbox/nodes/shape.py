"""From a node group, its user data and its instance type to the nodes that kubelets would register: pure.

The arithmetic is the kubelet's own (node allocatable: capacity - reserved - hard eviction - hugepages) with the
defaults that EKS's AMI gives it (awslabs/amazon-eks-ami, nodeadm/internal/kubelet).
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.nodes.errors import NodesError
from sandbox.nodes.group import POOL, Group, Instance, InstanceFacts, Place
from sandbox.nodes.quantities import GIBIBYTE, MEBIBYTE, bytes_text, cores_text, cpu_set, number_of
from sandbox.nodes.user_data import Taint

MANAGED = "slipway.dev/managed-by"
MANAGER = "node-maker"
GROUP = "slipway.dev/nodegroup-arn"
SHAPE = "slipway.dev/node-shape"
OWNED = "slipway.dev/owned"
ARGUMENTS = "slipway.dev/kernel-arguments"
KWOK = "kwok.x-k8s.io/node"
EKS_GROUP = "eks.amazonaws.com/nodegroup"

_MEMORY_OVERHEAD_PERMILLE = 75
"""What hypervisor and kernel keep of the memory: 7.5 %, Karpenter's default (VM_MEMORY_OVERHEAD_PERCENT)."""

_CORE_RESERVE_PER_TEN_THOUSAND = ((1, 600), (1, 100), (2, 50))
"""Kubelet's share of the cores (nodeadm): 6 % of the first, 1 % of the second, 0.5 % of two; 0.25 % of each other."""

_EVICTION = {"memory.available": "100Mi", "nodefs.available": "10%"}
"""Hard eviction thresholds of EKS's AMI (nodeadm)."""

_EPHEMERAL_RESERVED = GIBIBYTE


@dataclass(frozen=True)
class Amounts:
    """What a node has and offers, in Kubernetes' quantities."""

    capacity: Mapping[str, str]
    allocatable: Mapping[str, str]


def pods_by_addresses(instance: InstanceFacts) -> int:
    """Give how many pods single addresses suffice for (EKS's eni-max-pods).

    A pod takes a secondary address of an interface; two more share the host's network.
    """
    return instance.interfaces * (instance.addresses - 1) + 2


def max_pods(instance: InstanceFacts) -> int:
    """Give how many pods EKS lets a managed node run where vpc-cni hands out blocks of addresses, as it does here.

    Source: Amazon EKS user guide, "How maxPods is determined".
    """
    # A node group doesn't say what vpc-cni is told, so a stack with `prefixDelegation: false` gets these numbers too,
    # where AWS would take that of `pods_by_addresses` if it is lower.
    return 110 if instance.cpus < 30 else 250


def kubelet_millicores(cpus: int) -> int:
    """Give what EKS's AMI reserves of the CPUs for the kubelet, in thousandths of a core."""
    left, share = cpus, 0
    for count, part in _CORE_RESERVE_PER_TEN_THOUSAND:
        taken = min(count, left)
        share += taken * part
        left -= taken
    return (share + left * 25) // 10


def amounts_of(group: Group) -> Amounts:
    """Give a node's capacity and what it offers pods.

    Raises:
        NodesError: what is reserved is more than there is; no kubelet would start.
    """
    where = f"node group {group.cluster}/{group.name}"
    instance, kubelet = group.instance, group.machine.kubelet
    memory = instance.memory * (1000 - _MEMORY_OVERHEAD_PERMILLE) // 1000
    pods = kubelet.maxPods or max_pods(instance)
    # nodeadm goes by the addresses whatever maxPods is; Bottlerocket by maxPods.
    kept_for = pods if group.image.startswith("BOTTLEROCKET") else pods_by_addresses(instance)
    hugepages = _hugepages(group, memory)
    kube = {
        "cpu": f"{kubelet_millicores(instance.cpus)}m",
        "memory": f"{255 + 11 * kept_for}Mi",
        "ephemeral-storage": str(_EPHEMERAL_RESERVED),
    }
    reserved = [{**kube, **kubelet.kubeReserved}, dict(kubelet.systemReserved)]

    def taken(resource: str) -> int:
        return int(sum(number_of(part[resource], where=where) for part in reserved if resource in part))

    if kubelet.reservedSystemCPUs:
        # An explicit list takes the place of both reservations of CPU (kubelet, --reserved-cpus).
        kept = cpu_set(kubelet.reservedSystemCPUs, where=where)
        if kept and max(kept) >= instance.cpus:
            raise NodesError(
                f"reservedSystemCPUs {kubelet.reservedSystemCPUs} names a CPU that {instance.name} hasn't "
                f"(it has {instance.cpus})",
                where=where,
            )
        millicores = (instance.cpus - len(kept)) * 1000
    else:
        held = sum(number_of(part["cpu"], where=where) for part in reserved if "cpu" in part)
        millicores = instance.cpus * 1000 - int(held * 1000)
    eviction = {**_EVICTION, **kubelet.evictionHard}
    free = (
        memory
        - sum(hugepages.values())
        - taken("memory")
        - _threshold(eviction.get("memory.available", "0"), memory, where)
    )
    disk = (
        group.disk - taken("ephemeral-storage") - _threshold(eviction.get("nodefs.available", "0"), group.disk, where)
    )
    if min(millicores, free, disk) <= 0:
        raise NodesError(
            f"nothing is left on {instance.name} for pods "
            f"(cpu {cores_text(millicores)}, memory {free // MEBIBYTE} Mi, disk {disk // MEBIBYTE} Mi)",
            where=where,
            do="reserve less, set fewer hugepages aside, or take a larger instance type",
        )
    pages = {f"hugepages-{name}": str(size // MEBIBYTE) + "Mi" if size else "0" for name, size in hugepages.items()}
    whole = {
        "cpu": str(instance.cpus),
        "memory": bytes_text(memory),
        "pods": str(pods),
        "ephemeral-storage": bytes_text(group.disk),
        **pages,
    }
    offered = {
        "cpu": cores_text(millicores),
        "memory": bytes_text(free),
        "pods": str(pods),
        "ephemeral-storage": str(disk),
        **pages,
    }
    return Amounts(whole, offered)


def _hugepages(group: Group, memory: int) -> dict[str, int]:
    sizes = {"2Mi": 2 * MEBIBYTE, "1Gi": GIBIBYTE}
    total = {
        name: sum(count * size for (_, kilobytes), count in group.machine.hugepages.items() if kilobytes * 1024 == size)
        for name, size in sizes.items()
    }
    odd = sorted({kilobytes for _, kilobytes in group.machine.hugepages} - {size // 1024 for size in sizes.values()})
    where = f"node group {group.cluster}/{group.name}"
    if odd:
        raise NodesError(
            f"hugepages of {odd[0]} kB are no size of this architecture", where=where, do="use 2048 or 1048576 kB"
        )
    if sum(total.values()) > memory:
        raise NodesError(
            f"hugepages of {sum(total.values()) // MEBIBYTE} Mi don't fit {group.instance.name}'s "
            f"{memory // MEBIBYTE} Mi",
            where=where,
            do="ask for fewer",
        )
    return total


def _threshold(text: str, whole: int, where: str) -> int:
    if text.endswith("%"):
        return int(whole * number_of(text[:-1], where=where) / 100)
    return int(number_of(text, where=where))


def node_of(group: Group, number: int, *, name: str | None = None, instance: str | None = None) -> dict[str, Any]:
    """Give the Node object of a group's `number`-th node (from 0), as its kubelet would register it.

    Args:
        group: the node group.
        number: which of its nodes; zones are taken in turn.
        name: the node's name; `<cluster>-<pool>-<number>` if it isn't given.
        instance: id of the instance that it stands for; one that follows from its name if it isn't given.

    Raises:
        NodesError: no kubelet could start with these settings.
    """
    amounts = amounts_of(group)
    title = name or f"{group.cluster}-{group.pool}-{number}"
    named = f"i-{hashlib.sha256(f'{group.arn}/{title}'.encode()).hexdigest()[:17]}"
    place = group.places[number % len(group.places)] if group.places else Place(f"{group.region}a", "10.0.0.0/16")
    labels = {
        "kubernetes.io/hostname": title,
        "kubernetes.io/arch": group.instance.architecture,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": group.instance.name,
        "topology.kubernetes.io/region": group.region,
        "topology.kubernetes.io/zone": place.zone,
        EKS_GROUP: group.name,
        "eks.amazonaws.com/capacityType": group.capacity_type,
        POOL: group.pool,
        **group.machine.labels,
        **group.labels,
        MANAGED: MANAGER,
    }
    # The group's own taint of a key and effect counts, as the kubelet's is only what it registers with.
    taints = tuple({(taint.key, taint.effect): taint for taint in (*group.machine.taints, *group.taints)}.values())
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {
            "name": title,
            "labels": labels,
            "annotations": {
                KWOK: "fake",
                GROUP: group.arn,
                SHAPE: shape_of(group),
                OWNED: _owned(labels, taints),
                ARGUMENTS: " ".join(group.machine.kernel_arguments),
            },
        },
        "spec": {
            "providerID": Instance(instance or named, place.zone, group.instance.name).provider_id,
            "taints": [taint.model_dump() for taint in taints],
        },
        "status": {
            "capacity": dict(amounts.capacity),
            "allocatable": dict(amounts.allocatable),
            "addresses": [
                {"type": "InternalIP", "address": _address(place, title)},
                {"type": "Hostname", "address": title},
            ],
            "nodeInfo": _node_info(group),
        },
    }


def _owned(labels: Mapping[str, str], taints: Sequence[Taint]) -> str:
    return json.dumps({"labels": sorted(labels), "taints": sorted([taint.key, taint.effect] for taint in taints)})


def _node_info(group: Group) -> dict[str, str]:
    return {
        "architecture": group.instance.architecture,
        "bootID": "",
        "containerRuntimeVersion": "containerd://sandbox",
        "kernelVersion": "sandbox",
        "kubeProxyVersion": "",
        "kubeletVersion": f"v{group.version}.0-eks-sandbox",
        "machineID": "",
        "operatingSystem": "linux",
        "osImage": group.image,
        "systemUUID": "",
    }


def _address(place: Place, title: str) -> str:
    network = ipaddress.ip_network(place.cidr, strict=False)
    # AWS keeps the first four addresses of a subnet and the last one (VPC user guide, subnet CIDR blocks).
    room = max(network.num_addresses - 5, 1)
    return str(network[4 + int(hashlib.sha256(title.encode()).hexdigest(), 16) % room])


def shape_of(group: Group) -> str:
    """Give a short digest of what only a new instance can change: type, user data, disk, version."""
    parts = {
        "instance": group.instance.name,
        "machine": {
            "hugepages": sorted((node, size, count) for (node, size), count in group.machine.hugepages.items()),
            "kubelet": group.machine.kubelet.model_dump(mode="json"),
            "arguments": list(group.machine.kernel_arguments),
            "labels": dict(group.machine.labels),
            "taints": [taint.model_dump() for taint in group.machine.taints],
        },
        "disk": group.disk,
        "version": group.version,
        "image": group.image,
        "capacity": group.capacity_type,
        "places": [(place.zone, place.cidr) for place in group.places],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
