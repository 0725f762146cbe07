"""`platform stack down` on the real engine, API servers and Argo CD, beside a stack that must not be touched.

The stack has an API server of its own; its Applications live in the hub, beside those of the stack `local`.

The sandbox has no controller that makes load balancers, interfaces or volumes for a cluster: what such a controller
would leave is planted in the sandbox's AWS, with the tags that it would carry, and what it would never finish is a
Service with a finalizer that nobody removes. The tests are one story and run in their order.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.driver import Platform
from tests.sandbox.inventory import client

STACK, CLUSTER, NAMESPACE = "staging", "slipway-staging", "staging"
HELD = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "held", "namespace": NAMESPACE, "finalizers": ["example.com/hold"]},
    "spec": {"type": "LoadBalancer", "ports": [{"port": 80}], "selector": {"app": "held"}},
}


@pytest.fixture(scope="module")
def stood_up(sandbox: Platform) -> Iterator[Platform]:
    """The sandbox with a second stack in it; whatever a test leaves of that is taken away."""
    sandbox.platform("stack", "up", STACK)
    try:
        yield sandbox
    finally:
        flags = ("--unprotect", "--delete-orphans", "--force-finalizers", "--deadline", "5")
        sandbox.platform("stack", "down", STACK, *flags, check=False)


def down(sandbox: Platform, *flags: str, status: int) -> dict[str, Any]:
    """Take the stack down, and give what is printed."""
    done = sandbox.platform("stack", "down", STACK, "-o", "json", *flags, check=False)
    assert done.returncode == status, f"{done.returncode}: {done.stdout}\n{done.stderr}"
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def region(sandbox: Platform) -> str:
    rows = json.loads(sandbox.platform("stack", "list", "-o", "json").stdout)["stacks"]
    return str(next(row["region"] for row in rows if row["stack"] == STACK))


def subnet(sandbox: Platform) -> str:
    found = client(sandbox, "ec2", region(sandbox)).describe_subnets(
        Filters=[{"Name": "tag:slipway.dev/stack", "Values": [STACK]}]
    )
    return str(found["Subnets"][0]["SubnetId"])


def automated(sandbox: Platform, stack: str) -> list[bool]:
    """Tell for each of a stack's Applications whether Argo CD syncs it by itself."""
    listed = sandbox.kubectl("get", "applications", "-n", "argocd", "-l", f"slipway.dev/stack={stack}", "-o", "json")
    return ["automated" in item["spec"]["syncPolicy"] for item in json.loads(listed)["items"]]


def resources(sandbox: Platform) -> list[dict[str, Any]]:
    exported = json.loads(sandbox.pulumi(["stack", "export", "--stack", STACK]).stdout)
    found: list[dict[str, Any]] = exported["deployment"].get("resources", [])
    return found


def test_the_name_of_a_production_stack_has_to_be_given_and_be_right(sandbox: Platform) -> None:
    unasked = sandbox.platform("stack", "down", "prod-uswest", check=False)
    assert (unasked.returncode, unasked.stdout) == (2, "")
    assert "type `platform stack down prod-uswest --confirm prod-uswest`" in unasked.stderr
    wrong = sandbox.platform("stack", "down", "prod-uswest", "--confirm", "prod-euwest", check=False)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "'prod-euwest' is not 'prod-uswest'; nothing was touched" in wrong.stderr


def test_a_plan_tells_what_would_go_and_changes_nothing(stood_up: Platform) -> None:
    stood_up.eventually(lambda: automated(stood_up, STACK), 60, "Argo CD has made the stack's Applications")
    told = down(stood_up, "--plan", status=0)
    assert told["planned"] is True
    assert f"Namespace {NAMESPACE}" in told["steps"][2]["things"]
    assert all(automated(stood_up, STACK))
    assert told["gone"] == {}


def test_a_protected_resource_is_named_with_what_to_type_and_nothing_is_touched(stood_up: Platform) -> None:
    vpc = next(one["urn"] for one in resources(stood_up) if one["type"] == "aws:ec2/vpc:Vpc")
    stood_up.pulumi(["state", "protect", vpc, "--stack", STACK, "--yes"])
    client(stood_up, "eks", region(stood_up)).update_cluster_config(name=CLUSTER, deletionProtection=True)
    told = down(stood_up, status=1)
    assert {(one["kind"], one["name"].split("::")[-1]) for one in told["remains"]} == {
        ("protected", vpc.split("::")[-1]),
        ("deletion protection", f"{CLUSTER}-cluster"),
    }
    assert told["do"] == f"platform stack down {STACK} --unprotect"
    assert told["stopped"].endswith("nothing was touched")
    assert all(automated(stood_up, STACK))


def test_a_finalizer_that_nobody_removes_is_named_with_its_controller_and_what_to_type(stood_up: Platform) -> None:
    held = stood_up.state / "held.json"
    held.write_text(json.dumps(HELD))
    stood_up.kubectl("--context", CLUSTER, "apply", "-f", str(held))
    told = down(stood_up, "--unprotect", "--deadline", "6", status=1)
    assert told["stopped"].startswith(f"Service {NAMESPACE}/held did not go within 6 s: finalizer example.com/hold")
    assert "--force-finalizers" in told["do"]
    left = next(one for one in told["remains"] if one["kind"] == "Service")
    assert left["do"] == f"kubectl get services held -n {NAMESPACE} -o yaml"
    assert automated(stood_up, STACK) == [False] * len(automated(stood_up, STACK))
    assert all(automated(stood_up, "local"))
    assert "pulumi destroy" not in [step["step"] for step in told["steps"]]


def test_orphans_stop_it_before_the_engine_would_wait_for_them_in_vain(stood_up: Platform) -> None:
    ec2 = client(stood_up, "ec2", region(stood_up))
    tags = [{"Key": "cluster.k8s.amazonaws.com/name", "Value": CLUSTER}]
    ec2.create_network_interface(
        SubnetId=subnet(stood_up),
        Description="aws-K8S-i-1",
        TagSpecifications=[{"ResourceType": "network-interface", "Tags": tags}],
    )
    tags = [{"Key": f"kubernetes.io/cluster/{CLUSTER}", "Value": "owned"}]
    ec2.create_volume(
        AvailabilityZone=f"{region(stood_up)}a", Size=8, TagSpecifications=[{"ResourceType": "volume", "Tags": tags}]
    )
    others = [{"Key": "kubernetes.io/cluster/slipway-other", "Value": "owned"}]
    ec2.create_volume(
        AvailabilityZone=f"{region(stood_up)}a", Size=9, TagSpecifications=[{"ResourceType": "volume", "Tags": others}]
    )
    told = down(stood_up, "--force-finalizers", "--deadline", "6", status=1)
    assert told["stopped"].startswith("this would keep the VPC from going: interface eni-")
    assert told["do"].endswith("--delete-orphans")
    assert [one["kind"] for one in told["remains"]] == ["interface", "volume"]
    assert all(
        f"aws ec2 delete-{one['kind'].replace('inter', 'network-inter')}" in one["do"] for one in told["remains"]
    )
    assert len([one for one in resources(stood_up) if one["type"] == "aws:eks/cluster:Cluster"]) == 1


def test_killed_while_the_engine_destroys_it_goes_on_and_ends_with_nothing_left(stood_up: Platform) -> None:
    before = len(resources(stood_up))
    command = [sys.executable, "-m", "cli.main", "stack", "down", STACK, "--delete-orphans"]
    running = subprocess.Popen(
        command, cwd=stood_up.checkout, env=stood_up.base(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    began = time.monotonic()
    while len(resources(stood_up)) == before and running.poll() is None:
        assert time.monotonic() - began < 240, "the engine did not begin to destroy"
        time.sleep(0.2)
    assert running.poll() is None, "it ended before it could be killed"
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()

    told = down(stood_up, "--delete-orphans", status=0)
    assert told["remains"] == []
    assert told["gone"]["resource of Pulumi"] > 0
    assert resources(stood_up) == []
    assert CLUSTER not in client(stood_up, "eks", region(stood_up)).list_clusters()["clusters"]
    in_hub = "applications,applicationsets,appprojects,secrets"
    assert stood_up.kubectl("get", in_hub, "-n", "argocd", "-l", f"slipway.dev/stack={STACK}", "-o", "name") == ""
    volumes = client(stood_up, "ec2", region(stood_up)).describe_volumes()["Volumes"]
    assert [one["Size"] for one in volumes] == [9], "only another cluster's volume is left"


def test_a_second_time_it_says_that_nothing_is_left(stood_up: Platform) -> None:
    told = down(stood_up, status=0)
    assert (told["gone"], told["remains"], told["stopped"], told["do"]) == ({}, [], None, None)
    assert {one["kind"] for one in told["kept"]} <= {"key"}


def test_the_stack_beside_it_is_as_it_was(stood_up: Platform) -> None:
    assert all(automated(stood_up, "local"))
    assert "namespace/local" in stood_up.kubectl("get", "namespaces", "-o", "name").split()
    assert set(json.loads(stood_up.platform("stack", "preview", "local", "-o", "json").stdout)["counts"]) == {"same"}
