"""`platform stack outputs`."""

from __future__ import annotations

import click

from cli.output import output_option, print_json, print_table
from cli.stack.target import cloud_option, engine_for


@click.command(short_help="Print what STACK exports.")
@click.argument("name", metavar="STACK")
@cloud_option
@output_option
def outputs(name: str, cloud: str, output: str) -> None:
    """Print what STACK exports; secrets are not shown."""
    import json

    from cli.shapes.stack import StackOutputs

    engine = engine_for(name, cloud)
    values = engine.outputs(name)
    if output == "json":
        print_json(StackOutputs(name, values))
        return
    if not values:
        click.echo(f"{name} has no outputs yet; type `platform stack up {name}`.")
        return
    cut = print_table(
        ["OUTPUT", "VALUE"],
        [[key, value if isinstance(value, str) else json.dumps(value)] for key, value in sorted(values.items())],
    )
    if cut:
        click.echo()
        click.echo(f"Whole values: platform stack outputs {name} --output json")


COMMAND = outputs
"""What the group runs."""
