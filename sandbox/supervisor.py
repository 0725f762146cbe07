"""The process that keeps the sandbox's parts running: `python -m sandbox.supervisor STATE`.

It starts the parts that `desired.json` names, each once what it needs is ready, starts a part again that died, and
writes what it sees to `status.json`. It ends them all when it is told to stop (SIGTERM).
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

from sandbox.clusters.record import PORTS, Cluster, read_clusters
from sandbox.clusters.retire import remove_store
from sandbox.controlplane.parts import part_name
from sandbox.layout import parts_of
from sandbox.parts import Part
from sandbox.state import MARK_VARIABLE, StateFolder, read_json, write_json
from toolchain.errors import SlipwayError
from toolchain.files import held_lock

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


TROUBLE = re.compile(r"panic|fatal|no space|\berror\b|denied", re.IGNORECASE)
"""Words of a line that says why a process ended; a stack trace behind it says only where."""


def last_line(log: Path, limit: int = 300) -> str:
    """Give the last line of a log that tells of trouble, else the last that says something.

    Args:
        log: the log; its last 8 KiB are looked at.
        limit: at most so many characters are given.

    Returns:
        The line, empty if there is none.
    """
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 8192))
            lines = [line.strip() for line in file.read().decode(errors="replace").splitlines() if line.strip()]
    except OSError:
        return ""
    telling = [line for line in lines if TROUBLE.search(line)]
    return (telling or lines or [""])[-1][:limit]


def supervise(state: StateFolder) -> None:
    """Run the desired parts until SIGTERM; the supervisor's lock must be held.

    A part whose command has changed is started anew, and one that has failed is tried again each time that `asked`
    in `desired.json` changes, which is each `platform sandbox up`.
    """
    stop_asked = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_asked.set())
    standings: dict[str, Standing] = {}
    runners: dict[str, Runner] = {}
    written: object = None
    followed: object = None
    clusters: dict[str, Cluster] = {}
    while not stop_asked.is_set():
        desired, wanted = read_json(state.desired), read_clusters(state)
        if desired is not None and (desired, wanted) != followed:
            try:
                for part in parts_of(state, desired).values():
                    _run(part, desired.get("asked"), state, runners, standings)
            except (SlipwayError, KeyError, ValueError, OSError) as error:
                # What runs goes on; the command that wrote this waits in vain, and says for what.
                print(f"desired.json can't be followed: {type(error).__name__}: {error}", flush=True)
            for cluster in clusters.values():
                if wanted.get(cluster.name, cluster).store != cluster.store or cluster.name not in wanted:
                    _retire(cluster, state, runners, standings)
            clusters = wanted
            followed = desired, wanted
        seen = {name: asdict(standing) for name, standing in standings.items()}
        if (seen, _stamp(state.status)) != written:
            try:
                write_json(state.status, {"supervisor": os.getpid(), "parts": seen})
                written = seen, _stamp(state.status)
            except (
                SlipwayError
            ) as error:  # a full disk must not end the supervisor: it is said in the log, and tried again
                print(error, flush=True)
        stop_asked.wait(0.1)
    _stop_all(runners)
    state.status.unlink(missing_ok=True)


def _run(
    part: Part, asked: object, state: StateFolder, runners: dict[str, Runner], standings: dict[str, Standing]
) -> None:
    """Run a part, unless it runs as it should already; one that has failed is tried once for each command that asks."""
    running = runners.get(part.name)
    failed = running is not None and not running.is_alive() and running.standing.asked != asked
    if running is not None and (running.part != part or failed):
        running.stop()
        running.join(timeout=15)
        running = None
    if running is None:
        standings[part.name] = Standing()
        runners[part.name] = Runner(part, state, standings)
        runners[part.name].start()
    standings[part.name].asked = asked


def _retire(cluster: Cluster, state: StateFolder, runners: dict[str, Runner], standings: dict[str, Standing]) -> None:
    """End the parts of a cluster that is no more, and then remove what it kept in etcd, beside all else."""
    leaving = {}
    for name in [part_name(part, cluster.name) for part in PORTS]:
        if name in runners:
            leaving[name] = runners.pop(name)
            # A cluster that is made anew under this name must not be told of these.
            standings.pop(name, None)

    def end() -> None:
        _stop_all(leaving)
        try:
            remove_store(state, cluster.store)
        except SlipwayError as error:
            print(error, flush=True)

    threading.Thread(target=end, name=f"retire {cluster.name}").start()


def _stamp(path: Path) -> tuple[int, int] | None:
    """Tell a file from one that somebody else has written over it."""
    try:
        return path.stat().st_mtime_ns, path.stat().st_size
    except OSError:
        return None


def _stop_all(runners: dict[str, Runner]) -> None:
    """End the parts, those first that others need last."""
    left = dict(runners)
    while left:
        needed = {need for runner in left.values() for need in runner.part.needs}
        last = [name for name in left if name not in needed] or list(left)
        for name in last:
            left[name].stop()
        for name in last:
            left.pop(name).join(timeout=15)


def main(argv: list[str]) -> int:
    """Supervise the sandbox whose state folder is the one argument."""
    state = StateFolder(Path(argv[1]))
    # Whoever asks for the lock's owner holds it for a moment, so one refusal says nothing.
    with held_lock(state.supervisor_lock, what="the sandbox", do="type `platform sandbox status`", wait_seconds=5):
        supervise(state)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
