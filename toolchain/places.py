"""Where the toolchain looks and writes: the catalogue, the shared cache, PATH, the virtual environment."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_GO_ARCHITECTURE = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


@dataclass(frozen=True)
class Places:
    """The folders that one call works with; tests give their own."""

    tools: Path
    """The catalogue: one folder a module, each with a tool.toml."""
    cache: Path
    """Shared by all clones of one user; may be deleted at any time when nothing runs."""
    path: tuple[Path, ...]
    """The folders of PATH, in order."""
    scripts: Path
    """Where the virtual environment keeps its executables."""
    go_lock: Path
    """The pinned and hash-locked requirement of the Go from PyPI."""

    @classmethod
    def here(cls, environ: Mapping[str, str] = os.environ) -> Places:
        """Give the places of this process; SLIPWAY_CACHE moves the cache from ~/.cache/slipway."""
        room = Path(__file__).parent
        cache = environ.get("SLIPWAY_CACHE") or "~/.cache/slipway"
        return cls(
            tools=room / "tools",
            cache=Path(cache).expanduser().absolute(),
            path=tuple(Path(folder) for folder in environ.get("PATH", "").split(os.pathsep) if folder),
            scripts=Path(sys.prefix) / "bin",
            go_lock=room / "go.lock",
        )

    @property
    def go_build_cache(self) -> Path:
        """Go's own cache of compiled packages, which makes a build that was interrupted go on."""
        return self.cache / "go" / "build"

    @property
    def go_module_cache(self) -> Path:
        """Go's own cache of fetched modules."""
        return self.cache / "go" / "mod"

    @property
    def scratch(self) -> Path:
        """Temporary files of builds, on the cache's file system so that results can be renamed out of it."""
        return self.cache / "go" / "tmp"

    @property
    def build_lock(self) -> Path:
        """Held by the one process that builds."""
        return self.cache / "build.lock"

    @property
    def install_lock(self) -> Path:
        """Held by the one process that installs Go."""
        return self.cache / "go" / "sdk" / "install.lock"

    def log(self, name: str) -> Path:
        """Where the log of the newest build of a tool is."""
        return self.cache / "logs" / f"{name}.log"


def go_target() -> tuple[str, str]:
    """Give GOOS and GOARCH of this machine, e.g. ("linux", "amd64")."""
    machine = platform.machine().lower()
    return platform.system().lower(), _GO_ARCHITECTURE.get(machine, machine)
