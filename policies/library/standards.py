"""The controls of outside standards, and which of them a rule of ours asks; data in `policies/standards/*.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from policies.errors import RuleError
from policies.gate.rules import Rule

FOLDER = Path("policies", "standards")
"""Where they are, from the checkout."""


class Control(BaseModel):
    """One thing that a standard asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="As rules name it: `pss/baseline/privileged`, `CKV_K8S_16`.")
    title: str = Field(description="What it asks for, in our own words.")
    group: str = Field(default="", description="The chapter of the standard that it stands in.")
    uncovered: str | None = Field(default=None, description="Why no rule asks it; None if one must.")


class Standard(BaseModel):
    """One standard: name, edition, source, its controls, and reasons that their `uncovered` names by a word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    version: str
    source: str
    reasons: Mapping[str, str] = {}
    controls: tuple[Control, ...]


@dataclass(frozen=True, slots=True)
class Covered:
    """A control with the ids of the rules that ask it; none if it isn't covered."""

    control: Control
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a standard our rules ask.

    Args:
        key: the standard's short name, e.g. `cis-eks`.
        standard: it.
        controls: each of its controls, in its order.
    """

    key: str
    standard: Standard
    controls: tuple[Covered, ...]

    @property
    def covered(self) -> int:
        """How many controls a rule asks."""
        return sum(bool(one.rules) for one in self.controls)

    @property
    def unexplained(self) -> tuple[Control, ...]:
        """The controls that no rule asks and nobody said why."""
        return tuple(one.control for one in self.controls if not one.rules and not one.control.uncovered)

    @property
    def stale(self) -> tuple[Control, ...]:
        """The controls that are said to be uncovered and are not."""
        return tuple(one.control for one in self.controls if one.rules and one.control.uncovered)


def standards(checkout: Path) -> Mapping[str, Standard]:
    """Give the standards by their short names, in the order of those.

    Raises:
        RuleError: a file is not what it should be, or two controls have one id.
    """
    found: dict[str, Standard] = {}
    owners: dict[str, str] = {}
    for file in sorted((checkout / FOLDER).glob("*.yaml")):
        where = str(file.relative_to(checkout))
        try:
            standard = Standard.model_validate(yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader))
        except (ValidationError, yaml.YAMLError) as error:
            raise RuleError(f"is no standard: {' '.join(str(error).split())}", where=where, do="mend it") from None
        standard = _written_out(standard)
        for control in standard.controls:
            if control.id in owners:
                raise RuleError(f"has {control.id}, which {owners[control.id]} has", where=where, do="drop one")
            owners[control.id] = where
        found[file.stem] = standard
    return found


def _written_out(standard: Standard) -> Standard:
    """Give a standard with each reason in the place of the word for it."""
    reasons = standard.reasons
    controls = (
        one.model_copy(update={"uncovered": reasons.get(one.uncovered or "", one.uncovered)})
        for one in standard.controls
    )
    return standard.model_copy(update={"controls": tuple(controls)})


def coverage_of(key: str, standard: Standard, rules: Sequence[Rule]) -> Coverage:
    """Give which rules ask each control of a standard."""
    asked = {
        control.id: tuple(rule.id for rule in rules if control.id in rule.controls) for control in standard.controls
    }
    return Coverage(key, standard, tuple(Covered(control, asked[control.id]) for control in standard.controls))


def named(known: Mapping[str, Standard]) -> Mapping[str, tuple[str, Control]]:
    """Give each control by its id, with the name of its standard."""
    return {control.id: (standard.name, control) for standard in known.values() for control in standard.controls}
