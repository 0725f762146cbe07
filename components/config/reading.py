"""The ways to read a stack's configuration: from its file, or in the program from what Pulumi gives."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path as File

from pydantic import ValidationError

from components.complaints import MISSING, NO_SUCH_KEY, Complaint, Path, complaints, key_path, nearest
from components.config.environment import Environment
from components.config.secrets import secrets_of
from components.config.stricter import with_stricter
from components.errors import ConfigurationError
from components.stack_file import NAMESPACE, StackFile, Value, read_stack_file, stack_path

STACKS = File("stacks")
"""Where the stack files are, from the project's folder (`stackConfigDir` of Pulumi.yaml)."""

FILE_KEYS = ("config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt")
"""What Pulumi itself keeps at the top of a stack file."""


def environment_of(stack: str, config: Mapping[str, Value], source: StackFile | None = None) -> Environment:
    """Read one stack's configuration from its keys.

    Args:
        stack: name of the stack.
        config: key with namespace (`slipway:network`, `aws:region`) → value; a key without one is the project's own.
        source: the file it came from, so that errors can name the line; None if there is none.

    Raises:
        ConfigurationError: something is wrong; the first by line, with the rest in `others`. Where secrets are
            wrong nothing else is told, since that would repeat their values.
    """
    config = {_whole(key): value for key, value in config.items()}
    if secrets := secrets_of(config):
        raise _first(secrets, source)
    ours: dict[str, Value] = {}
    found: list[Complaint] = []
    for key, value in config.items():
        namespace = key.rpartition(":")[0]
        if namespace == NAMESPACE or key == "aws:region":
            ours[key] = value
        elif near := _meant(key, namespace, config):
            found.append(Complaint((key,), NO_SUCH_KEY, f"did you mean {near!r}?"))
    whole = with_stricter(ours, _required())
    try:
        environment = Environment.model_validate({**whole, "stack": stack})
    except ValidationError as error:
        found += complaints(error, Environment)
    if found:
        raise _first(found, source)
    return environment


def _whole(key: str) -> str:
    """Give a key with its namespace: the project's own if it is written without one."""
    namespace, _, name = key.rpartition(":")
    return key if namespace else f"{NAMESPACE}:{name}"


def _meant(key: str, namespace: str, config: Mapping[str, Value]) -> str | None:
    """Give the key of ours that a foreign one was meant to be; None for other providers' keys."""
    near = nearest(key, [field.alias for field in Environment.model_fields.values() if field.alias])
    # The provider has keys that look like the region's (aws:stsRegion): a mistake only where the region is missing.
    misspelt = near not in config if namespace == "aws" else nearest(namespace, [NAMESPACE, "aws"])
    return near if misspelt else None


def _required() -> list[str]:
    """Give the sections that every file has, which are missing where they are not there."""
    return [str(field.alias) for field in Environment.model_fields.values() if field.is_required()]


def _first(found: list[Complaint], source: StackFile | None) -> ConfigurationError:
    def line_of(path: Path) -> int | None:
        if source is None:
            return None
        bare = ("config", str(path[0]).removeprefix(f"{NAMESPACE}:"), *path[1:])
        return source.line_of(bare if bare[:2] in source.lines else ("config", *path))

    # A key that is missing because it is misspelt is one mistake, not two.
    misspelt = {(complaint.path[:-1], complaint.do) for complaint in found if complaint.what == NO_SUCH_KEY}
    kept = sorted(
        (
            complaint
            for complaint in found
            if complaint.what != MISSING
            or (complaint.path[:-1], f"did you mean {complaint.path[-1]!r}?") not in misspelt
        ),
        key=lambda complaint: line_of(complaint.path) or 0,
    )
    errors = [
        ConfigurationError(
            complaint.what,
            key=key_path(complaint.path),
            file=source.shown if source else None,
            line=line_of(complaint.path),
            do=complaint.do,
        )
        for complaint in kept
    ]
    first = errors[0]
    first.others = tuple(errors[1:])
    return first


def read_environment(stack: str, folder: File = STACKS) -> Environment:
    """Read one stack's configuration from its file, before any engine starts.

    Args:
        stack: name of the stack.
        folder: where the stack files are.

    Raises:
        ConfigurationError: there is no such stack, or its file is wrong; with file, line and key path.

    Example:
        >>> read_environment("local").cluster_name
        'slipway-local'
    """
    return environment_of_file(stack, read_stack_file(stack_path(stack, folder)))


def environment_of_file(stack: str, source: StackFile) -> Environment:
    """Read one stack's configuration from a file that was read already.

    Raises:
        ConfigurationError: it is wrong; with file, line and key path.
    """
    return environment_of(stack, _config_of(source), source)


def _config_of(source: StackFile) -> dict[str, Value]:
    content = source.content
    if not isinstance(content, dict):
        raise ConfigurationError("holds no mapping", file=source.shown, line=1, do="begin it with config:")
    for key in content:
        if key not in FILE_KEYS:
            near = nearest(key, FILE_KEYS)
            raise ConfigurationError(
                NO_SUCH_KEY,
                file=source.shown,
                line=source.line_of((key,)),
                key=key,
                do=f"did you mean {near!r}?" if near else "put it below config:",
            )
    config = content.get("config")
    if not isinstance(config, dict):
        raise ConfigurationError(
            "holds no configuration",
            file=source.shown,
            line=source.line_of(("config",)),
            key="config",
            do="write its keys below it",
        )
    return config
