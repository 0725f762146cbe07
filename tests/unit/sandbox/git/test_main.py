from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.git.repository import commit_of, push

ROOT = Path(__file__).resolve().parents[4]

Commit = Callable[[str, str | None], str]
Start = Callable[..., "tuple[subprocess.Popen[str], int]"]


@pytest.fixture
def start(bare: Path, pki: Path, tmp_path: Path) -> Iterator[Start]:
    """Start the server's process and give it with its port."""
    (tmp_path / "token").write_text("right-token\n")
    started: list[subprocess.Popen[str]] = []

    def run(*options: str) -> tuple[subprocess.Popen[str], int]:
        command = [sys.executable, "-m", "sandbox.git", "--bare", str(bare), "--port", "0", "--pki", str(pki)]
        process = subprocess.Popen(
            [*command, "--token-file", str(tmp_path / "token"), *options],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        said = re.search(r"listening on port (\d+)", process.stdout.readline())
        assert said
        return process, int(said[1])

    yield run
    for process in started:
        process.kill()
        process.communicate()


def reaches(bare: Path, commit: str, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if commit_of(bare, "main") == commit:
            return True
        time.sleep(0.05)
    return False


def test_a_commit_in_the_followed_checkout_arrives_by_itself(
    start: Start, checkout: Path, bare: Path, commit: Commit
) -> None:
    start("--follow", str(checkout))
    assert reaches(bare, commit("a", "1"))
    assert reaches(bare, commit("a", "2"))


def test_without_follow_only_what_is_pushed_arrives(start: Start, checkout: Path, bare: Path, commit: Commit) -> None:
    start()
    head = push(checkout, bare)
    commit("a", "1")
    time.sleep(1.2)
    assert commit_of(bare, "main") == head


def test_health_names_a_checkout_that_is_gone(start: Start, checkout: Path) -> None:
    _, port = start("--follow", str(checkout))
    checkout.rename(checkout.with_name("away"))
    deadline = time.monotonic() + 10
    status, body = 0, b""
    while time.monotonic() < deadline and status != 503:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        status, body = response.status, response.read()
        connection.close()
        time.sleep(0.05)
    assert (status, str(checkout).encode() in body) == (503, True)


def test_the_server_ends_when_told_to_with_status_0(start: Start) -> None:
    process, _ = start()
    process.send_signal(signal.SIGTERM)
    assert process.wait(5) == 0


def test_a_port_that_is_taken_is_said_with_status_2(start: Start, bare: Path, pki: Path, tmp_path: Path) -> None:
    from sandbox.git.__main__ import main

    _, port = start()
    arguments = ["--bare", str(bare), "--pki", str(pki), "--token-file", str(tmp_path / "token"), "--port", str(port)]
    assert main(arguments) == 2
