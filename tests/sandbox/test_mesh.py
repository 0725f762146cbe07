"""Istio's objects of the stack `local`, synced for real from the charts of its Go module; istiod's pods are kwok's."""

from __future__ import annotations

import json

from tests.sandbox.driver import Platform

APPLICATIONS = ("istio-base", "istiod", "istio-cni", "istio-policy", "ztunnel")

SECONDS_TO_SYNC = 180
"""Half a minute on two cores with nothing else to do."""


def _state(sandbox: Platform, name: str) -> str:
    return sandbox.kubectl(
        *("-n", "argocd", "get", "applications.argoproj.io", f"{name}-local", "--ignore-not-found"),
        *("-o", "jsonpath={.status.sync.status} {.status.health.status}"),
    )


def test_the_mesh_is_synced_and_healthy(sandbox: Platform) -> None:
    def late() -> dict[str, str]:
        states = {name: _state(sandbox, name) for name in APPLICATIONS}
        return {name: state for name, state in states.items() if state != "Synced Healthy"}

    sandbox.eventually(lambda: not late(), SECONDS_TO_SYNC, f"all of {', '.join(APPLICATIONS)} to be Synced Healthy")


def test_every_pod_of_the_mesh_must_show_a_certificate(sandbox: Platform) -> None:
    policy = json.loads(sandbox.kubectl("-n", "istio-system", "get", "peerauthentication", "default", "-o", "json"))
    assert policy["spec"]["mtls"]["mode"] == "STRICT"


def test_istiod_runs_on_a_node_as_the_bridge_told_its_chart(sandbox: Platform) -> None:
    deployment = json.loads(sandbox.kubectl("-n", "istio-system", "get", "deployment", "istiod", "-o", "json"))
    assert deployment["status"]["readyReplicas"] == 1
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert {"name": "CLUSTER_ID", "value": "local"} in container["env"]


def test_only_the_nodes_parts_live_in_a_privileged_namespace(sandbox: Platform) -> None:
    levels = {
        name: sandbox.kubectl(
            *("get", "namespace", name, "-o", r"jsonpath={.metadata.labels.pod-security\.kubernetes\.io/enforce}")
        )
        for name in ("istio-system", "istio-node")
    }
    assert levels == {"istio-system": "baseline", "istio-node": "privileged"}


def test_the_mesh_holds_up_no_pod_of_a_service(sandbox: Platform) -> None:
    sandbox.kubectl("-n", "local", "rollout", "restart", "deployment", "order-service")
    sandbox.kubectl("-n", "local", "rollout", "status", "deployment", "order-service", "--timeout=60s")
