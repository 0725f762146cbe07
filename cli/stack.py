"""`platform stack`: the environments that the Pulumi program stands up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cli.groups import OrderedGroup
from cli.output import duration, output_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cli.shapes import StackRow
    from components.engine import Engine

cloud_option = click.option(
    "--cloud",
    type=click.Choice(["sandbox", "aws"]),
    default="sandbox",
    show_default=True,
    help="sandbox: the local platform. aws: whatever this shell's own credentials, backend and providers reach.",
)


@click.group(cls=OrderedGroup)
def stack() -> None:
    """Look at stacks and stand them up. A stack is one cluster of one environment: `stacks/Pulumi.<stack>.yaml`."""


@stack.command(name="list", short_help="List the stacks of this checkout.")
@output_option
def list_stacks(output: str) -> None:
    """List the stacks of this checkout: environment, region, and what stands of each in the sandbox."""
    from cli.place import checkout_folder, sandbox_engine, state_folder
    from cli.shapes import StackList
    from components.config import STACKS
    from components.stack_file import stack_names
    from toolchain.errors import SlipwayError

    folder = checkout_folder() / STACKS
    state = state_folder()
    try:
        known = sandbox_engine(state).stacks() if (state.pulumi / ".pulumi").is_dir() else {}
    except SlipwayError:
        known = {}
    rows = tuple(_stack_row(name, folder, known.get(name, {})) for name in stack_names(folder))
    if output == "json":
        print_json(StackList(rows))
        return
    if not rows:
        click.echo(f"There is no stack in {folder}.")
        return
    print_table(
        ["STACK", "ENVIRONMENT", "REGION", "RESOURCES", "UPDATED"],
        [
            [
                row.stack,
                "broken" if row.error else row.environment or "-",
                row.region or "-",
                str(row.resources or "-"),
                _ago(row.updated),
            ]
            for row in rows
        ],
    )
    errors = [row.error for row in rows if row.error]
    if errors:
        click.echo()
        click.echo("\n".join(errors))


def _stack_row(name: str, folder: Path, known: Mapping[str, object]) -> StackRow:
    """Give a stack's row from its file and from what Pulumi's backend knows of it."""
    from cli.shapes import StackRow
    from components.config import read_environment
    from components.errors import ConfigurationError

    environment, region, error = None, None, None
    try:
        read = read_environment(name, folder)
        environment, region = read.environment.value, read.region
    except ConfigurationError as wrong:
        error = str(wrong)
    count, updated = known.get("resourceCount"), known.get("lastUpdate")
    resources = count if isinstance(count, int) else 0
    return StackRow(name, environment, region, resources, str(updated) if resources and updated else None, error)


def _ago(time: str | None) -> str:
    """Write how long ago a time was (RFC 3339)."""
    from datetime import UTC, datetime

    if time is None:
        return "never"
    return f"{duration(max(0.0, (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()))} ago"


@stack.command()
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

    engine = _engine(name, cloud)
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


@stack.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there, so that drift is mended.")
@output_option
def up(name: str, cloud: str, refresh: bool, output: str) -> None:
    """Stand STACK up, or bring it to what its file says."""
    from contextlib import ExitStack

    from cli.bringup import engine_turn, summary
    from cli.display import shown_progress
    from cli.place import state_folder
    from cli.shapes import StackUp
    from toolchain.progress import step

    engine = _engine(name, cloud)
    with shown_progress() as progress, ExitStack() as turn:
        if cloud == "sandbox":
            turn.enter_context(engine_turn(state_folder(), progress))
        current = turn.enter_context(step(progress, f"pulumi up --stack {name}"))
        engine.ensure_stack(name)
        outcome = engine.run("up", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    if output == "json":
        print_json(StackUp(name, outcome.counts, outcome.seconds, tuple(outcome.messages)))
        return
    click.echo(f"{name}: {summary(outcome.counts)}")


@stack.command(short_help="Print what STACK exports.")
@click.argument("name", metavar="STACK")
@cloud_option
@output_option
def outputs(name: str, cloud: str, output: str) -> None:
    """Print what STACK exports; secrets are not shown."""
    import json

    from cli.shapes import StackOutputs

    engine = _engine(name, cloud)
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


@stack.command(short_help="Draw the resources of STACK.")
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

    engine = _engine(name, cloud)
    if cloud == "sandbox":
        engine.ensure_stack(name)
    nodes = nodes_of_state(engine.resources(name)) or nodes_of_changes(engine.run("preview", name).changes)
    if output == "json":
        print_json(Graph(name, tuple(map(Resource.of, nodes))))
    elif output == "mermaid":
        click.echo(as_mermaid(nodes))
    else:
        click.echo("\n".join(as_tree(nodes)))


def _engine(name: str, cloud: str) -> Engine:
    """Give the engine for a stack whose file has been read and found right."""
    from cli.place import checkout_folder, running_sandbox, sandbox_engine
    from components.config import read_environment
    from components.engine import Engine

    checkout = checkout_folder()
    read_environment(name, checkout / "stacks")
    return Engine(checkout, os.environ) if cloud == "aws" else sandbox_engine(running_sandbox())
