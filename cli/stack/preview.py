"""`platform stack preview`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table, use_color
from cli.stack.target import cloud_option, engine_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from components.config import Environment
    from components.engine import Outcome
    from components.preview import Grouping


@click.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there.")
@output_option
def preview(name: str, cloud: str, refresh: bool, output: str) -> None:
    """Show what `up` would change in STACK, by what it means and then one by one; nothing is changed."""
    from cli.bringup import summary
    from cli.display import shown_progress
    from cli.shapes.preview import MeaningGroup, Preview, ResourceChange
    from components.preview import differences_of
    from toolchain.progress import step

    engine = engine_for(name, cloud)
    with shown_progress() as progress, step(progress, f"preview {name}") as current:
        if cloud == "sandbox":
            engine.ensure_stack(name)
        outcome = engine.run("preview", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    grouping = grouping_of(name, outcome)
    changes = tuple(ResourceChange.of(change) for change in outcome.changes if change.operation not in ("same", "read"))
    if output == "json":
        groups = MeaningGroup.all_of(grouping)
        told = (tuple(outcome.messages), grouping.first, grouping.warnings, groups)
        print_json(Preview(name, outcome.counts, changes, *told))
        return
    print_grouping(grouping)
    differences = [one for one in differences_of(outcome.changes) if one.kind != "same"]
    if differences:
        rows = [[one.name, one.type, one.kind, ", ".join(one.fields)] for one in differences]
        print_table(["NAME", "TYPE", "OPERATION", "FIELDS"], rows)
        click.echo()
    click.echo(f"{name}: {summary(outcome.counts)}")


def grouping_of(name: str, outcome: Outcome) -> Grouping:
    """Group what a preview of a stack would change by what it means, with what its file alone makes one stop at."""
    from cli.place import checkout_folder
    from components.config import STACKS, read_environment
    from components.cost import monthly_price
    from components.preview import differences_of, grouped

    folder = checkout_folder() / STACKS
    environment = read_environment(name, folder)
    grouping = grouped(
        differences_of(outcome.changes),
        production=environment.production,
        price=lambda kind, inputs: monthly_price(kind, inputs, environment.region),
    )
    return replace(grouping, warnings=(*grouping.warnings, *_of_the_file(environment, folder)))


def _of_the_file(environment: Environment, folder: Path) -> Iterator[str]:
    """Tell whether EKS is about to upgrade a stack by itself, and which other stacks have its addresses."""
    from components.addresses import blocks_in, overlaps_of
    from components.upgrade import support_warning

    stack, cluster = environment.stack, environment.cluster
    ending = support_warning(stack, cluster.version, cluster.support, today())
    if ending:
        yield ending
    yield from map(str, overlaps_of(stack, blocks_in(folder)))


def today() -> date:
    """Give the day in UTC, by which AWS ends support."""
    return datetime.now(UTC).date()


def print_grouping(grouping: Grouping) -> None:
    """Print the groups of a preview."""
    from cli.stack.consequences import grouping_lines

    color = use_color()
    for line in grouping_lines(grouping, color=color):
        click.echo(line, color=color)


COMMAND = preview
"""What the group runs."""
