"""Whether rules do what they say: their tests, the lines that those run, and their examples through the gate."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.gate.rules import Rule
from policies.library.catalogue import Catalogue, files_of, rego_files
from policies.library.examples import shown_examples
from policies.library.scaffold import UNWRITTEN
from policies.library.tests import TestRun, Uncovered, run_tests, uncovered_lines


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about rules.

    Args:
        tests: what their tests said.
        uncovered: lines that no test runs; None if that was not asked, or tests fail.
        examples: what is wrong with their examples and their words, a sentence each.
        seconds: how long it took.
    """

    tests: TestRun
    uncovered: tuple[Uncovered, ...] | None
    examples: tuple[str, ...]
    seconds: float

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return bool(not self.tests.failures and not self.examples and not self.uncovered)


def prove(opa: Path, known: Catalogue, rules: Sequence[Rule] | None, *, coverage: bool) -> Proof:
    """Run the tests of rules and judge their examples.

    Args:
        opa: the program.
        known: every rule; tests may use any.
        rules: those that are to be proved; None for all, and the shared code too.
        coverage: whether lines that no test runs count.

    Raises:
        GateError: something doesn't compile or can't be judged.
    """
    began = time.monotonic()
    files = rego_files(known.checkout)
    only = None if rules is None else _tests_of(rules)
    run = run_tests(opa, known.checkout, files, only=only)
    gaps: tuple[Uncovered, ...] | None = None
    if coverage and not run.failures:
        named = None if rules is None else {rule.file for rule in rules}
        found = uncovered_lines(opa, known.checkout, files, only=only)
        gaps = tuple(gap for gap in found if named is None or gap.file in named)
    chosen = known.rules if rules is None else rules
    return Proof(run, gaps, complaints(known.checkout, chosen), time.monotonic() - began)


def complaints(checkout: Path, rules: Sequence[Rule]) -> tuple[str, ...]:
    """Give what is wrong with rules beside their tests: unwritten words, missing files, examples beside the point."""
    told: list[str] = []
    there: list[Rule] = []
    for rule in rules:
        files = files_of(rule)
        if any(UNWRITTEN in text for text in (rule.title, rule.why, rule.remediation)):
            told.append(f"{rule.file}: {rule.id}'s METADATA still says {UNWRITTEN}")
        missing = [file for file in (files.tests, files.fails, files.passes) if not (checkout / file).is_file()]
        told += [f"{file}: is missing; {rule.id} needs it" for file in missing]
        if files.fails not in missing and files.passes not in missing:
            there.append(rule)
    judged = shown_examples(checkout, there)
    for rule in there:
        shown, files = judged[rule.id], files_of(rule)
        if not shown.findings:
            told.append(f"{files.fails}: {rule.id} finds nothing in it")
        told += [f"{files.passes}:{line}: {rule.id} denies it: {message}" for line, message in shown.wrong]
    return tuple(told)


def _tests_of(rules: Sequence[Rule]) -> str:
    """Give a regular expression of the tests of some rules."""
    packages = "|".join(re.escape(f"{rule.subject}.{rule.name}_test") for rule in rules)
    return rf"^data\.slipway\.rules\.({packages})\."
