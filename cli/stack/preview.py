"""`platform stack preview`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table, use_color
from cli.stack.target import cloud_option, engine_for

if TYPE_CHECKING:
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
    """Group what a preview of a stack would change by what it means."""
    from cli.place import checkout_folder
    from components.config import STACKS, read_environment
    from components.cost import monthly_price
    from components.preview import differences_of, grouped

    environment = read_environment(name, checkout_folder() / STACKS)
    return grouped(
        differences_of(outcome.changes),
        production=environment.production,
        price=lambda kind, inputs: monthly_price(kind, inputs, environment.region),
    )


def print_grouping(grouping: Grouping) -> None:
    """Print the groups of a preview."""
    from cli.stack.consequences import grouping_lines

    color = use_color()
    for line in grouping_lines(grouping, color=color):
        click.echo(line, color=color)


COMMAND = preview
"""What the group runs."""
