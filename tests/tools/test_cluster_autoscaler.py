"""The real cluster-autoscaler, its provider for AWS included, on the sandbox's API server, Auto Scaling and nodes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.sandbox.driver import ROOT, Platform, brought_up
from toolchain.build import ensure
from toolchain.progress import Silent

SPOT = "slipway.dev/capacity=spot"
ONE_A_NODE = "1200m"
"""More than half of the two CPUs that a node of the pool `spot` has."""


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A sandbox with the stack `local`, whose pool `spot` is autoscaled between none and two nodes."""
    with brought_up(tmp_path_factory.mktemp("autoscaled")) as box:
        yield box


@pytest.fixture(scope="module")
def autoscaler(sandbox: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The autoscaler, started by the command that a user types; the file of what it says."""
    ensure(("cluster-autoscaler",), Silent())
    said = tmp_path_factory.mktemp("autoscaler") / "log"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "sandbox", "autoscaler", "local"],
            cwd=sandbox.checkout,
            env=sandbox.base(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        sandbox.eventually(lambda: process.poll() is not None or "Registering ASG" in said.read_text(), 60, "it runs")
        assert process.poll() is None, said.read_text()[-2000:]
        yield said
        assert process.poll() is None, said.read_text()[-2000:]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def groups(sandbox: Platform) -> dict[str, dict[str, Any]]:
    """Give the Auto Scaling groups by pool."""
    import boto3

    client = boto3.client(
        "autoscaling",
        region_name="us-west-2",
        endpoint_url=sandbox.aws_endpoint,
        aws_access_key_id=sandbox.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=sandbox.environment["AWS_SECRET_ACCESS_KEY"],
    )
    return {
        tag["Value"].removeprefix("slipway-local-").rsplit("-", 1)[0]: found
        for found in client.describe_auto_scaling_groups()["AutoScalingGroups"]
        for tag in found["Tags"]
        if tag["Key"] == "eks:nodegroup-name"
    }


def nodes(sandbox: Platform, selector: str) -> list[dict[str, Any]]:
    return list(json.loads(sandbox.kubectl("get", "nodes", "-l", selector, "-o", "json"))["items"])


def phases(sandbox: Platform) -> list[str]:
    found = sandbox.kubectl(
        "get", "pods", "-n", "default", "-l", "app=batch", "-o", "jsonpath={.items[*].status.phase}"
    )
    return sorted(found.split())


def batch(replicas: int) -> dict[str, object]:
    """Give a Deployment whose pods only nodes of the pool `spot` take, one a node."""
    pod = yaml.safe_load((ROOT / "docs" / "how-to" / "hugepages-pod.yaml").read_text())["spec"]
    pod["tolerations"] = [{"key": "slipway.dev/capacity", "value": "spot", "effect": "NoSchedule"}]
    pod["nodeSelector"] = {"slipway.dev/capacity": "spot"}
    pod["containers"][0]["resources"] = {"requests": {"cpu": ONE_A_NODE, "memory": "64Mi"}}
    labels = {"app": "batch"}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "batch", "namespace": "default"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod},
        },
    }


def apply(sandbox: Platform, folder: Path, document: object) -> None:
    file = folder / "applied.json"
    file.write_text(json.dumps(document))
    # What a pod may have is known here; asking a server that was just started for it takes long.
    sandbox.kubectl("apply", "--validate=false", "-f", str(file))


@pytest.fixture(scope="module")
def crowd(sandbox: Platform, autoscaler: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Three pods that want a node of the pool `spot` each, where none is and two may be."""
    assert groups(sandbox)["spot"]["DesiredCapacity"] == 0
    assert nodes(sandbox, SPOT) == []
    apply(sandbox, tmp_path_factory.mktemp("crowd"), batch(3))
    yield
    sandbox.kubectl("delete", "deployment", "-n", "default", "batch", "--ignore-not-found")


def test_pods_that_wait_for_a_pool_without_nodes_get_nodes_up_to_its_largest_size(
    sandbox: Platform, crowd: None
) -> None:
    sandbox.eventually(lambda: phases(sandbox) == ["Pending", "Running", "Running"], 120, "two of three pods run")
    group = groups(sandbox)["spot"]
    assert (group["DesiredCapacity"], group["MaxSize"]) == (2, 2)
    found = nodes(sandbox, SPOT)
    assert {node["spec"]["providerID"].rsplit("/", 1)[-1] for node in found} == {
        instance["InstanceId"] for instance in group["Instances"]
    }
    events = sandbox.kubectl("get", "events", "-n", "default", "--field-selector", "reason=TriggeredScaleUp")
    assert "batch" in events


def test_no_pool_that_is_not_autoscaled_is_changed(sandbox: Platform, autoscaler: Path, tmp_path: Path) -> None:
    pod = yaml.safe_load((ROOT / "docs" / "how-to" / "hugepages-pod.yaml").read_text())
    pod["metadata"]["name"] = "greedy"
    for side in ("requests", "limits"):
        pod["spec"]["containers"][0]["resources"][side]["hugepages-2Mi"] = "3Gi"
    before = groups(sandbox)["low-latency"]["DesiredCapacity"]
    apply(sandbox, tmp_path, {"apiVersion": "v1", "kind": "List", "items": [pod, named(pod, "greedier")]})
    try:
        selector = "reason=NotTriggerScaleUp,involvedObject.kind=Pod"
        sandbox.eventually(
            lambda: "greed" in sandbox.kubectl("get", "events", "-n", "default", "--field-selector", selector),
            60,
            "the autoscaler says that no group of its own takes the pod",
        )
        assert groups(sandbox)["low-latency"]["DesiredCapacity"] == before
    finally:
        sandbox.kubectl("delete", "pod", "-n", "default", "greedy", "greedier")


def named(pod: dict[str, Any], name: str) -> dict[str, Any]:
    return {**pod, "metadata": {**pod["metadata"], "name": name}}


def test_nodes_without_pods_go_and_the_group_s_size_with_them(sandbox: Platform, crowd: None) -> None:
    sandbox.eventually(lambda: len(nodes(sandbox, SPOT)) == 2, 120, "two nodes are there")
    others = len(nodes(sandbox, f"{SPOT.replace('=', '!=')}"))
    sandbox.kubectl("delete", "deployment", "-n", "default", "batch")
    sandbox.eventually(lambda: nodes(sandbox, SPOT) == [], 240, "the spot nodes are gone")
    group = groups(sandbox)["spot"]
    assert (group["DesiredCapacity"], group["Instances"]) == (0, [])
    assert len(nodes(sandbox, f"{SPOT.replace('=', '!=')}")) == others
