"""What an instance's user data asks of kernel and kubelet, for Amazon Linux 2023 (nodeadm).

The form: MIME multipart, as cloud-init takes it; shell scripts that write hugepage counts below /sys, and a NodeConfig
(`node.eks.aws/v1alpha1`, awslabs/amazon-eks-ami nodeadm) with a part of a KubeletConfiguration and kubelet flags.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from email import message_from_string
from email.message import Message

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.nodes.errors import NodesError

_HUGEPAGES = re.compile(
    r"^\s*echo\s+(?P<count>\d+)\s*>\s*/sys/devices/system/node/node(?P<node>\d+)/hugepages/hugepages-(?P<size>\d+)kB/nr_hugepages\s*$",
    re.MULTILINE,
)
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
        kubelet: the kubelet's settings.
        labels: labels that the kubelet registers itself with (`--node-labels`).
        taints: taints that it registers itself with.
    """

    model_config = ConfigDict(frozen=True)

    hugepages: Mapping[tuple[int, int], int] = Field(default_factory=dict)
    kubelet: KubeletPart = KubeletPart()
    labels: Mapping[str, str] = Field(default_factory=dict)
    taints: tuple[Taint, ...] = ()


def machine_of(user_data: str | None, *, where: str) -> Machine:
    """Read user data.

    Args:
        user_data: base64, as a launch template holds it; None or "" is a machine without wishes.
        where: what it belongs to, for messages.

    Raises:
        NodesError: it isn't base64, or its NodeConfig isn't one.
    """
    if not user_data:
        return Machine()
    try:
        text = base64.b64decode(user_data, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise NodesError(
            f"the user data is not base64 text ({error})", where=where, do="encode it once, as base64"
        ) from error
    hugepages: dict[tuple[int, int], int] = {}
    config = _Kubelet()
    for part in _parts(text):
        content = _content(part)
        if part.get_content_type() == _NODE_CONFIG or content.lstrip().startswith("apiVersion: node.eks.aws/"):
            config = _node_config(content, where)
        else:
            # A later write to the same file wins, as it does in the kernel.
            hugepages |= {(int(m["node"]), int(m["size"])): int(m["count"]) for m in _HUGEPAGES.finditer(content)}
    labels, taints = _flags(config.flags)
    return Machine(
        hugepages=hugepages, kubelet=config.config, labels=labels, taints=(*config.config.registerWithTaints, *taints)
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
