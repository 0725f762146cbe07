"""What does our layer cost: the stack prod-uswest by our program, and the same resources declared one by one?

The other program is written from the stack's own state by `bench.plain`: same resources, same inputs, same references,
no component. Both run by the same engine against the same sandbox, in turn.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.bringup import Bench, bench
from bench.measure import Figure, seconds_of
from bench.plain import of_state, program
from components.teardown.pausing import ENDED

STACK = "prod-uswest"
ROUNDS = 2
"""How often each program is stood up from nothing."""
AGAIN = 4
"""How often each is run when there is nothing to do, in each round."""

UP = ("up", "--yes", "--skip-preview")

PROTECTED = {
    "slipway:cluster": "deletionProtection",
    "slipway:security": "protected",
    "slipway:data": "protected",
    "slipway:observability": "keepBuckets",
}
"""Section of the stack's file → what keeps `pulumi destroy` away; it is turned off, since each round ends in one."""


@dataclass
class Project:
    """One of the two programs.

    Args:
        name: what it is called in the table.
        folder: where its Pulumi.yaml is.
        environment: the environment of a prepared shell.
        seconds: what → each run's time.
    """

    name: str
    folder: Path
    environment: Mapping[str, str]
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def run(self, *words: str) -> float:
        """Run the engine and give how long it took."""
        command = ["pulumi", *words, "--stack", STACK, "--non-interactive"]
        return seconds_of(command, folder=self.folder, environment=self.environment)

    def take(self, what: str, *words: str) -> None:
        """Run the engine and keep how long it took."""
        self.seconds.setdefault(what, []).append(self.run(*words))


def measure() -> list[Figure]:
    """Stand both up in turn, preview and update them when there is nothing to do, and take them down."""
    with bench() as box:
        box.run("up")
        unprotect(box.checkout / "stacks" / f"Pulumi.{STACK}.yaml")
        ours = Project("ours", box.checkout, box.prepared())
        ours.run(*UP)
        plain = Project("plain pulumi-aws", written(box, ours), ours.environment)
        destroy(ours)
        for number in range(ROUNDS):
            both = (ours, plain) if number % 2 else (plain, ours)
            in_turn(both, lambda one: one.take("first preview", "preview"), AGAIN)
            for one in both:
                one.take("first up", *UP)
                for _ in range(AGAIN):
                    one.take("preview, no changes", "preview")
                    one.take("up, no changes", *UP)
                destroy(one)
                # The control plane that went gives its memory and its ports back.
                time.sleep(5)
    return [row for what in ours.seconds for row in compared(what, ours, plain)]


def unprotect(file: Path) -> None:
    """Let the stack's resources be destroyed, in the bench's own copy of its file."""
    text = file.read_text()
    for section, key in PROTECTED.items():
        text = text.replace(f"  {section}:\n", f"  {section}:\n    {key}: false\n", 1)
    file.write_text(text)


def destroy(one: Project) -> None:
    """Destroy a stack, and end meanwhile the syncs of Applications whose definitions can't be had in the sandbox.

    Argo CD finalizes no Application while it tries it again and again; `platform stack down` ends them in the same way.
    """
    command = ["pulumi", "destroy", "--yes", "--skip-preview", "--stack", STACK, "--non-interactive"]
    process = subprocess.Popen(command, cwd=one.folder, env=one.environment, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        for name in kubectl(one, "get", "applications", "-l", f"slipway.dev/stack={STACK}", "-o", "name").split():
            kubectl(one, "patch", name, "--type=merge", "-p", json.dumps(ENDED))
        time.sleep(1)
    if process.returncode != 0:
        raise RuntimeError(f"{one.name}: pulumi destroy ended with {process.returncode}")


def kubectl(one: Project, *words: str) -> str:
    """Run kubectl in Argo CD's namespace and give what it prints; an object that has gone meanwhile is fine."""
    command = ["kubectl", "-n", "argocd", *words]
    return subprocess.run(
        command, cwd=one.folder, env=one.environment, capture_output=True, text=True, check=False
    ).stdout


def in_turn(both: tuple[Project, Project], take: Callable[[Project], None], times: int) -> None:
    """Do the same with one and the other, again and again, so that what else the machine does falls on both."""
    for _ in range(times):
        for one in both:
            take(one)


def compared(what: str, ours: Project, plain: Project) -> list[Figure]:
    """Give both programs' figures, and the cost of ours: the ratio of the medians, in percent."""
    rows = [Figure(f"{what}: {one.name}", "s", tuple(one.seconds[what])) for one in (ours, plain)]
    return [*rows, Figure(f"{what}: cost of our layer", "%", ((rows[0].median / rows[1].median - 1) * 100,))]


def written(box: Bench, ours: Project) -> Path:
    """Write the other program from the state of ours, into a project of its own, and give its folder."""
    folder = box.checkout.parent / "plain"
    (folder / "stacks").mkdir(parents=True)
    project = (box.checkout / "Pulumi.yaml").read_text().replace("name: slipway\n", "name: plain\n")
    (folder / "Pulumi.yaml").write_text(project)
    shutil.copy(box.checkout / "stacks" / f"Pulumi.{STACK}.yaml", folder / "stacks")
    exported = folder / "state.json"
    ours.run("stack", "export", "--show-secrets", "--file", str(exported))
    state = json.loads(exported.read_text())
    exported.unlink()
    (folder / "__main__.py").write_text(program(of_state(state["deployment"]["resources"])))
    command = ["pulumi", "stack", "init", STACK, "--non-interactive"]
    seconds_of(command, folder=folder, environment=ours.environment)
    return folder
