"""A study of rules by their mutants: how many of each the tests notice, and what they miss."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.mutation.mutants import Mutant, mutants_of, package_of, sample, subject_of
from policies.mutation.trial import Tried, by_subject, try_all
from policies.mutation.wider import tried_wider

LEAST = 0.9
"""The share of mutants that the tests must notice."""


@dataclass(frozen=True, slots=True)
class Score:
    """One rule's mutants, counted.

    Args:
        subject: the rule's package without `data.`.
        file: its file.
        killed: mutants that a test noticed.
        survivors: those that none did.
        broken: those that don't compile; they count for nothing.
    """

    subject: str
    file: str
    killed: int
    survivors: tuple[Mutant, ...]
    broken: int


@dataclass(frozen=True, slots=True)
class Study:
    """What came out, rule by rule, in the order of their packages."""

    scores: tuple[Score, ...]
    operators: Mapping[str, tuple[int, int]]
    """Of each kind of change: how many were noticed, of how many that compiled."""
    seconds: float

    @property
    def killed(self) -> int:
        """How many mutants a test noticed."""
        return sum(score.killed for score in self.scores)

    @property
    def tried(self) -> int:
        """How many mutants compiled."""
        return self.killed + sum(len(score.survivors) for score in self.scores)

    @property
    def share(self) -> float:
        """The share that was noticed; 1 if there was none."""
        return self.killed / self.tried if self.tried else 1.0


def study(
    opa: Path,
    files: Sequence[Path],
    library: Sequence[Path],
    *,
    users: Sequence[Path] = (),
    size: int | None = None,
    seed: int = 1,
) -> Study:
    """Make mutants of Rego files and run the tests beside each.

    Args:
        opa: the program.
        files: what is mutated: rules, or shared code with tests beside it.
        library: every Rego file that those and their tests may use.
        users: Rego files whose tests are run too where those beside a file notice nothing, if they use that file: the
            rules, where shared code is mutated.
        size: how many mutants are tried, chosen over all files; None tries all.
        seed: of that choice: the same one chooses the same mutants of the same files.

    Raises:
        RuleError: a file doesn't parse, or its tests fail as it is.
        EngineError: OPA failed.
    """
    began = time.monotonic()
    subjects = [subject_of(file) for file in files]
    mutants = [mutant for subject in subjects for mutant in mutants_of(opa, subject)]
    chosen = sample(mutants, size, seed)
    packages = {package_of(file): file for file in library}
    tried = try_all(opa, chosen, packages)
    if users:
        tried = tried_wider(opa, tried, [subject_of(file) for file in users], packages)
    sorted_ = by_subject(tried)
    scores = tuple(
        _score(subject.name, str(subject.file), sorted_.get(subject.name, ()))
        for subject in sorted(subjects, key=lambda one: one.name)
        if subject.name in sorted_
    )
    return Study(scores, _by_operator(tried), time.monotonic() - began)


def _score(subject: str, file: str, tried: Sequence[Tried]) -> Score:
    counted = Counter(one.fate for one in tried)
    survivors = tuple(one.mutant for one in tried if one.fate == "survived")
    return Score(subject, file, counted["killed"], survivors, counted["broken"])


def _by_operator(tried: Sequence[Tried]) -> Mapping[str, tuple[int, int]]:
    killed = Counter(one.mutant.operator for one in tried if one.fate == "killed")
    whole = Counter(one.mutant.operator for one in tried if one.fate != "broken")
    return {name: (killed[name], whole[name]) for name in sorted(whole)}
