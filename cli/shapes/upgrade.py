"""What `platform stack upgrade --output json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.upgrade import Plan


@dataclass(frozen=True)
class SupportDates(Shape):
    """How long EKS supports a version."""

    version: str
    """The minor version."""
    standard: str | None
    """Last day of standard support (a date); null if not known here."""
    extended: str | None
    """Last day of extended support (a date); null if not known here."""


@dataclass(frozen=True)
class AddonStep(Shape):
    """An add-on whose version moves."""

    addon: str
    """Its name in EKS."""
    before: str
    """Its version now."""
    after: str
    """Its version then."""


@dataclass(frozen=True)
class UpgradeFinding(Shape):
    """One thing of ours that a version does not take, or warns of."""

    subject: str
    """What it is about."""
    where: str
    """File, or type and name of a resource of the program."""
    version: str
    """The version that brings it."""
    breaks: bool
    """Whether it would no longer work."""


@dataclass(frozen=True)
class UpgradeHint(Shape):
    """One thing that changes, which no search finds."""

    version: str
    """The version that brings it."""
    kind: str
    """removed, changed or deprecated."""
    subject: str
    """What it is about."""
    what: str
    """What happens."""
    do: str
    """What to do before the upgrade."""
    source: str
    """Where it says so."""


@dataclass(frozen=True)
class UpgradePlan(Shape):
    """What raising a stack's Kubernetes takes."""

    stack: str
    """The stack."""
    before: str
    """The version that it has."""
    steps: tuple[str, ...]
    """The versions to go through, one at a time."""
    written: bool
    """Whether the first of them is in the stack's file now."""
    breaks: bool
    """Whether something of ours would no longer work at the first."""
    support: tuple[SupportDates, ...]
    """How long EKS supports each of the versions."""
    addons: tuple[AddonStep, ...]
    """Add-ons whose version moves at the first step."""
    pools: tuple[str, ...]
    """Pools in the order in which their nodes should follow."""
    findings: tuple[UpgradeFinding, ...]
    """What of ours is concerned."""
    notes: tuple[UpgradeHint, ...]
    """What else changes on the way."""

    @classmethod
    def of(cls, plan: Plan, written: bool) -> UpgradePlan:
        """Give a plan as it is printed."""
        from components.upgrade import support_of

        support = []
        for minor in (plan.before, *plan.steps):
            known = support_of(minor)
            dates = (known.standard.isoformat(), known.extended.isoformat()) if known else (None, None)
            support.append(SupportDates(minor, *dates))
        return cls(
            plan.stack,
            plan.before,
            plan.steps,
            written,
            plan.breaks,
            tuple(support),
            tuple(AddonStep(one.addon, one.before, one.after) for one in plan.addons),
            plan.pools,
            tuple(UpgradeFinding(one.subject, one.where, one.minor, one.breaks) for one in plan.findings),
            tuple(
                UpgradeHint(note.minor, note.kind, note.subject, note.what, note.do, note.source) for note in plan.notes
            ),
        )
