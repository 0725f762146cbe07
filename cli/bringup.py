"""The steps of `platform up`, in the order of need: tools, sandbox, stack, first service."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from toolchain.errors import SlipwayError
from toolchain.files import write_whole
from toolchain.progress import Observed, step, wait_until

if TYPE_CHECKING:
    from components.engine import Outcome
    from sandbox.applications import Application
    from sandbox.lifecycle import Start
    from sandbox.state import StateFolder
    from toolchain.progress import Progress


class ToolsInBackground:
    """Finds or builds tools in a thread, so that parts start while later tools are still being built."""

    def __init__(self, names: tuple[str, ...], progress: Progress, ready: Callable[[str, Path], None]) -> None:
        self._names, self._progress, self._ready = names, progress, ready
        self._error: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tools", daemon=True)

    def __enter__(self) -> ToolsInBackground:
        """Begin."""
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        """Stop what is being built; what was compiled so far is kept."""
        self._stopped.set()
        self._thread.join(timeout=20)

    def await_all(self, names: Collection[str], there: Callable[[], Collection[str]]) -> None:
        """Wait until tools are there.

        Args:
            names: which.
            there: tells those that are.

        Raises:
            SlipwayError: one could not be had.
        """
        while not set(names) <= set(there()):
            if self._error is not None:
                raise self._error
            if not self._thread.is_alive() and not set(names) <= set(there()):
                raise self._error or SlipwayError(
                    f"{', '.join(sorted(set(names) - set(there())))} could not be had", do="type `platform doctor`"
                )
            self._thread.join(0.05)

    def _run(self) -> None:
        from toolchain.build import ensure

        try:
            ensure(self._names, self._progress, ready=self._ready, cancelled=self._stopped.is_set)
        except BaseException as error:
            self._error = error


@contextmanager
def turn(lock: Path, what: str, progress: Progress) -> Iterator[None]:
    """Let one command at a time change something of the sandbox; a second waits and says for whom.

    Args:
        lock: the lock's file.
        what: what it protects.
        progress: told of the wait, if there is one.

    Raises:
        SlipwayError: the other has not ended after half an hour.
    """
    from sandbox.lifecycle import COMMAND_WAIT_SECONDS
    from toolchain.files import held_lock

    name, began = f"wait for {what}", time.monotonic()
    waited = False

    def note(event: str) -> None:
        nonlocal waited
        if not waited:
            progress.started(name)
        waited = True
        progress.noted(name, event)

    with held_lock(
        lock,
        what=what,
        do="wait until that command has ended, then type this one again",
        wait_seconds=COMMAND_WAIT_SECONDS,
        note=note,
    ):
        if waited:
            progress.ended(name, time.monotonic() - began, "done")
        yield


@contextmanager
def engine_turn(state: StateFolder, progress: Progress) -> Iterator[None]:
    """Let one command at a time change stacks of the sandbox."""
    state.prepare()
    with turn(state.engine_lock, "the sandbox's stacks", progress):
        yield


def start_sandbox(checkout: Path, state: StateFolder, progress: Progress) -> Start:
    """Bring the sandbox up, building its tools where they are missing.

    Raises:
        SlipwayError: a tool can't be had or a part does not become ready.
    """
    from sandbox.layout import PART_NAMES, PART_TOOLS, TOOLS, known_parts
    from sandbox.lifecycle import Sandbox

    state.prepare()
    with turn(state.command_lock, "the sandbox", progress):
        box = Sandbox(checkout, state, progress)
        with step(progress, "prepare the sandbox") as current:
            start = box.prepare()
            if start.moved_ports:
                current.outcome = f"new ports for {', '.join(start.moved_ports)}, whose old ones are taken"
        with ToolsInBackground(TOOLS, progress, box.add_tool) as tools:
            for name in PART_NAMES:
                tools.await_all(PART_TOOLS.get(name, ()), lambda: box.tools)
                box.await_part(name)
                if name == "kube-apiserver":
                    box.prepare_cluster()
            tools.await_all(TOOLS, lambda: box.tools)
            for name in known_parts(state):
                if name not in PART_NAMES:
                    box.await_part(name)
        _link_late_tools(state)
        box.prepare_charts()
        prepare_stacks(checkout, state)
    return start


def add_late_tools(state: StateFolder, progress: Progress) -> None:
    """Give Argo CD the tools that the first service did not wait for, building them where they are missing.

    Raises:
        SlipwayError: one can't be built.
    """
    from sandbox.applications import look_again
    from sandbox.executables import link
    from sandbox.layout import LATE_TOOLS
    from toolchain.build import ensure

    late = [name for name in LATE_TOOLS if not (state.bin / name).exists()]
    if late:
        ensure(late, progress, ready=lambda name, path: link(state.bin / name, path))
        # What could not be rendered without them is remembered as wrong, and not tried again for an hour.
        look_again(state)


def _link_late_tools(state: StateFolder) -> None:
    """Link the late tools that are there, so that nothing is rendered in vain."""
    from sandbox.executables import link
    from sandbox.layout import LATE_TOOLS
    from toolchain.find import find_all

    for found in find_all(LATE_TOOLS):
        if found.path is not None:
            link(state.bin / found.tool.name, found.path.resolve())


def prepare_stacks(checkout: Path, state: StateFolder) -> None:
    """Make each committed stack known to Pulumi's backend, so that `pulumi up --stack` finds it without asking."""
    from cli.place import sandbox_engine

    state.pulumi.mkdir(exist_ok=True, mode=0o700)
    engine = sandbox_engine(state)
    for path in sorted((checkout / "stacks").glob("Pulumi.*.yaml")):
        engine.ensure_stack(path.name.removeprefix("Pulumi.").removesuffix(".yaml"))


def start_stack(state: StateFolder, stack: str, progress: Progress, *, start: Start) -> Outcome:
    """Stand a stack up by Pulumi's engine, looking first at what is there where the sandbox has changed behind it.

    Raises:
        SlipwayError: its configuration is wrong, or the engine failed.
    """
    from cli.place import sandbox_engine
    from sandbox.aws.part import boot

    engine = sandbox_engine(state)
    with step(progress, f"pulumi up --stack {stack}") as current:
        engine.ensure_stack(stack)
        if "kube-apiserver" in start.moved_ports:
            # The address of the API server is an output of the cluster, by which all that is in it is reached:
            # the engine must learn the new one before it asks for anything there.
            current.note("the API server has a new address")
            clusters = [
                str(one["urn"]) for one in engine.resources(stack) if one.get("type") == "aws:eks/cluster:Cluster"
            ]
            if clusters:
                engine.run("refresh", stack, targets=clusters, note=current.note)
        # An AWS that began anew knows nothing of what the stack's state lists.
        now, seen = boot(state), state.root / f"stack-{stack}.boot"
        forgotten = not now.restored and (seen.read_text() if seen.exists() else now.id) != now.id
        outcome = engine.run("up", stack, refresh=forgotten, note=current.note)
        write_whole(seen, now.id, mode=0o600)
        current.outcome = summary(outcome.counts)
    return outcome


def await_applications(
    checkout: Path, state: StateFolder, stack: str, environment: str, progress: Progress
) -> Mapping[str, str]:
    """Wait until Argo CD has synced each service of a stack and finds it healthy.

    Args:
        checkout: the checkout, whose committed folders `apps/*/<environment>` are the services.
        state: the sandbox's folder.
        stack: the stack.
        environment: the stack's environment.
        progress: told of the wait.

    Returns:
        The Applications' health by name.

    Raises:
        SlipwayError: one is not there in time.
    """
    from sandbox.applications import read_applications
    from sandbox.git.repository import committed_folders

    wanted = {f"{folder.split('/')[1]}-{stack}" for folder in committed_folders(checkout, f"apps/*/{environment}")}

    def services() -> list[Application]:
        # Add-ons come by and by, and the charts of most can't be had here.
        return [one for one in read_applications(state, stack) if one.service]

    def look() -> Observed:
        seen = services()
        missing = wanted - {application.name for application in seen}
        if missing:
            return Observed(False, f"no Application {', '.join(sorted(missing))} yet")
        late = [application for application in seen if not application.well]
        return Observed(
            not late, "; ".join(f"{one.name} {one.sync} {one.health} {one.message}".strip() for one in late)
        )

    with step(progress, "sync the services") as current:
        wait_until(
            f"Argo CD to sync the services of {stack}",
            look,
            deadline_seconds=120,
            do="type `kubectl describe applications -n argocd`",
            note=current.note,
        )
        names = [application.name for application in services()]
        current.outcome = f"{', '.join(names)} Synced and Healthy" if names else f"no service in apps/*/{environment}"
    return dict.fromkeys(names, "Healthy")


def summary(counts: Mapping[str, int]) -> str:
    """Write an engine's counts: `12 created, 3 unchanged`."""
    words = {"create": "created", "update": "updated", "delete": "deleted", "replace": "replaced", "same": "unchanged"}
    told = [f"{count} {words.get(name, name)}" for name, count in counts.items() if count]
    return ", ".join(told) or "nothing to do"
