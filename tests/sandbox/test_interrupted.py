"""The engine is killed while it creates things, and the next `platform stack up` neither stumbles nor doubles any."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from sandbox.aws.faults import FILE
from tests.sandbox.driver import Platform, counted
from tests.sandbox.inventory import in_aws

STACK, REGION = "dev", "eu-central-1"
MADE_UP = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{17}|-[0-9a-f]{7}\b|[0-9A-F]{32}")
"""What AWS or Pulumi makes up in an id or a name."""

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


def things(sandbox: Platform) -> Counter[str]:
    """Count what stands in AWS, by what it is."""
    return Counter(MADE_UP.sub("#", one) for one in in_aws(sandbox, REGION))


def state(sandbox: Platform) -> dict[str, list[dict[str, object]]]:
    """Give the stack's state as its file has it."""
    path = sandbox.state / f"pulumi/.pulumi/stacks/slipway/{STACK}.json"
    found: dict[str, list[dict[str, object]]] = json.loads(path.read_text())["checkpoint"]["latest"]
    return found


def pending(sandbox: Platform) -> int:
    """Count the creations whose end the state does not know."""
    return len(state(sandbox).get("pending_operations") or [])


@pytest.fixture(scope="module")
def undisturbed(sandbox: Platform) -> Counter[str]:
    """What stands in AWS after an `up` that nobody killed."""
    before = things(sandbox)
    sandbox.platform("stack", "up", STACK, timeout=900)
    after = things(sandbox)
    sandbox.down(STACK)
    assert things(sandbox) == before
    return after


@pytest.fixture
def slow(sandbox: Platform) -> Iterator[Path]:
    """An AWS that takes its time, so that creations are pending at any moment."""
    path = sandbox.state / "aws" / FILE
    path.write_text(json.dumps([{"service": "*", "operation": one, "seconds": 0.7} for one in ("Create*", "P*")]))
    yield path
    path.unlink(missing_ok=True)
    sandbox.down(STACK)


def killed(sandbox: Platform, seconds: float, kill: Kill) -> str:
    """Type `platform stack up`, kill its engine some seconds after that began, and give what was said."""
    running = subprocess.Popen(
        [sys.executable, "-m", "cli.main", "stack", "up", STACK],
        cwd=sandbox.checkout, env=sandbox.base(), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    locks = sandbox.state / "pulumi/.pulumi/locks/organization/slipway" / STACK
    old = set(locks.glob("*.json"))
    sandbox.eventually(lambda: set(locks.glob("*.json")) - old or running.poll() is not None, 120, "an engine works")
    time.sleep(seconds)
    for lock in locks.glob("*.json"):
        with suppress(OSError, ValueError):
            kill(int(json.loads(lock.read_text())["pid"]))
    return running.communicate(timeout=300)[0]


@pytest.mark.parametrize("kill", [engine_and_plugins, engine_alone])
def test_an_up_killed_while_it_creates_is_gone_on_with_and_nothing_is_there_twice(
    sandbox: Platform, undisturbed: Counter[str], slow: Path, kill: Kill
) -> None:
    dice = random.Random(20261124)
    interrupted = 0
    for _ in range(5):
        killed(sandbox, dice.uniform(2.0, 14.0), kill)
        interrupted += pending(sandbox)
    assert interrupted, "none of the moments was one at which something was being created"
    slow.unlink()
    done = sandbox.platform("stack", "up", STACK, timeout=900)
    assert pending(sandbox) == 0
    assert things(sandbox) == undisturbed, done.stderr
    assert set(counted(sandbox.pulumi(["up", "--stack", STACK, "--yes", "--skip-preview"]).stdout)) == {"unchanged"}


def test_a_killed_up_can_be_taken_down_and_leaves_nothing(sandbox: Platform, slow: Path) -> None:
    before = things(sandbox)
    for seconds in (9.0, 12.0):
        killed(sandbox, seconds, engine_and_plugins)
    slow.unlink()
    sandbox.down(STACK)
    assert things(sandbox) == before
