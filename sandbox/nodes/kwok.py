"""How kwok is run here: its stages, as data, and its command line.

kwok (v0.8.0) does nothing of itself: it moves nodes and pods from stage to stage as Stage objects say
(kwok.x-k8s.io/v1alpha1). These are the least that a sandbox needs: a node becomes Ready and stays so by its lease, a
pod on it becomes Ready, a Job's pod ends well, a deleted pod goes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from sandbox.nodes.shape import KWOK

_API = "kwok.x-k8s.io/v1alpha1"
_LEASE_SECONDS = 40
"""The kubelet's own default (nodeLeaseDurationSeconds)."""

POD_NETWORK = "10.244.0.0/16"
"""Where pods' addresses come from; nothing answers there."""

_READY = '.status.conditions.[] | select( .type == "Ready" ) | .status'

_NODE_STATUS = """
{{ $now := Now }}
{{ $since := or .metadata.creationTimestamp $now }}
phase: Running
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ $now | Quote }}
  lastTransitionTime: {{ $since | Quote }}
{{ end }}
"""

_CONTAINER = """
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  restartCount: 0
"""

_POD_READY = (
    """
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
conditions:
{{ range $type := list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
{{ range .spec.readinessGates }}
- type: {{ .conditionType | Quote }}
  status: "True"
  lastTransitionTime: {{ $now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
"""
    + _CONTAINER
    + """
  ready: true
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
{{ end }}
initContainerStatuses:
{{ range .spec.initContainers }}
"""
    + _CONTAINER
    + """
  ready: true
  {{ if eq ( or .restartPolicy "" ) "Always" }}
  started: true
  state: {running: {startedAt: {{ $now | Quote }}}}
  {{ else }}
  started: false
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
  {{ end }}
{{ end }}
{{ with NodeIPsWith .spec.nodeName }}
hostIP: {{ index . 0 | Quote }}
hostIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
{{ $network := or .spec.hostNetwork false }}
{{ with PodIPsWith .spec.nodeName $network ( or .metadata.uid "" ) .metadata.name ( or .metadata.namespace "" ) }}
podIP: {{ index . 0 | Quote }}
podIPs:
{{ range . }}
- ip: {{ . | Quote }}
{{ end }}
{{ end }}
"""
)

_POD_COMPLETE = (
    """
{{ $now := Now }}
phase: Succeeded
conditions:
- type: Ready
  status: "False"
  reason: PodCompleted
  lastTransitionTime: {{ $now | Quote }}
containerStatuses:
{{ range .spec.containers }}
"""
    + _CONTAINER
    + """
  ready: false
  started: false
  state: {terminated: {exitCode: 0, reason: Completed, startedAt: {{ $now | Quote }}, finishedAt: {{ $now | Quote }}}}
{{ end }}
"""
)


def _stage(
    name: str,
    kind: str,
    conditions: Sequence[tuple[str, str, Sequence[str]]],
    following: Mapping[str, Any],
    delay: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    expressions = [
        {"key": key, "operator": operator} | ({"values": list(values)} if values else {})
        for key, operator, values in conditions
    ]
    return {
        "apiVersion": _API,
        "kind": "Stage",
        "metadata": {"name": name},
        "spec": {
            "resourceRef": {"apiGroup": "v1", "kind": kind},
            "selector": {"matchExpressions": expressions},
            **({"delay": dict(delay)} if delay else {}),
            "next": dict(following),
        },
    }


def stages() -> list[dict[str, Any]]:
    """Give the Stage objects."""
    alive = (".metadata.deletionTimestamp", "DoesNotExist", ())
    return [
        _stage("node-becomes-ready", "Node", [(_READY, "NotIn", ["True"])], {"statusTemplate": _NODE_STATUS}),
        # The lease says that a node lives; its conditions only need a fresh time now and then.
        _stage(
            "node-stays-ready",
            "Node",
            [(".status.phase", "In", ["Running"]), (_READY, "In", ["True"])],
            {"statusTemplate": _NODE_STATUS},
            {"durationMilliseconds": 300_000, "jitterDurationMilliseconds": 360_000},
        ),
        _stage(
            "pod-becomes-ready",
            "Pod",
            [alive, (".status.phase", "In", ["Pending"]), (_READY, "NotIn", ["True"])],
            {"statusTemplate": _POD_READY},
        ),
        _stage(
            "job-pod-completes",
            "Pod",
            [alive, (".status.phase", "In", ["Running"]), (".metadata.ownerReferences.[].kind", "In", ["Job"])],
            {"statusTemplate": _POD_COMPLETE},
            {"durationMilliseconds": 500, "jitterDurationMilliseconds": 1000},
        ),
        _stage("pod-goes", "Pod", [(".metadata.deletionTimestamp", "Exists", ())], {"delete": True}),
    ]


def kwok_configuration() -> str:
    """Give kwok's configuration file: its options and the stages, as a YAML stream."""
    options = {
        "apiVersion": "config.kwok.x-k8s.io/v1alpha1",
        "kind": "KwokConfiguration",
        "options": {
            "cidr": POD_NETWORK,
            "nodeLeaseDurationSeconds": _LEASE_SECONDS,
            "nodeLeaseParallelism": 4,
            "nodePlayStageParallelism": 4,
            "podPlayStageParallelism": 4,
            "podsOnNodeSyncParallelism": 1,
            # Its kubelet-like server would answer anyone on this machine.
            "enableDebuggingHandlers": False,
            "enableProfilingHandler": False,
        },
    }
    return yaml.safe_dump_all([options, *stages()], sort_keys=False)


def kwok_arguments(*, kubeconfig: Path, configuration: Path, port: int) -> list[str]:
    """Give kwok's command line, without the program's name.

    Args:
        kubeconfig: how it reaches the API server, as its own user.
        configuration: file that holds `kwok_configuration()`.
        port: loopback port of its `/healthz`.
    """
    return [
        f"--kubeconfig={kubeconfig}",
        f"--config={configuration}",
        "--manage-all-nodes=false",
        f"--manage-nodes-with-annotation-selector={KWOK}=fake",
        f"--cidr={POD_NETWORK}",
        f"--node-lease-duration-seconds={_LEASE_SECONDS}",
        f"--server-address=127.0.0.1:{port}",
        # A line a lease renewal would fill the log.
        "--v=WARN",
    ]
