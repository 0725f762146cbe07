"""How long until the platform stands, from cached tools alone; how long when it stands already; how much memory?"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import ROOT, Figure, seconds_of

RUNS = 3


class Bench:
    """A clone of this checkout with a sandbox of its own, in a temporary folder."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.state = folder / "checkout", folder / "state"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(self.checkout)], check=True)
        self.platform = [sys.executable, "-m", "cli.main"]
        self.environment = {
            name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "KUBECONFIG")
        } | {"SLIPWAY_STATE": str(self.state), "PYTHONPATH": str(ROOT)}

    def run(self, *words: str) -> str:
        """Run `platform` and give what it printed."""
        done = subprocess.run(
            [*self.platform, *words],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        return done.stdout

    def time(self, *words: str) -> float:
        """Run `platform` and give how long it took."""
        return seconds_of([*self.platform, *words], folder=self.checkout, environment=self.environment)

    def prepared(self) -> dict[str, str]:
        """Give the environment of a prepared shell."""
        told: dict[str, str] = json.loads(self.run("sandbox", "env", "-o", "json"))
        return {**self.environment, **told}


@contextmanager
def bench() -> Iterator[Bench]:
    """Give a sandbox of its own, which is ended and removed with the block."""
    folder = Path(tempfile.mkdtemp(prefix="slipway-bench-"))
    box = Bench(folder)
    try:
        yield box
    finally:
        box.run("sandbox", "down")
        shutil.rmtree(folder, ignore_errors=True)


def measure() -> list[Figure]:
    """Bring the platform up from nothing, again, and after `down`; take memory after it has settled."""
    cold, again, after_down, memory, by_hand = [], [], [], [], []
    for _ in range(RUNS):
        with bench() as box:
            cold.append(box.time("up"))
            time.sleep(20)
            memory.append(json.loads(box.run("sandbox", "status", "-o", "json"))["memory_bytes"] / 1e6)
            again.append(box.time("up"))
            environment = box.prepared()
            command = ["pulumi", "up", "--stack", "local", "--yes", "--skip-preview", "--non-interactive"]
            by_hand.append(seconds_of(command, folder=box.checkout, environment=environment))
            box.run("sandbox", "down")
            after_down.append(box.time("up"))
    return [
        Figure("`platform up`, tools cached, no data: to a synced service", "s", tuple(cold)),
        Figure("`platform up` again", "s", tuple(again)),
        Figure("`platform up` after `platform down`", "s", tuple(after_down)),
        Figure("`pulumi up --stack local` by hand, no changes", "s", tuple(by_hand)),
        Figure("memory of the whole sandbox, 20 s after `up` (PSS)", "MB", tuple(memory)),
    ]
