"""Why a pod has no node: what the scheduler said, and for each node what is in the way. Pure, but for `read_question`.

The checks are those of the scheduler's plugins NodeUnschedulable, NodeName, TaintToleration, NodeAffinity (selector and
required terms) and NodeResourcesFit (https://kubernetes.io/docs/reference/scheduling/config/#scheduling-plugins).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sandbox.kubectl import kubectl
from sandbox.nodes.quantities import number_of
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError

Document = Mapping[str, Any]


@dataclass(frozen=True)
class NodeVerdict:
    """What one node says to a pod: no obstacle means that it would take it."""

    node: str
    pool: str
    obstacles: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """Why a pod is where it is.

    Args:
        pod: `namespace/name`.
        phase: Pending, Running, Succeeded, Failed.
        node: the node it was given, empty if none.
        scheduler: the scheduler's own words, empty if it is content.
        waiting: why containers don't run although there is a node, a sentence each.
        nodes: each node's answer, for a pod without one.
    """

    pod: str
    phase: str
    node: str
    scheduler: str
    waiting: tuple[str, ...]
    nodes: tuple[NodeVerdict, ...]


def read_question(state: StateFolder, namespace: str, name: str) -> Verdict:
    """Ask the API server for a pod, the nodes and what runs on them, and judge.

    Raises:
        SlipwayError: there is no such pod, or the API server can't be asked.
    """
    pods = json.loads(kubectl(state, ["get", "pods", "-A", "-o", "json"]))["items"]
    found = [pod for pod in pods if (pod["metadata"]["namespace"], pod["metadata"]["name"]) == (namespace, name)]
    if not found:
        there = [pod["metadata"]["name"] for pod in pods if pod["metadata"]["namespace"] == namespace]
        raise SlipwayError(
            f"there is no pod {name!r} in namespace {namespace!r}",
            do=f"name one of {', '.join(there[:8])}" if there else "type `kubectl get pods -A`",
        )
    nodes = json.loads(kubectl(state, ["get", "nodes", "-o", "json"]))["items"]
    return judge(found[0], nodes, pods)


def judge(pod: Document, nodes: Sequence[Document], pods: Sequence[Document]) -> Verdict:
    """Say why a pod is where it is.

    Args:
        pod: the pod, as the API server gives it.
        nodes: all nodes.
        pods: all pods, which take from the nodes what they ask for.
    """
    status = pod.get("status", {})
    node = pod["spec"].get("nodeName", "")
    scheduled: Document = next((one for one in status.get("conditions", []) if one["type"] == "PodScheduled"), {})
    return Verdict(
        pod=f"{pod['metadata']['namespace']}/{pod['metadata']['name']}",
        phase=status.get("phase", "Pending"),
        node=node,
        scheduler="" if node else scheduled.get("message", "the scheduler has not looked at it yet"),
        waiting=tuple(_waiting(status)),
        nodes=() if node else tuple(_answer(pod, one, pods) for one in nodes),
    )


def _answer(pod: Document, node: Document, pods: Sequence[Document]) -> NodeVerdict:
    name = node["metadata"]["name"]
    here = [one for one in pods if one["spec"].get("nodeName") == name and one["status"].get("phase") not in OVER]
    obstacles = [obstacle for check in CHECKS for obstacle in check(pod, node, here)]
    return NodeVerdict(name, node["metadata"].get("labels", {}).get("slipway.dev/pool", ""), tuple(obstacles))


OVER = ("Succeeded", "Failed")
"""Phases in which a pod takes nothing from its node any more."""


def _cordoned(pod: Document, node: Document, here: Sequence[Document]) -> list[str]:
    return ["is cordoned"] if node["spec"].get("unschedulable") else []


def _taints(pod: Document, node: Document, here: Sequence[Document]) -> list[str]:
    tolerations = pod["spec"].get("tolerations", [])
    return [
        f"taint {taint['key']}={taint.get('value', '')}:{taint['effect']} is not tolerated"
        for taint in node["spec"].get("taints", [])
        if taint["effect"] in ("NoSchedule", "NoExecute") and not any(_tolerates(one, taint) for one in tolerations)
    ]


def _tolerates(toleration: Document, taint: Document) -> bool:
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if toleration.get("operator", "Equal") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    return (toleration.get("key"), toleration.get("value", "")) == (taint["key"], taint.get("value", ""))


def _selector(pod: Document, node: Document, here: Sequence[Document]) -> list[str]:
    labels = node["metadata"].get("labels", {})
    return [
        f"label {key} is {labels.get(key, 'absent')}, not {value}"
        for key, value in pod["spec"].get("nodeSelector", {}).items()
        if labels.get(key) != value
    ]


def _affinity(pod: Document, node: Document, here: Sequence[Document]) -> list[str]:
    required = (
        pod["spec"]
        .get("affinity", {})
        .get("nodeAffinity", {})
        .get("requiredDuringSchedulingIgnoredDuringExecution", {})
        .get("nodeSelectorTerms", [])
    )
    labels = node["metadata"].get("labels", {})
    if not required or any(
        all(_matches(one, labels) for one in term.get("matchExpressions", []))
        and all(
            one["operator"] == "In" and node["metadata"]["name"] in one["values"] for one in term.get("matchFields", [])
        )
        for term in required
    ):
        return []
    return ["no term of the required node affinity matches"]


OPERATORS: Mapping[str, Callable[[str | None, Sequence[str]], bool]] = {
    "In": lambda value, values: value in values,
    "NotIn": lambda value, values: value not in values,
    "Exists": lambda value, values: value is not None,
    "DoesNotExist": lambda value, values: value is None,
    "Gt": lambda value, values: value is not None and value.isdigit() and int(value) > int(values[0]),
    "Lt": lambda value, values: value is not None and value.isdigit() and int(value) < int(values[0]),
}
"""Operators of node selector terms."""


def _matches(expression: Document, labels: Mapping[str, str]) -> bool:
    return OPERATORS[expression["operator"]](labels.get(expression["key"]), expression.get("values", []))


def _resources(pod: Document, node: Document, here: Sequence[Document]) -> list[str]:
    allocatable = node["status"].get("allocatable", {})
    obstacles = []
    for resource, asked in sorted(_requests(pod).items()):
        there = _number(allocatable.get(resource, "0"))
        taken = sum((_requests(other).get(resource, Fraction(0)) for other in here), Fraction(0))
        if asked > there - taken:
            obstacles.append(
                f"{resource}: {_text(resource, asked)} asked, {_text(resource, there - taken)} free"
                f" of {_text(resource, there)}"
            )
    if len(here) >= _number(allocatable.get("pods", "110")):
        obstacles.append(f"pods: {len(here)} run, which is all it takes")
    return obstacles


def _requests(pod: Document) -> dict[str, Fraction]:
    """What a pod takes from its node: containers and native sidecars together, or its largest init container."""

    def of(container: Document) -> dict[str, Fraction]:
        resources = container.get("resources", {})
        asked = {**resources.get("limits", {}), **resources.get("requests", {})}
        return {name: _number(amount) for name, amount in asked.items()}

    total: dict[str, Fraction] = {}
    peak: dict[str, Fraction] = {}
    for container in pod["spec"].get("initContainers", []):
        stays = container.get("restartPolicy") == "Always"
        for name, amount in of(container).items():
            if stays:
                total[name] = total.get(name, Fraction(0)) + amount
            peak[name] = max(peak.get(name, Fraction(0)), total.get(name, Fraction(0)) + (0 if stays else amount))
    for container in pod["spec"].get("containers", []):
        for name, amount in of(container).items():
            total[name] = total.get(name, Fraction(0)) + amount
    return {name: max(total.get(name, Fraction(0)), peak.get(name, Fraction(0))) for name in {*total, *peak}}


CHECKS = (_cordoned, _taints, _selector, _affinity, _resources)


def _waiting(status: Document) -> list[str]:
    told = []
    for container in (*status.get("initContainerStatuses", []), *status.get("containerStatuses", [])):
        reason = container.get("state", {}).get("waiting")
        if reason:
            told.append(f"{container['name']}: {reason.get('reason', 'waiting')} {reason.get('message', '')}".strip())
    return told


def _number(quantity: object) -> Fraction:
    return number_of(str(quantity), where="the API server's answer")


def _text(resource: str, amount: Fraction) -> str:
    """Write an amount in the unit that people use for the resource."""
    if resource == "cpu" or not (resource == "memory" or "storage" in resource or resource.startswith("hugepages-")):
        return f"{float(amount):g}"
    for unit, size in (("Gi", 2**30), ("Mi", 2**20), ("Ki", 2**10)):
        if amount >= size:
            return f"{float(round(amount / size, 1)):g}{unit}"
    return f"{float(amount):g}"
