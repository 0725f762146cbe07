"""What `platform policy test` and `mutants` print under `--output json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from pathlib import Path

    from policies.library.proof import Proof
    from policies.mutation.study import Study


@dataclass(frozen=True)
class TestFailed(Shape):
    """A test that failed."""

    test: str
    """Its package and name."""
    file: str
    """Its file, from the checkout."""
    line: int
    """Where it begins."""
    error: str | None
    """The error that it raised; null if it just did not hold."""


@dataclass(frozen=True)
class LinesUncovered(Shape):
    """Lines of one file that no test runs."""

    file: str
    """The file, from the checkout."""
    lines: Sequence[int]
    """The lines; empty if none of the file is run."""


@dataclass(frozen=True)
class TestResults(Shape):
    """What the rules' tests and examples said."""

    sound: bool
    """Whether nothing is wrong."""
    passed: int
    """How many tests passed."""
    skipped: int
    """How many tests are put off."""
    failures: Sequence[TestFailed]
    """The tests that failed."""
    examples: Sequence[str]
    """What is wrong with examples and METADATA, a sentence each."""
    uncovered: Sequence[LinesUncovered] | None
    """Lines that no test runs; null if that was not asked, or tests fail."""
    seconds: float
    """How long it took."""


def test_results(proof: Proof) -> TestResults:
    """Give what the tests said, as it is printed."""
    failures = tuple(TestFailed(one.test, one.file, one.line, one.error) for one in proof.tests.failures)
    gaps = None if proof.uncovered is None else tuple(LinesUncovered(one.file, one.lines) for one in proof.uncovered)
    return TestResults(
        proof.sound, proof.tests.passed, proof.tests.skipped, failures, proof.examples, gaps, round(proof.seconds, 3)
    )


@dataclass(frozen=True)
class MutatedRule(Shape):
    """One rule, or file of shared code, that was mutated."""

    rule: str
    """Its package."""
    tried: int
    """How many of its mutants compile."""
    killed: int
    """How many of those a test noticed."""


@dataclass(frozen=True)
class Survivor(Shape):
    """A mutant that no test noticed."""

    file: str
    """The file that was changed, from the checkout."""
    line: int
    """Where, counted from 1."""
    change: str
    """The kind of change."""
    difference: str
    """What was changed, as a unified diff."""


@dataclass(frozen=True)
class Mutants(Shape):
    """What the rules' tests noticed of changes to the rules."""

    tried: int
    """How many mutants compile."""
    killed: int
    """How many of those a test noticed."""
    share: float
    """The share that was noticed."""
    broken: int
    """How many did not compile; they count for nothing."""
    rules: Sequence[MutatedRule]
    """Rule by rule, in the order of their packages."""
    survivors: Sequence[Survivor]
    """Those that no test noticed."""
    seconds: float
    """How long it took."""


def mutants_told(found: Study, checkout: Path) -> Mutants:
    """Give a study of mutants as it is printed; files are named from the checkout."""
    from policies.mutation.mutants import difference

    survivors = [mutant for score in found.scores for mutant in score.survivors]
    originals = {mutant.subject.file: mutant.subject.file.read_text(encoding="utf-8") for mutant in survivors}
    return Mutants(
        found.tried,
        found.killed,
        round(found.share, 4),
        sum(score.broken for score in found.scores),
        tuple(MutatedRule(one.subject, one.killed + len(one.survivors), one.killed) for one in found.scores),
        tuple(
            Survivor(
                one.subject.file.relative_to(checkout).as_posix(),
                one.line,
                one.operator,
                difference(one, originals[one.subject.file]),
            )
            for one in survivors
        ),
        round(found.seconds, 3),
    )
