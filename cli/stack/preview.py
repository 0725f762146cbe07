"""`platform stack preview`."""

from __future__ import annotations

import click

from cli.output import output_option, print_json, print_table
from cli.stack.target import cloud_option, engine_for


@click.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there.")
@output_option
def preview(name: str, cloud: str, refresh: bool, output: str) -> None:
    """Show what `up` would change in STACK; nothing is changed."""
    from cli.bringup import summary
    from cli.display import shown_progress
    from cli.shapes import Preview, ResourceChange
    from toolchain.progress import step

    engine = engine_for(name, cloud)
    with shown_progress() as progress, step(progress, f"preview {name}") as current:
        if cloud == "sandbox":
            engine.ensure_stack(name)
        outcome = engine.run("preview", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    changes = tuple(ResourceChange.of(change) for change in outcome.changes if change.operation not in ("same", "read"))
    if output == "json":
        print_json(Preview(name, outcome.counts, changes, tuple(outcome.messages)))
        return
    if changes:
        rows = [[change.name, change.type, change.operation, ", ".join(change.fields)] for change in changes]
        print_table(["NAME", "TYPE", "OPERATION", "FIELDS"], rows)
        click.echo()
    click.echo(f"{name}: {summary(outcome.counts)}")


COMMAND = preview
"""What the group runs."""
