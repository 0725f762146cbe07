"""Three-way comparison on refresh: what the program asked for, what the server made of it then, what is there now."""

from __future__ import annotations

from sandbox.providers.kubernetes import kinds
from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, Value, at, text, without

#: What a server adds to every object and no program writes.
SERVER_FIELDS: tuple[Path, ...] = (
    ("metadata", "uid"),
    ("metadata", "resourceVersion"),
    ("metadata", "creationTimestamp"),
    ("metadata", "generation"),
    ("metadata", "managedFields"),
    ("metadata", "selfLink"),
    ("metadata", "deletionTimestamp"),
    ("metadata", "deletionGracePeriodSeconds"),
    ("status",),
)


def live_inputs(inputs: Document, applied: Document, live: Document) -> Document:
    """Give the inputs as they would read if someone had written them from the live object.

    Only fields that the inputs have are looked at: what others own is theirs. A field whose live value is still what
    the server answered when it was applied keeps the program's spelling (`1000m`, where the server says `1`).

    Args:
        inputs: what the program asked for.
        applied: the object as it was after that was applied: the outputs in the state.
        live: the object now.
    """
    result = _merged(inputs, applied, live)
    return result if isinstance(result, dict) else {}


def _merged(wanted: Value, applied: Value, live: Value) -> Value:
    if isinstance(wanted, dict) and isinstance(live, dict):
        before = applied if isinstance(applied, dict) else {}
        kept: Document = {}
        for key, value in wanted.items():
            if key == "stringData":
                kept[key] = _text_secrets(value, before.get("data"), live.get("data"))
            elif key in live:
                kept[key] = _merged(value, before.get(key), live[key])
            elif key not in before:
                # The server never kept it (an empty map, a field that its schema prunes), so nobody took it away.
                kept[key] = value
        return kept
    if isinstance(wanted, list) and isinstance(live, list):
        return _merged_list(wanted, applied if isinstance(applied, list) else [], live)
    return wanted if live in (applied, wanted) or wanted is UNKNOWN else live


def _merged_list(wanted: list[Value], applied: list[Value], live: list[Value]) -> list[Value]:
    key = _list_key(wanted, live)
    if key is None:
        if live == applied:
            return wanted
        return [
            _merged(value, applied[index] if index < len(applied) else None, live[index])
            for index, value in enumerate(wanted[: len(live)])
        ] + live[len(wanted) :]
    before, now = _by_key(applied, key), _by_key(live, key)
    return [
        _merged(value, before.get(at(value, key)), now[at(value, key)]) for value in wanted if at(value, key) in now
    ]


def _list_key(wanted: list[Value], live: list[Value]) -> str | None:
    for key in kinds.LIST_KEYS:
        keys = [at(value, key) for value in wanted]
        others = [at(value, key) for value in live]
        if (
            wanted
            and all(isinstance(found, (str, int)) for found in (*keys, *others))
            and len(set(map(str, keys))) == len(keys)
        ):
            return key
    return None


def _by_key(values: list[Value], key: str) -> dict[Value, Value]:
    return {at(value, key): value for value in values if isinstance(at(value, key), (str, int))}


def _text_secrets(wanted: Value, applied: Value, live: Value) -> Value:
    """Compare a Secret's `stringData`, which is written only, by way of `data`."""
    if not isinstance(wanted, dict):
        return wanted
    kept: Document = {}
    for key, value in wanted.items():
        before, now = text(applied, key), text(live, key)
        if now and now == before:
            kept[key] = value
        elif now:
            kept[key] = _decoded(now)
    return kept


def _decoded(encoded: str) -> str:
    import base64

    return base64.b64decode(encoded).decode(errors="replace")


def imported_inputs(live: Document) -> Document:
    """Give inputs for an object that no program wrote (`pulumi import`, `.get()`): all but what the server adds."""
    for path in SERVER_FIELDS:
        live = without(live, path)
    return live
