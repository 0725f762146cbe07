"""`platform sandbox`: the local platform."""

from __future__ import annotations

import click

from cli.output import duration, mebibytes, output_option, print_json, print_table, use_color


@click.group()
def sandbox() -> None:
    """Run the local platform: a real Kubernetes control plane, Argo CD and Pulumi's engine, on loopback.

    Stand-ins, named as such: kwok's nodes (no containers run), moto's AWS, the Pulumi providers `aws` and
    `kubernetes`, the Python language host, Redis.
    """


@sandbox.command()
@output_option
def up(output: str) -> None:
    """Start the sandbox, or bring it back to what it should be; running it again changes nothing."""
    from cli.bringup import start_sandbox
    from cli.display import shown_progress
    from cli.place import checkout_folder, state_folder
    from sandbox.status import read_status

    state = state_folder()
    with shown_progress() as progress:
        start_sandbox(checkout_folder(), state, progress)
    if output == "json":
        print_json(read_status(state))
        return
    click.echo("The sandbox is up. Type next:")
    click.echo('  eval "$(platform sandbox env)" && pulumi up --stack local')


@sandbox.command()
def down() -> None:
    """Stop the sandbox's processes, and only those; its data stays."""
    from cli.display import shown_progress
    from cli.place import state_folder
    from sandbox.lifecycle import down as stop

    with shown_progress() as progress:
        stop(state_folder(), progress)


@sandbox.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Stop the sandbox and remove all its data: cluster, moto's AWS, Pulumi state, credentials."""
    from cli.display import shown_progress
    from cli.place import state_folder
    from sandbox.lifecycle import reset as remove

    state = state_folder()
    if not yes and state.root.exists():
        click.confirm(f"Remove the sandbox in {state.root}?", abort=True)
    with shown_progress() as progress:
        remove(state, progress)


@sandbox.command()
@output_option
@click.pass_context
def status(ctx: click.Context, output: str) -> None:
    """Show every part's state, memory and age; exit 1 when a part is not ready."""
    from cli.place import state_folder
    from sandbox.status import read_status

    seen = read_status(state_folder())
    if output == "json":
        print_json(seen)
    else:
        rows = [
            [
                part.name,
                part.state,
                mebibytes(part.memory_bytes),
                duration(part.age_seconds),
                str(part.restarts or "-"),
                part.event or part.address or part.purpose,
            ]
            for part in seen.parts
        ]
        print_table(["PART", "STATE", "MEMORY", "AGE", "RESTARTS", "NOTE"], rows)
        click.echo()
        click.echo(f"{seen.state}: {mebibytes(seen.memory_bytes)} in all, kubeconfig {seen.kubeconfig}")
        if seen.state == "down":
            click.echo("Type `platform sandbox up` to start it.")
    ctx.exit(0 if seen.state == "up" else 1)


@sandbox.command()
@output_option
def env(output: str) -> None:
    """Print what a shell needs to reach the sandbox: eval "$(platform sandbox env)"."""
    from cli.place import state_folder
    from sandbox.environment import as_shell, shell_environment

    variables = shell_environment(state_folder())
    print_json(variables) if output == "json" else click.echo(as_shell(variables))


@sandbox.command()
@click.argument("name", metavar="NAME")
@click.option("--lines", "-n", default=50, show_default=True, help="How many of the last lines.")
@click.option("--follow", "-f", is_flag=True, help="Go on printing until interrupted.")
def logs(name: str, lines: int, follow: bool) -> None:
    """Print a part's log; NAME is a part as `platform sandbox status` lists it, `supervisor` or `audit`."""
    from cli.place import state_folder
    from sandbox.logs import follow_log, last_lines

    state = state_folder()
    for line in last_lines(state, name, lines):
        click.echo(line, color=use_color())
    if follow:
        for line in follow_log(state, name):
            click.echo(line)
