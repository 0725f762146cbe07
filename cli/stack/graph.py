"""`platform stack graph`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.output import print_json, terminal_width
from cli.stack.target import cloud_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from components.config import Environment
    from components.graph import Node

MANY = 60
"""Resources beyond which a Mermaid diagram shows components only: no viewer draws more in a way one can read."""


@click.command(short_help="Draw the resources of STACK.")
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--planned", is_flag=True, help="What the program declares, even if something of it stands.")
@click.option(
    "--output",
    "-o",
    type=click.Choice(["text", "json", "mermaid", "svg"]),
    default="text",
    show_default=True,
    help="text: a tree in short. json: one object. mermaid: a diagram for Markdown. svg: a picture for the wall.",
)
def graph(name: str, cloud: str, planned: bool, output: str) -> None:
    """Draw STACK's resources: what it holds or, if nothing of it stands, what its program declares.

    The latter needs neither sandbox nor credentials: `platform stack graph prod-uswest -o svg > prod-uswest.svg`.
    """
    from cli.place import checkout_folder
    from cli.shapes.stack import Graph, Resource
    from components.config import STACKS, read_environment
    from components.graph import as_tree

    checkout = checkout_folder()
    environment = read_environment(name, checkout / STACKS)
    nodes = ([] if planned else _standing(name, cloud)) or _declared(name, checkout)
    if output == "json":
        print_json(Graph(name, tuple(map(Resource.of, nodes))))
    elif output == "mermaid":
        click.echo(_mermaid(nodes, name))
    elif output == "svg":
        click.echo(_picture(nodes, environment), nl=False)
    else:
        click.echo("\n".join(as_tree(nodes, name, width=terminal_width())))


def _standing(name: str, cloud: str) -> list[Node]:
    """Give what a stack's state lists; nothing if it is in a sandbox that does not run or does not know it."""
    from cli.place import running_sandbox, sandbox_engine
    from cli.stack.target import engine_for
    from components.graph import nodes_of_state
    from sandbox.errors import NotRunning

    if cloud == "aws":
        return nodes_of_state(engine_for(name, cloud).resources(name))
    try:
        engine = sandbox_engine(running_sandbox())
    except NotRunning:
        return []
    engine.ensure_stack(name)
    return nodes_of_state(engine.resources(name))


def _declared(name: str, checkout: Path) -> list[Node]:
    from components.graph import nodes_of_recording
    from components.recorded import recorded

    return nodes_of_recording(recorded(name, checkout))


def _mermaid(nodes: Sequence[Node], name: str) -> str:
    from components.graph import as_mermaid
    from components.picture import boxes_as_mermaid, boxes_of

    return as_mermaid(nodes) if len(nodes) <= MANY else boxes_as_mermaid(*boxes_of(nodes, name))


def _picture(nodes: Sequence[Node], environment: Environment) -> str:
    from components.picture import Caption, as_svg, boxes_of, laid_out

    boxes, arrows = boxes_of(nodes, environment.stack)
    facts = (
        environment.region,
        f"environment {environment.environment.value}",
        f"Kubernetes {environment.cluster.version}",
        f"{sum(box.count for box in boxes)} resources in {len(boxes)} components",
    )
    return as_svg(laid_out(boxes, arrows), Caption(environment.stack, facts))


COMMAND = graph
"""What the group runs."""
