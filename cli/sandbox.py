"""`platform sandbox`: the local platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.groups import OrderedGroup
from cli.output import duration, mebibytes, output_option, print_json, print_table, use_color

if TYPE_CHECKING:
    from cli.shapes.sandbox import PartRow, Status


@click.group(cls=OrderedGroup)
def sandbox() -> None:
    """Run the local platform: a real Kubernetes control plane, Argo CD and Pulumi's engine, on loopback.

    Stand-ins, named as such: kwok's nodes (no containers run), moto's AWS, the Pulumi providers `aws` and
    `kubernetes`, the Python language host, Redis.
    """


@sandbox.command(short_help="Start the sandbox, or bring it back to what it should be.")
@output_option
def up(output: str) -> None:
    """Start the sandbox, or bring it back to what it should be; running it again changes nothing."""
    from cli.bringup import add_late_tools, start_sandbox
    from cli.display import shown_progress
    from cli.place import checkout_folder, state_folder
    from cli.shapes.sandbox import Status
    from sandbox.status import read_status

    state = state_folder()
    with shown_progress() as progress:
        start_sandbox(checkout_folder(), state, progress)
        add_late_tools(state, progress)
    if output == "json":
        print_json(Status.of(read_status(state)))
        return
    click.echo("The sandbox is up. Type next:")
    click.echo('  eval "$(platform sandbox env)" && pulumi up --stack local')


@sandbox.command(short_help="Stop the sandbox's processes; its data stays.")
def down() -> None:
    """Stop the sandbox's processes, and only those; its data stays."""
    from cli.display import shown_progress
    from cli.place import state_folder
    from sandbox.ending import down as stop

    with shown_progress() as progress:
        stop(state_folder(), progress)


@sandbox.command(short_help="Show every part's state, memory and age.")
@output_option
@click.pass_context
def status(ctx: click.Context, output: str) -> None:
    """Show every part's state, memory and age; exit status 1 when a part is not ready."""
    from cli.place import state_folder
    from cli.shapes.sandbox import Status
    from sandbox.status import read_status

    seen = Status.of(read_status(state_folder()))
    if output == "json":
        print_json(seen)
    else:
        _print_status(seen)
    ctx.exit(0 if seen.state == "up" else 1)


@sandbox.command(short_help="Print a part's log.")
@click.argument("name", metavar="NAME")
@click.option(
    "--lines",
    "-n",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="COUNT",
    help="How many of the last lines.",
)
@click.option("--follow", "-f", is_flag=True, help="Go on printing until interrupted.")
@output_option
def logs(name: str, lines: int, follow: bool, output: str) -> None:
    """Print the log of a part; NAME is one that `platform sandbox status` lists, `supervisor` or `audit`."""
    from cli.place import state_folder
    from cli.shapes.sandbox import Log
    from sandbox.logs import read_log

    if output == "json":
        if follow:
            raise click.UsageError("--follow has no end, and --output json is one object; take one of the two")
        print_json(Log(name, tuple(read_log(state_folder(), name, lines, follow=False))))
        return
    for line in read_log(state_folder(), name, lines, follow=follow):
        click.echo(line, color=use_color())


@sandbox.command(short_help="Print the variables of a shell that reaches the sandbox.")
@output_option
def env(output: str) -> None:
    """Print the variables by which a shell reaches the sandbox: its tools, kubeconfig, Pulumi's backend, AWS.

    \b
      eval "$(platform sandbox env)"
    """
    from cli.place import state_folder
    from sandbox.environment import as_shell, shell_environment

    variables = shell_environment(state_folder())
    print_json(variables) if output == "json" else click.echo(as_shell(variables))


@sandbox.command(short_help="Run cluster-autoscaler on STACK's pools, until interrupted.")
@click.argument("name", metavar="STACK")
def autoscaler(name: str) -> None:
    """Run the real cluster-autoscaler on STACK's autoscaled pools, with the flags of its add-on, until interrupted.

    It sees pods that wait for a node in the sandbox's API server, and asks the stand-in for AWS to make the pool's
    Auto Scaling group larger; a node comes with it. It decides in seconds, where a real cluster waits for minutes.
    """
    import os

    from cli.display import shown_progress
    from cli.place import checkout_folder, state_folder
    from components.config import STACKS, read_environment
    from components.nodes.autoscaler import ARGUMENTS, discovery_tags
    from sandbox.autoscaler import autoscaler_command, autoscaler_kubeconfig
    from toolchain.build import ensure
    from toolchain.errors import SlipwayError

    environment = read_environment(name, checkout_folder() / STACKS)
    if not any(pool.autoscaled for pool in environment.pools):
        raise SlipwayError(
            "no pool is autoscaled", where=f"stack {name}", do="give one `autoscaled: true` below slipway:pools"
        )
    state = state_folder()
    kubeconfig = autoscaler_kubeconfig(state, environment.cluster_name, environment.environment)
    with shown_progress() as progress:
        tool = ensure(("cluster-autoscaler",), progress)["cluster-autoscaler"]
    command = autoscaler_command(
        state,
        tool,
        kubeconfig=kubeconfig,
        region=environment.region,
        tags=discovery_tags(environment.cluster_name),
        flags=ARGUMENTS,
    )
    os.execve(tool, command.argv, dict(command.environment))  # noqa: S606


@sandbox.command(short_help="Stop the sandbox and remove all its data.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def reset(yes: bool) -> None:
    """Stop the sandbox and remove all its data: cluster, moto's AWS, Pulumi's state, credentials."""
    from cli.display import shown_progress
    from cli.place import state_folder
    from sandbox.ending import reset as remove

    state = state_folder()
    if not yes and state.root.exists() and not _agreed(f"Remove the sandbox in {state.root}?"):
        click.echo("Nothing was removed.")
        raise click.exceptions.Exit(1)
    with shown_progress() as progress:
        remove(state, progress)


def _agreed(question: str) -> bool:
    from toolchain.errors import SlipwayError

    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        raise SlipwayError("nothing was removed, because nobody answered", do="add --yes if you mean it") from None


def _print_status(seen: Status) -> None:
    print_table(
        ["PART", "STATE", "MEMORY", "AGE", "WHERE OR WHAT"],
        [
            [
                part.name,
                part.state,
                mebibytes(part.memory_bytes),
                duration(part.age_seconds),
                (part.address if part.pid else "") or part.purpose,
            ]
            for part in seen.parts
        ],
    )
    troubles = [line for part in seen.parts for line in _troubles(part)]
    if troubles:
        click.echo()
        click.echo("\n".join(troubles))
    ready = sum(part.state == "ready" for part in seen.parts)
    click.echo()
    click.echo(f"{seen.state}: {ready} of {len(seen.parts)} parts are ready, {mebibytes(seen.memory_bytes)} of memory")
    click.echo(f"kubeconfig: {seen.kubeconfig}")
    if seen.state == "down":
        click.echo("Type `platform sandbox up` to start it.")
    elif seen.state == "degraded":
        click.echo("Type `platform sandbox logs NAME` to read what a part wrote.")


def _troubles(part: PartRow) -> list[str]:
    told = [part.event] if part.event else []
    if part.restarts:
        told.append("started again once" if part.restarts == 1 else f"started again {part.restarts} times")
    return [f"{part.name}: {'; '.join(told)}"] if told else []
