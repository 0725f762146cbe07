"""Which Kubernetes checks of Checkov's can matter for an object at all, where no rule of ours asks the same.

Plain manifests are OPA's, and start no Checkov. What only Checkov asks concerns few objects: those that run a part of a
control plane, Tiller, a dashboard. Each row tells them by what they run.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SPEC = ("template", "spec")
POD_PATHS: Mapping[str, tuple[str, ...]] = {
    "CronJob": ("spec", "jobTemplate", "spec", *_SPEC),
    "DaemonSet": ("spec", *_SPEC),
    "Deployment": ("spec", *_SPEC),
    "DeploymentConfig": ("spec", *_SPEC),
    "Job": ("spec", *_SPEC),
    "Pod": ("spec",),
    "PodTemplate": _SPEC,
    "ReplicaSet": ("spec", *_SPEC),
    "ReplicationController": ("spec", *_SPEC),
    "StatefulSet": ("spec", *_SPEC),
}
"""Where the pod's spec is, in the kinds whose containers Checkov looks at."""

CONTAINERS = ("containers", "initContainers")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What makes some checks matter.

    Args:
        name: what it is about.
        checks: ids of the checks.
        concerns: tells whether an object is such a one.
    """

    name: str
    checks: frozenset[str]
    concerns: Callable[[Seen], bool]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is looked at of an object: its kind, the words that its containers run, names and images, variables."""

    kind: str
    words: frozenset[str]
    texts: str
    variables: str


def _ids(*numbers: int) -> frozenset[str]:
    return frozenset(f"CKV_K8S_{number}" for number in numbers)


OBSOLETE = {
    "CKV_K8S_81": "the admission plugin SecurityContextDeny was removed in Kubernetes 1.30",
    "CKV_K8S_84": "the admission plugin PodSecurityPolicy was removed in Kubernetes 1.25",
    "CKV_K8S_88": "--insecure-port was removed in Kubernetes 1.24; an API server that is given it does not start",
}
"""Checks that ask for what is no more, and would fail every control plane of today; asked only by name of the engine.
Source: the changelogs of Kubernetes 1.24, 1.25, 1.30."""


def container_paths(value: Mapping[str, Any]) -> Iterator[tuple[tuple[str | int, ...], Mapping[str, Any]]]:
    """Give each container of an object with where it is; nothing of an object that holds no pod or is garbage."""
    path = POD_PATHS.get(str(value.get("kind")))
    spec: Any = value
    for step in path or ():
        spec = spec.get(step) if isinstance(spec, Mapping) else None
    if path is None or not isinstance(spec, Mapping):
        return
    for field in CONTAINERS:
        containers = spec.get(field)
        for number, container in enumerate(containers if isinstance(containers, list) else ()):
            if isinstance(container, Mapping):
                yield (*path, field, number), container


def command_line(container: Mapping[str, Any]) -> list[str]:
    """Give what a container runs, as the words that Checkov's checks compare.

    They look for `kube-apiserver` among the items of `command`, and for `--flag=value` in one item. People also write a
    path, put the flags in `args`, give flag and value as two items, or all in one line for a shell.
    """
    words: list[str] = []
    for field in ("command", "args"):
        items = container.get(field)
        for item in items if isinstance(items, list) else ():
            words += _split(str(item)) if isinstance(item, str | int | float) else []
    joined: list[str] = []
    for word in words:
        before = joined[-1] if joined else ""
        if before.startswith("--") and "=" not in before and not word.startswith("-"):
            joined[-1] = f"{before}={word}"
        else:
            joined.append(word if word.startswith("-") else word.rpartition("/")[2])
    return joined


def _split(item: str) -> Sequence[str]:
    if not any(space in item for space in " \n\t"):
        return [item]
    try:
        return shlex.split(item, comments=True)
    except ValueError:
        return item.split()


def spelled_out(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give an object in which each container that runs a part of a control plane has all of it in `command`."""
    made: Any = value
    for path, container in container_paths(value):
        words = command_line(container)
        if PARTS & set(words):
            made = _replaced(made, path, {**container, "command": words, "args": words})
    result: Mapping[str, Any] = made
    return result


def _replaced(value: Any, path: Sequence[str | int], new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _replaced(value[step], rest, new), *value[step + 1 :]]
    return {**value, step: _replaced(value[step], rest, new)}


def _runs(part: str) -> Callable[[Seen], bool]:
    return lambda seen: part in seen.words


def _says(*words: str) -> Callable[[Seen], bool]:
    """Tell objects whose name, labels, selector or images have one of these words in them."""
    return lambda seen: any(word in seen.texts for word in words)


PARTS = frozenset({"kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd"})

TRIGGERS = (
    Trigger(
        "kube-apiserver",
        _ids(*range(68, 76), 77, *range(79, 87), *range(88, 98), 99, 100, 102, 104, 105, 112),
        _runs("kube-apiserver"),
    ),
    Trigger("kube-controller-manager", _ids(106, 107, 108, 110, 111, 112, 113), _runs("kube-controller-manager")),
    Trigger("kube-scheduler", _ids(112, 114, 115), _runs("kube-scheduler")),
    Trigger("etcd", _ids(116, 117, 118, 119, 121), _runs("etcd")),
    Trigger("kubelet", _ids(112, *range(138, 142), *range(143, 150), 151), _runs("kubelet")),
    Trigger("AdmissionConfiguration", _ids(78), lambda seen: seen.kind == "AdmissionConfiguration"),
    Trigger("Tiller", _ids(34, 44, 45), _says("tiller", "'app': 'helm'")),
    Trigger("Kubernetes dashboard", _ids(33), _says("kubernetes-dashboard", "kubernetesui")),
    Trigger("git-sync", _ids(159), lambda seen: "GITSYNC_GIT" in seen.variables),
)
"""Rows: what an object must be, for checks to matter that nothing of ours asks. Numbers as in Checkov 3.3."""


def relevant(value: Mapping[str, Any], covered: frozenset[str]) -> frozenset[str]:
    """Give the checks that an object is asked by default.

    Args:
        value: the object.
        covered: ids of the checks whose question a rule of ours asks.
    """
    found: set[str] = set()
    seen = _seen(value)
    for trigger in TRIGGERS:
        if not trigger.checks <= covered and trigger.concerns(seen):
            found |= trigger.checks
    return frozenset(found - covered - OBSOLETE.keys())


def _seen(value: Mapping[str, Any]) -> Seen:
    containers = [container for _, container in container_paths(value)]
    texts = [str(value.get("metadata"))]
    spec = value.get("spec")
    if isinstance(spec, Mapping):
        template = spec.get("template")
        texts += [str(spec.get("selector")), str(template.get("metadata")) if isinstance(template, Mapping) else ""]
    texts += [str(container.get("image")) for container in containers]
    return Seen(
        str(value.get("kind")),
        frozenset(word for container in containers for word in command_line(container)),
        "\n".join(texts).lower(),
        "\n".join(str(container.get("env")) for container in containers),
    )
