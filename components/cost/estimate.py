"""A stack's monthly estimate from its recorded graph: a line for each thing that is charged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from components.cost.charges import CHARGES, FREE, VOLUME, Charge, nodes_of
from components.cost.prices import Price, prices
from components.preview.differences import value_at
from components.recorded import RecordedResource, Recording

LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"


@dataclass(frozen=True)
class Line:
    """One thing that one resource is charged for.

    Args:
        component: the component at the top that the resource is in.
        type: the resource's type token.
        name: its name in the program.
        what: what is charged.
        quantity: how many units a month; None if unknown.
        unit: of what; empty if there is no price.
        usd: price of a unit in US dollars; None if unknown.
        price: the price's name in prices.toml; empty if there is none.
        assumed: what is assumed of its use; empty if nothing is.
    """

    component: str
    type: str
    name: str
    what: str
    quantity: float | None
    unit: str
    usd: float | None
    price: str
    assumed: str

    @property
    def monthly(self) -> float | None:
        """What it costs a month in US dollars; None if that is unknown."""
        if self.quantity == 0:
            return 0.0
        return None if self.usd is None or self.quantity is None else self.usd * self.quantity


@dataclass(frozen=True)
class Estimate:
    """What a stack costs a month.

    Args:
        stack: its name.
        region: its AWS region.
        lines: each thing that is charged, by component.
    """

    stack: str
    region: str
    lines: tuple[Line, ...]

    @property
    def known(self) -> float:
        """The total of what is known, in US dollars."""
        return sum(line.monthly or 0.0 for line in self.lines)

    @property
    def unknown(self) -> int:
        """How many lines have no known cost."""
        return sum(line.monthly is None for line in self.lines)

    @property
    def by_component(self) -> Mapping[str, float]:
        """What is known of each component, in US dollars."""
        totals: dict[str, float] = {}
        for line in self.lines:
            totals[line.component] = totals.get(line.component, 0.0) + (line.monthly or 0.0)
        return {component: round(total, 2) for component, total in totals.items()}

    @property
    def used_prices(self) -> Mapping[str, Price]:
        """The prices that the lines use, by name."""
        table = prices()
        return {line.price: table[line.price] for line in self.lines if line.price in table}


def estimated(recording: Recording, region: str) -> Estimate:
    """Estimate what a recorded stack costs a month.

    Args:
        recording: what the program registers for the stack.
        region: its AWS region.
    """
    by_urn = {one.urn: one for one in recording.resources}
    lines: list[Line] = []
    for one in recording.resources:
        component = _top(one, by_urn)
        lines += _lines(one.type, one.name, one.inputs, region, component)
        if one.type == NODE_GROUP:
            lines += _volumes(one, by_urn, region, component)
    return Estimate(recording.stack, region, tuple(sorted(lines, key=lambda line: line.component)))


def monthly_price(kind: str, inputs: Mapping[str, Any], region: str) -> float | None:
    """Give what one resource costs a month by its inputs alone; None if any part of it is unknown."""
    costs = [line.monthly for line in _lines(kind, "", inputs, region, "")]
    return None if None in costs else sum(cost for cost in costs if cost is not None)


def is_free(kind: str) -> bool:
    """Tell whether AWS charges nothing for a resource of a type by itself."""
    return kind not in CHARGES and any(fnmatchcase(kind, pattern) for pattern in FREE)


def _lines(kind: str, name: str, inputs: Mapping[str, Any], region: str, component: str) -> Iterable[Line]:
    charges: Iterable[Charge] = CHARGES.get(kind, ())
    if not charges and not is_free(kind):
        charges = (Charge("all of it", "", lambda inputs: None),)
    for charge in charges:
        if charge.when(inputs):
            wanted = charge.price if isinstance(charge.price, str) else charge.price(inputs)
            yield _line(charge, wanted or "", charge.quantity(inputs), (kind, name, region, component))


def _line(charge: Charge, wanted: str, quantity: float | None, of: tuple[str, str, str, str]) -> Line:
    kind, name, region, component = of
    price = prices().get(wanted)
    return Line(
        component,
        kind,
        name,
        charge.what,
        quantity,
        price.unit if price else "",
        price.of(region) if price else None,
        wanted if price else "",
        charge.assumed,
    )


def _volumes(group: RecordedResource, by_urn: Mapping[str, RecordedResource], region: str, top: str) -> Iterable[Line]:
    """Give the line for the volumes of a pool's nodes, whose size is in the launch template that it depends on."""
    for urn in group.property_dependencies.get("launchTemplate", ()):
        template = by_urn.get(urn)
        if template is None or template.type != LAUNCH_TEMPLATE:
            continue
        disks = template.inputs.get("blockDeviceMappings")
        sizes = [value_at(disk, "ebs.volumeSize") for disk in disks] if isinstance(disks, list) else []
        total = sum(float(size) for size in sizes if isinstance(size, int | float))
        yield _line(VOLUME, "ebs-gp3", total * nodes_of(group.inputs), (group.type, group.name, region, top))


def _top(one: RecordedResource, by_urn: Mapping[str, RecordedResource]) -> str:
    """Give the kind of the component at the top that a resource is in: `network` for slipway:network:Network."""
    while one.parent in by_urn:
        one = by_urn[one.parent]
    return one.type.split(":")[1] if one.component else "stack"
