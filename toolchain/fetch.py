"""Fetching the Go modules of tools: only what their packages need, all at once, beside the first build."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

from toolchain import child
from toolchain.catalog import GoTool
from toolchain.faults import explained
from toolchain.golang import Go
from toolchain.places import Places, go_target
from toolchain.progress import Progress, step

_FORGOTTEN = ("GOROOT", "GOBIN", "GOEXPERIMENT", "GOTOOLDIR", "GO111MODULE")
"""Variables of the user's that would make other binaries; GOPROXY, GONOSUMDB and their like are left alone."""


def environment(places: Places, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Give the environment of every run of Go."""
    system, architecture = go_target()
    return {name: value for name, value in inherited.items() if name not in _FORGOTTEN} | {
        "CGO_ENABLED": "0",
        "GOARCH": architecture,
        "GOCACHE": str(places.go_build_cache),
        "GOFLAGS": "-modcacherw -buildvcs=false",
        "GOMODCACHE": str(places.go_module_cache),
        "GOOS": system,
        "GOTMPDIR": str(places.scratch),
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
    }


class Fetches:
    """Fetches under way, one thread a module; in each the tools' packages in order of need.

    `go list -deps` fetches the modules that hold the packages of one tool; `go mod download` would fetch all that
    go.mod names, for tests and other systems too.
    """

    def __init__(
        self, tools: Sequence[GoTool], go: Go, places: Places, progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        self._go = go
        self._places = places
        self._progress = progress
        self._cancelled = cancelled
        self._listed: dict[str, Future[frozenset[str]]] = {tool.name: Future() for tool in tools}
        self._compiled: dict[str, set[str]] = {}
        self._modules: dict[Path, list[GoTool]] = {}
        for tool in tools:
            self._modules.setdefault(tool.module, []).append(tool)
        self._pool = ThreadPoolExecutor(max_workers=len(self._modules), thread_name_prefix="fetch")

    def __enter__(self) -> Fetches:
        """Start fetching."""
        self._places.scratch.mkdir(parents=True, exist_ok=True)
        for tools in self._modules.values():
            self._pool.submit(self._fetch_module, tools)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the fetches to end; a failed or interrupted build has cancelled them before."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def packages_to_compile(self, tool: GoTool) -> int:
        """Wait until a tool's modules are there.

        Returns:
            How many packages it has, less those that were asked for before with the same flags:
            at most so many are compiled.

        Raises:
            SlipwayError: a module can't be fetched.
            Stopped: the caller has cancelled.
        """
        packages = self._listed[tool.name].result()
        compiled = self._compiled.setdefault(tool.gcflags, set())
        left = len(packages - compiled)
        compiled |= packages
        return left

    def _fetch_module(self, tools: Sequence[GoTool]) -> None:
        for tool in tools:
            promise = self._listed[tool.name]
            try:
                promise.set_result(self._fetch(tool))
            except BaseException as error:
                promise.set_exception(error)

    def _fetch(self, tool: GoTool) -> frozenset[str]:
        lines: list[str] = []
        tags = [f"-tags={','.join(tool.tags)}"] if tool.tags else []
        with step(self._progress, f"fetch {tool.name}'s modules") as current, tempfile.TemporaryFile() as listed:

            def heard(line: str) -> None:
                lines.append(line)
                if module := re.match(r"go: downloading (\S+) (\S+)", line):
                    fetched = sum(line.startswith("go: downloading") for line in lines)
                    current.note(f"{fetched} modules; {module[1]} {module[2]}")

            status = child.run(
                [self._go.path, "list", "-mod=readonly", "-deps", *tags, tool.package],
                folder=tool.module,
                environment=environment(self._places),
                heard=heard,
                cancelled=self._cancelled,
                output=listed,
            )
            if status != 0:
                log = self._places.log(tool.name)
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text(
                    f"# {time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} go list -deps {tool.package}\n"
                    + "\n".join(lines)
                    + "\n"
                )
                raise explained(f"{tool.name} {tool.version}", lines, log)
            fetched = sum(line.startswith("go: downloading") for line in lines)
            current.outcome = f"{fetched} modules" if fetched else "already there"
            listed.seek(0)
            return frozenset(listed.read().decode().split())
