"""The table: one row a resource type, one file a subject. A new type is a new row; no code is needed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sandbox.providers.aws.rows import Row
from sandbox.providers.aws.template import Each, First, Given, Template, Text

SUBJECTS = (
    "network",
    "routes",
    "rules",
    "tags",
    "compute",
    "scaling",
    "access",
    "identities",
    "keys",
    "clusters",
    "cluster_records",
    "records",
    "buckets",
    "registry",
    "messages",
    "secrets",
    "databases",
    "caches",
    "guards",
)
"""The files of the table; each has `ROWS`."""


@cache
def rows() -> dict[str, Row]:
    """Give every row by its type token."""
    from importlib import import_module

    subjects = (import_module(f"{__name__}.{subject}") for subject in SUBJECTS)
    return {row.type: row for subject in subjects for row in subject.ROWS}


def _references(template: Template, own: bool = True) -> Iterator[str]:
    match template:
        case str() if template[:1] == "$" and own:
            yield template[1:].split("|")[0].split(".")[0]
        case Text():
            for hole in template.pattern.split("{$")[1:]:
                yield hole.split("}")[0].split("|")[0].split(".")[0]
        case Each():
            yield from _references(template.path, own)
        case First():
            for choice in template.choices:
                yield from _references(choice, own)
        case Given():
            yield from _references(template.path, own)
            yield from _references(template.then, own)
        case dict():
            for item in template.values():
                yield from _references(item, own)
        case list():
            for item in template:
                yield from _references(item, own)


@cache
def inputs_of(row: Row) -> frozenset[str]:
    """Give the properties that a program can set, as far as the row knows them: those its calls send."""
    sent = {name for parameter in row.create.parameters.values() for name in _references(parameter)}
    changed = {name for change in row.changes for name in change.on}
    return frozenset((sent | changed | row.settings | row.replace) - {""})
