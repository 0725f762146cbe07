"""Names: of objects that the program left nameless, of field managers, and Pulumi ids.

As the real provider: an unnamed object is called `<Pulumi name>-<7 hex digits>` and carries the annotation
`pulumi.com/autonamed`, and keeps that name for life. Other than there, the field manager is made from the URN instead
of at random, so that an object whose creation was cut off (kill -9) is recognised as one's own by the next run.
"""

from __future__ import annotations

import hashlib
import secrets

from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, at, text, with_value
from sandbox.providers.kubernetes.errors import Refused

AUTONAMED: Path = ("metadata", "annotations", "pulumi.com/autonamed")
MANAGER_ANNOTATION: Path = ("metadata", "annotations", "pulumi.com/patchFieldManager")
#: Where an object's field manager is kept in the outputs, as in the real provider.
MANAGER_OUTPUT = "__fieldManager"
SUFFIX_DIGITS = 7


def resource_name(urn: str) -> str:
    """Give the Pulumi name of a resource: the last part of its URN."""
    return urn.split("::", 3)[-1]


def resource_type(urn: str) -> str:
    """Give the type token of a resource out of its URN, without its parents' types."""
    parts = urn.split("::")
    return parts[2].split("$")[-1] if len(parts) > 3 else ""


def named(
    document: Document, *, old: Document, urn: str, seed: bytes, proposed: str = "", allowed: bool = True
) -> Document:
    """Give an object a name if the program gave none.

    Args:
        document: the new inputs.
        old: the old inputs, empty if there are none; an autonamed object keeps its name.
        urn: the resource's URN.
        seed: makes the digits the same in a preview and the update after it; empty for random digits.
        proposed: the name that the engine's autonaming configuration makes; "" for none.
        allowed: False when that configuration forbids autonaming.

    Returns:
        The inputs, with metadata.name and the annotation set when the name was made here.

    Raises:
        Refused: no name, and autonaming is switched off.
    """
    metadata = at(document, "metadata")
    if metadata is UNKNOWN or at(document, "metadata", "name") or at(document, "metadata", "generateName"):
        return document
    if at(old, *AUTONAMED) == "true" and text(old, "metadata", "name"):
        name = text(old, "metadata", "name")
    elif not allowed:
        raise Refused("has no metadata.name, and autonaming is switched off", where=urn, do="set metadata.name")
    else:
        digits = hashlib.sha256(seed + urn.encode()).hexdigest() if seed else secrets.token_hex(SUFFIX_DIGITS)
        name = proposed or f"{resource_name(urn)}-{digits[:SUFFIX_DIGITS]}"
    return with_value(with_value(document, ("metadata", "name"), name), AUTONAMED, "true")


def is_autonamed(document: Document) -> bool:
    """Tell whether an object's name was made by `named`."""
    return at(document, *AUTONAMED) == "true"


def manager_of(urn: str, document: Document, outputs: Document) -> str:
    """Give the field manager under which a resource's fields are applied.

    The annotation `pulumi.com/patchFieldManager` wins, then the one in the state, then one made from the URN.
    """
    digest = hashlib.sha256(urn.encode()).hexdigest()[:8]
    return text(document, *MANAGER_ANNOTATION) or text(outputs, MANAGER_OUTPUT) or f"pulumi-kubernetes-{digest}"


def identifier(namespace: str, name: str) -> str:
    """Give the Pulumi id of an object: `namespace/name`, or `name` for cluster-scoped kinds."""
    return f"{namespace}/{name}" if namespace else name


def from_identifier(identifier: str) -> tuple[str, str]:
    """Give namespace ("" for none) and name out of a Pulumi id."""
    namespace, _, name = identifier.rpartition("/")
    return namespace, name


def kind_of_token(token: str) -> tuple[str, str]:
    """Give `apiVersion` and `kind` out of a type token: `kubernetes:core/v1:Pod` → (`v1`, `Pod`).

    Raises:
        Refused: the token is not of a Kubernetes object.
    """
    parts = token.split(":")
    if len(parts) != 3 or "/" not in parts[1]:
        raise Refused("is not the type of a Kubernetes object", where=token, do="use a resource of an API group")
    return parts[1].removeprefix("core/"), parts[2]
