"""What `platform stack cost --output json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.cost import Estimate, Line, Price


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
