"""`platform policy`: the gate's rules, as people read, test and write them. One file a command."""

from __future__ import annotations

import click

from cli.groups import FolderGroup

COMMANDS = ("list", "show", "test", "new", "docs", "coverage", "mutants", "bundle", "server")
"""The commands in the order in which a person needs them; each is a file beside this one, `COMMAND` in it."""


@click.group(cls=FolderGroup, package=__name__, names=COMMANDS)
def policy() -> None:
    """Read, test and write the rules that `platform check` judges by: ours in policies/rego, a team's in teams/TEAM."""
