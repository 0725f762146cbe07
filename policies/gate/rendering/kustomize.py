"""Kustomizations, as `kubectl kustomize` builds them."""

from __future__ import annotations

from collections.abc import Iterator

from policies.gate.loading.objects import Item
from policies.gate.source import Source


def kustomization(source: Source) -> Iterator[Item]:
    """Give the objects that a kustomization builds."""
    raise NotImplementedError
