"""Reading a file of manifests: YAML or JSON, one document after the other."""

from __future__ import annotations

import io
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import yaml

from policies.errors import InputError
from policies.gate.loading.json_text import json_values
from policies.gate.loading.objects import NOT_KUBERNETES, Item, Objects, looks_like_object
from policies.gate.loading.place import Place
from policies.gate.loading.spots import json_duplicate
from policies.gate.loading.stream import Chunk, chunks
from policies.gate.loading.tree import Problem, Refusal, trees
from policies.gate.source import Skipped, Source

_SPELLED = re.compile(rb"kind|apiVersion|\\u")
"""What the text of a JSON object of Kubernetes has in it; escapes may spell anything."""


def manifests(source: Source) -> Iterator[Item]:
    """Give what is in a file of manifests, one document at a time.

    Raises:
        InputError: it can't be read, or isn't what its name says.
    """
    if source.content is not None:
        yield from _read(io.BytesIO(source.content), source)
        return
    if source.path is None:
        raise InputError("has neither a path nor a content", where=source.file)
    try:
        # A pipe would keep us waiting for ever.
        if not stat.S_ISREG(source.path.stat().st_mode):
            raise InputError("is no file", where=source.file, do="name a file")
        with source.path.open("rb") as stream:
            yield from _read(stream, source)
    except OSError as error:
        raise InputError(
            f"can't be read ({error.strerror or error})", where=source.file, do="mend its permissions, or exclude it"
        ) from error


def _read(stream: BinaryIO, source: Source) -> Iterator[Item]:
    objects = Objects(source.file)
    for chunk in chunks(stream, file=source.file):
        yield from read_chunk(chunk, source, objects)


def read_chunk(chunk: Chunk, source: Source, objects: Objects) -> Iterator[Item]:
    """Give what is in one part of a file.

    Raises:
        InputError: it is neither YAML nor JSON, or Kubernetes' readers would refuse it or disagree about it.
    """
    if chunk.content.lstrip()[:1] in (b"{", b"["):
        # As kubectl: JSON if it can be, YAML if not.
        complaint = None
        try:
            text = chunk.content.decode()
            found = list(json_values(text))
        except Refusal as refusal:
            raise _refused(refusal.problem, chunk, source.file) from refusal
        except ValueError as error:
            complaint = error
        else:
            for number, (value, line, problem) in enumerate(found):
                if problem is not None and looks_like_object(value):
                    raise _refused(json_duplicate(text, number, problem), chunk, source.file)
                yield from objects.of(value, chunk.line + line + 1, _place(chunk, source, number, True))
            return
        if _is_json(source) and not _SPELLED.search(chunk.content):
            # JSON with comments, as editors have it; no object of Kubernetes whatever it is.
            yield Skipped(source.file, NOT_KUBERNETES)
            return
        try:
            yield from _yaml(chunk, source, objects)
        except InputError:
            if _is_json(source):
                raise _no_json(complaint, chunk, source.file) from complaint
            raise
        return
    yield from _yaml(chunk, source, objects)


def _yaml(chunk: Chunk, source: Source, objects: Objects) -> Iterator[Item]:
    try:
        for number, tree in enumerate(trees(chunk.content)):
            if tree.problem is not None and _concerns_kubernetes(tree.value):
                raise _refused(tree.problem, chunk, source.file)
            yield from objects.of(tree.value, chunk.line + tree.line + 1, _place(chunk, source, number, False))
    except Refusal as refusal:
        raise _refused(refusal.problem, chunk, source.file) from refusal
    except yaml.YAMLError as error:
        raise _no_yaml(error, chunk, source.file) from error


def _concerns_kubernetes(value: Any) -> bool:
    several = value if isinstance(value, list) else [value]
    return any(looks_like_object(each) for each in several)


def _is_json(source: Source) -> bool:
    return Path(source.file).suffix == ".json"


def _place(chunk: Chunk, source: Source, number: int, is_json: bool) -> Place:
    content = chunk.content if source.path is None else None
    return Place(source.path, chunk.offset, len(chunk.content), chunk.line, number, is_json, content=content)


def _refused(problem: Problem, chunk: Chunk, file: str) -> InputError:
    where = f"{file}:{chunk.line + problem.line + 1}:{problem.column + 1}"
    return InputError(problem.what, where=where, do=problem.do)


def _no_json(error: ValueError | None, chunk: Chunk, file: str) -> InputError:
    line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
    what = getattr(error, "msg", str(error))
    return InputError(f"is no JSON: {what}", where=f"{file}:{chunk.line + line}:{column}", do="mend it")


def _no_yaml(error: yaml.YAMLError, chunk: Chunk, file: str) -> InputError:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark
        since = (
            f"{error.context} from line {chunk.line + begun.line + 1}," if error.context and begun else error.context
        )
        what = " ".join(filter(None, (since, error.problem)))
        line, column = (mark.line, mark.column) if mark else (0, 0)
        return InputError(
            f"is no YAML: {what}",
            where=f"{file}:{chunk.line + line + 1}:{column + 1}",
            do="mend it; a template of text that is no YAML by itself can be excluded in the settings",
        )
    position = getattr(error, "position", 0)
    line = chunk.content.count(b"\n", 0, position if isinstance(position, int) else 0)
    reason = getattr(error, "reason", None) or "it holds bytes that are no text"
    return InputError(
        f"is no YAML: {reason}",
        where=f"{file}:{chunk.line + line + 1}",
        do="save it as UTF-8, without control characters",
    )
