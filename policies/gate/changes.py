"""What a change touches: of all that could be judged, what differs from where the change began."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from policies.errors import InputError
from policies.gate.history import History
from policies.gate.loading.listing import all_below
from policies.gate.source import Source
from policies.gate.trust import Trusted, trusted

__all__ = ["Changes", "Trusted", "changes_since", "touched", "trusted"]

OPTION = "--changed-since"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between a ref's merge base with HEAD and the working tree.

    Args:
        base: the merge base's commit.
        root: the repository's folder, links resolved.
        changed: files that are there and are new, changed or renamed; absolute, links in folders resolved.
        gone: files that the base has and the working tree hasn't, in the same form; a renamed file's old name too.
    """

    base: str
    root: Path
    changed: frozenset[Path]
    gone: frozenset[Path]


def changes_since(ref: str, directory: Path) -> Changes:
    """Tell what changed since a ref: committed, staged, unstaged and untracked.

    Args:
        ref: a branch, tag or commit; what it got after the change began doesn't count.
        directory: a folder in the repository.

    Raises:
        InputError: no such ref, no git, no repository, or a clone too shallow to know.
    """
    history = History.around(directory)
    commit = history.commit(ref, OPTION)
    base = history.base(commit)
    if base is None:
        if history.is_shallow():
            raise InputError(
                f"this clone is too shallow to know what changed since {ref}",
                where=OPTION,
                do="fetch the whole history (`git fetch --unshallow`; fetch-depth: 0 in a workflow)",
            )
        raise InputError(f"{ref} and HEAD have no commit in common", where=OPTION, do="name a ref of the same history")
    root = Path(os.path.realpath(history.root))
    changed: set[Path] = set()
    gone: set[Path] = set()
    for name, status in history.differing(base).items():
        path = root / name
        if status == "D":
            gone.add(path)
        elif path.is_dir() and not path.is_symlink():
            # A repository in the repository: git says no more than that it changed.
            changed.update(map(Path, all_below(str(path))))
        else:
            changed.add(path)
    return Changes(base, root, frozenset(changed), frozenset(gone))


def touched(source: Source, changes: Changes) -> bool:
    """Tell whether a source changed.

    A chart or kustomization did if one of its parts did, or if one is gone from its folders. What lies outside of the
    repository, as standard input does, counts as changed: nobody can tell.
    """
    if source.path is None or not _resolved(source.path).is_relative_to(changes.root):
        return True
    if not source.parts:
        return _is_changed(source.path, changes)
    if any(_is_changed(part, changes) for part in source.parts):
        return True
    folders = {_resolved(part).parent for part in source.parts}
    top = _resolved(source.path)
    return any(path.parent in folders or path.is_relative_to(top) for path in changes.gone)


def _is_changed(path: Path, changes: Changes) -> bool:
    resolved = _resolved(path)
    if resolved in changes.changed or not resolved.is_relative_to(changes.root):
        return True
    # Of a link, what it leads to may have changed too.
    return path.is_symlink() and Path(os.path.realpath(path)) in changes.changed


def _resolved(path: Path) -> Path:
    """Give a path with the links in its folders resolved, not the one that it may be itself."""
    return Path(_real(str(path.parent)), path.name)


@lru_cache(maxsize=4096)
def _real(folder: str) -> str:
    return os.path.realpath(folder)
