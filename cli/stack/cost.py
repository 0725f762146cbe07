"""`platform stack cost`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, use_color

if TYPE_CHECKING:
    from components.cost import Estimate, Line

WIDTH = 80


@click.command(short_help="Estimate what STACK costs a month.")
@click.argument("name", metavar="STACK")
@click.option("--against", metavar="STACK", help="Another stack to compare with.")
@output_option
def cost(name: str, against: str | None, output: str) -> None:
    """Estimate what STACK costs a month on AWS: from its graph and a dated table of prices, each assumption shown.

    No sandbox and no credentials are needed. A price that the table does not have is said to be unknown.
    """
    from cli.shapes.cost import Cost

    first, other = _estimate(name), _estimate(against) if against else None
    if output == "json":
        print_json(Cost.of(first, other))
        return
    color = use_color()
    for line in _lines(first):
        click.echo(click.style(line, bold=True) if color and line[:1].isalpha() else line, color=color)
    if other:
        click.echo()
        for line in _compared(first, other):
            click.echo(line)


def _estimate(name: str) -> Estimate:
    from cli.place import checkout_folder
    from components.config import STACKS, read_environment
    from components.cost import estimated
    from components.recorded import recorded

    checkout = checkout_folder()
    environment = read_environment(name, checkout / STACKS)
    return estimated(recorded(name, checkout), environment.region)


def _lines(estimate: Estimate) -> Iterator[str]:
    from components.cost.charges import HOURS, OUTSIDE

    more = f", and {estimate.unknown} more whose price is unknown" if estimate.unknown else ""
    yield from _item(f"{estimate.stack}: {estimate.known:,.2f} US dollars a month{more}", 0)
    yield ""
    for component, total in estimate.by_component.items():
        yield _columns(component.upper(), "", f"{total:,.2f}")
        yield from _joined((line for line in estimate.lines if line.component == component), estimate.stack)
        yield ""
    yield _columns("TOTAL of what is known", "", f"{estimate.known:,.2f}")
    if estimate.unknown:
        yield _columns("and things whose price is unknown", "", f"{estimate.unknown} more")
    yield ""
    yield f"US dollars a month of {HOURS} hours, {estimate.region}, on-demand list prices."
    yield ""
    yield "Assumed"
    for assumed in dict.fromkeys(line.assumed for line in estimate.lines if line.assumed):
        yield from _item(assumed)
    yield "Not counted"
    for outside in OUTSIDE:
        yield from _item(outside)
    yield "Prices"
    sources: dict[tuple[str, object], list[str]] = {}
    for name, price in estimate.used_prices.items():
        usd = price.of(estimate.region)
        sources.setdefault((price.source, price.as_of), []).append(
            f"{name} {'unknown here' if usd is None else f'{usd:g}'}"
        )
    for (source, as_of), names in sources.items():
        yield from _item(f"{', '.join(names)}: {source}, as of {as_of}")


def _joined(lines: Iterable[Line], stack: str) -> Iterator[str]:
    """Write the lines of one component; resources that are charged alike share one."""
    alike: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        alike.setdefault((line.type, line.what, line.price, line.quantity), []).append(line)
    for same in alike.values():
        first, count = same[0], len(same)
        kind = first.type.rpartition(":")[2]
        label = f"{f'{count} × ' if count > 1 else ''}{kind}, {first.what}"
        if count == 1 and first.type.endswith(":NodeGroup"):
            label = f"{first.name.removeprefix(f'slipway-{stack}-')}, {first.what}"
        how = ""
        if first.usd is not None and first.quantity is not None:
            total = first.quantity * count
            plural = "" if total == 1 or not first.unit.endswith(("hour", "month")) else "s"
            how = f"{total:,.6g} {first.unit}{plural} × {first.usd:g}"
        monthly = None if first.monthly is None else first.monthly * count
        yield _columns(f"  {label}", how, "unknown" if monthly is None else f"{monthly:,.2f}")


def _columns(label: str, how: str, value: str) -> str:
    room = WIDTH - len(value) - 2
    left = f"{label}  {how}".rstrip() if how else label
    if how and len(label) + len(how) + 2 <= room:
        left = f"{label}{how:>{room - len(label)}}"
    return f"{left if len(left) <= room else left[: room - 1] + '…':<{room}}  {value}"


def _item(text: str, indent: int = 2) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent + 2),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _compared(first: Estimate, other: Estimate) -> Iterator[str]:
    mine, theirs = first.by_component, other.by_component
    yield f"{'':<22}{first.stack:>18}{other.stack:>18}{'difference':>18}"
    for component in dict.fromkeys((*mine, *theirs)):
        yield _row(component, mine.get(component, 0.0), theirs.get(component, 0.0))
    yield _row("total of what is known", first.known, other.known)


def _row(label: str, mine: float, theirs: float) -> str:
    return f"{label:<22}{mine:>18,.2f}{theirs:>18,.2f}{theirs - mine:>+18,.2f}"


COMMAND = cost
"""What the group runs."""
