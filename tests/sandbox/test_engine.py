"""What can go wrong between the engine and the cloud, and what may change on a stack that stands.

One stack, `staging`, is stood up once; each test leaves it as its file says.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.aws.faults import FILE
from tests.sandbox.driver import Platform, counted
from tests.sandbox.inventory import client

STACK, REGION, CLUSTER = "staging", "us-west-2", "slipway-staging"
NEW, OLD = 'version: "1.35"', 'version: "1.34"'
UP = ["up", "--stack", STACK, "--yes", "--skip-preview"]


def typed(sandbox: Platform, *words: str, check: bool = True, **variables: str) -> str:
    """Run `platform stack`, with these variables in its environment, and give what it says."""
    done = sandbox.platform("stack", *words, check=check, timeout=900, **variables)
    assert check or done.returncode != 0, done.stdout
    return done.stdout + done.stderr


def changes(sandbox: Platform) -> dict[tuple[str, str], str]:
    """Preview the stack and give what would change: (type, name) → operation."""
    told = json.loads(sandbox.platform("stack", "preview", STACK, "-o", "json", timeout=900).stdout)
    return {(one["type"], one["name"]): one["operation"] for one in told["changes"]}


def unchanged(sandbox: Platform) -> bool:
    """Whether an `up` has nothing to do."""
    return set(counted(sandbox.pulumi(UP, timeout=900).stdout)) == {"unchanged"}


@pytest.fixture(scope="module")
def standing(sandbox: Platform) -> Iterator[Platform]:
    """The sandbox with the stack stood up, with the version of Kubernetes before the one in its file."""
    path = sandbox.checkout / "stacks" / f"Pulumi.{STACK}.yaml"
    committed = path.read_text()
    assert NEW in committed
    path.write_text(committed.replace(NEW, OLD))
    typed(sandbox, "up", STACK)
    yield sandbox
    (sandbox.state / "aws" / FILE).unlink(missing_ok=True)
    sandbox.down(STACK)
    path.write_text(committed)


@pytest.fixture
def file(standing: Platform) -> Iterator[Path]:
    """The stack's file, which is put back and stood up again after the test."""
    path = standing.checkout / "stacks" / f"Pulumi.{STACK}.yaml"
    before = path.read_text()
    yield path
    if path.read_text() != before:
        path.write_text(before)
        typed(standing, "up", STACK)


@pytest.fixture
def faults(standing: Platform) -> Iterator[Path]:
    """The file of the errors that AWS answers with; none after the test."""
    path = standing.state / "aws" / FILE
    yield path
    path.unlink(missing_ok=True)


# ---- the cloud answers with errors


def test_a_cloud_that_throttles_now_and_then_is_not_noticed(standing: Platform, faults: Path, file: Path) -> None:
    faults.write_text(
        json.dumps([
            {"service": "ec2", "code": "RequestLimitExceeded", "status": 503, "chance": 0.15},
            {"service": "iam", "code": "Throttling", "status": 400, "chance": 0.15},
            {"service": "*", "code": "ThrottlingException", "status": 400, "chance": 0.1},
        ])
    )  # fmt: skip
    file.write_text(file.read_text().replace("owner: platform", "owner: somebody-else"))
    done = counted(standing.pulumi(UP, timeout=900).stdout)
    assert done["updated"] > 30, "every tag of the stack"
    assert unchanged(standing)


def test_an_error_that_stays_ends_in_one_sentence_and_the_next_up_goes_on(
    standing: Platform, faults: Path, file: Path
) -> None:
    faults.write_text(json.dumps([{"service": "eks", "operation": "POST /clusters/*/update-config",
                                   "code": "InvalidRequestException", "message": "No capacity"},
                                  {"service": "logs", "operation": "PutRetentionPolicy",
                                   "code": "OperationAbortedException", "message": "Another operation"}]))  # fmt: skip
    file.write_text(file.read_text().replace("logRetentionDays: 30", "logRetentionDays: 60"))
    said = typed(standing, "up", STACK, check=False)
    assert re.search(
        r"AWS answered OperationAbortedException to PutRetentionPolicy in us-west-2 \(Another operation\)", said
    ), said
    assert "run the same command again" in said
    faults.unlink()
    typed(standing, "up", STACK)
    (group,) = client(standing, "logs", REGION).describe_log_groups(logGroupNamePrefix=f"/aws/eks/{CLUSTER}/cluster")[
        "logGroups"
    ]
    assert group["retentionInDays"] == 60


# ---- what may change on a stack that stands


def test_a_newer_kubernetes_is_an_update_in_place_of_cluster_then_nodes(standing: Platform) -> None:
    file = standing.checkout / "stacks" / f"Pulumi.{STACK}.yaml"
    file.write_text(file.read_text().replace(OLD, NEW))
    planned = changes(standing)
    assert planned[("aws:eks/cluster:Cluster", f"{CLUSTER}-cluster")] == "update"
    assert {operation for operation in planned.values() if "replace" in operation or "delete" in operation} == set()
    order = re.findall(
        r"^ *[~+-]+ +(aws:eks:(?:Cluster|Addon|NodeGroup)) \S+ updated", standing.pulumi(UP).stdout, re.M
    )
    assert order[0] == "aws:eks:Cluster"
    eks = client(standing, "eks", REGION)
    assert eks.describe_cluster(name=CLUSTER)["cluster"]["version"] == "1.35"
    groups = [
        eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName=name)["nodegroup"]
        for name in eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"]
    ]
    assert {group["version"] for group in groups} == {"1.35"}
    assert unchanged(standing)


# ---- two at once


def test_two_ups_at_once_wait_for_each_other_and_say_for_whom(standing: Platform, faults: Path, file: Path) -> None:
    faults.write_text(json.dumps([{"service": "ec2", "seconds": 0.5}]))
    file.write_text(file.read_text().replace("owner: platform", "owner: two-at-once"))
    command = [sys.executable, "-m", "cli.main", "stack", "up", STACK]
    running = [
        subprocess.Popen(
            command, cwd=standing.checkout, env=standing.base(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )
        for _ in range(2)
    ]  # fmt: skip
    said = [one.communicate(timeout=900)[0] for one in running]
    assert [one.returncode for one in running] == [0, 0], said
    assert sum("wait for the sandbox's stacks" in text for text in said) == 1, said
    assert sum("updated" in text.splitlines()[-1] for text in said) == 1, "only the first had something to do"


def test_an_up_by_hand_beside_another_is_refused_by_the_lock_and_names_its_holder(
    standing: Platform, faults: Path, file: Path
) -> None:
    faults.write_text(json.dumps([{"service": "ec2", "seconds": 1.0}]))
    file.write_text(file.read_text().replace("owner: platform", "owner: by-hand"))
    first = subprocess.Popen(
        ["pulumi", *UP, "--non-interactive"],
        cwd=standing.checkout, env=standing.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    locks = standing.state / "pulumi/.pulumi/locks/organization/slipway" / STACK
    standing.eventually(lambda: list(locks.glob("*.json")), 120, "the first has the lock")
    second = standing.pulumi(UP, check=False)
    assert second.returncode != 0
    assert "the stack is currently locked by 1 lock(s)" in second.stderr + second.stdout
    assert re.search(rf"pid {first.pid}\b", second.stderr + second.stdout)
    faults.unlink()
    assert first.wait(600) == 0


# ---- the engine is killed


def test_an_engine_killed_while_it_changes_things_goes_on_from_there(standing: Platform, file: Path) -> None:
    file.write_text(file.read_text().replace("owner: platform", "owner: killed"))
    dice = random.Random(20261124)
    for moment in sorted(dice.uniform(4.0, 16.0) for _ in range(3)):
        running = subprocess.Popen(
            ["pulumi", *UP, "--non-interactive"],
            cwd=standing.checkout, env=standing.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(moment)
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    typed(standing, "up", STACK)
    (vpc,) = client(standing, "ec2", REGION).describe_vpcs(
        Filters=[{"Name": "tag:slipway.dev/stack", "Values": [STACK]}]
    )["Vpcs"]
    assert {"Key": "owner", "Value": "killed"} in vpc["Tags"]
    assert unchanged(standing)


# ---- what was lost comes back, as docs/how-to/disaster-recovery.md says


def deleted(sandbox: Platform, *groups: str) -> None:
    """Delete node groups of the cluster by hand."""
    eks = client(sandbox, "eks", REGION)
    for name in groups:
        eks.delete_nodegroup(clusterName=CLUSTER, nodegroupName=name)


def test_a_node_group_deleted_by_hand_is_seen_and_made_again(standing: Platform) -> None:
    eks = client(standing, "eks", REGION)
    lost, *_ = before = eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"]
    deleted(standing, lost)
    seen = typed(standing, "preview", STACK, "--refresh")
    assert re.search(r"nodeGroup|node group", seen, re.IGNORECASE), seen
    typed(standing, "up", STACK, "--refresh")
    now = eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"]
    # Pulumi ends a group's name with seven digits of its own making.
    assert lost not in now
    assert sorted(name.rpartition("-")[0] for name in now) == sorted(name.rpartition("-")[0] for name in before)
    assert unchanged(standing)


def test_a_cluster_that_is_gone_is_stood_up_again_from_git(standing: Platform) -> None:
    eks = client(standing, "eks", REGION)
    deleted(standing, *eks.list_nodegroups(clusterName=CLUSTER)["nodegroups"])
    eks.delete_cluster(name=CLUSTER)
    said = typed(standing, "up", STACK, "--refresh", check=False)
    assert "PULUMI_K8S_DELETE_UNREACHABLE" in said, said
    typed(standing, "up", STACK, "--refresh", PULUMI_K8S_DELETE_UNREACHABLE="true")
    # The engine has kept the variable with the providers; the next `up` without it forgets it.
    typed(standing, "up", STACK)
    assert eks.describe_cluster(name=CLUSTER)["cluster"]["status"] == "ACTIVE"
    assert unchanged(standing)
    nodes = json.loads(standing.kubectl("--context", CLUSTER, "get", "nodes", "-o", "json"))["items"]
    assert nodes


def test_a_state_that_was_put_back_is_brought_up_to_date_by_a_refresh(standing: Platform, file: Path) -> None:
    backup = standing.pulumi(["stack", "export", "--stack", STACK]).stdout
    file.write_text(file.read_text().replace("owner: platform", "owner: after-the-backup"))
    typed(standing, "up", STACK)
    older = standing.state / "backup.json"
    older.write_text(backup)
    standing.pulumi(["stack", "import", "--stack", STACK, "--file", str(older)])
    standing.pulumi(["refresh", "--stack", STACK, "--yes", "--skip-preview"], timeout=900)
    assert unchanged(standing)
