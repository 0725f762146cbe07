"""What the real scheduler makes of the nodes that node pools become."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.sandbox.driver import ROOT, Platform

POD = ROOT / "docs" / "how-to" / "hugepages-pod.yaml"


Apply: TypeAlias = Callable[..., None]


@pytest.fixture
def apply(sandbox: Platform, tmp_path: Path) -> Iterator[Apply]:
    """Apply a variant of the how-to's pod, and remove it when the test ends."""
    import yaml

    made: list[str] = []

    def make(name: str, **changes: object) -> None:
        pod = yaml.safe_load(POD.read_text())
        pod["metadata"]["name"] = name
        for path, value in changes.items():
            if path == "hugepages":
                for side in ("requests", "limits"):
                    pod["spec"]["containers"][0]["resources"][side]["hugepages-2Mi"] = value
            elif path == "tolerations":
                pod["spec"]["tolerations"] = value
        file = tmp_path / f"{name}.json"
        file.write_text(json.dumps(pod))
        sandbox.kubectl("apply", "-f", str(file))
        made.append(name)

    yield make
    for name in made:
        sandbox.kubectl("delete", "pod", "-n", "default", name, "--wait=false")


def pool_of(sandbox: Platform, pod: str) -> str:
    node = sandbox.kubectl("get", "pod", "-n", "default", pod, "-o", "jsonpath={.spec.nodeName}")
    if not node:
        return ""
    return sandbox.kubectl("get", "node", node, "-o", "jsonpath={.metadata.labels.slipway\\.dev/pool}")


def test_nodes_are_ready_and_shaped_like_their_pools(sandbox: Platform) -> None:
    nodes = json.loads(sandbox.kubectl("get", "nodes", "-l", "eks.amazonaws.com/nodegroup", "-o", "json"))["items"]
    pools = {node["metadata"]["labels"]["slipway.dev/pool"]: node for node in nodes}
    assert set(pools) == {"general", "low-latency"}
    low = pools["low-latency"]
    assert low["status"]["allocatable"]["hugepages-2Mi"] == "4Gi"
    assert low["status"]["allocatable"]["hugepages-1Gi"] == "8Gi"
    assert low["status"]["allocatable"]["cpu"].isdigit()
    assert {"key": "slipway.dev/pool", "value": "low-latency", "effect": "NoSchedule"} in low["spec"]["taints"]
    assert pools["general"]["status"]["allocatable"].get("hugepages-2Mi", "0") == "0"
    for node in nodes:
        conditions = {condition["type"]: condition["status"] for condition in node["status"]["conditions"]}
        assert conditions["Ready"] == "True"


def test_a_pod_that_asks_for_hugepages_and_tolerates_the_taint_runs_on_a_low_latency_node(
    sandbox: Platform, apply: Apply
) -> None:
    apply("fits")
    sandbox.eventually(
        lambda: sandbox.kubectl("get", "pod", "-n", "default", "fits", "-o", "jsonpath={.status.phase}") == "Running",
        20,
        "the pod runs",
    )
    assert pool_of(sandbox, "fits") == "low-latency"


def test_without_the_toleration_it_stays_pending(sandbox: Platform, apply: Apply) -> None:
    apply("intolerant", tolerations=[])
    sandbox.eventually(
        lambda: "untolerated taint" in sandbox.platform("why", "default/intolerant", check=False).stdout,
        20,
        "platform says that the taint is not tolerated",
    )
    assert pool_of(sandbox, "intolerant") == ""


def test_one_that_asks_for_more_than_there_is_stays_pending_and_platform_says_why(
    sandbox: Platform, apply: Apply
) -> None:
    apply("greedy", hugepages="64Gi")
    sandbox.eventually(
        lambda: "hugepages-2Mi" in sandbox.platform("why", "default/greedy", check=False).stdout,
        20,
        "platform names the resource that is short",
    )
    done = sandbox.platform("why", "default/greedy", check=False)
    assert done.returncode == 1
    assert "64Gi" in done.stdout
    assert "4Gi" in done.stdout
    assert pool_of(sandbox, "greedy") == ""
