"""The table, a file a subject; each has `ROWS`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from components.policy.rows import Row

SUBJECTS = ("network", "clusters", "access", "records", "data")


@cache
def rows() -> Mapping[str, Row]:
    """Give each type's row."""
    subjects = (import_module(f"{__name__}.{subject}") for subject in SUBJECTS)
    return {kind: row for subject in subjects for row in subject.ROWS for kind in row.types}
