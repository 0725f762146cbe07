"""Run Pulumi's engine on a stack and read what it says, event by event.

The engine's events are the shapes of `apitype.EngineEvent` in Pulumi's Go SDK (sdk/go/common/apitype/events.go), one
JSON object a line under `--json`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from toolchain.errors import SlipwayError
from toolchain.files import write_whole
from toolchain.progress import Observed, wait_until

PROJECT = "slipway"
"""The project's name in Pulumi.yaml; part of each URN and of the backend's paths."""

COLOR_TAG = re.compile(r"<\{%[^%]*%\}>")

Operation = Literal["up", "preview", "destroy", "refresh"]

FLAGS: Mapping[Operation, tuple[str, ...]] = {
    "up": ("--yes", "--skip-preview"),
    "preview": (),
    "destroy": ("--yes", "--skip-preview"),
    "refresh": ("--yes", "--skip-preview"),
}

QUIET_OPERATIONS = frozenset({"same", "read", "refresh"})
"""Operations on a resource that change nothing."""


class EngineFailed(SlipwayError):
    """Pulumi's engine ended with an error."""


@dataclass(frozen=True)
class Change:
    """What the engine does to one resource.

    Args:
        operation: the engine's word: create, update, delete, replace, same, …
        urn: the resource's URN.
        parent: its parent's URN, empty for the stack itself.
        fields: property paths that differ, for an update or replacement.
    """

    operation: str
    urn: str
    parent: str = ""
    fields: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """The resource's type token, `aws:eks/cluster:Cluster`."""
        return self.urn.split("::")[2].rsplit("$", 1)[-1]

    @property
    def name(self) -> str:
        """The resource's name in the program."""
        return self.urn.split("::", 3)[3]


@dataclass
class Outcome:
    """What one run of the engine did.

    Args:
        changes: each resource's change, in the engine's order.
        counts: number of resources by operation.
        seconds: how long the engine says it took.
        messages: warnings and information that resources gave, without colours.
    """

    changes: list[Change] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    seconds: int = 0
    messages: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many resources were changed, or would be."""
        return sum(count for operation, count in self.counts.items() if operation not in QUIET_OPERATIONS)


class Engine:
    """Pulumi's engine on the stacks of one checkout.

    Args:
        checkout: the folder with Pulumi.yaml.
        environment: whole environment of the engine: PATH with `pulumi`, backend, passphrase, cloud.
    """

    def __init__(self, checkout: Path, environment: Mapping[str, str]) -> None:
        self.checkout = checkout
        # Without it `preview --json` prints one digest at the end instead of events.
        self.environment = {**environment, "PULUMI_ENABLE_STREAMING_JSON_PREVIEW": "true"}

    def run(
        self,
        operation: Operation,
        stack: str,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        note: Callable[[str], None] = lambda event: None,
    ) -> Outcome:
        """Run one operation to its end.

        Args:
            operation: up, preview, destroy or refresh; none of them asks.
            stack: the stack's name.
            refresh: look first at what is really there (`up` and `preview`).
            targets: URNs to be limited to; all if there are none.
            note: called with each event worth a line.

        Returns:
            What was done.

        Raises:
            EngineFailed: with the engine's first error.
        """
        self._await_other_engine(stack, note)
        if self.restore_damaged_state(stack):
            note("the stack's state was damaged; the one before it is used, and what is really there is looked at")
            refresh = True
        command = ["pulumi", operation, "--stack", stack, "--non-interactive", "--json", *FLAGS[operation]]
        if refresh and operation in ("up", "preview", "destroy"):
            command.append("--refresh")
        command += [word for urn in targets for word in ("--target", urn)]
        outcome = Outcome()
        errors: list[str] = []
        plain: list[str] = []
        for event in self._events(command, plain):
            self._read(event, outcome, errors, note)
        if self._status != 0:
            first = errors[0] if errors else (plain[-1] if plain else f"exit status {self._status}")
            raise EngineFailed(
                first.removeprefix("error: "),
                where=f"pulumi {operation} --stack {stack}",
                do="mend it and run the same command again; it goes on from where it stopped",
            )
        return outcome

    def output(self, arguments: Sequence[str]) -> str:
        """Run a short command of Pulumi's and give what it prints.

        Raises:
            EngineFailed: with its own words.
        """
        done = subprocess.run(
            [self._pulumi(), *arguments, "--non-interactive"],
            cwd=self.checkout,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        if done.returncode != 0:
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            said = next((line for line in lines if line.startswith("error:")), lines[0] if lines else "no word")
            raise EngineFailed(
                said.removeprefix("error: "), where=f"pulumi {' '.join(arguments[:3])}", do="type `platform stack list`"
            )
        return done.stdout

    def stacks(self) -> dict[str, dict[str, object]]:
        """Give the stacks that the backend knows, by name, as `pulumi stack ls --json` tells of them."""
        rows = json.loads(self.output(["stack", "ls", "--json", "--project", PROJECT]))
        return {row["name"].rsplit("/", 1)[-1]: row for row in rows}

    def ensure_stack(self, stack: str) -> None:
        """Make a stack in the backend unless it is there."""
        backend = self._backend_folder()
        if backend is not None and (backend / "stacks" / PROJECT / f"{stack}.json").exists():
            return
        if stack not in self.stacks():
            self.output(["stack", "init", stack])

    def outputs(self, stack: str) -> dict[str, object]:
        """Give a stack's outputs; secrets are shown as `[secret]`."""
        outputs: dict[str, object] = json.loads(self.output(["stack", "output", "--json", "--stack", stack]))
        return outputs

    def resources(self, stack: str) -> list[dict[str, object]]:
        """Give a stack's resources as its state has them: urn, type, parent, dependencies, …"""
        state = json.loads(self.output(["stack", "export", "--stack", stack]))
        resources: list[dict[str, object]] = (state.get("deployment") or {}).get("resources") or []
        return resources

    def release_stale_locks(self, stack: str) -> list[int]:
        """Remove the locks that engines left which were killed on this machine.

        Returns:
            The process ids that had held them.
        """
        released = []
        for path in self._lock_files(stack):
            try:
                lock = json.loads(path.read_text())
                pid = int(lock["pid"])
            except (OSError, ValueError, KeyError, TypeError):
                pid = 0  # half a lock, from an engine that was killed while it wrote it
            if pid and lock.get("hostname") != os.uname().nodename:
                continue
            if pid == 0 or not _is_engine(pid):
                path.unlink(missing_ok=True)
                released.append(pid)
        return released

    def _await_other_engine(self, stack: str, note: Callable[[str], None]) -> None:
        """Wait for an engine whose command was killed and that still finishes its step."""

        def look() -> Observed:
            self.release_stale_locks(stack)
            left = [path.name for path in self._lock_files(stack)]
            return Observed(not left, f"lock {left[0]}" if left else "")

        wait_until(
            f"the engine that works on {stack}",
            look,
            deadline_seconds=120,
            do=f"wait until it has ended, or type `pulumi cancel --stack {stack}`",
            note=note,
        )

    def _lock_files(self, stack: str) -> list[Path]:
        backend = self._backend_folder()
        return sorted((backend / "locks" / "organization" / PROJECT / stack).glob("*.json")) if backend else []

    def restore_damaged_state(self, stack: str) -> bool:
        """Put the state before the newest in its place, if the newest can't be read, as after a power cut.

        Returns:
            Whether it was needed.

        Raises:
            EngineFailed: neither can be read.
        """
        backend = self._backend_folder()
        path = backend / "stacks" / PROJECT / f"{stack}.json" if backend else None
        if path is None or not path.exists() or _is_json(path):
            return False
        before = path.with_name(path.name + ".bak")
        if not _is_json(before):
            raise EngineFailed(
                "the stack's state is damaged, and so is the one before it",
                where=str(path),
                do="type `platform sandbox reset` and `platform up`",
            )
        path.replace(path.with_name(path.name + ".damaged"))
        write_whole(path, before.read_bytes(), mode=0o600)
        return True

    def _backend_folder(self) -> Path | None:
        url = self.environment.get("PULUMI_BACKEND_URL", "")
        return Path(url.removeprefix("file://")) / ".pulumi" if url.startswith("file://") else None

    def _pulumi(self) -> str:
        found = shutil.which("pulumi", path=self.environment.get("PATH"))
        if found is None:
            raise EngineFailed("pulumi is not on PATH", do="type `platform up`, which builds it")
        return found

    def _events(self, command: list[str], plain: list[str]) -> Iterator[dict[str, object]]:
        process = subprocess.Popen(
            [self._pulumi(), *command[1:]],
            cwd=self.checkout,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._status = -1
        try:
            for line in process.stdout or ():
                try:
                    event = json.loads(line)
                except ValueError:
                    event = None
                if isinstance(event, dict):
                    yield event
                elif line.strip():
                    plain.append(COLOR_TAG.sub("", line.strip()))
            self._status = process.wait()
        finally:
            if process.poll() is None:
                # The engine finishes the step in hand and saves its state when it is asked once.
                os.killpg(process.pid, signal.SIGINT)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    @staticmethod
    def _read(event: dict[str, object], outcome: Outcome, errors: list[str], note: Callable[[str], None]) -> None:
        match event:
            case {"resourcePreEvent": {"metadata": dict(metadata)}}:
                change = _change(metadata)
                outcome.changes.append(change)
                if change.operation not in QUIET_OPERATIONS:
                    note(f"{change.operation} {change.type} {change.name}")
            case {"diagnosticEvent": {"message": str(message), "severity": str(severity)}}:
                text = COLOR_TAG.sub("", message).strip()
                if not text:
                    return
                if severity == "error":
                    errors.append(text)
                elif severity in ("warning", "info"):
                    outcome.messages.append(text)
                if severity != "debug":
                    note(text.splitlines()[0])
            case {"summaryEvent": {"resourceChanges": dict(counts), **rest}}:
                outcome.counts = {str(name): int(count) for name, count in counts.items()}
                seconds = rest.get("durationSeconds", 0)
                outcome.seconds = seconds if isinstance(seconds, int) else 0


def _change(metadata: dict[str, object]) -> Change:
    parent = ""
    for side in ("new", "old"):
        state = metadata.get(side)
        if isinstance(state, dict) and state.get("parent"):
            parent = str(state["parent"])
            break
    detailed = metadata.get("detailedDiff")
    fields = tuple(detailed) if isinstance(detailed, dict) else ()
    if not fields:
        diffs = metadata.get("diffs")
        fields = tuple(map(str, diffs)) if isinstance(diffs, list) else ()
    return Change(str(metadata.get("op")), str(metadata.get("urn")), parent, fields)


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text()), dict)
    except (OSError, ValueError):
        return False


def _is_engine(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        return "pulumi" in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return True  # no /proc on this system: believe that it is the engine
