"""The kernel arguments of a pool's nodes: what a low-latency node boots with, and what a stack adds.

Names and meanings are those of the Linux kernel documentation, "The kernel's command-line parameters". A kernel that
was built without an option (AL2023's may lack CONFIG_NO_HZ_FULL) ignores the argument with one line in its log.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from components.nodes.instance_types import InstanceType
from components.nodes.tuning import Tuning, cpu_list

FORM = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*(=[A-Za-z0-9_.,:/+-]+)?")
"""What a kernel argument may look like: nothing in it means anything to a shell, to GRUB or to TOML."""

_BY_CORES = "is worked out from reservedCores"
_BY_PAGES = "is worked out from hugepages"

REFUSED: Mapping[str, tuple[str, str]] = {
    "irqaffinity": (_BY_CORES, "set that instead"),
    "nohz_full": (_BY_CORES, "set that instead"),
    "rcu_nocbs": (_BY_CORES, "set that instead"),
    "default_hugepagesz": (_BY_PAGES, "set that instead"),
    "hugepagesz": (_BY_PAGES, "set that instead"),
    "hugepages": (_BY_PAGES, "set that instead"),
    # CPUs outside the scheduler's domains are not balanced: all threads of a pod that owns several stay on the first.
    "isolcpus": (
        "keeps the scheduler from spreading a pod's threads over the CPUs that kubelet gives it",
        "leave it out",
    ),
}
"""Argument that a stack may not give → why, and what to do."""


@dataclass(frozen=True)
class KernelDefault:
    """A kernel argument that low-latency nodes boot with.

    Attributes:
        name: its name.
        value: gives its value; None if the argument is of no use on that instance.
        why: what it is for.
    """

    name: str
    value: Callable[[InstanceType, Tuning], str | None]
    why: str


def _on_x86(value: str) -> Callable[[InstanceType, Tuning], str | None]:
    # Graviton runs at one frequency and gives no sleep states to the system (EC2 guide, "Processor state control").
    return lambda instance, _: value if instance.architecture == "amd64" else None


LOW_LATENCY: tuple[KernelDefault, ...] = (
    KernelDefault("irqaffinity", lambda _, tuning: cpu_list(tuning.reserved_cpus), "interrupts stay off pods' CPUs"),
    KernelDefault("rcu_nocbs", lambda _, tuning: cpu_list(tuning.pod_cpus), "RCU callbacks run on the reserved CPUs"),
    KernelDefault(
        "nohz_full", lambda _, tuning: cpu_list(tuning.pod_cpus), "no timer tick where one thread runs alone"
    ),
    KernelDefault("skew_tick", lambda *_: "1", "the CPUs' ticks don't wait for each other's locks"),
    KernelDefault("numa_balancing", lambda *_: "disable", "no pages are unmapped to see who uses them"),
    KernelDefault("transparent_hugepage", lambda *_: "never", "no pause while memory is compacted; pods ask for pages"),
    KernelDefault("intel_idle.max_cstate", _on_x86("1"), "an idle core wakes at once (EC2, Processor state control)"),
    KernelDefault("processor.max_cstate", _on_x86("1"), "the same where another driver is in charge"),
)
"""In the order in which they are written. No isolcpus: see `REFUSED`."""


def name_of(argument: str) -> str:
    """Give the name of a kernel argument, e.g. "quiet" or "skew_tick" of "skew_tick=1"."""
    return argument.partition("=")[0]


def kernel_arguments(
    instance: InstanceType, tuning: Tuning, given: Iterable[str], *, low_latency: bool
) -> tuple[str, ...]:
    """Give the arguments that are added to a node's kernel command line, without those of hugepages.

    Args:
        instance: the instance type.
        tuning: its numbers, from `tuning_of`.
        given: arguments that the stack gives; one of the same name takes the place of a default.
        low_latency: whether the defaults of low-latency nodes are among them.
    """
    wanted: dict[str, str] = {}
    for default in LOW_LATENCY if low_latency else ():
        value = default.value(instance, tuning)
        if value is not None:
            wanted[default.name] = f"{default.name}={value}"
    wanted |= {name_of(argument): argument for argument in given}
    return tuple(wanted.values())


def boot_hugepages(tuning: Tuning) -> tuple[str, ...]:
    """Give the arguments that set pages of 1 GiB aside at boot, before anything has broken memory into pieces.

    Those of 2 MiB can be had later and are left to the boot script. With several NUMA nodes the number is given for
    each, which Linux 5.16 and later understand.

    Args:
        tuning: the node's numbers, from `tuning_of`.
    """
    counts = tuning.pages.get("1Gi", ())
    if not counts:
        return ()
    each = ",".join(f"{node}:{count}" for node, count in enumerate(counts)) if len(counts) > 1 else str(counts[0])
    return ("hugepagesz=1G", f"hugepages={each}")
