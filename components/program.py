"""One stack's configuration as the running Pulumi program sees it."""

from __future__ import annotations

import json

import pulumi
from pulumi.runtime.config import CONFIG

from components.config import STACKS, Environment, environment_of
from components.errors import ConfigurationError
from components.stack_file import StackFile, Value, read_stack_file, stack_path

_PLAIN = ("aws:region", "slipway:environment")
"""Keys whose value is text; Pulumi hands every other one over as JSON."""


def environment_of_program() -> Environment:
    """Read the configuration that Pulumi gave to the program that runs now.

    The engine's values count, since they may come from another file or the command line; the stack's file only tells
    the lines.

    Raises:
        pulumi.RunError: something is wrong; one sentence a mistake, shown by Pulumi without a traceback.
    """
    stack = pulumi.get_stack()
    try:
        return environment_of(stack, {key: _parsed(key, str(raw)) for key, raw in CONFIG.get().items()}, _file(stack))
    except ConfigurationError as error:
        raise pulumi.RunError("\n".join(str(one) for one in error.all)) from None


def _parsed(key: str, raw: str) -> Value:
    if key in _PLAIN:
        return raw
    try:
        value: Value = json.loads(raw)
    except ValueError:
        return raw
    return value


def _file(stack: str) -> StackFile | None:
    try:
        return read_stack_file(stack_path(stack, STACKS))
    except ConfigurationError:
        # The engine read the configuration from elsewhere, so there is no line to name.
        return None
