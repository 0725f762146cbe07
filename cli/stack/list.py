"""`platform stack list`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.output import duration, output_option, print_json, print_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cli.shapes.stack import StackRow


@click.command(name="list", short_help="List the stacks of this checkout.")
@output_option
def list_stacks(output: str) -> None:
    """List the stacks of this checkout: what each is to be, and what stands of it in the sandbox."""
    from cli.place import checkout_folder, sandbox_engine, state_folder
    from cli.shapes.stack import StackList
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
        ["STACK", "ENVIRONMENT", "REGION", "K8S", "POOLS/NODES", "RESOURCES", "UPDATED"],
        [
            [
                row.stack,
                "broken" if row.error else row.environment or "-",
                row.region or "-",
                row.version or "-",
                f"{len(row.pools)}/{sum(row.pools.values())}" if row.pools else "-",
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
    from cli.shapes.stack import StackRow
    from components.config import read_environment
    from components.errors import ConfigurationError

    environment, region, version, error = None, None, None, None
    pools: dict[str, int] = {}
    try:
        read = read_environment(name, folder)
        environment, region, version = read.environment.value, read.region, read.cluster.version
        pools = {pool.name: pool.size.desired for pool in read.pools}
    except ConfigurationError as wrong:
        error = str(wrong)
    count, updated = known.get("resourceCount"), known.get("lastUpdate")
    resources = count if isinstance(count, int) else 0
    time = str(updated) if resources and updated else None
    return StackRow(name, environment, region, version, pools, resources, time, error)


def _ago(time: str | None) -> str:
    """Write how long ago a time was (RFC 3339)."""
    from datetime import UTC, datetime

    if time is None:
        return "never"
    return f"{duration(max(0.0, (datetime.now(UTC) - datetime.fromisoformat(time)).total_seconds()))} ago"


COMMAND = list_stacks
"""What the group runs."""
