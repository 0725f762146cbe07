"""What an instance's user data asks of kernel and kubelet, for Amazon Linux 2023 (nodeadm) and for Bottlerocket.

Amazon Linux's form: MIME multipart, as cloud-init takes it; shell scripts that write hugepage counts below /sys and add
kernel arguments, and a NodeConfig (`node.eks.aws/v1alpha1`, awslabs/amazon-eks-ami nodeadm) with a part of a
KubeletConfiguration and kubelet flags. Bottlerocket's form is in `sandbox.nodes.settings`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping, Sequence
from email import message_from_string
from email.message import Message

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.nodes.errors import NodesError
from sandbox.nodes.settings import Asked, settings_of

_HUGEPAGES = re.compile(
    r"^\s*echo\s+(?P<count>\d+)\s*>\s*/sys/devices/system/node/node(?P<node>\d+)/hugepages/hugepages-(?P<size>\d+)kB/nr_hugepages\s*$",
    re.MULTILINE,
)
_ARGUMENTS = re.compile(r"^\s*(?:wanted|arguments|GRUB_CMDLINE_LINUX)=(['\"])(?P<arguments>[^'\"$]*)\1", re.MULTILINE)
"""What a script adds to the kernel's command line; a script that gives grubby a variable says here what is in it."""

_PAGE_SIZES = {"2M": 2048, "1G": 1048576}
"""Size as the kernel's hugepagesz has it → kB."""

_NODE_CONFIG = "application/node.eks.aws"


class Taint(BaseModel):
    """A taint as Kubernetes has it."""

    model_config = ConfigDict(frozen=True)

    key: str
    value: str = ""
    effect: str


class KubeletPart(BaseModel):
    """The part of a KubeletConfiguration that changes what a node offers (kubelet.config.k8s.io/v1beta1)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    reservedSystemCPUs: str | None = None  # noqa: N815 - Kubernetes' own name
    systemReserved: Mapping[str, str] = Field(default_factory=dict)  # noqa: N815
    kubeReserved: Mapping[str, str] = Field(default_factory=dict)  # noqa: N815
    evictionHard: Mapping[str, str] = Field(default_factory=dict)  # noqa: N815
    maxPods: int | None = None  # noqa: N815
    registerWithTaints: tuple[Taint, ...] = ()  # noqa: N815


class _Kubelet(BaseModel):
    config: KubeletPart = KubeletPart()
    flags: tuple[str, ...] = ()


class _Spec(BaseModel):
    kubelet: _Kubelet = _Kubelet()


class _NodeConfig(BaseModel):
    apiVersion: str  # noqa: N815
    kind: str
    spec: _Spec = _Spec()


class Machine(BaseModel):
    """What user data asks for.

    Args:
        hugepages: pages to set aside, by (NUMA node, page size in kB).
        kernel_arguments: what is added to the kernel's command line.
        kubelet: the kubelet's settings.
        labels: labels that the kubelet registers itself with (`--node-labels`).
        taints: taints that it registers itself with.
    """

    model_config = ConfigDict(frozen=True)

    hugepages: Mapping[tuple[int, int], int] = Field(default_factory=dict)
    kernel_arguments: tuple[str, ...] = ()
    kubelet: KubeletPart = KubeletPart()
    labels: Mapping[str, str] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()


def machine_of(user_data: str | None, *, where: str, bottlerocket: bool = False) -> Machine:
    """Read user data.

    Args:
        user_data: base64, as a launch template holds it; None or "" is a machine without wishes.
        where: what it belongs to, for messages.
        bottlerocket: whether it is for Bottlerocket.

    Raises:
        NodesError: it isn't base64, its NodeConfig isn't one, or it isn't Bottlerocket's settings.
    """
    if not user_data:
        return Machine()
    try:
        text = base64.b64decode(user_data, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NodesError(
            f"the user data is not base64 text ({error})", where=where, do="encode it once, as base64"
        ) from error
    if bottlerocket:
        return _of_settings(settings_of(text, where=where), where)
    hugepages: dict[tuple[int, int], int] = {}
    arguments: tuple[str, ...] = ()
    config = _Kubelet()
    for part in _parts(text):
        content = _content(part)
        if part.get_content_type() == _NODE_CONFIG or content.lstrip().startswith("apiVersion: node.eks.aws/"):
            config = _node_config(content, where)
        else:
            arguments += tuple(word for match in _ARGUMENTS.finditer(content) for word in match["arguments"].split())
            # The kernel sets pages aside first; a later write to the same file wins, as it does in the kernel.
            hugepages |= boot_hugepages(arguments)
            hugepages |= {(int(m["node"]), int(m["size"])): int(m["count"]) for m in _HUGEPAGES.finditer(content)}
    labels, taints = _flags(config.flags)
    return Machine(
        hugepages=hugepages,
        kernel_arguments=arguments,
        kubelet=config.config,
        labels=labels,
        taints=(*config.config.registerWithTaints, *taints),
    )


def boot_hugepages(arguments: Sequence[str]) -> dict[tuple[int, int], int]:
    """Give the hugepages that kernel arguments set aside, by (NUMA node, page size in kB).

    A number belongs to the size that was named before it, 2 MiB if none was; one that is not given by NUMA node counts
    for the first (Linux, "HugeTLB Pages").
    """
    size = _PAGE_SIZES["2M"]
    pages: dict[tuple[int, int], int] = {}
    for argument in arguments:
        name, _, value = argument.partition("=")
        if name == "hugepagesz":
            size = _PAGE_SIZES.get(value, size)
        elif name == "hugepages":
            for part in value.split(","):
                node, _, count = part.rpartition(":")
                if count.isdigit():
                    pages[int(node or 0), size] = int(count)
    return pages


def _of_settings(asked: Asked, where: str) -> Machine:
    try:
        kubelet = KubeletPart.model_validate(asked.kubelet)
    except ValidationError as error:
        raise NodesError(f"no kubelet takes the settings ({' '.join(str(error).split())})", where=where) from error
    return Machine(
        hugepages={**boot_hugepages(asked.kernel_arguments), **asked.hugepages},
        kernel_arguments=asked.kernel_arguments,
        kubelet=kubelet,
        labels=asked.labels,
        taints=tuple(Taint(key=key, value=value, effect=effect) for key, value, effect in asked.taints),
    )


def _parts(text: str) -> list[Message]:
    message = message_from_string(text)
    return [part for part in message.walk() if not part.is_multipart()]


def _content(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode(errors="replace") if isinstance(payload, bytes) else str(part.get_payload())


def _node_config(content: str, where: str) -> _Kubelet:
    try:
        document = yaml.safe_load(content)
        return _NodeConfig.model_validate(document).spec.kubelet
    except (yaml.YAMLError, ValidationError) as error:
        said = " ".join(str(error).split())
        raise NodesError(
            f"the NodeConfig in the user data is not one ({said})",
            where=where,
            do="mend it; nodeadm would refuse it too",
        ) from error


def _flags(flags: tuple[str, ...]) -> tuple[dict[str, str], tuple[Taint, ...]]:
    labels: dict[str, str] = {}
    taints: list[Taint] = []
    for flag in flags:
        name, _, value = flag.partition("=")
        if name == "--node-labels":
            labels |= dict(pair.split("=", 1) for pair in value.split(",") if "=" in pair)
        elif name == "--register-with-taints":
            for item in filter(None, value.split(",")):
                thing, _, effect = item.rpartition(":")
                key, _, content = thing.partition("=")
                taints.append(Taint(key=key, value=content, effect=effect))
    return labels, tuple(taints)
