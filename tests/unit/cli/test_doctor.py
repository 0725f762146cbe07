"""`platform doctor` as it is typed; what it finds is the toolchain's to test."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.doctor import doctor
from sandbox.state import StateFolder
from toolchain.doctor import Check
from toolchain.files import held_lock

FINE = Check("git", "ok", "2.39.5", ">=2.28.0", "")
UNBUILT = Check("etcd", "missing", "not there", ">=3.7.0", "nothing: 3.7.3 is built by `make up`, in about 2 min")
SMALL = Check("disk", "bad", "0.1 GiB free beside /cache", "1.0 GiB", "free space", blocks=True)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[object]]:
    """Let the machine have what a test says; gives the locks that were asked about."""

    def find(*checks: Check) -> list[object]:
        asked: list[object] = []

        def examine(locks: list[object]) -> list[Check]:
            asked.extend(locks)
            return list(checks)

        monkeypatch.setattr("toolchain.doctor.examine", examine)
        return asked

    return find


def test_a_fit_machine_is_told_what_to_type_next(found: Callable[..., list[object]], clone: Path) -> None:
    found(FINE, UNBUILT)
    done = CliRunner().invoke(doctor)
    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "WHAT  STATUS   FOUND      WANTED",
        "git   ok       2.39.5     >=2.28.0",
        "etcd  missing  not there  >=3.7.0",
        "",
        "etcd: 3.7.3 is built by `make up`, in about 2 min.",
        "",
        "Fit: type `platform up`.",
    ]


def test_what_blocks_is_named_last_and_gives_exit_1(found: Callable[..., list[object]], clone: Path) -> None:
    found(FINE, SMALL)
    done = CliRunner().invoke(doctor)
    assert done.exit_code == 1
    assert done.output.splitlines()[-3:] == ["disk: free space.", "", "Not fit: disk."]


def test_json_holds_every_check_as_it_is(found: Callable[..., list[object]], clone: Path) -> None:
    found(UNBUILT, SMALL)
    done = CliRunner().invoke(doctor, ["-o", "json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert told["checks"][1] == {
        "name": "disk",
        "status": "bad",
        "found": "0.1 GiB free beside /cache",
        "wanted": "1.0 GiB",
        "do": "free space",
        "blocks": True,
    }


def test_it_asks_about_the_lock_of_the_checkouts_sandbox(
    found: Callable[..., list[object]], state: StateFolder
) -> None:
    asked = found(FINE)
    CliRunner().invoke(doctor)
    assert asked == [("the sandbox, by a running command", state.command_lock)]


def test_it_works_outside_of_a_checkout(
    found: Callable[..., list[object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = found(FINE)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(doctor).exit_code == 0
    assert asked == []


def test_a_command_that_holds_the_sandbox_is_told_by_its_process(state: StateFolder) -> None:
    with held_lock(state.command_lock, what="the sandbox", do="wait"):
        told = json.loads(CliRunner().invoke(doctor, ["-o", "json"]).stdout)
    (lock,) = [check for check in told["checks"] if check["name"].startswith("lock of the sandbox")]
    assert lock["status"] == "warn"
    assert "held by process" in lock["found"]
