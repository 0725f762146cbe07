"""What every JSON object that a command prints has in common."""

from __future__ import annotations

from typing import ClassVar


class Shape:
    """A JSON object that a command prints: its schema tells each field by the text below it, and allows no other."""

    __pydantic_config__: ClassVar[dict[str, object]] = {"use_attribute_docstrings": True, "extra": "forbid"}
