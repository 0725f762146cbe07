"""What a node of Bottlerocket reads when it first starts: its settings, as TOML.

Names of settings: Bottlerocket documentation, "Settings reference". Of its releases, 1.51 is the first that takes every
option of the static CPU manager, 1.64 the first that sets hugepages aside by number, size and NUMA node
(`settings.kernel.hugepages.static`). By kernel arguments that can't be done: Bottlerocket doesn't keep their order
(bottlerocket-os/bottlerocket #3647) and hugepagesz must come before hugepages.

EKS adds the cluster's own settings and can't read all of TOML: a table's name may not be quoted, nor a value hold
escaped quotes (EKS user guide, "Customize managed nodes with launch templates"). Labels and taints are set by the node
group, as on Amazon Linux.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from components.nodes.kernel import name_of
from components.nodes.kubelet import KubeletConfiguration
from components.nodes.tuning import Tuning

UNLIMITED = "unlimited"

_PLAIN: Mapping[str, str] = {
    "cpuManagerPolicy": "cpu-manager-policy",
    "reservedSystemCPUs": "reserved-cpus",
    "topologyManagerPolicy": "topology-manager-policy",
    "topologyManagerScope": "topology-manager-scope",
    "memoryManagerPolicy": "memory-manager-policy",
}
"""Key of kubelet's configuration → setting below settings.kubernetes that takes the same value."""

_TABLES: Mapping[str, str] = {
    "evictionHard": "eviction-hard",
    "kubeReserved": "kube-reserved",
    "systemReserved": "system-reserved",
}
"""The same for keys that hold a table."""


def bottlerocket_settings(
    tuning: Tuning, kubelet: KubeletConfiguration | None, arguments: Sequence[str], *, memory_lock: bool
) -> str | None:
    """Give the user data of a node, not yet in base64.

    Args:
        tuning: the node's numbers, from `tuning_of`.
        kubelet: kubelet's settings; None leaves them to the image. The empty cgroups have no setting, since the image
            leaves both out where CPUs are reserved.
        arguments: kernel arguments; the node restarts once for them.
        memory_lock: whether containers may lock all their memory.

    Returns:
        The settings; None if there is nothing to set.
    """
    tables: list[tuple[str, Mapping[str, object]]] = []
    if kubelet is not None:
        tables += _kubernetes(kubelet)
    if tuning.pages:
        # A node without the pages it promises must not join and take pods.
        tables.append(("kernel.hugepages.static", {"essential": True}))
        for size, counts in sorted(tuning.pages.items()):
            each = ",".join(f"{node}:{count}" for node, count in enumerate(counts))
            tables.append((f"kernel.hugepages.static.{size}", {"count": each}))
    if arguments:
        tables.append(("boot", {"reboot-to-reconcile": True}))
        values = {name_of(one): [one.partition("=")[2]] if "=" in one else [] for one in arguments}
        tables.append(("boot.kernel-parameters", values))
    if memory_lock:
        limits = {"soft-limit": UNLIMITED, "hard-limit": UNLIMITED}
        tables.append(("oci-defaults.resource-limits.max-locked-memory", limits))
    return "\n".join(_table(name, values) for name, values in tables) or None


def _kubernetes(kubelet: KubeletConfiguration) -> list[tuple[str, Mapping[str, object]]]:
    settings: Mapping[str, object] = {**kubelet}
    plain: dict[str, object] = {name: settings[key] for key, name in _PLAIN.items() if key in settings}
    plain["cpu-manager-policy-options"] = sorted(kubelet["cpuManagerPolicyOptions"])
    tables: list[tuple[str, Mapping[str, object]]] = [("kubernetes", plain)]
    for key, name in _TABLES.items():
        values = settings.get(key)
        if isinstance(values, Mapping):
            tables.append((f"kubernetes.{name}", values))
    for reservation in kubelet["reservedMemory"]:
        limits = {"enabled": True, **reservation["limits"]}
        tables.append((f"kubernetes.memory-manager-reserved-memory.{reservation['numaNode']}", limits))
    return tables


def _table(name: str, values: Mapping[str, object]) -> str:
    lines = [f"[settings.{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in values.items())]
    return "\n".join(lines) + "\n"


def _key(key: str) -> str:
    return key if key.replace("-", "").replace("_", "").isalnum() else f'"{key}"'


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return f'"{value}"'
        case Sequence():
            return "[" + ", ".join(map(_value, value)) + "]"
        case _:
            raise TypeError(f"{value!r} is no value of a setting")
