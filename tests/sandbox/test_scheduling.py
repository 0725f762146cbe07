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
                    resources = pod["spec"]["containers"][0]["resources"][side]
                    resources.pop("hugepages-2Mi")
                    resources |= {"hugepages-2Mi": value} if value else {"cpu": "100m"}
            elif path == "tolerations":
                pod["spec"]["tolerations"] = value
            elif path == "selector":
                pod["spec"]["nodeSelector"] = value
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


def test_a_pod_that_asks_for_nothing_special_runs_on_a_general_node(sandbox: Platform, apply: Apply) -> None:
    apply("plain", tolerations=[], hugepages="")
    sandbox.eventually(lambda: pool_of(sandbox, "plain") == "general", 20, "the pod is on a general node")


SPOT = [{"key": "slipway.dev/capacity", "value": "spot", "effect": "NoSchedule"}]


def test_a_pool_that_is_scaled_to_zero_takes_its_pods_when_an_autoscaler_gives_it_a_node(
    sandbox: Platform, apply: Apply
) -> None:
    """What cluster-autoscaler would do is done by hand: the call that it makes, on the group that it would find."""
    import boto3

    client = boto3.client(
        "autoscaling",
        region_name="us-west-2",
        endpoint_url=sandbox.aws_endpoint,
        aws_access_key_id=sandbox.environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=sandbox.environment["AWS_SECRET_ACCESS_KEY"],
    )
    (group,) = [
        found
        for found in client.describe_auto_scaling_groups()["AutoScalingGroups"]
        for tag in found["Tags"]
        if (tag["Key"], tag["Value"]) == ("k8s.io/cluster-autoscaler/node-template/label/slipway.dev/pool", "spot")
    ]
    name = group["AutoScalingGroupName"]
    assert (group["MinSize"], group["DesiredCapacity"]) == (0, 0)
    apply("patient", tolerations=SPOT, hugepages="", selector={"slipway.dev/capacity": "spot"})
    assert pool_of(sandbox, "patient") == ""
    client.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=1)
    try:
        sandbox.eventually(lambda: pool_of(sandbox, "patient") == "spot", 30, "a spot node came and took the pod")
        node = sandbox.kubectl("get", "pod", "-n", "default", "patient", "-o", "jsonpath={.spec.nodeName}")
        labels = json.loads(sandbox.kubectl("get", "node", node, "-o", "json"))["metadata"]["labels"]
        assert labels["eks.amazonaws.com/capacityType"] == "SPOT"
    finally:
        client.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=0)
    selector = "slipway.dev/capacity=spot"
    sandbox.eventually(
        lambda: sandbox.kubectl("get", "nodes", "-l", selector, "-o", "name") == "", 30, "the spot node is gone"
    )


def test_a_retiring_node_takes_no_new_pods(sandbox: Platform, apply: Apply) -> None:
    (found,) = sandbox.kubectl("get", "nodes", "-l", "slipway.dev/pool=low-latency", "-o", "name").split()
    node = found.removeprefix("node/")
    sandbox.kubectl("taint", "node", node, "slipway.dev/retiring=true:NoSchedule")
    try:
        apply("late")
        sandbox.eventually(
            lambda: "slipway.dev/retiring" in sandbox.platform("why", "default/late", check=False).stdout,
            20,
            "platform says that the node is retiring",
        )
        assert pool_of(sandbox, "late") == ""
    finally:
        sandbox.kubectl("taint", "node", node, "slipway.dev/retiring-")
    sandbox.eventually(lambda: pool_of(sandbox, "late") == "low-latency", 30, "the pod is taken after all")
