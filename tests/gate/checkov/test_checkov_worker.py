"""The worker's process: its life, and what comes of its death, silence and garbage."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from policies.errors import EngineError
from policies.gate.engines.checkov import process
from policies.gate.engines.checkov.engine import CheckovEngine
from policies.gate.engines.checkov.environment import Environment
from policies.gate.engines.checkov.worker import wire
from policies.gate.source import Source, SourceKind
from tests.gate.checkov.conftest import alive, gone, process_of

SOURCE = Source("Dockerfile", SourceKind.DOCKERFILE, None, ".", content=b"FROM a:1\nUSER root\nHEALTHCHECK CMD x\n")
ROOT = Path(__file__).parents[3]


def rules(engine: CheckovEngine) -> list[str]:
    return [verdict.rule for verdict in engine.judge_files([SOURCE])[0]]


def stopped(engine: CheckovEngine) -> int:
    """Have the process that answers this engine stand still."""
    rules(engine)
    answering = engine.answering
    assert answering is not None
    os.kill(answering, signal.SIGSTOP)
    return answering


def test_one_worker_serves_run_after_run(own_home: Path) -> None:
    seen = set()
    for _ in range(3):
        engine = CheckovEngine(home=own_home)
        assert rules(engine) == ["CKV_DOCKER_8"]
        engine.close()
        seen.add(process_of(own_home))
    assert len(seen) == 1


def test_a_run_that_is_first_and_one_that_waits_find_the_same(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    engine.warm()
    assert (own_home / "worker.json").exists()
    assert rules(engine) == ["CKV_DOCKER_8"]
    engine.close()


def test_runs_at_once_share_a_worker_and_none_waits_for_the_others_end(own_home: Path) -> None:
    held = CheckovEngine(home=own_home)
    assert rules(held) == ["CKV_DOCKER_8"]  # and keeps its connection
    engines = [CheckovEngine(home=own_home) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(rules, engines)) == [["CKV_DOCKER_8"]] * 4
    for engine in (held, *engines):
        engine.close()


def test_processes_that_start_at_once_start_one_worker(own_home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from policies.gate.engines.checkov.engine import CheckovEngine;"
        "from policies.gate.source import Source, SourceKind; e = CheckovEngine(home=Path(sys.argv[1]));"
        "print(len(e.judge_files([Source('a', SourceKind.OTHER, None, '.', content=b'x')])));"
        "import json; print(json.loads((Path(sys.argv[1]) / 'worker.json').read_bytes())['process'])"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(own_home)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for _ in range(3)
    ]
    printed = {child.communicate(timeout=120)[0] for child in running}
    assert len(printed) == 1
    assert next(iter(printed)).startswith("1\n")


def test_an_idle_worker_ends_by_itself_and_the_next_run_starts_another(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home, idle_seconds=1)
    rules(engine)
    first = process_of(own_home)
    time.sleep(2.5)
    assert alive(first), "a connection is open"
    engine.close()
    assert gone(first)
    assert not (own_home / "worker.json").exists()
    assert rules(engine) == ["CKV_DOCKER_8"]
    assert process_of(own_home) != first
    engine.close()


def test_a_worker_killed_in_mid_run_is_an_error_and_the_next_run_goes_on(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    answering = stopped(engine)
    threading.Timer(0.5, os.kill, (answering, signal.SIGKILL)).start()
    with pytest.raises(EngineError, match="ended while it judged Dockerfile"):
        rules(engine)
    assert rules(engine) == ["CKV_DOCKER_8"]
    engine.close()


def test_the_whole_worker_killed_is_replaced(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    rules(engine)
    engine.close()
    first = process_of(own_home)
    os.kill(first, signal.SIGKILL)
    assert gone(first)
    assert rules(engine) == ["CKV_DOCKER_8"]
    assert process_of(own_home) != first
    engine.close()


def test_silence_is_an_error_after_its_time_and_what_was_silent_is_ended(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home, answer_seconds=1)
    answering = stopped(engine)
    with pytest.raises(EngineError, match="gave no answer in 1 s about Dockerfile"):
        rules(engine)
    assert gone(answering)
    engine.close()


@pytest.mark.parametrize("left", ["a dead process", "a process of others", "no JSON"])
def test_what_an_earlier_worker_left_behind_is_no_obstacle(own_home: Path, left: str) -> None:
    own_home.mkdir()
    ended = subprocess.Popen(["true"])
    ended.wait()
    with subprocess.Popen(["sleep", "60"]) as another_program:
        address = {
            "a dead process": {"port": 1, "process": ended.pid, "token": "x"},
            "a process of others": {"port": 1, "process": another_program.pid, "token": "x"},
            "no JSON": None,
        }[left]
        (own_home / "worker.json").write_text(json.dumps(address) if address else "{")
        engine = CheckovEngine(home=own_home)
        assert rules(engine) == ["CKV_DOCKER_8"]
        engine.close()
        assert another_program.poll() is None
        another_program.kill()


@contextmanager
def another(home: Path, answer: Callable[[socket.socket], Any], hello: dict[str, Any] | None = None) -> Iterator[None]:
    """Something else that answers as the worker."""
    home.mkdir(parents=True)
    # Its process is one that the fixture may end.
    with socket.create_server(("127.0.0.1", 0)) as listening, subprocess.Popen(["sleep", "60"]) as sleeper:
        address = {"port": listening.getsockname()[1], "process": sleeper.pid, "token": "t"}
        (home / "worker.json").write_text(json.dumps(address))
        # No process has this number: what doesn't answer is ended, and that must not be us.
        greeting = hello or {"protocol": wire.PROTOCOL, "process": 1 << 22}

        def serve() -> None:
            with suppress(OSError, wire.Broken):
                connection, _ = listening.accept()
                with connection:
                    wire.receive(connection)
                    wire.send(connection, greeting)
                    wire.receive(connection)
                    answer(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield
        sleeper.kill()
    thread.join(5)


@pytest.mark.parametrize(
    "answer",
    [
        lambda connection: wire.send(connection, {}),
        lambda connection: wire.send(connection, {"answers": []}),
        lambda connection: wire.send(connection, {"answers": [{"found": "all is well"}]}),
        lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n"),
        lambda connection: None,
    ],
)
def test_garbage_for_an_answer_is_an_error_and_never_a_pass(
    own_home: Path, answer: Callable[[socket.socket], Any]
) -> None:
    with another(own_home, answer):
        engine = CheckovEngine(home=own_home)
        with pytest.raises(EngineError):
            rules(engine)
        engine.close()


def test_another_protocol_is_an_error_that_says_what_to_do(own_home: Path) -> None:
    with another(own_home, lambda _: None, {"protocol": 99, "process": 1 << 22}):
        engine = CheckovEngine(home=own_home)
        with pytest.raises(EngineError, match=r"another protocol \(99\); delete that file"):
            rules(engine)


def test_nobody_without_the_token_is_answered(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    rules(engine)
    engine.close()
    port = json.loads((own_home / "worker.json").read_bytes())["port"]
    for token in ("", "x" * 64, None):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            wire.send(connection, {"token": token})
            with pytest.raises(wire.Broken, match="gone"):
                wire.receive(connection)


def test_its_address_and_log_are_this_users_alone(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    rules(engine)
    engine.close()
    assert stat.S_IMODE(own_home.stat().st_mode) == 0o700
    for file in ("worker.json", "worker.log"):
        assert stat.S_IMODE((own_home / file).stat().st_mode) == 0o600


def test_it_gets_no_credentials_and_no_key_of_checkovs_platform(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_SECRET_ACCESS_KEY", "BC_API_KEY", "PRISMA_API_URL", "GITHUB_TOKEN", "PULUMI_ACCESS_TOKEN"):
        monkeypatch.setenv(name, "not-for-checkov")
    engine = CheckovEngine(home=own_home)
    rules(engine)
    engine.close()
    there = Path(f"/proc/{process_of(own_home)}")
    assert b"not-for-checkov" not in (there / "environ").read_bytes()
    token = json.loads((own_home / "worker.json").read_bytes())["token"]
    assert token.encode() not in (there / "cmdline").read_bytes()


def test_a_damaged_installation_is_an_error_that_names_the_log(own_home: Path, tmp_path: Path) -> None:
    (tmp_path / "packages" / "checkov").mkdir(parents=True)
    with pytest.raises(
        EngineError, match=r"worker\.log: Checkov's worker ended before it answered: ModuleNotFoundError"
    ):
        process.connect(Environment(Path(sys.executable), tmp_path / "packages"), own_home)


def test_no_network_is_needed(own_home: Path) -> None:
    """In a network of its own, in which there is nothing but loopback."""
    alone = ["unshare", "--net", "--map-root-user"]
    up = "ip link set lo up 2>/dev/null; exec "
    if subprocess.run([*alone, "true"], check=False, capture_output=True).returncode != 0:
        pytest.skip("this machine gives no process a network of its own")
    code = (
        "import sys, fcntl, socket, struct; from pathlib import Path\n"
        "s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
        "fcntl.ioctl(s, 0x8914, struct.pack('16sh', b'lo', 0x1 | 0x8 | 0x40))\n"
        "from policies.gate.engines.checkov.engine import CheckovEngine\n"
        "from policies.gate.source import Source, SourceKind\n"
        "e = CheckovEngine(home=Path(sys.argv[1]), idle_seconds=1)\n"
        "source = Source('D', SourceKind.DOCKERFILE, None, '.', content=b'FROM a:1\\nUSER root\\n')\n"
        "print(sorted(v.rule for v in e.judge_files([source])[0]))\n"
    )
    argv = [*alone, "sh", "-c", f'{up} "$@"', "sh", sys.executable, "-c", code, str(own_home)]
    done = subprocess.run(argv, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.stdout == "['CKV_DOCKER_2', 'CKV_DOCKER_8']\n", done.stderr


def test_a_finding_of_a_secret_leaves_none_in_the_log(own_home: Path) -> None:
    key = "AK" + "IA" + "ZQ3DHI7XNLPSVB2E"
    engine = CheckovEngine(home=own_home)
    source = Source("a.py", SourceKind.OTHER, None, ".", content=f"a = '{key}'\n".encode())
    assert [verdict.rule for verdict in engine.judge_files([source])[0]] == ["CKV_SECRET_2"]
    engine.close()
    assert key not in (own_home / "worker.log").read_text()


def test_what_a_killed_process_had_written_is_removed(own_home: Path) -> None:
    engine = CheckovEngine(home=own_home)
    answering = stopped(engine)
    work = own_home / "work" / str(answering)
    (work / "left").write_text("secret")
    os.kill(answering, signal.SIGKILL)
    until = time.monotonic() + 20
    while work.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not work.exists()
    engine.close()
