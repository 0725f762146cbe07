"""Inputs become documents: `discover` finds them by their names, `load` reads one.

The seam that the gate calls (both raise `policies.errors.InputError` naming file and line):

- `discover(paths, *, excluded) -> Iterator[Source | Skipped | Finding]`: in a stable order, nothing parsed. No path is
  the whole repository, `-` is standard input. `excluded` maps glob patterns of paths to the reason why each is out.
- `load(source) -> Iterator[Document | Skipped | Finding]`: what is in one input, one at a time; charts and
  kustomizations are rendered. Of Dockerfiles, workflows and other files nothing is given: their engine reads them.

A `Finding` is the gate's own (engine `gate`, SLIP-GATE-1xx): a link out of the tree, a pipe, an object without a name
or apiVersion. It is complete; the gate only hands it on. Sources and documents can be sent to another process.
"""

from __future__ import annotations

from collections.abc import Iterator

from policies.gate.document import Document
from policies.gate.finding import Finding
from policies.gate.loading.discovery import discover
from policies.gate.source import Skipped, Source

__all__ = ["discover", "load"]


def load(source: Source) -> Iterator[Document | Skipped | Finding]:
    """Give what is in one input; see `policies.gate.loading.reading`, imported only when something is to be read."""
    from policies.gate.loading.reading import load as read

    return read(source)
