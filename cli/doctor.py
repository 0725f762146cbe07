"""`platform doctor`: what this machine has and lacks."""

from __future__ import annotations

import click

from cli.output import output_option, print_json, print_table


@click.command()
@output_option
@click.pass_context
def doctor(ctx: click.Context, output: str) -> None:
    """Tell what is present, missing or too old on this machine, and what to do.

    A tool that is missing is no fault: it is built when it is first needed. Exit status 1 when something here keeps
    Slipway from working.
    """
    from cli.place import checkout_folder
    from cli.shapes.sandbox import Diagnosis
    from sandbox.state import StateFolder
    from toolchain.doctor import examine
    from toolchain.errors import SlipwayError

    try:
        state = StateFolder.of(checkout_folder())
        locks = [("the sandbox, by a running command", state.command_lock)]
    except SlipwayError:
        locks = []
    diagnosis = Diagnosis.of(examine(locks=locks))
    checks = diagnosis.checks
    blocked = [check for check in checks if check.blocks]
    if output == "json":
        print_json(diagnosis)
    else:
        print_table(
            ["WHAT", "STATUS", "FOUND", "WANTED"],
            [[check.name, check.status, check.found.split(" at ")[0], check.wanted] for check in checks],
        )
        advice = [
            f"{check.name}: {check.do.removeprefix('nothing: ')}."
            for check in checks
            if check.do and check.status != "ok"
        ]
        if advice:
            click.echo()
            click.echo("\n".join(advice))
        click.echo()
        click.echo(f"Not fit: {', '.join(check.name for check in blocked)}." if blocked else "Fit: type `platform up`.")
    ctx.exit(0 if diagnosis.ok else 1)
