"""What goes wrong on a laptop: killed parts, killed commands, two at once, taken ports, damaged files."""

import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sandbox.processes import marked
from tests.sandbox.driver import Platform

PARTS = ("kube-apiserver", "argocd-repo-server", "etcd", "git", "aws", "argocd-application-controller")


def standing(box: Platform, part: str) -> dict[str, object]:
    told = json.loads(box.platform("sandbox", "status", "-o", "json", check=False).stdout)
    return next(one for one in told["parts"] if one["name"] == part)


@pytest.mark.parametrize("part", PARTS)
def test_a_killed_part_is_started_again_and_the_platform_is_whole_after(sandbox: Platform, part: str) -> None:
    before = standing(sandbox, part)
    os.kill(int(str(before["pid"])), signal.SIGKILL)
    sandbox.eventually(
        lambda: (now := standing(sandbox, part))["state"] == "ready" and now["pid"] != before["pid"],
        60,
        f"{part} is ready again",
    )
    sandbox.eventually(
        lambda: sandbox.platform("sandbox", "status", check=False).returncode == 0, 60, "every part is ready"
    )
    assert json.loads(sandbox.platform("up", "-o", "json").stdout)["counts"].keys() == {"same"}


def test_two_ups_at_once_both_end_well(sandbox: Platform) -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up"],
            cwd=sandbox.checkout,
            env=sandbox.base(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(2)
    ]
    ended = [(one.communicate(timeout=300)[0], one.returncode) for one in running]
    assert [code for _, code in ended] == [0, 0], ended


def test_damaged_state_files_are_survived(sandbox: Platform) -> None:
    for name in ("status.json", "desired.json"):
        (sandbox.state / name).write_text('{"parts": ')
    checkpoint = sandbox.state / "pulumi/.pulumi/stacks/slipway/local.json"
    checkpoint.write_text(checkpoint.read_text()[:1000])
    told = json.loads(sandbox.platform("up", "-o", "json").stdout)
    assert told["sandbox"]["state"] == "up"
    assert sandbox.kubectl("get", "nodes", "-o", "name").count("node/") == 3


def test_a_taken_port_is_replaced_and_the_stack_follows(sandbox: Platform) -> None:
    sandbox.platform("down")
    ports = json.loads((sandbox.state / "ports.json").read_text())
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", ports["kube-apiserver"]))
        other.listen()
        done = sandbox.platform("up", timeout=600)
        assert "new ports for kube-apiserver" in done.stderr
        sandbox._environment.clear()
        assert json.loads((sandbox.state / "ports.json").read_text())["kube-apiserver"] != ports["kube-apiserver"]
        assert sandbox.kubectl("get", "nodes", "-o", "name").count("node/") == 3


def test_down_ends_every_process_and_up_goes_on_with_the_data(sandbox: Platform) -> None:
    uid = sandbox.kubectl("get", "namespace", "local", "-o", "jsonpath={.metadata.uid}")
    assert marked(sandbox.state)
    sandbox.platform("down")
    assert marked(sandbox.state) == []
    again = sandbox.platform("down")
    assert "nothing ran" in again.stderr
    told = json.loads(sandbox.platform("up", "-o", "json").stdout)
    assert told["counts"].keys() == {"same"}
    assert sandbox.kubectl("get", "namespace", "local", "-o", "jsonpath={.metadata.uid}") == uid


def test_a_killed_supervisor_leaves_nothing_that_down_or_up_does_not_find(sandbox: Platform) -> None:
    pid = json.loads(sandbox.platform("sandbox", "status", "-o", "json").stdout)["supervisor_pid"]
    os.kill(pid, signal.SIGKILL)
    assert json.loads(sandbox.platform("sandbox", "status", "-o", "json", check=False).stdout)["state"] == "down"
    told = json.loads(sandbox.platform("up", "-o", "json").stdout)
    assert told["sandbox"]["state"] == "up"
    alive = {process.pid for process in marked(sandbox.state)}
    assert {part["pid"] for part in told["sandbox"]["parts"]} <= alive


def test_up_killed_at_ten_random_moments_goes_on_and_leaves_nothing_behind(empty_platform: Platform) -> None:
    box, dice = empty_platform, random.Random(20261123)
    moments = [dice.uniform(0.2, 22.0) for _ in range(10)]
    for moment in moments:
        running = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "up"],
            cwd=box.checkout,
            env=box.base(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            running.wait(moment)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()
        time.sleep(0.2)
        half = [path for path in box.state.glob("*.json") if not is_json(path)]
        assert half == [], f"killed after {moment:.1f} s"
    told = json.loads(box.platform("up", "-o", "json", timeout=600).stdout)
    assert told["sandbox"]["state"] == "up"
    assert told["applications"] == {"order-service-local": "Healthy"}
    box.platform("down")
    assert marked(box.state) == []


def is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text())
    except ValueError:
        return False
    return True


def test_a_misspelt_key_is_refused_with_file_line_and_the_right_one_before_anything_starts(
    empty_platform: Platform,
) -> None:
    stack = empty_platform.checkout / "stacks" / "Pulumi.local.yaml"
    stack.write_text(stack.read_text().replace("natGateways:", "natGateway:"))
    done = empty_platform.platform("up", check=False)
    assert done.returncode == 2
    assert re.search(r"stacks/Pulumi\.local\.yaml:\d+", done.stderr)
    assert "natGateway" in done.stderr
    assert "did you mean" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not empty_platform.state.exists()


def test_a_stack_that_is_not_there_is_refused_with_those_that_are(empty_platform: Platform) -> None:
    done = empty_platform.platform("up", "--stack", "locl", check=False)
    assert done.returncode == 2
    assert "locl" in done.stderr
    assert "local" in done.stderr
    assert not empty_platform.state.exists()


def test_a_broken_service_yaml_is_refused_and_nothing_is_written(empty_platform: Platform) -> None:
    spec = empty_platform.checkout / "apps" / "order-service" / "service.yaml"
    spec.write_text(spec.read_text().replace("replicas:", "replcias:", 1))
    done = empty_platform.platform("render", check=False)
    assert done.returncode == 2
    assert re.search(r"apps/order-service/service\.yaml:\d+", done.stderr)
    assert "replicas" in done.stderr
    changed = empty_platform.run(["git", "status", "--porcelain"], env=empty_platform.base()).stdout
    assert changed.split() == ["M", "apps/order-service/service.yaml"]
