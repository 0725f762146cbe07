"""How an environment's keys are laid over the file's own: key by key, as RFC 7386 (JSON Merge Patch) says."""

from __future__ import annotations

from delivery.spec.tree import Entry, Mapping, Scalar


def merged(base: Mapping, over: Mapping) -> Mapping:
    """Lay one mapping over another.

    Mappings are merged key by key; a list or single value replaces the whole of what was there; a key without a value
    (`key:`, `key: null`) takes away what was there, so that its default holds again. Every value keeps its line.

    Args:
        base: what is laid over.
        over: what wins.
    """
    entries = {key: entry for key, entry in base.entries.items() if key not in over.entries}
    for key, entry in over.entries.items():
        below = base.entries.get(key)
        if isinstance(entry.node, Mapping):
            under = below.node if below and isinstance(below.node, Mapping) else Mapping({}, entry.place)
            entries[key] = Entry(merged(under, entry.node), below.place if below else entry.place)
        elif below is None or not _is_null(entry):
            entries[key] = entry
    return Mapping(entries, base.place)


def _is_null(entry: Entry) -> bool:
    return isinstance(entry.node, Scalar) and entry.node.value is None
