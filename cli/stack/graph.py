"""`platform stack graph`."""

from __future__ import annotations

import click

from cli.output import print_json
from cli.stack.target import cloud_option, engine_for


@click.command(short_help="Draw the resources of STACK.")
@click.argument("name", metavar="STACK")
@cloud_option
@click.option(
    "--output",
    "-o",
    type=click.Choice(["text", "json", "mermaid"]),
    default="text",
    show_default=True,
    help="text: a tree. json: one object. mermaid: a diagram for Markdown.",
)
def graph(name: str, cloud: str, output: str) -> None:
    """Draw STACK's resources: what it holds or, if it was never stood up, what it would hold."""
    from cli.shapes import Graph, Resource
    from components.graph import as_mermaid, as_tree, nodes_of_changes, nodes_of_state

    engine = engine_for(name, cloud)
    if cloud == "sandbox":
        engine.ensure_stack(name)
    nodes = nodes_of_state(engine.resources(name)) or nodes_of_changes(engine.run("preview", name).changes)
    if output == "json":
        print_json(Graph(name, tuple(map(Resource.of, nodes))))
    elif output == "mermaid":
        click.echo(as_mermaid(nodes))
    else:
        click.echo("\n".join(as_tree(nodes)))


COMMAND = graph
"""What the group runs."""
