"""From what the model says of a file to one sentence: file and line, key, what is wrong with it, what to write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from delivery.errors import SpecError, nearest, quoted
from delivery.spec.forms import ADVICE
from delivery.spec.model import Service
from delivery.spec.problem import PROBLEM
from delivery.spec.tree import Mapping, Node, Place, Scalar, Sequence

Path: TypeAlias = tuple[str, ...]
Said: TypeAlias = tuple[str, str]


def explained(error: ValidationError, tree: Mapping) -> SpecError:
    """Give the error for a file that the model refuses: the first problem in it, a misspelt key before a missing one.

    Args:
        error: what the model says.
        tree: what was validated.
    """
    problems = [(_path(details), details) for details in error.errors(include_url=False)]
    path, details = min(
        problems, key=lambda each: (each[1]["type"] != "extra_forbidden", _found(tree, each[0])[0].line, each[0])
    )
    place, node = _found(tree, path)
    what, do = SAYINGS.get(details["type"], _otherwise)(path, node, details)
    return SpecError(f"{'.'.join(path)}: {what}", where=str(place), do=do)


def _path(details: ErrorDetails) -> Path:
    # pydantic marks a key that is itself wrong by a last part "[key]".
    path = tuple(str(part) for part in details["loc"] if part != "[key]")
    return path + tuple(details.get("ctx", {}).get("key", ())) if details["type"] == PROBLEM else path


def _found(tree: Mapping, path: Path) -> tuple[Place, Node | None]:
    """Give the line nearest to a path, and the value there if the path leads to one."""
    place = tree.place
    node: Node = tree
    for part in path:
        if not isinstance(node, Mapping) or part not in node.entries:
            return place, None
        place, node = node.entries[part].place, node.entries[part].node
    return place, node


def _shown(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return quoted(node.text) if isinstance(node.value, str) else node.text
    return "a list" if isinstance(node, Sequence) else "a group of keys"


def _known_keys(path: Path) -> tuple[str, ...]:
    """Give the keys that the model knows where a path's last part stands."""
    model: type[BaseModel] = Service
    for part in path[:-1]:
        for name, field in model.model_fields.items():
            if part == (field.alias or name):
                annotation = field.annotation
                model = next(
                    each
                    for each in (annotation, *get_args(annotation))
                    if isinstance(each, type) and issubclass(each, BaseModel)
                )
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _unknown(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    known = _known_keys(path)
    meant = nearest(path[-1], known)
    return "there is no such key", f'write "{meant}"' if meant else f"write one of {', '.join(known)}"


def _missing(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    if node is not None:
        return "has no value", "write one"
    return "is missing", f'add "{path[-1]}:" and its value'


def _no_text(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    if isinstance(node, Scalar) and node.value is None:
        return "has no value", 'write one, such as ""'
    if isinstance(node, Scalar):
        return f"{node.text} is not text", f'write it in quotes, "{node.text}"'
    return f"{_shown(node)} stands where text must stand", "write a single value"


def _no_whole_number(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    if isinstance(node, Scalar) and isinstance(node.value, str) and node.text.isdecimal():
        return f"{_shown(node)} is text", f"write {node.text} without quotes"
    found = (
        "has no value" if isinstance(node, Scalar) and node.value is None else f"{_shown(node)} is not a whole number"
    )
    return found, "write a whole number"


def _no_keys(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{_shown(node)} stands where keys must stand", f'write keys under "{path[-1]}:"'


def _other_form(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    written = str(details["input"])
    advice = ADVICE[details["ctx"]["pattern"]]
    meant = advice.meant(written)
    return f"{quoted(written)} is not {advice.noun}", f"write {quoted(meant)}" if meant else advice.do


def _too_long(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{quoted(str(details['input']))} is too long", f"write at most {details['ctx']['max_length']} characters"


def _too_small(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{details['input']} is too small", f"write {details['ctx']['ge']} or more"


def _too_large(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{details['input']} is too large", f"write {details['ctx']['le']} or less"


def _not_among(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{_shown(node)} is not known here", f"write {details['ctx']['expected'].replace(chr(39), '')}"


def _told(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return details["ctx"]["what"], details["ctx"]["do"]


def _otherwise(path: Path, node: Node | None, details: ErrorDetails) -> Said:
    return f"{_shown(node)} is refused ({details['msg']})", "mend it"


# pydantic's name of an error → the sentence about it.
SAYINGS: dict[str, Callable[[Path, Node | None, ErrorDetails], Said]] = {
    "extra_forbidden": _unknown,
    "missing": _missing,
    "string_type": _no_text,
    "int_type": _no_whole_number,
    "model_type": _no_keys,
    "dict_type": _no_keys,
    "string_pattern_mismatch": _other_form,
    "string_too_long": _too_long,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "literal_error": _not_among,
    PROBLEM: _told,
}
