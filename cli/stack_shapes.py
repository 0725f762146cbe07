"""What `--output json` of the commands on stacks prints, a dataclass an object; see `cli.shapes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.sandbox_shapes import Shape

if TYPE_CHECKING:
    from components.cost import Estimate, Line, Price
    from components.preview import Consequence, Group, Grouping


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
