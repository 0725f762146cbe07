"""Where the renderers' tools are."""

from __future__ import annotations

from pathlib import Path


def tool_path(name: str) -> Path:
    """Give a tool's binary; it is built if it is nowhere yet, which takes minutes.

    Raises:
        SlipwayError: it can't be made.
    """
    from toolchain.find import find

    found = find(name)
    if found.path is not None:
        return found.path
    from toolchain.build import ensure
    from toolchain.progress import Silent

    return ensure([name], Silent())[name]
