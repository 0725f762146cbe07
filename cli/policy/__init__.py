"""`platform policy`: the gate's rules, as people read, test and write them. One file a command."""

from __future__ import annotations

from importlib import import_module

import click

COMMANDS = ("list", "show", "test", "new", "docs", "coverage", "mutants", "bundle", "server")
"""The commands in the order in which a person needs them; each is a file beside this one, `COMMAND` in it."""


class PolicyGroup(click.Group):
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


@click.group(cls=PolicyGroup)
def policy() -> None:
    """Read, test and write the rules that `platform check` judges by: ours in policies/rego, a team's in teams/TEAM."""
