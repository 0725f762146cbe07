"""`platform stack`: the environments that the Pulumi program stands up. One file a command."""

from __future__ import annotations

import click

from cli.groups import FolderGroup

COMMANDS = ("list", "preview", "up", "outputs", "graph", "pools", "cost", "policy", "new", "upgrade", "down")
"""The commands in the order in which a person needs them; each is a file beside this one, `COMMAND` in it."""


@click.group(cls=FolderGroup, package=__name__, names=COMMANDS)
def stack() -> None:
    """Look at stacks and stand them up. A stack is one cluster of one environment: `stacks/Pulumi.<stack>.yaml`."""
