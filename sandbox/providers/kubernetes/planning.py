"""What the engine asks before it does anything: are the inputs complete, and what would change."""

from __future__ import annotations

from dataclasses import dataclass, field

from sandbox.providers.kubernetes import kinds, naming
from sandbox.providers.kubernetes.api import Reference
from sandbox.providers.kubernetes.cluster import ABSENT, Cluster, require_object
from sandbox.providers.kubernetes.difference import (
    Change,
    Replacement,
    changes,
    forced_by_refusal,
    forced_by_tables,
    replacement,
)
from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, at, has_unknown, text, with_value
from sandbox.providers.kubernetes.errors import ApiError, Refused
from sandbox.providers.kubernetes.properties import Properties
from sandbox.providers.kubernetes.writing import applied_body


@dataclass(frozen=True)
class Autonaming:
    """How the engine wants nameless objects to be named.

    Args:
        seed: makes random digits the same in a preview and the update after it.
        proposed: a whole name from the stack's autonaming configuration, or "".
        allowed: False if that configuration forbids autonaming.
    """

    seed: bytes = b""
    proposed: str = ""
    allowed: bool = True


@dataclass(frozen=True)
class Difference:
    """What an update would do.

    Args:
        changes: each changed field.
        replacement: whether and how the object is replaced.
    """

    changes: dict[Path, Change] = field(default_factory=dict)
    replacement: Replacement = field(default_factory=lambda: Replacement(frozenset(), delete_first=False))


def checked(cluster: Cluster, urn: str, new: Properties, old: Document, autonaming: Autonaming) -> Properties:
    """Complete the inputs of an object: its name, its namespace, and what of it is secret.

    Args:
        cluster: where it will be.
        urn: the resource's URN.
        new: the inputs as the program gave them.
        old: the inputs of the last update, empty if there was none.
        autonaming: how to name it.

    Raises:
        Refused: the resource is nothing that this provider can make, or lacks what it needs.
    """
    require_object(urn, new.body)
    metadata = at(new.body, "metadata")
    if metadata is not None and metadata is not UNKNOWN and not isinstance(metadata, dict):
        raise Refused("metadata is not a map", where=urn, do="pass ObjectMetaArgs or a dictionary")
    named = naming.named(
        new.body, old=old, urn=urn, seed=autonaming.seed, proposed=autonaming.proposed, allowed=autonaming.allowed
    )
    body = cluster.placed(named, old)
    secret = (path for path in kinds.SECRET.get(kinds.table_key(body), ()) if at(body, *path) is not None)
    return Properties(body, new.secrets | frozenset(secret))


def difference(
    cluster: Cluster, urn: str, identifier: str, old: Document, state: Document, new: Document
) -> Difference:
    """Say what changed between two sets of inputs, and whether it can be done in place.

    Args:
        cluster: where the object is; asked by a dry run whether it takes the change.
        urn: the resource's URN.
        identifier: its Pulumi id.
        old: the old inputs; after a refresh these show what drifted.
        state: the old outputs.
        new: the new inputs.

    Raises:
        ApiError: the server refuses the new inputs for another reason than that a field can't change.
    """
    old, new = _same_place(old, new, identifier)
    found = changes(old, new)
    if not found:
        return Difference()
    settings = cluster.settings
    mutable = settings.config_maps_mutable if text(new, "kind") == "ConfigMap" else settings.secrets_mutable
    forced = forced_by_tables(old, new, found, content_mutable=mutable)
    if not forced and not has_unknown(new):
        forced = _forced_by_server(cluster, urn, identifier, state, new, found)
    return Difference(found, replacement(old, new, forced))


def _same_place(old: Document, new: Document, identifier: str) -> tuple[Document, Document]:
    """Write the namespace that the object is known to be in where inputs leave it out: spelling it out is no change."""
    namespace, _ = naming.from_identifier(identifier)
    if not namespace:
        return old, new
    where: Path = ("metadata", "namespace")
    if at(old, *where) is None and isinstance(at(old, "metadata"), dict):
        old = with_value(old, where, namespace)
        if at(new, *where) is None and isinstance(at(new, "metadata"), dict):
            new = with_value(new, where, namespace)
    return old, new


def _forced_by_server(
    cluster: Cluster, urn: str, identifier: str, state: Document, new: Document, found: dict[Path, Change]
) -> frozenset[Path]:
    namespace, name = naming.from_identifier(identifier)
    reference = Reference(text(new, "apiVersion"), text(new, "kind"), namespace, name)
    try:
        cluster.api.apply(
            reference,
            applied_body(new, reference),
            manager=naming.manager_of(urn, new, state),
            force=True,
            dry_run=True,
        )
    except ABSENT:
        return frozenset()
    except ApiError as error:
        if error.code != 422:
            # The update itself meets this again and says it with the object at hand.
            return frozenset()
        forced = forced_by_refusal(error.causes, error.message, found)
        if not forced:
            raise
        return forced
    return frozenset()
