"""policies/settings.yaml as a model. What a key means to the rules is told in policies/rego/lib/settings.rego."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from policies.errors import RuleError
from policies.gate.settings import Set

Text = Annotated[str, Field(strict=True, min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        populate_by_name=False,
        use_attribute_docstrings=True,
    )


class Excluded(_Model):
    """Paths that are not judged."""

    path: Text
    """A pattern of paths from the repository's root: `*` within a folder, `**` across folders."""
    reason: Annotated[str, Field(strict=True, min_length=10)]
    """Why they need not be judged; whoever reviews reads it."""


Day = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
Hour = Annotated[str, Field(strict=True, pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Time = Annotated[str, Field(strict=True, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$")]


class Freeze(_Model):
    """A span in which environments don't change."""

    environments: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Names of the environments."""
    from_: Annotated[Time, Field(alias="from")]
    """Its begin, RFC 3339, in quotes: "2026-12-20T00:00:00Z"."""
    until: Time
    """Its end, in the same form."""
    reason: Text
    """Why; whoever is stopped reads it."""


class WeeklyFreeze(_Model):
    """Days on which environments don't change, by UTC."""

    environments: Annotated[tuple[Text, ...], Field(min_length=1)]
    """Names of the environments."""
    days: Annotated[tuple[Day, ...], Field(min_length=1)]
    """The days, e.g. Friday."""
    from_: Annotated[Hour, Field(alias="from")] = "00:00"
    """From when on each of them, in quotes."""
    until: Hour = "24:00"
    """Until when, in quotes."""
    reason: Text
    """Why; whoever is stopped reads it."""


class SettingsFile(_Model):
    """What people set of the gate. What is left out has the rules' default."""

    kubernetes_version: Annotated[str | None, Field(strict=True, pattern=r"^1\.\d{1,3}$")] = None
    """The version of Kubernetes that manifests are judged for, in quotes: "1.37"."""
    allowed_registries: tuple[Text, ...] | None = None
    """Registries, or paths in them, that images may come from; empty allows all."""
    host_suffixes: tuple[Text, ...] | None = None
    """Domains that hosts of routes must be below; empty allows all."""
    privileged_namespaces: tuple[Text, ...] | None = None
    """Namespaces that may run pods of the level privileged."""
    pinned_pools: tuple[Text, ...] | None = None
    """Values of the label slipway.dev/pool of pools whose kubelet gives whole cores to one container."""
    soak_hours: dict[Text, Annotated[float, Field(ge=0)]] | None = None
    """By environment, the hours that an image must have run in the one before."""
    environment_order: tuple[Text, ...] | None = None
    """The environments in the order in which a change passes them."""
    freezes: tuple[Freeze, ...] | None = None
    """Spans in which environments don't change."""
    weekly_freezes: tuple[WeeklyFreeze, ...] | None = None
    """Days of the week on which environments don't change."""
    exclude: tuple[Excluded, ...] = ()
    """Paths that are not judged, each with the reason."""


def parsed(content: bytes, where: str) -> Set:
    """Read the file's content.

    Args:
        content: YAML.
        where: the file, for messages.

    Raises:
        RuleError: it is no YAML, or a key or value is not one.
    """
    try:
        told = yaml.load(content, Loader=_Loader)  # noqa: S506 - a SafeLoader that refuses doubles
    except (yaml.YAMLError, UnicodeDecodeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark else where
        problem = getattr(error, "problem", None) or "is no YAML"
        raise RuleError(str(problem), where=place, do="mend it") from error
    try:
        file = SettingsFile.model_validate({} if told is None else told)
    except ValidationError as error:
        raise _refused(error, where) from error
    rego = file.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"exclude"})
    return Set(rego, {one.path: one.reason for one in file.exclude})


def _refused(error: ValidationError, where: str) -> RuleError:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = ", ".join(to_camel(name) for name in SettingsFile.model_fields)
        return RuleError(f"unknown key {key}", where=where, do=f"use {known}")
    given = repr(first["input"])[:60]
    quoted = "; put it in quotes" if isinstance(first["input"], float) else ""
    return RuleError(f"{key or 'the file'} is {given}: {first['msg']}{quoted}", where=where, do="mend it")


class _Loader(yaml.SafeLoader):
    """Refuses a key that stands twice: one of the two would be silently without effect."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key, _ in node.value:
        name = loader.construct_object(key)
        if not isinstance(name, str) or name in seen:
            said = f"the key {name!r} stands twice" if isinstance(name, str) else f"the key {name!r} is no text"
            raise yaml.constructor.ConstructorError(None, None, said, key.start_mark)
        seen.add(name)
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
