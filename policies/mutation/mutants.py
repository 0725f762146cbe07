"""From a rule to its mutants: each the rule's text with one edit, and what a person reads of it."""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.mutation.operators import edits
from policies.mutation.syntax import Source, parsed


@dataclass(frozen=True, slots=True)
class Subject:
    """A Rego file that is mutated, and the tests beside it.

    Args:
        name: its package without `data.`, e.g. `slipway.rules.pods.privileged`.
        file: the rule.
        tests: its tests; a file that may not be there.
    """

    name: str
    file: Path
    tests: Path


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of a rule.

    Args:
        subject: what was changed.
        operator: the kind of change, as the table of operators names it.
        line: where it was changed, counted from 1.
        text: the whole file after it.
    """

    subject: Subject
    operator: str
    line: int
    text: str


def subject_of(file: Path) -> Subject:
    """Give a Rego file as what is mutated; its package is read from its text."""
    return Subject(package_of(file), file, file.with_name(f"{file.stem}_test.rego"))


def package_of(file: Path) -> str:
    """Give the package of a Rego file without `data.`; empty if it has none."""
    found = re.search(r"^package\s+([\w.]+)", file.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""


def mutants_of(opa: Path, subject: Subject) -> tuple[Mutant, ...]:
    """Give every mutant of a rule, in the order of the table of operators.

    Raises:
        RuleError: the rule doesn't parse.
    """
    return mutated(subject, parsed(opa, subject.file))


def mutated(subject: Subject, source: Source) -> tuple[Mutant, ...]:
    """Give every mutant of a rule that is parsed."""
    return tuple(
        Mutant(
            subject,
            operator,
            source.text.count("\n", 0, edit.span.start) + 1,
            source.text[: edit.span.start] + edit.replacement + source.text[edit.span.end :],
        )
        for operator, edit in edits(source)
    )


def sample(mutants: Sequence[Mutant], size: int | None, seed: int) -> tuple[Mutant, ...]:
    """Choose some of the mutants; the same ones for the same seed.

    Args:
        mutants: what to choose from.
        size: how many; None takes all.
        seed: of the choice.
    """
    if size is None or size >= len(mutants):
        return tuple(mutants)
    chosen = random.Random(seed).sample(range(len(mutants)), size)  # noqa: S311 - a sample, no secret
    return tuple(mutants[number] for number in sorted(chosen))


def difference(mutant: Mutant, original: str) -> str:
    """Give what a mutant changed, as a unified diff with no context."""
    name = mutant.subject.file.name
    lines = difflib.unified_diff(original.splitlines(), mutant.text.splitlines(), name, name, "", "", n=0, lineterm="")
    return "\n".join(list(lines)[2:])
