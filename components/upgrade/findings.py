"""What of ours a newer Kubernetes no longer takes: rendered manifests, and what the program itself declares.

Source of the removed APIs: Kubernetes' "Deprecated API Migration Guide"; of the rest, `components.cluster.upgrades`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.recorded import Recording

REMOVED_APIS: Mapping[tuple[str, str], str] = {
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"): "1.32",
    ("flowcontrol.apiserver.k8s.io/v1beta3", "PriorityLevelConfiguration"): "1.32",
    ("flowcontrol.apiserver.k8s.io/v1beta2", "FlowSchema"): "1.29",
    ("flowcontrol.apiserver.k8s.io/v1beta2", "PriorityLevelConfiguration"): "1.29",
    ("storage.k8s.io/v1beta1", "CSIStorageCapacity"): "1.27",
    ("flowcontrol.apiserver.k8s.io/v1beta1", "FlowSchema"): "1.26",
    ("flowcontrol.apiserver.k8s.io/v1beta1", "PriorityLevelConfiguration"): "1.26",
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler"): "1.26",
    ("batch/v1beta1", "CronJob"): "1.25",
    ("discovery.k8s.io/v1beta1", "EndpointSlice"): "1.25",
    ("events.k8s.io/v1beta1", "Event"): "1.25",
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler"): "1.25",
    ("policy/v1beta1", "PodDisruptionBudget"): "1.25",
    ("policy/v1beta1", "PodSecurityPolicy"): "1.25",
    ("node.k8s.io/v1beta1", "RuntimeClass"): "1.25",
}
"""API version and kind → the minor version that serves it no more."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Finding:
    """One thing of ours that a version does not take, or warns of.

    Args:
        subject: what it is about: an API, or the subject of an upgrade note.
        where: file, or type and name of a resource of the program.
        minor: the version that brings it.
        breaks: whether it would no longer work.
    """

    subject: str
    where: str
    minor: str
    breaks: bool


def findings_in_files(folder: Path, to: str, subjects: Mapping[str, tuple[str, bool]]) -> list[Finding]:
    """Look through rendered manifests.

    Args:
        folder: the checkout; `apps/*/*/*.yaml` in it are read.
        to: the minor version, e.g. "1.36".
        subjects: subject of an upgrade note → the version that brings it, and whether it breaks.
    """
    import yaml

    found: list[Finding] = []
    for file in sorted(folder.glob("apps/*/*/*.yaml")):
        shown = file.relative_to(folder).as_posix()
        try:
            documents = [one for one in yaml.safe_load_all(file.read_text()) if isinstance(one, dict)]
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            found.append(Finding("a manifest that can't be read", shown, to, True))
            continue
        for document in documents:
            found += _of_manifest(document, shown, to, subjects)
    return found


def findings_in_graph(recording: Recording, to: str, subjects: Mapping[str, tuple[str, bool]]) -> list[Finding]:
    """Look through what the program declares: objects of Kubernetes, node groups, launch templates, add-ons.

    Args:
        recording: what it declares.
        to: the minor version.
        subjects: as `findings_in_files`.
    """
    found: list[Finding] = []
    for one in recording.resources:
        where = f"{one.type} {one.name}"
        if one.type.startswith("kubernetes:"):
            found += _of_manifest(one.inputs, where, to, subjects)
        for subject, applies in RESOURCE_SIGNS.items():
            if subject in subjects and applies(one.type, one.inputs):
                found.append(Finding(subject, where, *subjects[subject]))
    return found


def _of_manifest(
    document: Document, where: str, to: str, subjects: Mapping[str, tuple[str, bool]]
) -> Iterator[Finding]:
    version, kind = str(document.get("apiVersion")), str(document.get("kind"))
    removed = REMOVED_APIS.get((version, kind))
    if removed and _number(removed) <= _number(to):
        yield Finding(f"{version} {kind}", where, removed, True)
    for subject, applies in MANIFEST_SIGNS.items():
        if subject in subjects and applies(document):
            yield Finding(subject, where, *subjects[subject])


def _number(minor: str) -> int:
    return int(minor.partition(".")[2])


def _pods(document: Document) -> Iterator[Document]:
    """Give the pod specs in a manifest, wherever it keeps them."""
    spec = document.get("spec")
    if not isinstance(spec, dict):
        return
    if document.get("kind") == "Pod":
        yield spec
    for template in (spec.get("template"), (spec.get("jobTemplate") or {}).get("spec", {}).get("template")):
        if isinstance(template, dict) and isinstance(template.get("spec"), dict):
            yield template["spec"]


def _volumes(document: Document) -> Iterable[Document]:
    return (volume for pod in _pods(document) for volume in pod.get("volumes") or () if isinstance(volume, dict))


def _has_app_armor(document: Document) -> bool:
    text = json.dumps(document, default=str)
    return "container.apparmor.security.beta.kubernetes.io/" in text or '"appArmorProfile"' in text


MANIFEST_SIGNS: Mapping[str, Callable[[Document], bool]] = {
    "v1 Endpoints": lambda document: (document.get("apiVersion"), document.get("kind")) == ("v1", "Endpoints"),
    "gitRepo": lambda document: any("gitRepo" in volume for volume in _volumes(document)),
    "AppArmor": _has_app_armor,
    "Service spec.externalIPs": lambda document: (
        document.get("kind") == "Service" and bool((document.get("spec") or {}).get("externalIPs"))
    ),
}
"""Subject of an upgrade note → whether a manifest is one that it is about."""

RESOURCE_SIGNS: Mapping[str, Callable[[str, Document], bool]] = {
    "Amazon Linux 2": lambda kind, inputs: (
        kind == "aws:eks/nodeGroup:NodeGroup" and str(inputs.get("amiType")).startswith("AL2_")
    ),
    "kube-proxy ipvs": lambda kind, inputs: (
        kind == "aws:eks/addon:Addon"
        and inputs.get("addonName") == "kube-proxy"
        and '"ipvs"' in str(inputs.get("configurationValues"))
    ),
}
"""Subject of an upgrade note → whether a resource of the program is one that it is about."""
