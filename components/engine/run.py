"""Run Pulumi's engine on a stack, and read what it knows."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from components.engine.backend import PROJECT, FileBackend
from components.engine.errors import EngineFailed
from components.engine.events import COLOR_TAG, Outcome, read_event
from toolchain.progress import Observed, wait_until

Operation = Literal["up", "preview", "destroy", "refresh"]

FLAGS: Mapping[Operation, tuple[str, ...]] = {
    "up": ("--yes", "--skip-preview"),
    "preview": (),
    "destroy": ("--yes", "--skip-preview"),
    "refresh": ("--yes", "--skip-preview"),
}


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
        self.backend = FileBackend.of(environment)

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
        if operation != "preview":
            self.settle(stack, note)
        elif count := self._interrupted(stack):
            note(f"{count} interrupted; `up` looks for what came of it first, and here it is shown as to be created")
        return self._operated(operation, stack, refresh=refresh, targets=targets, note=note)

    def settle(self, stack: str, note: Callable[[str], None] = lambda event: None) -> None:
        """Take into the state what was being created when an engine was killed, and clear what was not made.

        Raises:
            EngineFailed: it can't be told what was made.
        """
        self._await_other_engine(stack, note)
        self.restore_damaged_state(stack)
        if not self._interrupted(stack):
            return
        from components.engine.interrupted import Settler
        from components.teardown.cloud import Aws

        Settler(self, lambda region: Aws(region, self.environment), note).settle(stack)

    def exported(self, stack: str) -> dict[str, Any]:
        """Give a stack's state as `pulumi stack export` does, secrets encrypted."""
        state: dict[str, Any] = json.loads(self.output(["stack", "export", "--stack", stack]))
        return state

    def put_state(self, stack: str, document: Mapping[str, Any]) -> None:
        """Put another state in the place of a stack's; Pulumi looks whether it is whole.

        Raises:
            EngineFailed: it is not.
        """
        self.output(["stack", "import", "--stack", stack], given=json.dumps(document))

    def read_again(self, stack: str, urns: Sequence[str]) -> None:
        """Refresh some resources and nothing else.

        Raises:
            EngineFailed: one can't be read.
        """
        self._operated("refresh", stack, targets=urns)

    def _interrupted(self, stack: str) -> str:
        """Say how many creations of a stack are pending, or taken in and not read; empty if there is none."""
        from components.engine.pending import unread

        deployment: Mapping[str, Any]
        if self.backend is not None:
            deployment = self.backend.latest(stack)
        else:
            deployment = self.exported(stack).get("deployment") or {} if stack in self.stacks() else {}
        pending = deployment.get("pending_operations") or []
        count = sum(one.get("type") == "creating" for one in pending) + len(unread(deployment))
        if not count:
            return ""
        return "1 creation was" if count == 1 else f"{count} creations were"

    def _operated(
        self,
        operation: Operation,
        stack: str,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        note: Callable[[str], None] = lambda event: None,
    ) -> Outcome:
        command = ["pulumi", operation, "--stack", stack, "--non-interactive", "--json", *FLAGS[operation]]
        if refresh and operation in ("up", "preview", "destroy"):
            command.append("--refresh")
        command += [word for urn in targets for word in ("--target", urn)]
        outcome = Outcome()
        errors: list[str] = []
        plain: list[str] = []
        for event in self._events(command, plain):
            read_event(event, outcome, errors, note)
        if self._status != 0:
            first = errors[0] if errors else (plain[-1] if plain else f"exit status {self._status}")
            raise EngineFailed(
                first.removeprefix("error: "),
                where=f"pulumi {operation} --stack {stack}",
                do="mend it and run the same command again; it goes on from where it stopped",
            )
        return outcome

    def output(self, arguments: Sequence[str], given: str = "") -> str:
        """Run a short command of Pulumi's and give what it prints.

        Args:
            arguments: its words.
            given: what it reads from its standard input.

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
            input=given,
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
        if self.backend is not None and self.backend.state_file(stack).exists():
            return
        if stack not in self.stacks():
            self.output(["stack", "init", stack])

    def outputs(self, stack: str) -> dict[str, object]:
        """Give a stack's outputs; secrets are shown as `[secret]`."""
        outputs: dict[str, object] = json.loads(self.output(["stack", "output", "--json", "--stack", stack]))
        return outputs

    def resources(self, stack: str) -> list[dict[str, object]]:
        """Give a stack's resources as its state has them: urn, type, parent, dependencies, …"""
        resources: list[dict[str, object]] = (self.exported(stack).get("deployment") or {}).get("resources") or []
        return resources

    def release_stale_locks(self, stack: str) -> list[int]:
        """Remove the locks that engines left which were killed on this machine, and give their process ids."""
        return self.backend.release_stale_locks(stack) if self.backend else []

    def restore_damaged_state(self, stack: str) -> bool:
        """Put the state before the newest in its place, if the newest can't be read; tell whether it was needed.

        Raises:
            EngineFailed: neither can be read.
        """
        return self.backend.restore_damaged_state(stack) if self.backend else False

    def _await_other_engine(self, stack: str, note: Callable[[str], None]) -> None:
        """Wait for an engine whose command was killed and that still finishes its step."""

        def look() -> Observed:
            self.release_stale_locks(stack)
            left = [path.name for path in self.backend.locks(stack)] if self.backend else []
            return Observed(not left, f"lock {left[0]}" if left else "")

        wait_until(
            f"the engine that works on {stack}",
            look,
            deadline_seconds=120,
            do=f"wait until it has ended, or type `pulumi cancel --stack {stack}`",
            note=note,
        )

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
