"""Pulumi's wire form of properties ↔ plain documents: secrets, unknown values, whole numbers.

On the wire a property map is a protobuf Struct in which special values are maps with a signature key, and unknown
values are strings of fixed ids (Pulumi SDK, `sdk/go/common/resource/plugin/rpc.go` and
`sdk/python/lib/pulumi/runtime/rpc.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, Value, at, dotted, leaves
from sandbox.providers.kubernetes.errors import Refused

if TYPE_CHECKING:
    from google.protobuf.struct_pb2 import Struct
    from google.protobuf.struct_pb2 import Value as WireValue

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a marker of the protocol, not a secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"

#: The ids that stand for an unknown string; boolean, number, array, asset, archive and map.
UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
UNKNOWN_IDS = frozenset(
    {
        UNKNOWN_STRING,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)

Wire: TypeAlias = "bool | float | str | list[Wire] | dict[str, Wire] | None"

#: Secret values shorter than this are only recognised elsewhere when a whole string equals them.
RECOGNISABLE_LENGTH = 6


@dataclass(frozen=True)
class Properties:
    """A property map as plain values, and which of them are secret.

    Args:
        body: the values, secrets opened.
        secrets: paths of the secret values (each covers all below it).
    """

    body: Document
    secrets: frozenset[Path] = field(default_factory=frozenset)

    def secret_texts(self) -> frozenset[str]:
        """Give the non-empty strings that are secret, to recognise them where they turn up again."""
        return frozenset(
            leaf
            for path, leaf in leaves(self.body)
            if isinstance(leaf, str) and leaf and any(path[: len(secret)] == secret for secret in self.secrets)
        )


def decode(struct: Struct) -> Properties:
    """Read a property map from the wire.

    Raises:
        Refused: it holds an asset or an archive, which no Kubernetes object has.
    """
    secrets: set[Path] = set()
    return Properties({key: _plain(value, (key,), secrets) for key, value in struct.fields.items()}, frozenset(secrets))


def _plain(wire: WireValue, path: Path, secrets: set[Path]) -> Value:
    kind = wire.WhichOneof("kind")
    if kind == "struct_value":
        fields = wire.struct_value.fields
        if SIGNATURE in fields:
            return _special(wire, path, secrets)
        return {key: _plain(inner, (*path, key), secrets) for key, inner in fields.items()}
    if kind == "list_value":
        return [_plain(inner, (*path, index), secrets) for index, inner in enumerate(wire.list_value.values)]
    if kind == "number_value":
        return int(wire.number_value) if wire.number_value.is_integer() else float(wire.number_value)
    if kind == "string_value":
        return UNKNOWN if wire.string_value in UNKNOWN_IDS else str(wire.string_value)
    return bool(wire.bool_value) if kind == "bool_value" else None


def _special(wire: WireValue, path: Path, secrets: set[Path]) -> Value:
    fields = wire.struct_value.fields
    signature = fields[SIGNATURE].string_value
    if signature == SECRET:
        secrets.add(path)
        return _plain(fields["value"], path, secrets)
    if signature == OUTPUT:
        if fields["secret"].bool_value:
            secrets.add(path)
        return _plain(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    if signature == RESOURCE:
        return _plain(fields["id"], path, secrets) if "id" in fields else str(fields["urn"].string_value)
    raise Refused(
        "an asset or archive cannot be part of a Kubernetes object",
        where=dotted(path),
        do="read the file and pass its text",
    )


def encode(properties: Properties) -> Struct:
    """Write a property map for the wire; values at secret paths are wrapped as secrets."""
    from google.protobuf.struct_pb2 import Struct

    struct = Struct()
    struct.update({key: _wired(value, (key,), properties.secrets) for key, value in properties.body.items()})
    return struct


def _wired(value: Value, path: Path, secrets: frozenset[Path]) -> Wire:
    if path in secrets:
        return {SIGNATURE: SECRET, "value": _wired(value, path, frozenset())}
    if isinstance(value, dict):
        return {key: _wired(inner, (*path, key), secrets) for key, inner in value.items()}
    if isinstance(value, list):
        return [_wired(inner, (*path, index), secrets) for index, inner in enumerate(value)]
    return UNKNOWN_STRING if value is UNKNOWN else value


def marked(body: Document, *, inputs: Properties, always: Iterable[Path] = ()) -> Properties:
    """Mark what is secret in an object that the API server gave back.

    Secret are: the paths that were secret in the inputs, the paths in `always`, and every string that holds a secret
    input value (so that a secret stays one if the server moved it, as it does with entries of lists and with
    `stringData`).
    """
    texts = inputs.secret_texts()
    long_texts = tuple(text for text in texts if len(text) >= RECOGNISABLE_LENGTH)
    found = {path for path in (*inputs.secrets, *always) if at(body, *path) is not None}
    found |= {
        path
        for path, leaf in leaves(body)
        if isinstance(leaf, str) and (leaf in texts or any(long_text in leaf for long_text in long_texts))
    }
    return Properties(
        body, frozenset(path for path in found if not any(path[:depth] in found for depth in range(1, len(path))))
    )
