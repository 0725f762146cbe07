"""From a document's value to the Kubernetes objects in it, or to what it is instead."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from policies.gate.document import Document, Position
from policies.gate.finding import Finding
from policies.gate.loading.flaws import BROKEN_LIST, INCOMPLETE, NAMELESS, finding
from policies.gate.loading.place import Located
from policies.gate.source import Skipped

Item: TypeAlias = Document | Skipped | Finding
"""What reading gives: an object to judge, a part that isn't judged, a finding of the gate's own."""

NOT_KUBERNETES = "not-kubernetes"
CONFIGURATION = "configuration"
SPEC = "service-spec"

SHOWN = 60
"""So many characters of a value are told."""

SPEC_GROUP = "slipway"
"""Of the `service.yaml` of a service; what is judged is what it renders, which is committed beside it."""

CONFIGURATION_GROUPS = frozenset(
    {
        "apiserver.config.k8s.io",
        "audit.k8s.io",
        "client.authentication.k8s.io",
        "cloudcontrollermanager.config.k8s.io",
        "controllermanager.config.k8s.io",
        "credentialprovider.kubelet.k8s.io",
        "kind.x-k8s.io",
        "kubeadm.k8s.io",
        "kubecontrollermanager.config.k8s.io",
        "kubelet.config.k8s.io",
        "kubeproxy.config.k8s.io",
        "kubescheduler.config.k8s.io",
        "kustomize.config.k8s.io",
    }
)
"""Groups of files that programs read and no API server serves."""

_NAMELESS_GROUPS = frozenset({"authentication.k8s.io", "authorization.k8s.io"})
"""Their objects are questions to the API server and need no name."""

_KNOWN_KINDS = """
    Pod PodTemplate ReplicationController ReplicaSet Deployment StatefulSet DaemonSet Job CronJob Service Endpoints
    EndpointSlice Ingress IngressClass NetworkPolicy ConfigMap Secret ServiceAccount Namespace Node PersistentVolume
    PersistentVolumeClaim StorageClass VolumeAttachment CSIDriver CSINode ResourceQuota LimitRange PriorityClass
    RuntimeClass Lease HorizontalPodAutoscaler PodDisruptionBudget Role RoleBinding ClusterRole ClusterRoleBinding
    CustomResourceDefinition APIService ValidatingWebhookConfiguration MutatingWebhookConfiguration
    ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy
    MutatingAdmissionPolicyBinding PodSecurityPolicy FlowSchema PriorityLevelConfiguration CertificateSigningRequest
    Event List
"""
KNOWN_KINDS = frozenset(_KNOWN_KINDS.split())
"""Kinds that nothing but an object of Kubernetes is called, with or without an apiVersion."""


class Objects:
    """Takes the documents of one file in their order and gives the objects in them, counted through the file.

    Args:
        file: as findings name it.
        rendered: what rendered it.
    """

    def __init__(self, file: str, rendered: str | None = None) -> None:
        self.file = file
        self.rendered = rendered
        self.count = 0

    def of(self, value: Any, line: int, place: Located) -> Iterator[Item]:
        """Give what is in a document.

        Args:
            value: its value.
            line: where it begins, counted from 1.
            place: its place.
        """
        if value is None:
            return
        if not isinstance(value, dict):
            if isinstance(value, list) and any(looks_like_object(each) for each in value):
                message = "the document is a bare sequence of objects, which nothing applies"
                yield finding(BROKEN_LIST, message, self.file, Position(line, 1))
            else:
                yield Skipped(self.file, NOT_KUBERNETES)
            return
        if not looks_like_object(value):
            yield Skipped(self.file, SPEC if _group(value) == SPEC_GROUP else NOT_KUBERNETES)
            return
        if (missing := _incomplete(value)) is not None:
            yield finding(INCOMPLETE, missing, self.file, Position(line, 1), value=value)
            return
        if _group(value) in CONFIGURATION_GROUPS or (value["apiVersion"], value["kind"]) == ("v1", "Config"):
            yield Skipped(self.file, CONFIGURATION)
        elif "items" in value and (value["kind"].endswith("List") or isinstance(value["items"], list)):
            # Whatever its kind: kubectl takes what has `items` for a list (apimachinery, unstructured/helpers.go).
            yield from self._items(value, line, place)
        else:
            yield from self._object(value, line, place)

    def _object(self, value: dict[str, Any], line: int, place: Located) -> Iterator[Item]:
        yield Document(value, self.file, self.count, line, self.rendered, place)
        self.count += 1
        if (nameless := _nameless(value)) is not None:
            yield finding(NAMELESS, nameless, self.file, Position(line, 1), value=value, path=("metadata",))

    def _items(self, value: dict[str, Any], line: int, place: Located) -> Iterator[Item]:
        items = value["items"]
        if items is None:
            return
        if not isinstance(items, list):
            yield finding(
                BROKEN_LIST, "items is no sequence", self.file, place(("items",)), value=value, path=("items",)
            )
            return
        for number, item in enumerate(items):
            inner = place.within("items", number)
            begins = inner(())
            if not isinstance(item, dict):
                message = f"items[{number}] is no object"
                yield finding(BROKEN_LIST, message, self.file, begins, value=value, path=("items", number))
                continue
            # A typed list's items may leave out what its own kind says (apimachinery, unstructured/unstructured.go).
            whole = item
            if value["kind"] not in ("List", "") and value["kind"].endswith("List"):
                whole = {"apiVersion": value["apiVersion"], "kind": value["kind"].removesuffix("List"), **item}
            if not looks_like_object(whole):
                message = f"items[{number}] has neither apiVersion nor kind"
                yield finding(BROKEN_LIST, message, self.file, begins, value=value, path=("items", number))
                continue
            yield from self.of(whole, begins.line, inner)


def looks_like_object(value: Any) -> bool:
    """Tell whether something is meant to be a Kubernetes object, even if it is a broken one."""
    if not isinstance(value, dict):
        return False
    kind = value.get("kind")
    if "kind" in value and "apiVersion" in value:
        return True
    if isinstance(kind, str) and (kind in KNOWN_KINDS or (kind[:1].isupper() and "spec" in value)):
        return True
    return ("kind" in value or "apiVersion" in value) and isinstance(value.get("metadata"), dict)


def _incomplete(value: dict[str, Any]) -> str | None:
    for key in ("apiVersion", "kind"):
        if key not in value:
            other = "kind" if key == "apiVersion" else "apiVersion"
            return f"the object of {other} {value.get(other)!r} has no {key}"
        if not isinstance(value[key], str) or not value[key].strip():
            return f"{key} is {_shown(value[key])}, which is no text"
    return None


def _nameless(value: dict[str, Any]) -> str | None:
    if _group(value) in _NAMELESS_GROUPS:
        return None
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        return f"the {value['kind']} has no metadata" if metadata is None else "metadata is no mapping"
    if "name" not in metadata:
        return None if isinstance(metadata.get("generateName"), str) else f"the {value['kind']} has no metadata.name"
    if not isinstance(metadata["name"], str) or not metadata["name"]:
        return f"metadata.name is {_shown(metadata['name'])}, which is no text"
    return None


def _shown(value: Any) -> str:
    """Give a value as a manifest could have it, cut where it is long."""
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _group(value: dict[str, Any]) -> str:
    written = value.get("apiVersion")
    if not isinstance(written, str):
        return ""
    group = written.partition("/")[0] if "/" in written else ""
    return SPEC_GROUP if group.startswith(SPEC_GROUP) and "kind" not in value else group
