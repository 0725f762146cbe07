"""Which files are below a folder: those that git doesn't ignore, or all but what no repository holds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator

from policies.errors import InputError

NEVER = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".terraform",
        ".tox",
        ".mypy_cache",
        ".slipway",
    }
)
"""Folders that are left out where no git says what belongs to the repository."""

GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotepath=off")
"""git, without what a repository's own settings may start."""


_CLOSED = b"could not open directory"


def repository_root(folder: str) -> str | None:
    """Give the folder of the repository that a folder is in; None if it is in none."""
    current = folder
    while True:
        if os.path.lexists(os.path.join(current, ".git")):
            return current
        parent = os.path.dirname(current)
        if parent == current:
            return None
        current = parent


def files_below(folder: str) -> list[str]:
    """Give the files below a folder, relative to it, with `/`.

    In a repository these are the tracked and the new ones that no .gitignore leaves out; of a folder that is ignored as
    a whole, and outside of repositories, all but those below the folders of `NEVER`. Links are given, not followed.

    Raises:
        InputError: a folder may not be read.
    """
    listed = _listed(folder) if repository_root(folder) else None
    return listed or sorted(_walked(folder, folder))


def all_below(folder: str) -> list[str]:
    """Give every file below a folder, absolute, ignored ones and those that links lead to as well.

    What renders a chart or a kustomization reads them all, whatever git thinks of them. A folder is gone through once,
    however many links lead to it.
    """
    found: list[str] = []
    seen: set[str] = set()
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        real = os.path.realpath(current)
        if real in seen or os.path.basename(real) == ".git":
            continue
        seen.add(real)
        try:
            listed = list(os.scandir(current))
        except OSError:
            # Rendering it tells why.
            continue
        for entry in listed:
            if entry.is_dir():
                waiting.append(entry.path)
            else:
                found.append(entry.path)
    return sorted(found)


def git_environment() -> dict[str, str]:
    """Give an environment in which git finds a repository by the folder alone, without what a hook's variables say."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"LC_ALL": "C"}


def _listed(folder: str) -> list[str] | None:
    try:
        done = subprocess.run(
            [*GIT, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate"],
            cwd=folder,
            env=git_environment(),
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    if done.returncode != 0:
        return None
    if _CLOSED in done.stderr:
        # git leaves such a folder out and goes on; we must not.
        said = done.stderr.decode(errors="replace").strip().splitlines()[0]
        raise InputError(said.removeprefix("warning: "), where=folder, do="mend its permissions")
    return sorted(os.fsdecode(name) for name in done.stdout.split(b"\0") if name)


def _walked(folder: str, top: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise InputError(
            f"can't be read ({error.strerror})", where=folder, do="mend its permissions, or exclude it"
        ) from error
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if entry.name not in NEVER:
                yield from _walked(entry.path, top)
        else:
            # A tenth of what os.path.relpath takes.
            yield entry.path[len(top.rstrip("/")) + 1 :]
