"""What every command on a stack shares: where its cloud is, and the engine that works on it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from components.engine import Engine

cloud_option = click.option(
    "--cloud",
    type=click.Choice(["sandbox", "aws"]),
    default="sandbox",
    show_default=True,
    help="sandbox: the local platform. aws: whatever this shell's own credentials, backend and providers reach.",
)


def engine_for(name: str, cloud: str) -> Engine:
    """Give the engine for a stack whose file has been read and found right."""
    from cli.place import checkout_folder, running_sandbox, sandbox_engine
    from components.config import read_environment
    from components.engine import Engine

    checkout = checkout_folder()
    read_environment(name, checkout / "stacks")
    return Engine(checkout, os.environ) if cloud == "aws" else sandbox_engine(running_sandbox())
