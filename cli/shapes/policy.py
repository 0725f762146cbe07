"""What `platform policy list`, `show` and `coverage` print under `--output json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from policies.gate.engines import Facts
    from policies.gate.rules import Rule
    from policies.library.examples import Shown
    from policies.library.standards import Control, Coverage


@dataclass(frozen=True)
class RuleRow(Shape):
    """One rule."""

    rule: str
    """Its id."""
    severity: str
    """How bad a finding of it is: critical, high, medium, low or notice."""
    title: str
    """What must hold, in a few words."""
    subject: str
    """Its folder; of a team's rule team_<team>."""
    name: str
    """Its name within the subject."""
    kinds: Sequence[str]
    """The kinds of documents that it concerns; `pod` for all that carry a pod, `*` for all."""
    judges: str
    """What it looks at: document, set or change."""
    controls: Sequence[str]
    """Ids of the controls of outside standards that it asks."""
    file: str
    """Its file, from the checkout."""


@dataclass(frozen=True)
class RuleList(Shape):
    """The rules of this checkout."""

    rules: Sequence[RuleRow]
    """In the order of their ids."""


def rule_row(rule: Rule) -> RuleRow:
    """Give a rule as it is printed."""
    return RuleRow(
        rule.id,
        rule.severity.word,
        rule.title,
        rule.subject,
        rule.name,
        rule.kinds,
        rule.judges,
        rule.controls,
        rule.file,
    )


@dataclass(frozen=True)
class ControlCoverage(Shape):
    """One control of a standard."""

    control: str
    """Its id."""
    title: str
    """What it asks, in our words."""
    rules: Sequence[str]
    """Ids of the rules that ask it; empty if none does."""
    uncovered: str | None
    """Why no rule asks it; null if one does, or if nobody has said why."""


@dataclass(frozen=True)
class StandardCoverage(Shape):
    """One outside standard."""

    standard: str
    """Its short name."""
    name: str
    """Its name."""
    version: str
    """Its edition."""
    source: str
    """Where it is to be had."""
    covered: int
    """How many of its controls a rule asks."""
    controls: Sequence[ControlCoverage]
    """All its controls, in its order."""


@dataclass(frozen=True)
class StandardList(Shape):
    """Outside standards, and what of them our rules ask."""

    standards: Sequence[StandardCoverage]
    """In the order of their short names."""


def standard_coverage(told: Coverage) -> StandardCoverage:
    """Give what of a standard is covered, as it is printed."""
    return StandardCoverage(
        told.key,
        told.standard.name,
        told.standard.version,
        told.standard.source,
        told.covered,
        tuple(
            ControlCoverage(one.control.id, one.control.title, one.rules, None if one.rules else one.control.uncovered)
            for one in told.controls
        ),
    )


@dataclass(frozen=True)
class ControlNamed(Shape):
    """A control that a rule asks."""

    control: str
    """Its id."""
    standard: str | None
    """The name of its standard; null if no standard of ours has it."""
    title: str | None
    """What it asks, in our words; null if no standard of ours has it."""


@dataclass(frozen=True)
class ExampleFinding(Shape):
    """What the gate says of a line of an example."""

    line: int
    """Counted from 1."""
    message: str
    """What it says."""


@dataclass(frozen=True)
class RuleTold(Shape):
    """One rule, explained."""

    rule: str
    """Its id."""
    engine: str
    """What judges by it: opa, checkov or gate. Only a rule of opa has a file, kinds and examples."""
    severity: str
    """How bad a finding of it is."""
    title: str
    """What must hold, in a few words."""
    why: str
    """Why it matters."""
    remediation: str
    """How to mend a finding."""
    subject: str
    """Its folder; of a team's rule team_<team>."""
    name: str
    """Its name within the subject."""
    kinds: Sequence[str]
    """The kinds of documents that it concerns."""
    judges: str
    """What it looks at: document, set or change."""
    file: str
    """Its file, from the checkout."""
    related: Sequence[str]
    """Addresses to read on."""
    controls: Sequence[ControlNamed]
    """The controls that it asks."""
    fails: str
    """An example that it denies, as text; empty if it has none."""
    findings: Sequence[ExampleFinding]
    """What the gate says of that example by this rule."""
    passes: str
    """An example that it finds nothing in; empty if it has none."""
    settings: str
    """The settings by which the examples are judged; empty for the defaults."""


def rule_told(rule: Rule, shown: Shown, controls: Mapping[str, tuple[str, Control]]) -> RuleTold:
    """Give a rule as it is explained."""
    named = [(one, *controls.get(one, (None, None))) for one in rule.controls]
    return RuleTold(
        rule.id,
        "opa",
        rule.severity.word,
        rule.title,
        rule.why,
        rule.remediation,
        rule.subject,
        rule.name,
        rule.kinds,
        rule.judges,
        rule.file,
        rule.related,
        tuple(ControlNamed(one, standard, control.title if control else None) for one, standard, control in named),
        shown.fails,
        tuple(ExampleFinding(line, message) for line, message in shown.findings),
        shown.passes,
        shown.settings,
    )


def told_elsewhere(engine: str, facts: Facts) -> RuleTold:
    """Give a rule that is not written in Rego as it is explained."""
    word, rule_id = facts.severity.word, facts.id
    told = (facts.title, facts.why, facts.remediation)
    return RuleTold(rule_id, engine, word, *told, "", "", (), "", "", (), (), "", (), "", "")
