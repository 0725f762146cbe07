"""Inputs become documents: `discover` finds them by their names, `load` reads one.

The seam that the gate calls (both raise `policies.errors.InputError` naming file and line):

- `discover(paths, *, excluded) -> Iterator[Source | Skipped]`: in a stable order, nothing parsed.
- `load(source) -> Iterator[Document | Skipped]`: the documents of one input, one at a time.
"""

from __future__ import annotations

from policies.gate.loading.plain import discover, load

__all__ = ["discover", "load"]
