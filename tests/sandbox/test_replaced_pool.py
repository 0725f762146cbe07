"""A pool replaced by its twin in two changes of the stack `local`, as docs/how-to/replace-a-node-pool.md says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.driver import ROOT, Platform

HOW_TO = ROOT / "docs" / "how-to" / "replace-a-node-pool.md"
POOL, TWIN = "low-latency", "low-latency-2"

WORKLOAD = {
    "apiVersion": "apps/v1",
    "kind": "Deployment",
    "metadata": {"name": "moves", "namespace": "local"},
    "spec": {
        "replicas": 2,
        "selector": {"matchLabels": {"app": "moves"}},
        "template": {
            "metadata": {"labels": {"app": "moves"}},
            "spec": {
                "nodeSelector": {"slipway.dev/pool": POOL},
                "tolerations": [{"key": "slipway.dev/pool", "operator": "Equal", "value": POOL}],
                "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
                "containers": [
                    {
                        "name": "app",
                        "image": "registry.k8s.io/pause:3.10",
                        "resources": {"requests": {"cpu": "100m"}, "limits": {"cpu": "100m"}},
                        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
                    }
                ],
            },
        },
    },
}


def told(kind: str) -> list[str]:
    """Give the blocks of one kind in the how-to."""
    fenced = re.findall(r"^```(\w*)\n(.*?)^```$", HOW_TO.read_text(), re.MULTILINE | re.DOTALL)
    return [text for named, text in fenced if named == kind]


def item(pools: str, name: str) -> str:
    """Give the lines of one pool in a stack's file."""
    found = re.search(rf"^ +- name: {name}\n(?: {{6,}}\S.*\n)+", pools, re.MULTILINE)
    assert found, name
    return found.group()


@pytest.fixture
def file(sandbox: Platform) -> Iterator[Path]:
    """The file of the stack `local`, which is put back and stood up again after the test, the twin's nodes gone."""
    path = sandbox.checkout / "stacks" / "Pulumi.local.yaml"
    committed, before = path.read_text(), shapes(sandbox)
    yield path
    sandbox.kubectl("-n", "local", "delete", "deployment", "moves", "--ignore-not-found")
    path.write_text(committed)
    sandbox.platform("stack", "up", "local")
    sandbox.eventually(lambda: shapes(sandbox) == before, 60, "the nodes are what they were before the test")


def nodes(sandbox: Platform) -> dict[str, dict[str, Any]]:
    """Give the nodes that serve the pool, by name."""
    found = json.loads(sandbox.kubectl("get", "nodes", "-l", f"slipway.dev/pool={POOL}", "-o", "json"))
    return {node["metadata"]["name"]: node for node in found["items"]}


def shapes(sandbox: Platform) -> list[str]:
    """Give what each node of the pool holds of huge pages; the twin in the how-to holds more."""
    return sorted(node["status"]["allocatable"].get("hugepages-2Mi", "0") for node in nodes(sandbox).values())


def places(sandbox: Platform) -> set[str]:
    """Give the nodes on which the workload's pods run; none while one of them doesn't."""
    pods = json.loads(sandbox.kubectl("-n", "local", "get", "pods", "-l", "app=moves", "-o", "json"))["items"]
    live = [pod for pod in pods if "deletionTimestamp" not in pod["metadata"]]
    running = len(live) == WORKLOAD["spec"]["replicas"] and all(pod["status"]["phase"] == "Running" for pod in live)  # type: ignore[index]
    return {pod["spec"]["nodeName"] for pod in live} if running else set()


def test_a_pool_gives_way_to_its_twin_and_no_service_changes(sandbox: Platform, file: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "workload.json"
    manifest.write_text(json.dumps(WORKLOAD))
    sandbox.kubectl("apply", "-f", str(manifest))
    sandbox.eventually(lambda: places(sandbox), 60, "the workload runs on the old pool")
    old = set(nodes(sandbox))
    assert places(sandbox) <= old

    both, (drain,) = told("yaml")[0], [block for block in told("") if "kubectl drain" in block]
    file.write_text(file.read_text().replace(item(file.read_text(), POOL), both))
    planned = json.loads(sandbox.platform("stack", "preview", "local", "-o", "json").stdout)
    assert "replace" not in planned["counts"]
    sandbox.platform("stack", "up", "local")
    sandbox.eventually(lambda: len(nodes(sandbox)) > len(old), 60, "the twin has a node")
    twin = set(nodes(sandbox)) - old
    assert {nodes(sandbox)[name]["metadata"]["labels"].get("slipway.dev/retiring") for name in old} == {"true"}
    assert places(sandbox) <= old, "pods stay where they are until the pool is drained"

    sandbox.run(drain.split())
    sandbox.eventually(lambda: places(sandbox) and places(sandbox) <= twin, 60, "the workload runs on the twin")

    file.write_text(file.read_text().replace(item(file.read_text(), POOL), ""))
    sandbox.platform("stack", "up", "local")
    sandbox.eventually(lambda: set(nodes(sandbox)) == twin, 60, "the old nodes are gone")
    assert places(sandbox) <= twin
