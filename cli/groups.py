"""A group of commands as `--help` shows it: in the order in which a person needs them."""

from __future__ import annotations

import click


class OrderedGroup(click.Group):
    """A group that lists its commands in the order in which they are defined, where click sorts them by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Give the names of the commands as they were added."""
        return list(self.commands)
