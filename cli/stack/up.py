"""`platform stack up`."""

from __future__ import annotations

import click

from cli.output import output_option, print_json
from cli.stack.target import cloud_option, engine_for


@click.command()
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

    engine = engine_for(name, cloud)
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


COMMAND = up
"""What the group runs."""
