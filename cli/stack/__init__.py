"""`platform stack`: the environments that the Pulumi program stands up. One file a command."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = ("list", "preview", "up", "outputs", "graph", "pools", "cost", "policy", "new", "upgrade", "down")
"""The commands in the order in which a person needs them; each is a file beside this one, `COMMAND` in it."""


class StackGroup(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the commands in the order of the table."""
        return [*COMMANDS]  # `list` is the module beside this one, once it has been imported

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").COMMAND
        return command


@click.group(cls=StackGroup)
def stack() -> None:
    """Look at stacks and stand them up. A stack is one cluster of one environment: `stacks/Pulumi.<stack>.yaml`."""
