"""`platform stack`: the environments that the Pulumi program stands up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json, print_table

if TYPE_CHECKING:
    from components.engine import Engine

cloud_option = click.option(
    "--cloud",
    type=click.Choice(["sandbox", "aws"]),
    default="sandbox",
    show_default=True,
    help="sandbox: the local platform. aws: whatever this shell's own credentials, backend and providers reach.",
)


@click.group()
def stack() -> None:
    """Look at stacks and stand them up. A stack is one cluster of one environment: stacks/Pulumi.<stack>.yaml."""


@stack.command(name="list")
@output_option
def list_stacks(output: str) -> None:
    """List the stacks of this checkout: environment, region, and what stands of each in the sandbox."""
    from cli.place import checkout_folder, sandbox_engine, state_folder
    from components.config import STACKS, read_environment
    from components.errors import ConfigurationError
    from components.stack_file import stack_names
    from toolchain.errors import SlipwayError

    folder = checkout_folder() / STACKS
    state = state_folder()
    try:
        known = sandbox_engine(state).stacks() if (state.pulumi / ".pulumi").is_dir() else {}
    except SlipwayError:
        known = {}
    rows = []
    for name in stack_names(folder):
        environment, region, error = "", "", ""
        try:
            read = read_environment(name, folder)
            environment, region = read.environment.value, read.region
        except ConfigurationError as wrong:
            error = str(wrong)
        row = known.get(name, {})
        rows.append(
            {
                "stack": name,
                "environment": environment or None,
                "region": region or None,
                "resources": row.get("resourceCount") or 0,
                "updated": row.get("lastUpdate") if row.get("resourceCount") else None,
                "error": error or None,
            }
        )
    if output == "json":
        print_json({"stacks": rows})
        return
    print_table(
        ["STACK", "ENVIRONMENT", "REGION", "RESOURCES", "UPDATED"],
        [
            [
                str(row["stack"]),
                str(row["environment"] or "-"),
                str(row["region"] or "-"),
                str(row["resources"] or "-"),
                str(row["error"] or row["updated"] or "never"),
            ]
            for row in rows
        ],
    )


@stack.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there.")
@output_option
def preview(name: str, cloud: str, refresh: bool, output: str) -> None:
    """Show what `up` would change in STACK; nothing is changed."""
    from cli.bringup import summary
    from cli.display import shown_progress
    from toolchain.progress import step

    engine = _engine(name, cloud)
    with shown_progress() as progress, step(progress, f"preview {name}") as current:
        engine.ensure_stack(name)
        outcome = engine.run("preview", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    changes = [change for change in outcome.changes if change.operation not in ("same", "read")]
    if output == "json":
        print_json({"stack": name, "counts": outcome.counts, "changes": changes, "messages": outcome.messages})
        return
    if changes:
        rows = [[change.operation, change.type, change.name, ", ".join(change.fields)] for change in changes]
        print_table(["OPERATION", "TYPE", "NAME", "FIELDS"], rows)
        click.echo()
    click.echo(f"{name}: {summary(outcome.counts)}")


@stack.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there, so that drift is mended.")
@output_option
def up(name: str, cloud: str, refresh: bool, output: str) -> None:
    """Stand STACK up, or bring it to what its file says."""
    from cli.bringup import summary
    from cli.display import shown_progress
    from toolchain.progress import step

    engine = _engine(name, cloud)
    with shown_progress() as progress, step(progress, f"pulumi up --stack {name}") as current:
        engine.ensure_stack(name)
        outcome = engine.run("up", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    if output == "json":
        print_json({"stack": name, "counts": outcome.counts, "seconds": outcome.seconds, "messages": outcome.messages})
        return
    click.echo(f"{name}: {summary(outcome.counts)}")


@stack.command()
@click.argument("name", metavar="STACK")
@cloud_option
@output_option
def outputs(name: str, cloud: str, output: str) -> None:
    """Print what STACK exports; secrets are not shown."""
    import json

    engine = _engine(name, cloud)
    values = engine.outputs(name)
    if output == "json":
        print_json({"stack": name, "outputs": values})
        return
    if not values:
        click.echo(f"{name} has no outputs yet; type `platform stack up {name}`.")
        return
    print_table(
        ["OUTPUT", "VALUE"],
        [[key, value if isinstance(value, str) else json.dumps(value)] for key, value in sorted(values.items())],
    )


@stack.command()
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
    from components.graph import as_mermaid, as_tree, nodes_of_changes, nodes_of_state

    engine = _engine(name, cloud)
    engine.ensure_stack(name)
    nodes = nodes_of_state(engine.resources(name)) or nodes_of_changes(engine.run("preview", name).changes)
    if output == "json":
        print_json({"stack": name, "resources": nodes})
    elif output == "mermaid":
        click.echo(as_mermaid(nodes))
    else:
        click.echo("\n".join(as_tree(nodes)))


def _engine(name: str, cloud: str) -> Engine:
    """Give the engine for a stack whose file has been read and found right."""
    from cli.place import checkout_folder, sandbox_engine, state_folder
    from components.config import read_environment
    from components.engine import Engine
    from sandbox.errors import NotRunning
    from sandbox.status import read_status

    checkout = checkout_folder()
    read_environment(name, checkout / "stacks")
    if cloud == "aws":
        return Engine(checkout, os.environ)
    state = state_folder()
    if read_status(state).state == "down":
        raise NotRunning("the sandbox is not running", where=str(state.root), do="type `platform sandbox up`")
    return sandbox_engine(state)
