"""A group of commands as `--help` shows it: in the order in which a person needs them."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click


class OrderedGroup(click.Group):
    """A group that lists its commands in the order in which they are defined, where click sorts them by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands as they were added."""
        return list(self.commands)


class FolderGroup(click.Group):
    """A group whose commands are files of one folder, `COMMAND` in each, imported when they are asked for.

    Args:
        package: the folder as a package.
        names: the commands, in the order in which a person needs them.
    """

    def __init__(self, *args: Any, package: str, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._package = package
        self._names = tuple(names)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands in their order."""
        return [*self._names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in self._names:
            return None
        command: click.Command = import_module(f"{self._package}.{cmd_name}").COMMAND
        return command
