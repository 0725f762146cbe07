"""What an instance's user data asks of kernel and kubelet, for Bottlerocket: its settings, as TOML.

The names are those of Bottlerocket's settings reference; settings that change nothing of what a node offers are left
alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from sandbox.nodes.errors import NodesError

_KILOBYTES = {"Ki": 1, "Mi": 1024, "Gi": 1024**2}


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=lambda name: name.replace("_", "-"))


class _Pages(_Settings):
    count: str


class _Kernel(_Settings):
    hugepages: Mapping[str, Mapping[str, object]] = Field(default_factory=dict)


class _Boot(_Settings):
    kernel_parameters: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class _Kubernetes(_Settings):
    reserved_cpus: str | None = None
    max_pods: int | None = None
    system_reserved: Mapping[str, str] = Field(default_factory=dict)
    kube_reserved: Mapping[str, str] = Field(default_factory=dict)
    eviction_hard: Mapping[str, str] = Field(default_factory=dict)
    node_labels: Mapping[str, str] = Field(default_factory=dict)
    node_taints: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class _All(_Settings):
    kubernetes: _Kubernetes = _Kubernetes()
    kernel: _Kernel = _Kernel()
    boot: _Boot = _Boot()


class _Document(_Settings):
    settings: _All = _All()


class Asked(BaseModel):
    """What settings ask for, in kubelet's words.

    Args:
        hugepages: pages to set aside, by (NUMA node, page size in kB).
        kernel_arguments: what is added to the kernel's command line.
        kubelet: keys of a KubeletConfiguration.
        labels: labels that the kubelet registers itself with.
        taints: (key, value, effect) of the taints that it registers itself with.
    """

    model_config = ConfigDict(frozen=True)

    hugepages: Mapping[tuple[int, int], int]
    kernel_arguments: tuple[str, ...]
    kubelet: Mapping[str, object]
    labels: Mapping[str, str]
    taints: tuple[tuple[str, str, str], ...]


def settings_of(text: str, *, where: str) -> Asked:
    """Read Bottlerocket's settings.

    Args:
        text: the user data, no longer in base64.
        where: what it belongs to, for messages.

    Raises:
        NodesError: it isn't TOML, or a setting isn't of its kind.
    """
    try:
        read = _Document.model_validate(tomllib.loads(text)).settings
        static = read.kernel.hugepages.get("static", {})
        # `essential` stands beside the sizes.
        pages = {size: _Pages.model_validate(value) for size, value in static.items() if size != "essential"}
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        said = " ".join(str(error).split())
        raise NodesError(
            f"the user data is not Bottlerocket's settings ({said})",
            where=where,
            do="mend it; Bottlerocket would refuse it too",
        ) from error
    kubernetes = read.kubernetes
    arguments = (
        f"{name}={value}" if value else name
        for name, values in read.boot.kernel_parameters.items()
        for value in values or ("",)
    )
    return Asked(
        hugepages={
            (node, _kilobytes(size, where)): count
            for size, asked in pages.items()
            for node, count in _counts(asked.count, where)
        },
        kernel_arguments=tuple(arguments),
        kubelet={
            "reservedSystemCPUs" if name == "reserved_cpus" else to_camel(name): value
            for name, value in kubernetes
            if name not in ("node_labels", "node_taints") and value
        },
        labels=kubernetes.node_labels,
        taints=tuple(
            (key, *_value_and_effect(taint)) for key, taints in kubernetes.node_taints.items() for taint in taints
        ),
    )


def _value_and_effect(taint: str) -> tuple[str, str]:
    value, _, effect = taint.rpartition(":")
    return value, effect


def _kilobytes(size: str, where: str) -> int:
    number, unit = size[:-2], size[-2:]
    if not number.isdigit() or unit not in _KILOBYTES:
        raise NodesError(f"{size!r} is no size of a hugepage", where=where, do="write it as 2Mi or 1Gi")
    return int(number) * _KILOBYTES[unit]


def _counts(text: str, where: str) -> list[tuple[int, int]]:
    """Read a number of pages: of the whole instance, or of each NUMA node (`0:512,1:512`)."""
    try:
        pairs = [part.split(":") if ":" in part else ["0", part] for part in text.split(",")]
        return [(int(node), int(count)) for node, count in pairs]
    except ValueError as error:
        raise NodesError(
            f"{text!r} is no number of hugepages", where=where, do="write it as 512, or 0:256,1:256 by NUMA node"
        ) from error
