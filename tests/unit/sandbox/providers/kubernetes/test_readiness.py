from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.providers.kubernetes.document import Value
from sandbox.providers.kubernetes.readiness import verdict


def nothing(api_version: str, kind: str, namespace: str, selector: Mapping[str, str]) -> list[Value]:
    return []


def given(*objects: Any) -> Any:
    return lambda api_version, kind, namespace, selector: list(objects)


def workload(kind: str, spec: dict[str, Any], status: dict[str, Any], generation: int = 2) -> Any:
    spec = {"selector": {"matchLabels": {"app": "x"}}, **spec}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": {"name": "x", "namespace": "shop", "generation": generation},
        "spec": spec,
        "status": {"observedGeneration": 2, **status},
    }


def plain(api_version: str, kind: str, **fields: Any) -> Any:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x", "namespace": "shop"}, **fields}


def condition(kind: str, status: str, **fields: str) -> dict[str, Any]:
    return {"conditions": [{"type": kind, "status": status, **fields}]}


ROLLED = {"updatedReplicas": 2, "replicas": 2, "availableReplicas": 2}
WAITS = {"storageClassName": "slow"}

READY = {
    "rolled out": workload("Deployment", {"replicas": 2}, ROLLED),
    "scaled to nothing": workload("Deployment", {"replicas": 0}, {}),
    "paused": workload("Deployment", {"replicas": 2, "paused": True}, {}),
    "stateful set": workload(
        "StatefulSet",
        {"replicas": 2},
        {"readyReplicas": 2, "updatedReplicas": 2, "currentRevision": "a", "updateRevision": "a"},
    ),
    "stateful set above its partition": workload(
        "StatefulSet",
        {"replicas": 3, "updateStrategy": {"rollingUpdate": {"partition": 2}}},
        {"readyReplicas": 3, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "b"},
    ),
    "stateful set on delete": workload("StatefulSet", {"replicas": 2, "updateStrategy": {"type": "OnDelete"}}, {}),
    "daemon set": workload(
        "DaemonSet", {}, {"desiredNumberScheduled": 3, "updatedNumberScheduled": 3, "numberAvailable": 3}
    ),
    "daemon set without nodes": workload("DaemonSet", {}, {}),
    "replica set": workload("ReplicaSet", {"replicas": 1}, {"readyReplicas": 1}),
    "pod": plain("v1", "Pod", status=condition("Ready", "True")),
    "pod that is done": plain("v1", "Pod", status={"phase": "Succeeded"}),
    "job": plain("batch/v1", "Job", status=condition("Complete", "True")),
    "suspended job": plain("batch/v1", "Job", spec={"suspend": True}),
    "headless service": plain("v1", "Service", spec={"clusterIP": "None", "selector": {"a": "b"}}),
    "external name": plain("v1", "Service", spec={"type": "ExternalName", "externalName": "h"}),
    "service without selector": plain("v1", "Service", spec={}),
    "bound claim": plain("v1", "PersistentVolumeClaim", status={"phase": "Bound"}),
    "established": plain(
        "apiextensions.k8s.io/v1", "CustomResourceDefinition", status=condition("Established", "True")
    ),
    "active namespace": plain("v1", "Namespace", status={"phase": "Active"}),
    "kind without rule": plain("networking.k8s.io/v1", "Ingress"),
}

WAITING = {
    "unseen change": (workload("Deployment", {"replicas": 2}, ROLLED, generation=3), "has not seen the change"),
    "old pods left": (workload("Deployment", {"replicas": 2}, {**ROLLED, "replicas": 3}), "2 of 2 pods updated"),
    "not available": (
        workload("Deployment", {}, {"updatedReplicas": 1, "replicas": 1}),
        "1 of 1 pods updated, 0 available",
    ),
    "quota": (
        workload("Deployment", {}, condition("ReplicaFailure", "True", message="exceeded quota: small")),
        "exceeded quota: small",
    ),
    "unseen stateful set": (
        workload("StatefulSet", {"replicas": 1}, {"readyReplicas": 1}, generation=3),
        "has not seen",
    ),
    "old stateful pods": (
        workload(
            "StatefulSet",
            {"replicas": 2},
            {"readyReplicas": 2, "updatedReplicas": 1, "currentRevision": "a", "updateRevision": "b"},
        ),
        "1 of 2 pods updated",
    ),
    "daemon set": (
        workload("DaemonSet", {}, {"desiredNumberScheduled": 3, "updatedNumberScheduled": 3}),
        "0 available",
    ),
    "replica set": (workload("ReplicaSet", {"replicas": 2}, {"readyReplicas": 1}), "1 of 2 pods ready"),
    "pending pod": (plain("v1", "Pod", status={"phase": "Pending"}), "its phase is Pending"),
    "unscheduled pod": (
        plain("v1", "Pod", status=condition("PodScheduled", "False", message="0/2 nodes")),
        "not scheduled: 0/2 nodes",
    ),
    "running job": (
        plain("batch/v1", "Job", spec={"completions": 3}, status={"succeeded": 1}),
        "1 of 3 pods completed",
    ),
    "service without endpoints": (plain("v1", "Service", spec={"selector": {"a": "b"}}), "no ready pod"),
    "balancer without address": (plain("v1", "Service", spec={"type": "LoadBalancer"}), "no address"),
    "pending claim": (
        plain("v1", "PersistentVolumeClaim", spec=WAITS, status={"phase": "Pending"}),
        "its phase is Pending",
    ),
    "new kind": (plain("apiextensions.k8s.io/v1", "CustomResourceDefinition"), "not established"),
    "ending namespace": (plain("v1", "Namespace", status={"phase": "Terminating"}), "Terminating"),
}

FAILED = {
    "deadline of the rollout": (
        workload(
            "Deployment", {}, condition("Progressing", "False", reason="ProgressDeadlineExceeded", message="timed out")
        ),
        "timed out",
    ),
    "failed pod": (plain("v1", "Pod", status={"phase": "Failed", "message": "evicted"}), "evicted"),
    "failed job": (
        plain("batch/v1", "Job", status=condition("Failed", "True", message="too many tries")),
        "too many tries",
    ),
    "lost claim": (plain("v1", "PersistentVolumeClaim", status={"phase": "Lost"}), "lost"),
    "refused names": (
        plain(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            status=condition("NamesAccepted", "False", message="taken"),
        ),
        "taken",
    ),
}


@pytest.mark.parametrize("live", READY.values(), ids=READY)
def test_ready(live: Any) -> None:
    assert verdict(live, nothing).ready


@pytest.mark.parametrize(("live", "event"), WAITING.values(), ids=WAITING)
def test_waiting_says_what_is_missing(live: Any, event: str) -> None:
    found = verdict(live, nothing)
    assert (found.ready, found.failed) == (False, False)
    assert event in found.event


@pytest.mark.parametrize(("live", "event"), FAILED.values(), ids=FAILED)
def test_failed_says_why(live: Any, event: str) -> None:
    found = verdict(live, nothing)
    assert (found.ready, found.failed) == (False, True)
    assert event in found.event


@pytest.mark.parametrize(("ready", "expected"), [(True, True), (False, False), (None, True)])
def test_service_waits_for_a_ready_endpoint(ready: bool | None, expected: bool) -> None:
    conditions = {} if ready is None else {"ready": ready}
    service = plain("v1", "Service", spec={"selector": {"a": "b"}, "clusterIP": "10.0.0.1"})
    assert verdict(service, given({"endpoints": [{"conditions": conditions}]})).ready is expected


@pytest.mark.parametrize(("name", "ready"), [("slow", True), ("other", False)])
def test_claim_of_a_class_that_waits_for_its_consumer_is_ready(name: str, ready: bool) -> None:
    storage = {"metadata": {"name": name}, "volumeBindingMode": "WaitForFirstConsumer"}
    claim = plain("v1", "PersistentVolumeClaim", spec=WAITS, status={"phase": "Pending"})
    assert verdict(claim, given(storage)).ready is ready


def test_claim_without_a_class_takes_the_default_one() -> None:
    metadata = {"name": "any", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}}
    storage = {"metadata": metadata, "volumeBindingMode": "WaitForFirstConsumer"}
    assert verdict(plain("v1", "PersistentVolumeClaim", status={"phase": "Pending"}), given(storage)).ready


def test_deployment_says_what_its_pods_wait_for() -> None:
    waiting = {"name": "app", "state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such image"}}}
    pod = {"metadata": {"name": "x-1"}, "status": {"containerStatuses": [waiting]}}
    event = verdict(workload("Deployment", {}, {}), given(pod)).event
    assert "container app of pod x-1 waits: ImagePullBackOff no such image" in event
