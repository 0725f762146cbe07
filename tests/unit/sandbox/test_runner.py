import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.logs import last_line
from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK
from sandbox.processes import end, is_alive, marked
from sandbox.runner import Runner, Standing
from sandbox.state import MARK_VARIABLE, StateFolder

LISTENER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *words): pass
print("listening", flush=True)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Answer).serve_forever()
"""


def free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind((LOOPBACK, 0))
        return int(one.getsockname()[1])


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateFolder]:
    folder = StateFolder(tmp_path / "state")
    folder.prepare()
    yield folder
    end(marked(folder.root))


def listener(name: str, port: int, needs: tuple[str, ...] = ()) -> Part:
    return Part(name, None, (sys.executable, "-c", LISTENER, str(port)), needs, Probe("http", port))


def until(condition: object, seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.02)


def test_a_part_becomes_ready_and_is_ended(state: StateFolder) -> None:
    runner = Runner(listener("one", free_port()), state, {})
    runner.start()
    until(lambda: runner.standing.state == "ready")
    pid = runner.standing.pid
    assert pid is not None
    assert [process.pid for process in marked(state.root)] == [pid]
    runner.stop()
    runner.join(10)
    assert runner.standing.state == "stopped"
    assert not is_alive(pid)


def test_a_part_waits_for_what_it_needs(state: StateFolder) -> None:
    standings: dict[str, Standing] = {"first": Standing()}
    runner = Runner(listener("second", free_port(), needs=("first",)), state, standings)
    runner.start()
    until(lambda: runner.standing.event == "for first")
    assert runner.standing.pid is None
    standings["first"].state = "ready"
    until(lambda: runner.standing.state == "ready")
    runner.stop()
    runner.join(10)


def test_a_part_that_was_killed_is_started_again_twice_and_then_said_to_have_failed(state: StateFolder) -> None:
    runner = Runner(listener("one", free_port()), state, {})
    runner.start()
    for restarts in (0, 1, 2):
        until(lambda: runner.standing.state == "ready")
        assert runner.standing.restarts == restarts
        assert runner.standing.pid is not None
        os.kill(runner.standing.pid, signal.SIGKILL)
        until(lambda: runner.standing.state != "ready")
    runner.join(10)
    assert runner.standing.state == "failed"
    assert runner.standing.event == "died 3 times, the last time with signal SIGKILL; its last line: listening"


def test_a_part_whose_program_is_not_there_fails_with_its_path(state: StateFolder) -> None:
    part = Part("one", None, ("/nonexistent/program",), (), Probe("tcp", free_port()))
    runner = Runner(part, state, {})
    runner.start()
    runner.join(10)
    assert runner.standing.state == "failed"
    assert "/nonexistent/program" in runner.standing.event


def test_a_stopped_process_is_seen_as_unhealthy(state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = Runner(listener("one", free_port()), state, {})
    runner.start()
    until(lambda: runner.standing.state == "ready")
    assert runner.standing.pid is not None
    os.kill(runner.standing.pid, signal.SIGSTOP)
    until(lambda: runner.standing.state == "unhealthy")
    os.kill(runner.standing.pid, signal.SIGCONT)
    until(lambda: runner.standing.state == "ready")
    runner.stop()
    runner.join(10)


def test_a_part_gets_no_variable_of_the_callers_but_a_few(state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "must not leak")
    script = "import json, os; print(json.dumps(dict(os.environ)), flush=True)"
    part = Part("one", None, (sys.executable, "-c", script), (), Probe("tcp", free_port()), {"OWN": "yes"})
    runner = Runner(part, state, {})
    runner.start()
    until(lambda: state.log("one").exists() and last_line(state.log("one"), 10_000).endswith("}"))
    runner.stop()
    runner.join(10)
    seen = json.loads(last_line(state.log("one"), 100_000))
    assert seen["OWN"] == "yes"
    assert seen[MARK_VARIABLE] == str(state.root)
    assert "AWS_SECRET_ACCESS_KEY" not in seen


def test_processes_of_another_sandbox_are_not_found(tmp_path: Path) -> None:
    other = subprocess.Popen(["sleep", "60"], env={**os.environ, MARK_VARIABLE: str(tmp_path / "other")})
    try:
        assert marked(tmp_path / "mine") == []
        until(lambda: [process.pid for process in marked(tmp_path / "other")] == [other.pid])
        assert end(marked(tmp_path / "other")) == []
        assert not is_alive(other.pid)
    finally:
        other.kill()
        other.wait()
