"""Nodes follow the stack's node groups: the real engine, the sandbox's AWS, the real API server and scheduler, kwok."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.driver import Platform
from tests.sandbox.test_aws_provider import TEMPLATE, Project, project  # noqa: F401 - the fixture is used by its name

PAGES = """#!/bin/sh
echo {count} > /sys/devices/system/node/node0/hugepages/hugepages-2048kB/nr_hugepages
"""


def nodes(sandbox: Platform, cluster: str) -> dict[str, dict[str, Any]]:
    """Give the nodes of a cluster, by name."""
    found = json.loads(sandbox.kubectl("get", "nodes", "-l", "slipway.dev/managed-by=node-maker", "-o", "json"))
    return {
        node["metadata"]["name"]: node
        for node in found["items"]
        if node["metadata"]["name"].startswith(f"{cluster}-trial-")
    }


def ready(node: dict[str, Any]) -> bool:
    """Say whether a node is Ready."""
    return any(item["type"] == "Ready" and item["status"] == "True" for item in node["status"].get("conditions", []))


def program(cluster: str, pages: int, *, size: int, generation: int = 1) -> str:
    """Give a program with one cluster and one node group."""
    return TEMPLATE.format(
        cluster=cluster,
        user_data=PAGES.format(count=pages),
        instance="m7i.2xlarge",
        size=size,
        generation=generation,
    )


def test_a_changed_pool_changes_nodes_and_a_destroyed_one_leaves_none(project: Project) -> None:  # noqa: F811
    sandbox = project.sandbox
    project.write(program("moving", 512, size=2))
    project.up()
    sandbox.eventually(
        lambda: len(found := nodes(sandbox, "moving")) == 2 and all(map(ready, found.values())), 20, "two ready nodes"
    )
    first = nodes(sandbox, "moving")
    assert {node["status"]["allocatable"]["hugepages-2Mi"] for node in first.values()} == {"1Gi"}

    project.write(program("moving", 512, size=3, generation=2))
    project.up()
    sandbox.eventually(
        lambda: (
            len(found := nodes(sandbox, "moving")) == 3
            and all(node["metadata"]["labels"]["generation"] == "2" for node in found.values())
        ),
        20,
        "three nodes of the second generation",
    )
    kept = nodes(sandbox, "moving")
    assert all(kept[name]["metadata"]["uid"] == node["metadata"]["uid"] for name, node in first.items())

    project.write(program("moving", 1024, size=3, generation=2))
    project.up()
    sandbox.eventually(
        lambda: (
            len(found := nodes(sandbox, "moving")) == 3
            and all(node["status"]["allocatable"]["hugepages-2Mi"] == "2Gi" for node in found.values())
        ),
        30,
        "every node replaced by one with the new user data",
    )

    project.pulumi("destroy", "--yes", "--skip-preview")
    sandbox.eventually(lambda: nodes(sandbox, "moving") == {}, 20, "no node is left")


def test_a_node_deleted_by_hand_is_registered_again(project: Project) -> None:  # noqa: F811
    sandbox = project.sandbox
    project.write(program("healing", 0, size=1))
    project.up()
    sandbox.eventually(lambda: len(nodes(sandbox, "healing")) == 1, 20, "one node")
    (name,) = nodes(sandbox, "healing")
    sandbox.kubectl("delete", "node", name)
    sandbox.eventually(lambda: list(nodes(sandbox, "healing")) == [name], 20, "the node is back")


@pytest.mark.parametrize("kind", ["Pod", "Job"])
def test_kwok_runs_pods_to_their_end(sandbox: Platform, tmp_path: Path, kind: str) -> None:
    container = {
        "name": "app",
        "image": "registry.invalid/app:1",
        "resources": {"requests": {"cpu": "10m", "memory": "16Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
    }
    pod = {
        "restartPolicy": "Never" if kind == "Job" else "Always",
        "securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "initContainers": [{**container, "name": "before"}],
        "containers": [container],
    }
    name = f"kwok-{kind.lower()}"
    document = {
        "apiVersion": "batch/v1" if kind == "Job" else "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"template": {"spec": pod}} if kind == "Job" else pod,
    }
    file = tmp_path / "object.json"
    file.write_text(json.dumps(document))
    sandbox.kubectl("apply", "-f", str(file))
    path = "{.status.succeeded}" if kind == "Job" else '{.status.conditions[?(@.type=="Ready")].status}'
    sandbox.eventually(
        lambda: sandbox.kubectl("get", kind, "-n", "default", name, "-o", f"jsonpath={path}") in ("1", "True"),
        30,
        f"the {kind} is where it should be",
    )
    if kind == "Pod":
        status = json.loads(sandbox.kubectl("get", "pod", "-n", "default", name, "-o", "json"))["status"]
        assert status["podIP"]
        assert status["containerStatuses"][0]["started"] is True
        assert status["initContainerStatuses"][0]["state"]["terminated"]["reason"] == "Completed"
    sandbox.kubectl("delete", "-f", str(file), "--timeout=20s")
