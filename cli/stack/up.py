"""`platform stack up`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from cli.output import output_option, print_json
from cli.stack.target import cloud_option, engine_for

if TYPE_CHECKING:
    from components.engine import Engine


@click.command()
@click.argument("name", metavar="STACK")
@cloud_option
@click.option("--refresh", is_flag=True, help="Look first at what is really there, so that drift is mended.")
@click.option("--yes", "-y", is_flag=True, help="Don't ask, even for production on a terminal.")
@output_option
def up(name: str, cloud: str, refresh: bool, yes: bool, output: str) -> None:
    """Stand STACK up, or bring it to what its file says.

    For a stack of the environment prod, typed on a terminal, what would change is shown first and asked for.
    """
    from contextlib import ExitStack

    from cli.bringup import engine_turn, summary
    from cli.display import shown_progress
    from cli.place import state_folder
    from cli.shapes.stack import StackUp
    from toolchain.progress import step

    engine = engine_for(name, cloud)
    if output == "text" and not yes and _is_watched() and _is_production(name) and not _agreed(engine, name, refresh):
        click.echo(f"{name}: nothing was changed")
        raise click.exceptions.Exit(1)
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


def _is_watched() -> bool:
    """Tell whether a person sits there who can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def _is_production(name: str) -> bool:
    from cli.place import checkout_folder
    from components.config import STACKS, read_environment

    return read_environment(name, checkout_folder() / STACKS).production


def _agreed(engine: Engine, name: str, refresh: bool) -> bool:
    """Show what would change, by what it means, and ask."""
    from cli.bringup import summary
    from cli.display import shown_progress
    from cli.stack.preview import grouping_of, print_grouping
    from toolchain.progress import step

    with shown_progress() as progress, step(progress, f"preview {name}") as current:
        engine.ensure_stack(name)
        outcome = engine.run("preview", name, refresh=refresh, note=current.note)
        current.outcome = summary(outcome.counts)
    if not outcome.changed:
        return True
    print_grouping(grouping_of(name, outcome))
    return click.confirm(f"Bring {name}, which is production, to this?")


COMMAND = up
"""What the group runs."""
