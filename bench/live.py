"""How long from `git commit` until the API server has it, and until a hand edit is reverted?"""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from bench.bringup import Bench, bench
from bench.measure import Figure

RUNS = 10
DEPLOYMENT = ("deployment", "order-service", "-n", "local")


def measure() -> list[Figure]:
    """Commit a change, edit by hand, add a file and remove it, ten times each, against a running platform."""
    with bench() as box:
        box.run("up")
        world = _World(box)
        committed = [world.commit_replicas(2 + run % 3 + 1) for run in range(RUNS)]
        reverted = [world.edit_by_hand() for _ in range(RUNS)]
        added, pruned = zip(*(world.add_and_remove(run) for run in range(RUNS)), strict=True)
    return [
        Figure("`git commit` of a changed manifest → live in the API server", "s", tuple(committed)),
        Figure("a hand edit with kubectl → reverted", "s", tuple(reverted)),
        Figure("`git commit` of a new manifest → live", "s", tuple(added)),
        Figure("`git commit` of its removal → pruned", "s", tuple(pruned)),
    ]


class _World:
    def __init__(self, box: Bench) -> None:
        self.box = box
        self.environment = {
            **box.prepared(),
            "GIT_AUTHOR_NAME": "bench",
            "GIT_AUTHOR_EMAIL": "bench@slipway.internal",
            "GIT_COMMITTER_NAME": "bench",
            "GIT_COMMITTER_EMAIL": "bench@slipway.internal",
        }
        self.folder: Path = box.checkout / "apps" / "order-service" / "local"

    def commit_replicas(self, count: int) -> float:
        path = self.folder / "deployment.yaml"
        lines = [f"  replicas: {count}" if "replicas:" in line else line for line in path.read_text().splitlines()]
        path.write_text("\n".join(lines) + "\n")
        self.run("git", "commit", "-qam", f"bench: {count} replicas, {time.time_ns()}")
        return self.until(lambda: self.replicas() == count)

    def edit_by_hand(self) -> float:
        before = self.replicas()
        self.run("kubectl", "scale", *DEPLOYMENT, f"--replicas={before + 5}")
        return self.until(lambda: self.replicas() == before)

    def add_and_remove(self, run: int) -> tuple[float, float]:
        name = f"bench-{run}"
        path = self.folder / f"{name}.json"
        path.write_text(
            json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "local"}})
        )
        self.run("git", "add", "-A")
        self.run("git", "commit", "-qm", f"bench: add {name}")
        added = self.until(lambda: self.exists(name))
        path.unlink()
        self.run("git", "commit", "-qam", f"bench: remove {name}")
        return added, self.until(lambda: not self.exists(name))

    def replicas(self) -> int:
        return int(self.run("kubectl", "get", *DEPLOYMENT, "-o", "jsonpath={.spec.replicas}"))

    def exists(self, name: str) -> bool:
        return bool(self.run("kubectl", "get", "configmap", name, "-n", "local", "--ignore-not-found", "-o", "name"))

    def run(self, *command: str) -> str:
        return subprocess.run(
            command, cwd=self.box.checkout, env=self.environment, capture_output=True, text=True, check=True
        ).stdout

    @staticmethod
    def until(holds: Callable[[], bool], seconds: float = 60.0) -> float:
        began = time.perf_counter()
        while not holds():
            if time.perf_counter() - began > seconds:
                raise RuntimeError(f"not within {seconds} s")
            time.sleep(0.05)
        return time.perf_counter() - began
