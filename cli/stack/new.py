"""`platform stack new`."""

from __future__ import annotations

from pathlib import Path

import click

from cli.output import output_option, print_json


@click.command(short_help="Make a new stack from another.")
@click.argument("name")
@click.option("--from", "source", required=True, metavar="STACK", help="The stack whose file is taken.")
@click.option("--region", metavar="REGION", help="AWS region, if not the same.")
@click.option(
    "--environment",
    type=click.Choice(["local", "dev", "staging", "prod"]),
    help="Environment that it is of, if not the same.",
)
@click.option("--cidr", metavar="BLOCK", help="Addresses of its VPC; free ones of the same size if not given.")
@click.option("--dry-run", is_flag=True, help="Print the file that would be written.")
@output_option
def new(
    name: str,
    source: str,
    region: str | None,
    environment: str | None,
    cidr: str | None,
    dry_run: bool,
    output: str,
) -> None:
    """Write stacks/Pulumi.NAME.yaml: another stack's file, its comments kept, with what must be its own.

    That is its region's zones, addresses that no other stack has, and a salt for its secrets. The file is read and
    found right before it is written, and none is overwritten.
    """
    from cli.place import checkout_folder
    from cli.shapes.stack import NewStackFile
    from components.config import STACKS
    from components.passphrase import encryption_salt
    from components.stack_copy import Wanted, new_stack
    from sandbox.credentials import PASSPHRASE
    from toolchain.files import write_whole

    checkout = checkout_folder()
    made = new_stack(Wanted(name, source, region, environment, cidr), checkout / STACKS, encryption_salt(PASSPHRASE))
    shown = made.file.relative_to(checkout)
    if not dry_run:
        write_whole(made.file, made.text)
        _tell_backend(name)
    if output == "json":
        values = (name, str(shown), not dry_run, made.environment, made.region, made.cidr, made.zones, made.text)
        print_json(NewStackFile(*values))
        return
    if dry_run:
        click.echo(made.text, nl=False)
        return
    click.echo(f"{shown}: {made.environment} in {made.region}, zones {', '.join(made.zones)}, addresses {made.cidr}")
    for line in _next(name, shown):
        click.echo(line)


def _tell_backend(name: str) -> None:
    """Make the stack known to the sandbox's backend, where the sandbox runs, so that plain `pulumi up` finds it."""
    from cli.place import running_sandbox, sandbox_engine
    from sandbox.errors import NotRunning

    try:
        sandbox_engine(running_sandbox()).ensure_stack(name)
    except NotRunning:
        return  # `platform sandbox up` does it for every stack that has a file


def _next(name: str, file: Path) -> list[str]:
    return [
        "",
        "Next:",
        f"  read {file}; each value but those above is another stack's",
        f"  platform stack cost {name}",
        f"  platform stack preview {name}",
        f"  python -m components.golden {name}   # its graph, which later changes are compared with",
        f"  git add {file} stacks/golden/{name}.yaml",
    ]


COMMAND = new
"""What the group runs."""
