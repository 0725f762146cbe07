"""The engine is killed while it creates things, and the next `platform stack up` neither stumbles nor doubles any."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from components.teardown.cloud import Aws
from components.teardown.state import identities, standing
from sandbox.aws.faults import FILE
from tests.sandbox.driver import Platform, counted
from tests.sandbox.inventory import in_aws

STACK, REGION, CLUSTER = "dev", "eu-central-1", "slipway-dev"

Kill = Callable[[int], None]


def engine_and_plugins(pid: int) -> None:
    """Kill the engine with all that it has started, as a reboot would."""
    rows = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout.split()[2:]
    parents = {int(child): int(parent) for child, parent in zip(rows[::2], rows[1::2], strict=True)}
    family = [pid]
    for one in family:
        family += [child for child, parent in parents.items() if parent == one]
    for one in family:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)


def engine_alone(pid: int) -> None:
    """Kill the engine; its providers end the call that they are in."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def orphans(sandbox: Platform) -> list[str]:
    """List what carries the stack's tags in AWS and is not in its state; what the cluster makes itself is left out."""
    resources = json.loads(sandbox.pulumi(["stack", "export", "--stack", STACK]).stdout)["deployment"]["resources"]
    known = identities(standing(resources))
    return [str(one) for one in Aws(REGION, sandbox.environment).things(STACK, CLUSTER)
            if one.left and not one.cluster_made and one.id.rsplit("/", 1)[-1] not in known]  # fmt: skip


def size(sandbox: Platform) -> tuple[int, int]:
    """Count the resources that the stack's state has, and the creations whose end it does not know."""
    path = sandbox.state / f"pulumi/.pulumi/stacks/slipway/{STACK}.json"
    latest = (json.loads(path.read_text())["checkpoint"].get("latest") or {}) if path.exists() else {}
    return len(latest.get("resources") or []), len(latest.get("pending_operations") or [])


@pytest.fixture
def slow(sandbox: Platform) -> Iterator[Path]:
    """An AWS that takes its time, so that creations are pending at any moment."""
    path = sandbox.state / "aws" / FILE
    path.write_text(json.dumps([{"service": "*", "operation": one, "seconds": 0.7} for one in ("Create*", "P*")]))
    yield path
    path.unlink(missing_ok=True)
    sandbox.down(STACK)


def killed(sandbox: Platform, resources: int, kill: Kill) -> int:
    """Type `platform stack up`, and kill its engine once it has made so many resources and is making more.

    Returns:
        How many creations were pending.
    """
    running = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "stack", "up", STACK],
        cwd=sandbox.checkout, env=sandbox.base(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    locks = sandbox.state / "pulumi/.pulumi/locks/organization/slipway" / STACK
    old = set(locks.glob("*.json"))
    sandbox.eventually(
        lambda: (set(locks.glob("*.json")) - old and (now := size(sandbox))[0] >= resources and now[1])
        or running.poll() is not None,
        300, f"{resources} resources, and one that is being made",
    )  # fmt: skip
    for lock in locks.glob("*.json"):
        with suppress(OSError, ValueError):
            kill(int(json.loads(lock.read_text())["pid"]))
    running.wait(300)
    return size(sandbox)[1]


def test_a_killed_up_can_be_taken_down_and_leaves_nothing(sandbox: Platform, slow: Path) -> None:
    before = in_aws(sandbox, REGION)
    assert killed(sandbox, 20, engine_and_plugins)
    slow.unlink()
    sandbox.down(STACK)
    assert in_aws(sandbox, REGION) == before


def test_an_up_killed_while_it_creates_is_gone_on_with_and_nothing_is_there_twice(
    sandbox: Platform, slow: Path
) -> None:
    dice = random.Random(20261124)
    moments = sorted(dice.sample(range(4, 170), 6))
    for moment, kill in zip(moments, (engine_and_plugins, engine_alone) * 3, strict=True):
        killed(sandbox, moment, kill)
        assert size(sandbox)[0] >= moment, "what was interrupted before kept this one from going on"
    slow.unlink()
    done = sandbox.platform("stack", "up", STACK, timeout=900)
    assert size(sandbox)[1] == 0
    assert orphans(sandbox) == [], done.stderr
    again = sandbox.pulumi(["up", "--stack", STACK, "--yes", "--skip-preview"], timeout=900)
    assert set(counted(again.stdout)) == {"unchanged"}
