"""What keeps Checkov offline and quick to import: no way out of this process, and less of what it imports."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import resource
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ABSENT = frozenset({"aiohttp", "boto3", "botocore", "docker", "git", "gitdb", "s3transfer"})
"""Packages that reach networks, imported by Checkov's modules for its vendor's platform; none of our frameworks uses
them. Empty modules in their place save a quarter of the import's time, and leave nothing to call."""

WITHOUT_INIT = ("checkov.terraform",)
"""Packages whose `__init__` imports every check of a framework, although Checkov's solvers want one constant of them:
another third of the time. Whoever adds that framework calls `whole` first."""

MOST_MEMORY = 6 << 30
"""Bytes of address space; a file made to fill memory ends the worker, not the machine."""

_REFUSED = frozenset(
    {
        *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"),
        *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"),
    }
)


class _Absent(types.ModuleType):
    """A module in which every name is an exception class that nothing raises: fit to derive from, and to catch."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,), {})
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def close_ways_out() -> None:
    """Refuse connections and other programs from now on, whatever asks for them; limit memory."""
    sys.addaudithook(_refuse)
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    if most == resource.RLIM_INFINITY or most > MOST_MEMORY:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, most))


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event in _REFUSED:
        raise PermissionError(f"Checkov's worker may not do this: {event}")


def lighten(packages: Path) -> None:
    """Make what Checkov imports less; to be called before it is imported.

    Args:
        packages: the folder that holds Checkov.
    """
    sys.meta_path.insert(0, _Finder())
    for name in WITHOUT_INIT:
        bare = types.ModuleType(name)
        bare.__path__ = [str(packages.joinpath(*name.split(".")))]
        sys.modules[name] = bare


def whole(name: str) -> None:
    """Import a package of `WITHOUT_INIT` after all, with what its `__init__` imports."""
    if hasattr(sys.modules.get(name), "__file__"):
        return
    sys.modules.pop(name, None)
    made = importlib.import_module(name)
    # What was imported of it before is an attribute of its bare stand-in only.
    for other, module in list(sys.modules.items()):
        parent, _, child = other.rpartition(".")
        if parent == name:
            setattr(made, child, module)
