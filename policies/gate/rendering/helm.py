"""Charts, as `helm template` renders them."""

from __future__ import annotations

from collections.abc import Iterator

from policies.gate.loading.objects import Item
from policies.gate.source import Source


def chart(source: Source) -> Iterator[Item]:
    """Give the objects that a chart renders."""
    raise NotImplementedError
