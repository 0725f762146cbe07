"""What a change touches, and what is taken from a ref that the change can't touch."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from policies.gate.finding import Finding
from policies.gate.source import Source


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between a ref's merge base with HEAD and the working tree.

    Args:
        base: the merge base's commit.
        root: the repository's folder.
        changed: files that are there and are new, changed or renamed, absolute.
        gone: files that the base has and the working tree hasn't, absolute; a renamed file's old name too.
    """

    base: str
    root: Path
    changed: frozenset[Path]
    gone: frozenset[Path]


@dataclass(frozen=True, slots=True)
class Trusted:
    """What was taken from a trusted ref.

    Args:
        folder: holds `policies/` and `teams/` as they are at the ref.
        commit: the ref's commit.
        findings: one for each file that judges and differs between the ref and the working tree.
    """

    folder: Path
    commit: str
    findings: tuple[Finding, ...]


def changes_since(ref: str, directory: Path) -> Changes:
    """Tell what changed since a ref: committed, staged, unstaged and untracked.

    Raises:
        InputError: no such ref, no git, no repository, or a clone too shallow to know.
    """
    raise NotImplementedError


def touched(source: Source, changes: Changes) -> bool:
    """Tell whether a source changed; a chart or kustomization did if one of its parts did, or one that is gone."""
    raise NotImplementedError


@contextmanager
def trusted(ref: str, directory: Path) -> Iterator[Trusted]:
    """Take what judges (rules, settings, waivers, baseline, teams' policies) from a ref, into a temporary folder.

    Raises:
        InputError: no such ref, no git or no repository.
    """
    raise NotImplementedError
    yield
