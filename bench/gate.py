"""How long does a change wait for its verdict: `platform check` beside conftest (same rules, same files) and checkov?

Each command judges the same folder as a whole process; memory is the most that one process of it held. "Nothing kept"
is a run with no verdicts, no bundle and no OPA of an earlier run: what CI sees on a fresh machine with the tools there.
A peer that is not done within LONGEST_SECONDS is ended, and that time is counted for it: its true figure is larger.
conftest is run twice: on the rules as they are, each in a package of its own, and on one rule that asks all of them,
which is much the quicker way for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.manifests import write_manifests
from bench.measure import ROOT, Figure
from bench.peers import checkov, conftest
from policies.gate.engines.opa.server import stop
from toolchain.places import Places

SIZES = {100: 3, 1000: 3, 10_000: 1}
"""How many manifests, and how often each command is run on them."""

PEER_RUNS = {100: 2}
"""How often a peer is run, once if not told: it takes minutes."""

LONGEST_SECONDS = 400.0
"""A peer is waited for so long."""


ONE_RULE = """package main

deny contains finding if {
	some subject, name
	some finding in data.slipway.rules[subject][name].deny
}
"""
"""conftest's own package, in which it looks by default."""


@dataclass(frozen=True)
class Run:
    """One run of a command: wall-clock seconds, and the most memory of one of its processes in bytes."""

    seconds: float
    bytes: int


def measure() -> Iterator[Figure]:
    """Time ours and the peers in turn, on folders of each size."""
    places = Places.here()
    peers = {"conftest": conftest(places), "checkov": checkov(places)}
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as scratch, _own_cache(Path(scratch), places) as gate:
        asking = Path(scratch) / "one-rule.rego"
        asking.write_text(ONE_RULE)
        for count, runs in SIZES.items():
            folder = Path(scratch) / str(count)
            write_manifests(folder, count)
            yield from _of_size(count, runs, folder, gate, peers, asking)


def _of_size(count: int, runs: int, folder: Path, gate: Path, peers: dict[str, Path], asking: Path) -> Iterator[Figure]:
    platform = str(Path(sys.executable).parent / "platform")
    ours = [platform, "check", str(folder), "--output", "json"]
    rego = ["--policy", "policies/rego", "--all-namespaces", "--output", "json"]
    theirs = [str(peers["conftest"]), "test", str(folder), *rego]
    spoilt = folder / "shop-000" / "service-00001" / "deployment.yaml"
    content = spoilt.read_text()

    def nothing_kept() -> None:
        stop(gate)
        shutil.rmtree(gate, ignore_errors=True)

    def one_changed() -> None:
        spoilt.write_text(f"{content}# changed at {time.monotonic_ns()}\n")

    said = f"{count} manifests: "
    cold = _runs(ours, runs, nothing_kept)
    yield from _figures(f"{said}`platform check`, nothing kept", cold)
    yield from _figures(f"{said}`platform check --no-cache`", _runs([*ours, "--no-cache"], runs))
    changed = _runs(ours, max(runs, 3), one_changed)
    yield from _figures(f"{said}`platform check`, one file changed", changed)
    yield from _figures(f"{said}`platform check`, nothing changed", _runs(ours, max(runs, 3)))
    one = [
        str(peers["conftest"]),
        "test",
        str(folder),
        "--policy",
        "policies/rego",
        "--policy",
        str(asking),
        "--output",
        "json",
    ]
    scan = [str(peers["checkov"]), "-d", str(folder), "--framework", "kubernetes", "--compact", "--quiet"]
    for name, shown, argv in (
        ("conftest", "conftest test -p policies/rego --all-namespaces", theirs),
        ("conftest by one rule", "conftest test -p policies/rego -p one-rule.rego", one),
        ("checkov", "checkov -d", scan),
    ):
        done = _runs(argv, PEER_RUNS.get(count, 1), longest=LONGEST_SECONDS)
        yield from _figures(f"{said}`{shown}`", done)
        yield _ratio(f"{said}{name} / ours, nothing kept", done, cold)
        yield _ratio(f"{said}{name} / ours, one file changed", done, changed)


@contextmanager
def _own_cache(scratch: Path, places: Places) -> Iterator[Path]:
    """Give the gate a cache of its own, in which the tools are those of the shared one."""
    cache = scratch / "cache"
    cache.mkdir()
    for entry in places.cache.iterdir():
        if entry.name != "gate":
            (cache / entry.name).symlink_to(entry)
    before = os.environ.get("SLIPWAY_CACHE")
    os.environ["SLIPWAY_CACHE"] = str(cache)
    try:
        yield cache / "gate"
    finally:
        stop(cache / "gate")
        os.environ.pop("SLIPWAY_CACHE")
        if before is not None:
            os.environ["SLIPWAY_CACHE"] = before


def _runs(
    argv: Sequence[str], runs: int, before: Callable[[], None] = lambda: None, longest: float | None = None
) -> list[Run]:
    done = []
    for _ in range(runs):
        before()
        done.append(_run(argv, longest))
    return done


def _run(argv: Sequence[str], longest: float | None = None) -> Run:
    """Run a command to its end; that it finds something is no failure.

    Args:
        argv: the command.
        longest: seconds after which it is ended.

    Raises:
        RuntimeError: it ended in another way than by a verdict, or by us.
    """
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(argv, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        end = threading.Timer(longest, process.kill) if longest else None
        if end:
            end.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if end:
            end.cancel()
        ended = longest is not None and seconds >= longest
        if process.returncode not in (0, 1) and not ended:
            said.seek(0)
            raise RuntimeError(f"{' '.join(argv)}: exit status {process.returncode}\n{said.read()[-2000:]!r}")
    return Run(seconds, used.ru_maxrss * (1024 if sys.platform == "linux" else 1))


def _figures(what: str, runs: Sequence[Run]) -> Iterator[Figure]:
    yield Figure(what, "s", tuple(run.seconds for run in runs))
    yield Figure(f"{what}: memory", "MB", tuple(run.bytes / 1e6 for run in runs))


def _ratio(what: str, slow: Sequence[Run], fast: Sequence[Run]) -> Figure:
    """Give how many times longer one takes, by medians."""
    medians = [Figure(what, "s", tuple(run.seconds for run in runs)).median for runs in (slow, fast)]
    return Figure(what, "×", (medians[0] / medians[1],))
