"""From a source to what is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from policies.gate.loading.manifests import manifests
from policies.gate.loading.objects import Item
from policies.gate.source import Source, SourceKind


def load(source: Source) -> Iterator[Item]:
    """Give what is in a source, one after the other, so that a large file needs no more memory than a small one.

    Of Dockerfiles, workflows and other files nothing is given: their engine reads them.

    Raises:
        InputError: it can't be read as what it is; what was given before stands.
    """
    reader = _READERS.get(source.kind)
    return reader(source) if reader else iter(())


def _chart(source: Source) -> Iterator[Item]:
    # Imported when there is a chart: most runs have none.
    from policies.gate.rendering.helm import chart

    return chart(source)


def _kustomization(source: Source) -> Iterator[Item]:
    from policies.gate.rendering.kustomize import kustomization

    return kustomization(source)


_READERS: Mapping[SourceKind, Callable[[Source], Iterator[Item]]] = {
    SourceKind.MANIFEST: manifests,
    SourceKind.CHART: _chart,
    SourceKind.KUSTOMIZATION: _kustomization,
}
