"""How the node maker fails."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class NodesError(SlipwayError):
    """A node group that no kubelet could make a node of, or an API server that refused one."""
