"""`platform up` and `platform down`: the whole platform on this machine."""

from __future__ import annotations

import click

from cli.output import duration, mebibytes, output_option, print_json, print_table


@click.command()
@click.option("--stack", default="local", show_default=True, metavar="STACK", help="The stack to stand up.")
@output_option
def up(stack: str, output: str) -> None:
    """Bring the platform up: tools, sandbox, `pulumi up`, first service synced by Argo CD.

    Running it again changes nothing; running it after an interruption goes on.
    """
    import time

    from cli.bringup import add_late_tools, await_applications, engine_turn, start_sandbox, start_stack, summary
    from cli.display import shown_progress
    from cli.place import checkout_folder, state_folder
    from cli.shapes.sandbox import Status
    from cli.shapes.up import PlatformUp
    from components.config import read_environment
    from sandbox.status import read_status

    began = time.monotonic()
    checkout, state = checkout_folder(), state_folder()
    environment = read_environment(stack, checkout / "stacks").environment.value
    with shown_progress() as progress, engine_turn(state, progress):
        start = start_sandbox(checkout, state, progress)
        outcome = start_stack(state, stack, progress, start=start)
        applications = await_applications(checkout, state, stack, environment, progress)
        add_late_tools(state, progress)
    seen = Status.of(read_status(state))
    seconds = time.monotonic() - began
    if output == "json":
        print_json(PlatformUp(round(seconds, 1), stack, outcome.counts, applications, seen))
        return
    click.echo()
    print_table(
        ["WHAT RUNS", "STATE", "MEMORY", "WHERE"],
        [[part.name, part.state, mebibytes(part.memory_bytes), part.address or part.purpose] for part in seen.parts]
        + [[name, health, "-", f"Argo CD Application of stack {stack}"] for name, health in applications.items()],
    )
    click.echo()
    click.echo(f"Up after {duration(seconds)}, {mebibytes(seen.memory_bytes)} of memory; {summary(outcome.counts)}.")
    click.echo(f"Kubeconfig: {seen.kubeconfig}")
    click.echo("Type next:")
    click.echo('  eval "$(.venv/bin/platform sandbox env)"   this shell then reaches the sandbox')
    click.echo("  kubectl get nodes,applications -A             what is in the cluster")
    click.echo(f"  platform stack graph {stack:<24} what Pulumi stood up")
    click.echo("  platform sandbox status                       every part, its memory and age")


@click.command()
def down() -> None:
    """Stop everything that `platform up` started, and only that; data stays for the next `up`."""
    from cli.display import shown_progress
    from cli.place import state_folder
    from sandbox.ending import down as stop

    with shown_progress() as progress:
        stop(state_folder(), progress)
