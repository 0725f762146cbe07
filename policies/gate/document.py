"""One thing to judge, as every loader gives it and every engine takes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""Where in a document: keys and indices from its root, e.g. `("spec", "containers", 0, "image")`."""


class Position(NamedTuple):
    """A place in a file; line and column are counted from 1."""

    line: int
    column: int


Locate: TypeAlias = Callable[[Path], Position]
"""Gives where a path begins in the file; a path that isn't there gives its longest prefix that is."""


@dataclass(frozen=True, slots=True)
class Document:
    """One Kubernetes object, with where it is written.

    Args:
        value: the object as plain data (str, int, float, bool, None, list, dict with str keys): a rule's `input`.
        file: the file as findings name it: relative to the working directory where it is below it, with `/`; `-` for
            standard input. Of a rendered object it is the file that a person edits (a chart's template), if known.
        number: which object of its file it is, counted from 0; objects of a `List` count one by one.
        line: the line of the file at which the object begins, counted from 1.
        rendered: what rendered it (`helm`, `kustomize`, `spec`), None for an object that is written as it is.
        locate: gives the line and column of a path. It may parse the file again, so it is asked only for findings.
    """

    value: Mapping[str, Any]
    file: str
    number: int = 0
    line: int = 1
    rendered: str | None = None
    locate: Locate = field(default=lambda _: Position(1, 1), compare=False, repr=False)
