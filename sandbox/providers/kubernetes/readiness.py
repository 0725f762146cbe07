"""When an object is ready, kind by kind: pure functions from an object (and what belongs to it) to a verdict.

The rules follow the real provider's (pulumi-kubernetes `provider/pkg/await`) and the meaning of each status field in
the API reference. A kind that isn't in the table is ready as soon as it is stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sandbox.providers.kubernetes import kinds
from sandbox.providers.kubernetes.document import Document, Value, at, entries, mapping, number, text

#: `storageclass.kubernetes.io/is-default-class` marks the class of claims that name none.
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


@dataclass(frozen=True)
class Verdict:
    """What one look at an object showed.

    Args:
        ready: nothing is left to wait for.
        event: the last thing seen, in a few words.
        failed: it will never become ready by itself; the event says why.
    """

    ready: bool
    event: str
    failed: bool = False


class Related(Protocol):
    """Looks up objects that belong to the one that is waited for."""

    def __call__(self, api_version: str, kind: str, namespace: str, selector: Mapping[str, str]) -> list[Value]:
        """Give the objects of a kind in a namespace whose labels match."""


READY = Verdict(ready=True, event="ready")


def verdict(live: Document, related: Related) -> Verdict:
    """Say whether an object is ready.

    Args:
        live: the object as the server has it.
        related: how to look up what belongs to it.
    """
    judge = JUDGES.get(kinds.table_key(live))
    return judge(live, related) if judge else READY


def condition(live: Value, kind: str) -> Document:
    """Give the status condition of a type, or an empty map."""
    return next((mapping(entry) for entry in entries(live, "status", "conditions") if text(entry, "type") == kind), {})


def _unseen(live: Document) -> Verdict | None:
    """Say that the controller hasn't met this generation yet; None if it has."""
    if number(live, "status", "observedGeneration") < number(live, "metadata", "generation"):
        return Verdict(False, "its controller has not seen the change yet")
    return None


def _pods(live: Document, related: Related) -> str:
    """Say what keeps a workload's pods from being ready, for the event; "" if there is nothing to say."""
    labels = mapping(live, "spec", "selector", "matchLabels") or mapping(live, "spec", "selector")
    selector = {key: value for key, value in labels.items() if isinstance(value, str)}
    if not selector:
        return ""
    complaints = (_complaint(pod) for pod in related("v1", "Pod", text(live, "metadata", "namespace"), selector))
    return next((f"; {complaint}" for complaint in complaints if complaint), "")


def _complaint(pod: Value) -> str:
    name = text(pod, "metadata", "name")
    scheduled = condition(pod, "PodScheduled")
    if text(scheduled, "status") == "False":
        return f"pod {name} is not scheduled: {text(scheduled, 'message') or text(scheduled, 'reason')}"
    for container in (*entries(pod, "status", "initContainerStatuses"), *entries(pod, "status", "containerStatuses")):
        waiting = mapping(container, "state", "waiting")
        if waiting and text(waiting, "reason") not in ("ContainerCreating", "PodInitializing"):
            why = f"{text(waiting, 'reason')} {text(waiting, 'message')}".rstrip()
            return f"container {text(container, 'name')} of pod {name} waits: {why}"
        ended = mapping(container, "state", "terminated")
        if ended and number(ended, "exitCode") != 0:
            return f"container {text(container, 'name')} of pod {name} ended with status {number(ended, 'exitCode')}"
    return ""


def deployment(live: Document, related: Related) -> Verdict:
    """Ready when the newest ReplicaSet is fully rolled out and available, and no old pod is left."""
    progressing = condition(live, "Progressing")
    if text(progressing, "reason") == "ProgressDeadlineExceeded" and _unseen(live) is None:
        return Verdict(False, f"{text(progressing, 'message')}{_pods(live, related)}", failed=True)
    unseen = None if at(live, "spec", "paused") is True else _unseen(live)
    if unseen or at(live, "spec", "paused") is True:
        return unseen or Verdict(True, "paused")
    wanted = number(live, "spec", "replicas", default=1)
    updated, total, available = (
        number(live, "status", key) for key in ("updatedReplicas", "replicas", "availableReplicas")
    )
    if updated >= wanted and total <= updated and available >= wanted:
        return READY
    failure = condition(live, "ReplicaFailure")
    why = f"; {text(failure, 'message')}" if text(failure, "status") == "True" else _pods(live, related)
    return Verdict(False, f"{updated} of {wanted} pods updated, {available} available{why}")


def stateful_set(live: Document, related: Related) -> Verdict:
    """Ready when every pod is of the newest revision (above the partition, if there is one) and ready."""
    if text(live, "spec", "updateStrategy", "type") == "OnDelete":
        return Verdict(True, "its pods are updated when they are deleted (OnDelete)")
    unseen = _unseen(live)
    if unseen:
        return unseen
    wanted = number(live, "spec", "replicas", default=1)
    partition = number(live, "spec", "updateStrategy", "rollingUpdate", "partition")
    ready, updated = number(live, "status", "readyReplicas"), number(live, "status", "updatedReplicas")
    current = text(live, "status", "currentRevision") == text(live, "status", "updateRevision")
    if ready >= wanted and (current or updated >= max(0, wanted - partition)):
        return READY
    return Verdict(False, f"{updated} of {wanted} pods updated, {ready} ready{_pods(live, related)}")


def daemon_set(live: Document, related: Related) -> Verdict:
    """Ready when every node that wants a pod has an available one of the newest template."""
    unseen = _unseen(live)
    if unseen or text(live, "spec", "updateStrategy", "type") == "OnDelete":
        return unseen or Verdict(True, "its pods are updated when they are deleted (OnDelete)")
    wanted = number(live, "status", "desiredNumberScheduled")
    updated, available = number(live, "status", "updatedNumberScheduled"), number(live, "status", "numberAvailable")
    if updated >= wanted and available >= wanted:
        return READY
    return Verdict(False, f"{updated} of {wanted} pods updated, {available} available{_pods(live, related)}")


def replica_set(live: Document, related: Related) -> Verdict:
    """Ready when as many pods are ready as are wanted; also for ReplicationControllers."""
    wanted, ready = number(live, "spec", "replicas", default=1), number(live, "status", "readyReplicas")
    return (
        READY
        if ready >= wanted
        else _unseen(live) or Verdict(False, f"{ready} of {wanted} pods ready{_pods(live, related)}")
    )


def pod(live: Document, related: Related) -> Verdict:
    """Ready when its Ready condition is true, or it has done its work."""
    phase = text(live, "status", "phase")
    if phase == "Failed":
        return Verdict(
            False,
            f"it failed: {text(live, 'status', 'message') or _complaint(live) or text(live, 'status', 'reason')}",
            failed=True,
        )
    if phase == "Succeeded" or text(condition(live, "Ready"), "status") == "True":
        return READY
    return Verdict(False, _complaint(live) or f"its phase is {phase or 'not set yet'}")


def job(live: Document, related: Related) -> Verdict:
    """Ready when it is complete; a suspended one isn't waited for."""
    failed = condition(live, "Failed")
    if text(failed, "status") == "True":
        return Verdict(False, f"it failed: {text(failed, 'message') or text(failed, 'reason')}", failed=True)
    if text(condition(live, "Complete"), "status") == "True":
        return READY
    if at(live, "spec", "suspend") is True:
        return Verdict(True, "suspended")
    done, wanted = number(live, "status", "succeeded"), number(live, "spec", "completions", default=1)
    return Verdict(False, f"{done} of {wanted} pods completed{_pods(live, related)}")


def service(live: Document, related: Related) -> Verdict:
    """Ready when an endpoint is ready and a load balancer, if it asks for one, has an address.

    Headless Services, ExternalNames and those without a selector have no endpoints to wait for.
    """
    kind = text(live, "spec", "type") or "ClusterIP"
    if kind == "ExternalName":
        return READY
    if kind == "LoadBalancer" and not entries(live, "status", "loadBalancer", "ingress"):
        return Verdict(False, "its load balancer has no address yet")
    if not mapping(live, "spec", "selector") or text(live, "spec", "clusterIP") == "None":
        return READY
    labels = {"kubernetes.io/service-name": text(live, "metadata", "name")}
    slices = related("discovery.k8s.io/v1", "EndpointSlice", text(live, "metadata", "namespace"), labels)
    # An endpoint whose readiness is not said counts as ready (discovery.k8s.io/v1 EndpointConditions).
    if any(
        at(endpoint, "conditions", "ready") is not False for piece in slices for endpoint in entries(piece, "endpoints")
    ):
        return READY
    return Verdict(False, "no ready pod matches its selector")


def claim(live: Document, related: Related) -> Verdict:
    """Ready when it is bound; one whose class waits for its first consumer is ready while it is pending."""
    phase = text(live, "status", "phase")
    if phase == "Bound":
        return READY
    if phase == "Lost":
        return Verdict(False, "its volume is lost", failed=True)
    name = at(live, "spec", "storageClassName")
    for entry in related("storage.k8s.io/v1", "StorageClass", "", {}):
        is_default = text(entry, "metadata", "annotations", DEFAULT_CLASS) == "true"
        if text(entry, "metadata", "name") == name or (name is None and is_default):
            if text(entry, "volumeBindingMode") == "WaitForFirstConsumer":
                return Verdict(True, "it binds when a pod uses it")
            break
    return Verdict(False, f"its phase is {phase or 'not set yet'}")


def definition(live: Document, related: Related) -> Verdict:
    """Ready when the API server serves the custom kind."""
    refused = condition(live, "NamesAccepted")
    if text(refused, "status") == "False":
        return Verdict(False, f"its names are not accepted: {text(refused, 'message')}", failed=True)
    return (
        READY
        if text(condition(live, "Established"), "status") == "True"
        else Verdict(False, "the kind is not established yet")
    )


def namespace(live: Document, related: Related) -> Verdict:
    """Ready when it is active."""
    phase = text(live, "status", "phase")
    return READY if phase == "Active" else Verdict(False, f"its phase is {phase or 'not set yet'}")


def volume(live: Document, related: Related) -> Verdict:
    """Ready when it can be claimed or is."""
    phase = text(live, "status", "phase")
    return (
        READY
        if phase in ("Available", "Bound")
        else Verdict(False, f"its phase is {phase or 'not set yet'}", failed=phase == "Failed")
    )


Judge = Callable[[Document, Related], Verdict]

JUDGES: dict[tuple[str, str], Judge] = {
    ("", "Namespace"): namespace,
    ("", "PersistentVolume"): volume,
    ("", "PersistentVolumeClaim"): claim,
    ("", "Pod"): pod,
    ("", "ReplicationController"): replica_set,
    ("", "Service"): service,
    ("apiextensions.k8s.io", "CustomResourceDefinition"): definition,
    ("apps", "DaemonSet"): daemon_set,
    ("apps", "Deployment"): deployment,
    ("apps", "ReplicaSet"): replica_set,
    ("apps", "StatefulSet"): stateful_set,
    ("batch", "Job"): job,
}
