"""The process that keeps the sandbox's parts running: `python -m sandbox.supervisor STATE`.

It starts the parts that `desired.json` names, each once what it needs is ready, starts a part again that died, and
writes what it sees to `status.json`. It ends them all when it is told to stop (SIGTERM).
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from sandbox.clusters.record import PORTS, Cluster, read_clusters
from sandbox.clusters.retire import remove_store
from sandbox.controlplane.parts import part_name
from sandbox.layout import parts_of
from sandbox.parts import Part
from sandbox.runner import Runner, Standing
from sandbox.state import StateFolder, read_json, write_json
from toolchain.errors import SlipwayError
from toolchain.files import held_lock


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
            except SlipwayError as error:
                # A full disk must not end the supervisor: it is said in the log, and tried again.
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
