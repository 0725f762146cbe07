"""Reaching the OPA of a bundle: the one that runs already, or a new one; one restart, and then an error."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.errors import EngineError
from policies.gate.bundle import Bundle
from policies.gate.engines.opa.binary import opa_binary

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

QUERY_SECONDS: Mapping[str, float] = {"documents": 20.0, "sets": 60.0, "changes": 20.0}
"""Within which OPA must have answered one query of each question; SLIPWAY_OPA_QUERY_SECONDS says otherwise for all.

A query on documents has at most 64 (`judging.CHUNK`), which take OPA well below a second; one on a set has as many as
are deployed together.
"""

STOPPED_SECONDS = 2.0
"""So long a process that it waits for may be stopped (SIGSTOP, a debugger)."""

START_SECONDS = 90.0
"""Within which another process's start of the server is waited for."""


_NOT_THERE = (OSError, EOFError, ValueError, KeyError, TypeError)
"""What it means that a note is of no server: none answers, another one does, or it is no note."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that runs, as its note tells."""

    digest: str
    pid: int
    opa: int


class Server:
    """One process's way to the OPA of a bundle.

    Args:
        bundle: what OPA judges with.
        cache: the gate's folder of the shared cache.
    """

    def __init__(self, bundle: Bundle, cache: Path) -> None:
        self._bundle = bundle
        self._home = cache / "opa" / bundle.digest
        self._connection: Connection | None = None
        self._pids: tuple[int, ...] = ()
        self._given = os.environ.get("SLIPWAY_OPA_QUERY_SECONDS")

    def ask(self, question: str, about: dict[str, Any]) -> Any:
        """Give OPA's answer to one of the gate's questions.

        Args:
            question: `documents`, `sets` or `changes`.
            about: the query's `input`.

        Raises:
            EngineError: OPA can't be started, failed, ended twice, or was too slow.
        """
        seconds = float(self._given or QUERY_SECONDS[question])
        message = json.dumps({"question": question, "input": about, "seconds": seconds}).encode()
        for last in (False, True):
            answer = self._once(message, seconds)
            if "result" in answer:
                return answer["result"]
            self.close()
            if last or not answer.get("ended"):
                break
        raise EngineError(str(answer.get("error")), where="opa", do="type the command again, with --debug if it stays")

    def _once(self, message: bytes, seconds: float) -> dict[str, Any]:
        try:
            if self._connection is None:
                self._connection = self._connected()
            self._connection.send_bytes(message)
            if (silence := self._silence(self._connection, seconds + 5)) is not None:
                return {"error": silence or f"OPA took longer than {seconds:g} s"}
            answer = json.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            return {"error": "OPA's server ended", "ended": True}
        except ValueError:
            return {"error": "OPA's server gave no JSON"}
        return answer if isinstance(answer, dict) else {"error": "OPA's server gave no JSON object"}

    def _silence(self, connection: Connection, seconds: float) -> str | None:
        """Wait for an answer; give None once it is there, or why none comes, which is empty if the time is over."""
        until = time.monotonic() + seconds
        stopped: float | None = None
        while not connection.poll(max(0.0, min(0.5, until - time.monotonic()))):
            now = time.monotonic()
            stopped = (stopped or now) if any(map(_is_stopped, self._pids)) else None
            if stopped is not None and now - stopped >= STOPPED_SECONDS:
                return "OPA was stopped by a signal and does not go on"
            if now >= until:
                return ""
        return None

    def _connected(self) -> Connection:
        """Connect to the server that runs, or to a new one; of several that come at once, one starts it."""
        from toolchain.files import held_lock

        with contextlib.suppress(*_NOT_THERE):
            return self._to_server()
        with held_lock(self._home / "start.lock", what="the start of OPA", do="try again", wait_seconds=START_SECONDS):
            with contextlib.suppress(*_NOT_THERE):
                return self._to_server()
            self._start()
            return self._to_server()

    def _to_server(self) -> Connection:
        note = _note(self._home)
        self._pids = (int(note["pid"]), int(note["opa"]))
        if _is_stopped(self._pids[1]):
            raise ConnectionRefusedError("its OPA is stopped")
        return _connect(note)

    def _start(self) -> None:
        import subprocess

        self._home.mkdir(parents=True, exist_ok=True, mode=0o700)
        argv = [sys.executable, "-I", "-m", "policies.gate.engines.opa.keeper"]
        with (self._home / "keeper.log").open("wb") as log:
            keeper = subprocess.Popen(
                [*argv, self._home, opa_binary().path, self._bundle.folder],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=self._home,
                start_new_session=True,
            )
        with contextlib.closing(keeper.stdout) if keeper.stdout else contextlib.nullcontext():
            said = keeper.stdout.readline().decode(errors="replace").strip() if keeper.stdout else ""
        if said != "ready":
            tail = (self._home / "keeper.log").read_text(errors="replace").strip().rpartition("\n")[2]
            raise EngineError(f"did not start: {said or tail or 'it said nothing'}", where="opa", do="mend that")
        # It outlives us on purpose; Python would complain of a child that was not waited for.
        keeper.returncode = 0

    def close(self) -> None:
        """Close our way to it; it goes on."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _note(home: Path) -> dict[str, Any]:
    note: dict[str, Any] = json.loads((home / "server.json").read_bytes())
    return note


def _is_stopped(pid: int) -> bool:
    """Tell whether a process is stopped by a signal (proc_pid_stat(5): its state is `T` or `t`)."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] in (b"T", b"t")
    except (OSError, IndexError):
        return False


def _connect(note: Mapping[str, Any]) -> Connection:
    if _is_stopped(note["pid"]):
        # It would take the connection and never speak.
        raise ConnectionRefusedError("it is stopped")
    # Imported when there is something to ask, which there seldom is.
    from multiprocessing import AuthenticationError
    from multiprocessing.connection import Client

    try:
        return Client(("127.0.0.1", note["port"]), authkey=bytes.fromhex(note["key"]))
    except AuthenticationError as error:
        raise ConnectionRefusedError("another server") from error


def running(cache: Path) -> Iterator[Running]:
    """Give the servers that run, of whatever bundle."""
    for note in sorted((cache / "opa").glob("*/server.json")):
        with contextlib.suppress(*_NOT_THERE):
            told = _note(note.parent)
            _connect(told).close()
            yield Running(note.parent.name, told["pid"], told["opa"])


def stop(cache: Path) -> list[Running]:
    """End the servers that run; each ends when it misses its note."""
    ended = list(running(cache))
    for one in ended:
        (cache / "opa" / one.digest / "server.json").unlink(missing_ok=True)
    return ended
