"""What `--output json` of the commands on stacks prints, a dataclass an object; see `cli.shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.sandbox_shapes import Shape

if TYPE_CHECKING:
    from components.cost import Estimate, Line, Price
    from components.preview import Consequence, Group, Grouping
    from components.upgrade import Plan


@dataclass(frozen=True)
class ChangeMeaning(Shape):
    """What one change means in one respect."""

    urn: str
    """The resource's URN."""
    type: str
    """Its type token."""
    name: str
    """Its name in the program."""
    operation: str
    """create, update, replace or delete."""
    says: tuple[str, ...]
    """What differs, a clause each."""
    because: str
    """What follows from it; empty if nothing more is known."""
    source: str
    """Where it says so; empty if it is Pulumi's own word."""

    @classmethod
    def of(cls, one: Consequence) -> ChangeMeaning:
        """Give a consequence as it is printed."""
        change = one.difference
        return cls(change.urn, change.type, change.name, change.kind, one.says, one.because, one.source)


@dataclass(frozen=True)
class MeaningGroup(Shape):
    """The changes of one meaning."""

    meaning: str
    """loses-data, replaced, control-plane, rolls-nodes, restarts-pods, touches-data, touches-access, touches-network,
    costs-more, costs-less, new, gone, other or only-tags."""
    heading: str
    """Its heading."""
    changes: tuple[ChangeMeaning, ...]
    """The changes."""

    @classmethod
    def of(cls, group: Group) -> MeaningGroup:
        """Give a group as it is printed."""
        return cls(group.meaning.value, group.title, tuple(map(ChangeMeaning.of, group.consequences)))

    @classmethod
    def all_of(cls, grouping: Grouping) -> tuple[MeaningGroup, ...]:
        """Give all groups as they are printed."""
        return tuple(map(cls.of, grouping.groups))


@dataclass(frozen=True)
class CostLine(Shape):
    """One thing that one resource is charged for."""

    component: str
    """The component at the top that the resource is in."""
    type: str
    """The resource's type token."""
    name: str
    """Its name in the program."""
    what: str
    """What is charged."""
    quantity: float | None
    """How many units a month; null if unknown."""
    unit: str
    """Of what; empty if there is no price."""
    usd: float | None
    """Price of a unit in US dollars; null if unknown."""
    monthly_usd: float | None
    """What it costs a month in US dollars; null if unknown."""
    price: str
    """The price's name in the table; empty if there is none."""
    assumed: str
    """What is assumed of its use; empty if nothing is."""

    @classmethod
    def of(cls, line: Line) -> CostLine:
        """Give a line as it is printed."""
        monthly = None if line.monthly is None else round(line.monthly, 4)
        return cls(
            *(line.component, line.type, line.name, line.what, line.quantity, line.unit, line.usd),
            *(monthly, line.price, line.assumed),
        )


@dataclass(frozen=True)
class PriceSource(Shape):
    """Where a price comes from."""

    unit: str
    """What it is for."""
    usd: float | None
    """The price in the stack's region; null if it is not known there."""
    source: str
    """Where it was read."""
    as_of: str
    """As of when it holds (a date)."""

    @classmethod
    def of(cls, price: Price, region: str) -> PriceSource:
        """Give a price as it is printed."""
        return cls(price.unit, price.of(region), price.source, price.as_of.isoformat())


@dataclass(frozen=True)
class CostComparison(Shape):
    """The same estimate of another stack."""

    stack: str
    """The other stack."""
    region: str
    """Its region."""
    known_usd: float
    """The total of what is known, in US dollars a month."""
    unknown: int
    """How many things have no known cost."""
    by_component: Mapping[str, float]
    """What is known by component."""


@dataclass(frozen=True)
class Cost(Shape):
    """What a stack costs a month."""

    stack: str
    """The stack."""
    region: str
    """Its region."""
    known_usd: float
    """The total of what is known, in US dollars a month."""
    unknown: int
    """How many things have no known cost."""
    by_component: Mapping[str, float]
    """What is known by component."""
    lines: tuple[CostLine, ...]
    """Each thing that is charged."""
    prices: Mapping[str, PriceSource]
    """The prices used, by name."""
    hours: int
    """Hours of a month that are counted."""
    outside: tuple[str, ...]
    """What no line counts."""
    against: CostComparison | None
    """Another stack to compare with; null if none was asked for."""

    @classmethod
    def of(cls, estimate: Estimate, against: Estimate | None) -> Cost:
        """Give an estimate as it is printed."""
        from components.cost.charges import HOURS, OUTSIDE

        other = None
        if against:
            known = round(against.known, 2)
            other = CostComparison(against.stack, against.region, known, against.unknown, against.by_component)
        return cls(
            estimate.stack,
            estimate.region,
            round(estimate.known, 2),
            estimate.unknown,
            estimate.by_component,
            tuple(map(CostLine.of, estimate.lines)),
            {name: PriceSource.of(price, estimate.region) for name, price in estimate.used_prices.items()},
            HOURS,
            OUTSIDE,
            other,
        )


@dataclass(frozen=True)
class NewStackFile(Shape):
    """A stack's file that was made from another's."""

    stack: str
    """The stack."""
    file: str
    """Its file's path in the checkout."""
    written: bool
    """False with `--dry-run`, which writes nothing."""
    environment: str
    """Its environment."""
    region: str
    """Its region."""
    cidr: str
    """Addresses of its VPC."""
    zones: tuple[str, ...]
    """Letters of its zones."""
    text: str
    """What the file says."""


@dataclass(frozen=True)
class PolicyDocuments(Shape):
    """What a principal must be allowed for a stack to stand up, change and go."""

    stack: str
    """The stack."""
    documents: Mapping[str, Mapping[str, object]]
    """IAM policy documents by the name that each could have, each within IAM's limit of 6,144 characters."""
    types: Mapping[str, int]
    """Resource type → how many of it the stack has."""
    actions: int
    """Number of different actions."""


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
