"""How large one thing may be before it is refused rather than read."""

from __future__ import annotations

DOCUMENT_BYTES = 32 << 20
"""One document. An API server takes 3 MiB at most (`MaxRequestBodyBytes`); a `List` of many objects may be larger."""

DEPTH = 200
"""Levels of nesting. The deepest schemas of real CustomResourceDefinitions have about 60."""

EXPANDED_NODES = 400_000
"""Nodes of a document whose aliases are written out; go-yaml v2 begins to refuse there (`alias_ratio_range_low`)."""

NODE_CHARACTERS = 64
"""Text that counts as one more node, so that a long text can't be repeated without end either."""

RENDER_SECONDS = 60
"""How long a chart or kustomization may take to render."""

RENDER_OUTPUT = 256 << 20
"""Bytes that a chart or kustomization may render to."""

RENDER_MEMORY = 4 << 30
"""Bytes that rendering it may take."""
