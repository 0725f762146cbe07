"""Judging a change by what it can't change itself: rules, settings, waivers and baseline as a trusted ref has them."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from policies.errors import InputError
from policies.gate.document import Position
from policies.gate.finding import Finding, Severity
from policies.gate.history import History, Refused
from policies.gate.loading.flaws import Flaw, finding

OPTION = "--trusted-ref"

JUDGING = ("policies", "teams")
"""Folders of what judges; a baseline may lie elsewhere."""


def _changed(number: int, what: str, why: str) -> Flaw:
    return Flaw(
        f"SLIP-GATE-{number}",
        f"A change to {what} is seen by who reviews it",
        Severity.NOTICE,
        f"{why} It did not count for this verdict, which is the trusted ref's, but does for all after the merge.",
        "have it approved by who owns the policies; a CODEOWNERS line for policies/ makes that certain",
    )


RULES = _changed(201, "the rules", "A rule that is removed or weakened lets everything through that it stopped.")
SETTINGS = _changed(202, "the settings", "A setting can exclude files, or allow what a rule would stop.")
WAIVERS = _changed(203, "the waivers", "A waiver hides findings until it ends.")
BASELINE = _changed(204, "the baseline", "What is in the baseline is no longer reported.")
GATE = _changed(205, "the gate", "The gate's own program decides what is judged, and how.")

CHANGES: tuple[Flaw, ...] = (RULES, SETTINGS, WAIVERS, BASELINE, GATE)

_KINDS: tuple[tuple[re.Pattern[str], Flaw], ...] = tuple(
    (re.compile(pattern), flaw)
    for pattern, flaw in (
        (r"policies/waivers\.yaml$", WAIVERS),
        (r"policies/settings\.yaml$", SETTINGS),
        (r"policies/baseline\.json$", BASELINE),
        (r"policies/(rego|standards)/(?!.*_test\.rego$)", RULES),
        (r"teams/[^/]+/policies/(?!.*_test\.rego$)", RULES),
        (r"policies/.*\.py$", GATE),
    )
)
"""What a changed path is; tests and examples of rules, which judge nothing, are in no row."""

_WORDS = {"A": "is new", "M": "was changed", "D": "was removed"}
_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trusted:
    """What was taken from a trusted ref.

    Args:
        folder: holds `policies/`, `teams/` and the baseline as they are at the ref.
        root: the repository's folder.
        commit: the ref's commit.
        findings: one for each file that judges and that the change touches.
    """

    folder: Path
    root: Path
    commit: str
    findings: tuple[Finding, ...]

    def at(self, path: Path) -> Path:
        """Give where a file of the repository is as the ref has it; it isn't there if the ref has no such file."""
        inside = Path(os.path.realpath(path.parent), path.name)
        root = Path(os.path.realpath(self.root))
        return self.folder / inside.relative_to(root) if inside.is_relative_to(root) else path


@contextmanager
def trusted(ref: str, directory: Path, baseline: Path | None = None) -> Iterator[Trusted]:
    """Take what judges from a ref, into a temporary folder that is gone afterwards.

    Args:
        ref: a branch, tag or commit.
        directory: a folder in the repository; findings name files from there.
        baseline: a file that is taken too, if it is in the repository.

    Raises:
        InputError: no such ref, no git or no repository, or a link among what judges.
    """
    history = History.around(directory)
    commit = history.commit(ref, OPTION)
    paths = [*JUDGING, *_inside(history.root, baseline)]
    with tempfile.TemporaryDirectory(prefix="slipway-trusted-") as folder:
        _take(history, commit, paths, Path(folder))
        yield Trusted(Path(folder), history.root, commit, tuple(_findings(history, commit, paths, directory)))


def _inside(root: Path, path: Path | None) -> list[str]:
    if path is None:
        return []
    real, home = Path(os.path.realpath(path.parent), path.name), Path(os.path.realpath(root))
    return [real.relative_to(home).as_posix()] if real.is_relative_to(home) else []


def _take(history: History, commit: str, paths: Sequence[str], folder: Path) -> None:
    """Write the files of a commit below a folder, as they are in it: no attribute of the repository changes them."""
    blobs: list[tuple[str, str]] = []
    for line in history.names("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths):
        about, _, name = line.partition("\t")
        mode, kind, blob = about.split(" ")
        if mode == "120000" and any(pattern.match(name) for pattern, _ in _KINDS):
            raise InputError(
                "is a link, which isn't followed", where=f"{commit[:12]}:{name}", do="commit the file itself"
            )
        if kind == "blob" and mode != "120000":
            blobs.append((blob, name))
    try:
        text = history.ask("cat-file", "--batch", given="".join(f"{blob}\n" for blob, _ in blobs).encode())
    except Refused as refused:
        raise InputError(
            f"can't be read from {commit[:12]} ({refused.said})", where=OPTION, do="fetch it again"
        ) from refused
    position = 0
    for blob, name in blobs:
        end = text.index(b"\n", position)
        words = text[position:end].split()
        if len(words) != 3:
            raise InputError(f"{blob} of {name} is missing from this clone", where=OPTION, do="fetch it again")
        size = int(words[2])
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text[end + 1 : end + 1 + size])
        position = end + 2 + size


def _findings(history: History, commit: str, paths: Sequence[str], directory: Path) -> Iterator[Finding]:
    # What the ref got since the change began is none of the change's.
    since = history.base(commit) or commit
    baselines = set(paths) - set(JUDGING)
    for name, status in sorted(history.differing(since, paths).items()):
        kind = next((flaw for pattern, flaw in _KINDS if pattern.match(name)), None)
        if kind is None and name in baselines:
            kind = BASELINE
        if kind is not None:
            shown = os.path.relpath(history.root / name, directory).replace(os.sep, "/")
            line = _first_line(history, since, name) if status == "M" else 1
            yield finding(kind, f"{name} {_WORDS[status]}", shown, Position(line, 1))


def _first_line(history: History, commit: str, name: str) -> int:
    match = _HUNK.search(history.ask("diff", "--no-ext-diff", "--unified=0", commit, "--", name))
    return max(1, int(match.group(1))) if match else 1
