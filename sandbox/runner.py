"""One part of the sandbox kept running: started, looked after, and started again when it dies."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections import deque
from dataclasses import dataclass

from sandbox.logs import last_line
from sandbox.parts import Part
from sandbox.state import MARK_VARIABLE, StateFolder

RESTARTS = 2
"""How often a part that died is started again …"""

RESTART_WINDOW_SECONDS = 600.0
"""… within so long; one that dies once an hour is restarted for ever."""

LOG_BYTES = 20_000_000
"""A log that has grown larger is cut when its part starts."""


@dataclass
class Standing:
    """What is known of one part; written to `status.json` as it is.

    `state` is one of waiting, starting, ready, unhealthy, restarting, failed, stopped; `asked` tells which
    `platform sandbox up` it answers.
    """

    state: str = "waiting"
    pid: int | None = None
    since: float = 0.0
    restarts: int = 0
    event: str = ""
    asked: object = None


class Runner(threading.Thread):
    """Keeps one part running until it is told to stop or the part has died too often."""

    def __init__(self, part: Part, state: StateFolder, standings: dict[str, Standing]) -> None:
        super().__init__(name=part.name, daemon=True)
        self.part = part
        self._state = state
        self._standings = standings
        self.standing = standings.setdefault(part.name, Standing())
        self._stop_asked = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Start the part, look after it, start it again; returns when it is stopped or has failed."""
        deaths: deque[float] = deque()
        while not self._stop_asked.is_set():
            if not self._await_needs():
                break
            try:
                self._spawn()
            except OSError as error:
                self._say("failed", f"cannot be started: {error}")
                return
            self._watch()
            if self._stop_asked.is_set():
                break
            if self._process is not None:
                # Its children, such as the repo-server's git, must not work beside the next one.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(self._process.pid, signal.SIGKILL)
            now = time.monotonic()
            deaths.append(now)
            while deaths and now - deaths[0] > RESTART_WINDOW_SECONDS:
                deaths.popleft()
            ending = self._ending()
            self.standing.pid = None
            if len(deaths) > RESTARTS:
                self._say("failed", f"died {len(deaths)} times, the last time with {ending}")
                return
            self.standing.restarts += 1
            self._say("restarting", f"died with {ending}")
            self._stop_asked.wait(0.5 * 2 ** (len(deaths) - 1))
        self._say("stopped", "")

    def stop(self) -> None:
        """Ask the part to end; `join` waits for it."""
        self._stop_asked.set()

    def _await_needs(self) -> bool:
        while not self._stop_asked.is_set():
            missing = [
                need
                for need in self.part.needs
                if self._standings.get(need, Standing()).state not in ("ready", "unhealthy")
            ]
            if not missing:
                return True
            self._say("waiting", f"for {', '.join(missing)}")
            self._stop_asked.wait(0.1)
        return False

    def _spawn(self) -> None:
        log = self._state.log(self.part.name)
        too_large = log.exists() and log.stat().st_size > LOG_BYTES
        with log.open("wb" if too_large else "ab") as output:
            self._process = subprocess.Popen(
                self.part.argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=process_environment(self._state, self.part),
                cwd=self._state.root,
                start_new_session=True,
            )
        self.standing.pid = self._process.pid
        self._say("starting", "started")

    def _watch(self) -> None:
        process = self._process
        if process is None:
            return
        began = time.monotonic()
        while process.poll() is None:
            if self._stop_asked.is_set():
                self._end(process)
                return
            trouble = self.part.probe.look()
            if trouble is None:
                self._say("ready", "")
                self._stop_asked.wait(0.05 if process.poll() is not None else 1.0)
                continue
            if self.standing.state in ("ready", "unhealthy"):
                self._say("unhealthy", trouble)
                self._stop_asked.wait(0.5)
                continue
            self._say("starting", trouble)
            if time.monotonic() - began > self.part.deadline_seconds:
                self._say("starting", f"not ready after {self.part.deadline_seconds:.0f} s: {trouble}")
                self._end(process)
                return
            self._stop_asked.wait(0.1)

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        for number, patience in ((signal.SIGTERM, 6.0), (signal.SIGKILL, 5.0)):
            try:
                os.killpg(process.pid, number)
                if number is signal.SIGTERM:
                    os.killpg(process.pid, signal.SIGCONT)
            except ProcessLookupError:
                break
            try:
                process.wait(patience)
                break
            except subprocess.TimeoutExpired:
                continue
        self.standing.pid = None

    def _ending(self) -> str:
        code = self._process.returncode if self._process else None
        how = f"signal {_signal_name(-code)}" if code is not None and code < 0 else f"exit status {code}"
        said = last_line(self._state.log(self.part.name))
        return f"{how}; its last line: {said}" if said else how

    def _say(self, state: str, event: str) -> None:
        if state != self.standing.state:
            self.standing.since = time.time()
        self.standing.state, self.standing.event = state, event


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)  # a real-time signal has no name


def process_environment(state: StateFolder, part: Part) -> dict[str, str]:
    """Give the whole environment of a part: little more than PATH, its own variables and the sandbox's mark."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LANG", "TZ") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", MARK_VARIABLE: str(state.root), **part.environment}
