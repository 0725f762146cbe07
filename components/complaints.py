"""From what pydantic found wrong to sentences that name the key, what is wrong and the nearest right one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]
"""Keys and indexes from the configuration's top to a value."""

NO_SUCH_KEY = "no such key"
MISSING = "is missing"


@dataclass(frozen=True)
class Complaint:
    """One thing wrong.

    Attributes:
        path: where, in the keys that people write.
        what: what is wrong.
        do: what to do about it; None if `what` says it.
    """

    path: Path
    what: str
    do: str | None


def key_path(path: Path) -> str:
    """Write a path as people do, e.g. `slipway:network.zones[1]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def nearest(word: str, words: Sequence[str]) -> str | None:
    """Give the word most like a misspelt one; None if none is like it.

    Upper and lower case, hyphens, underscores and a namespace before a colon make no difference, so that `nat_gateways`
    finds `natGateways`, and `slipway:pols` is not taken for a key that merely begins as it does.
    """
    plain = {_plain(known): known for known in words}
    near = get_close_matches(_plain(word), plain, n=1, cutoff=0.6)
    return plain[near[0]] if near else None


def _plain(word: str) -> str:
    return word.rpartition(":")[2].lower().replace("-", "").replace("_", "")


def complaints(error: ValidationError, model: type[BaseModel]) -> tuple[Complaint, ...]:
    """Turn all that a validation found into complaints.

    Args:
        error: what pydantic raised.
        model: the model that was validated, to know the keys that are right.
    """
    found = error.errors(include_url=False)
    return tuple(_complaint(one, model) for one in found if not _follows(one, found))


def _follows(error: ErrorDetails, found: Sequence[ErrorDetails]) -> bool:
    """Say whether a list is too short only because pydantic doesn't count its items that are wrong."""
    path = error["loc"]
    return error["type"] == "too_short" and any(
        other["loc"][: len(path)] == path and len(other["loc"]) > len(path) for other in found
    )


def _complaint(error: ErrorDetails, model: type[BaseModel]) -> Complaint:
    path = written(model, error["loc"])
    context: Mapping[str, object] = error.get("ctx", {})
    if error["type"] == "slipway":
        below, do = context["at"], context["do"]
        inside: Path = below if isinstance(below, tuple) else ()
        return Complaint((*path, *inside), str(context["what"]), str(do) if do else None)
    if error["type"] == "extra_forbidden":
        known = keys_at(model, error["loc"][:-1])
        near = nearest(str(path[-1]), known)
        return Complaint(
            path, NO_SUCH_KEY, f"did you mean {near!r}?" if near else f"the keys here are {', '.join(known)}"
        )
    if error["type"] == "missing":
        return Complaint(path, MISSING, "add it")
    if error["type"] == "union_tag_not_found":
        return Complaint((*path, str(context["discriminator"]).strip("'")), MISSING, "add it")
    if error["type"] == "union_tag_invalid":
        choices = str(context["expected_tags"]).replace("'", "").split(", ")
        return _not_one_of((*path, str(context["discriminator"]).strip("'")), context["tag"], choices)
    if error["type"] in ("enum", "literal_error"):
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
        return _not_one_of(path, error["input"], choices)
    return Complaint(path, *_wrong_value(error, context))


def _not_one_of(path: Path, value: object, choices: Sequence[str]) -> Complaint:
    # A number is not misspelt: it is another number.
    near = nearest(value, choices) if isinstance(value, str) else None
    only = choices[0] if len(choices) == 1 else f"{', '.join(choices[:-1])} or {choices[-1]}"
    hint = f"did you mean {near!r}?" if near else f"write {only}"
    return Complaint(path, f"{_shown(value)} is not one of {', '.join(choices)}", hint)


# Type of pydantic's error → what the value should be, and what to write.
_EXPECTED: dict[str, tuple[str, str | None]] = {
    "string_type": ("text", "put it in quotes"),
    "int_type": ("a whole number", "write it without quotes"),
    "int_from_float": ("a whole number", None),
    "bool_type": ("true or false", "write true or false without quotes"),
    "tuple_type": ("a list", "write it as [one, two]"),
    "dict_type": ("a mapping of keys to values", "write its keys on lines of their own, indented"),
    "model_type": ("a mapping of keys to values", "write its keys on lines of their own, indented"),
    "model_attributes_type": ("a mapping of keys to values", "write its keys on lines of their own, indented"),
}


def _wrong_value(error: ErrorDetails, context: Mapping[str, object]) -> tuple[str, str | None]:
    value = _shown(error["input"])
    if error["type"] in _EXPECTED:
        expected, do = _EXPECTED[error["type"]]
        if error["type"] == "int_type" and not str(error["input"]).lstrip("-").isdigit():
            do = "write one"
        return f"{value} is not {expected}", do
    if error["type"] == "string_pattern_mismatch":
        return f"{value} does not look as it should", f"write it to match {context['pattern']}"
    limits = {
        "greater_than_equal": ("is too small", "at least", "ge"),
        "less_than_equal": ("is too large", "at most", "le"),
        "too_short": ("has too few items", "at least", "min_length"),
        "too_long": ("has too many items", "at most", "max_length"),
        "string_too_short": ("is too short", "at least", "min_length"),
    }
    if error["type"] in limits:
        what, bound, key = limits[error["type"]]
        return f"{value} {what}", f"give {bound} {context[key]}"
    return f"{value}: {error['msg'][:1].lower()}{error['msg'][1:]}", None


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """Give the keys that are right at a path of a model, as people write them; none if no model is there.

    Args:
        model: the model at the path's beginning.
        path: the path as pydantic gives it, with the kind of a model where there are several.
    """
    at: object = model
    for step in path:
        at = _at(at, step)
    if not (isinstance(at, type) and issubclass(at, BaseModel)):
        return []
    return [field.alias or name for name, field in at.model_fields.items() if not field.exclude]


def written(model: type[BaseModel], path: Path) -> Path:
    """Give a path as people write it: pydantic's, without the kinds that it puts between a list's index and a key.

    Args:
        model: the model at the path's beginning.
        path: the path as pydantic gives it.
    """
    kept: list[str | int] = []
    at: object = model
    for step in path:
        if not isinstance(at, dict):
            kept.append(step)
        at = _at(at, step)
    return tuple(kept)


def _at(kind: object, step: str | int) -> object:
    if isinstance(kind, dict):
        return kind.get(step)
    return _element(kind) if isinstance(step, int) else _field(kind, step)


def _field(kind: object, key: str) -> object:
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return None
    for name, field in kind.model_fields.items():
        if key in (field.alias, name):
            return _bare(field.annotation)
    return None


def _element(kind: object) -> object:
    arguments = get_args(kind)
    return _bare(arguments[0]) if arguments else None


def _bare(kind: object) -> object:
    """Take off Annotated and `| None`; of models told apart by a key give that key's value → the model."""
    if get_origin(kind) is Annotated:
        inner, *rest = get_args(kind)
        by = next((one.discriminator for one in rest if isinstance(one, FieldInfo) and one.discriminator), None)
        if isinstance(by, str):
            return {tag: model for model in get_args(inner) for tag in get_args(model.model_fields[by].annotation)}
        return _bare(inner)
    if get_origin(kind) in (Union, UnionType):
        return next((_bare(part) for part in get_args(kind) if part is not type(None)), None)
    return kind
