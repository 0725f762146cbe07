"""The life of an object: create, read, update, delete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sandbox.providers.kubernetes import kinds, naming, waiting
from sandbox.providers.kubernetes.api import Reference
from sandbox.providers.kubernetes.cluster import ABSENT, Cluster, api_versions, namespace_is_missing
from sandbox.providers.kubernetes.document import Document, Path, at, has_unknown, text
from sandbox.providers.kubernetes.drift import imported_inputs, live_inputs
from sandbox.providers.kubernetes.errors import ApiError, Cancelled, NoSuchKind, NotReady, Refused, Unreachable
from sandbox.providers.kubernetes.properties import Properties
from sandbox.providers.kubernetes.readiness import verdict
from sandbox.providers.kubernetes.writing import applied, is_ours, outputs, planned

PROPAGATION: Path = ("metadata", "annotations", "pulumi.com/deletionPropagationPolicy")
POLICIES = {"foreground": "Foreground", "background": "Background", "orphan": "Orphan"}
#: Letters of the suffix that Kubernetes gives to a `generateName`, which apply needs made beforehand.
GENERATED_LETTERS, GENERATED_LENGTH = "bcdfghjklmnpqrstvwxz2456789", 5


@dataclass(frozen=True)
class Stored:
    """An object as it goes into the stack's state.

    Args:
        identifier: the Pulumi id.
        inputs: its inputs.
        outputs: its outputs.
    """

    identifier: str
    inputs: Properties
    outputs: Properties


class NotInitialised(Exception):
    """An object is stored but not ready; the engine keeps it and tries again at the next update.

    Args:
        stored: the object.
        reason: the sentence to show.
    """

    def __init__(self, stored: Stored, reason: str) -> None:
        super().__init__(reason)
        self.stored = stored
        self.reason = reason


def create(cluster: Cluster, urn: str, inputs: Properties, *, timeout: float, preview: bool) -> Stored:
    """Make an object and wait until it is ready.

    An object that is already there is refused, as by the real provider, unless this same resource applied it before
    (the run that did was cut off) or the provider is told to upsert.

    Args:
        cluster: where.
        urn: the resource's URN.
        inputs: its checked inputs.
        timeout: seconds to wait for it to be ready; 0 for the default.
        preview: only say what it would be; a namespace, a kind or a server that isn't there yet is no error.

    Raises:
        NotInitialised: it is stored but did not become ready.
        SlipwayError: it could not be stored.
    """
    manager = naming.manager_of(urn, inputs.body, {})
    if preview:
        return Stored(
            "",
            inputs,
            planned(inputs, None if has_unknown(inputs.body) else _rehearsed(cluster, inputs, manager), manager),
        )
    reference = cluster.reference(inputs.body, _name(inputs.body))
    before = cluster.api.get(reference)
    if before is not None and at(before, "metadata", "deletionTimestamp") is not None:
        waiting.until_gone(
            cluster.api, reference, text(before, "metadata", "uid"), _patience(cluster, inputs.body, timeout)
        )
    elif before is not None:
        _may_adopt(cluster, reference, before, manager)
    return _settled(cluster, reference, inputs, manager, timeout)


def update(
    cluster: Cluster, urn: str, identifier: str, inputs: Properties, state: Document, *, timeout: float, preview: bool
) -> Stored:
    """Change an object and wait until it is ready again.

    Args:
        cluster: where.
        urn: the resource's URN.
        identifier: its Pulumi id.
        inputs: its new checked inputs.
        state: its old outputs.
        timeout: seconds to wait for it to be ready; 0 for the default.
        preview: only say what it would be.

    Raises:
        NotInitialised: it is stored but did not become ready.
        SlipwayError: it could not be stored.
    """
    namespace, name = naming.from_identifier(identifier)
    reference = Reference(text(inputs.body, "apiVersion"), text(inputs.body, "kind"), namespace, name)
    manager = naming.manager_of(urn, inputs.body, state)
    if not preview:
        return _settled(cluster, reference, inputs, manager, timeout)
    if not has_unknown(inputs.body):
        try:
            return Stored(
                identifier, inputs, outputs(applied(cluster, reference, inputs, manager, dry_run=True), inputs, manager)
            )
        except ABSENT as error:
            cluster.engine.warn(f"the preview of {reference} is a guess: {error}")
    return Stored(identifier, inputs, outputs({**state, **inputs.body}, inputs, manager))


def read(cluster: Cluster, urn: str, identifier: str, inputs: Properties, state: Properties) -> Stored | None:
    """Look at an object as it is now; None if it is gone.

    Args:
        cluster: where.
        urn: the resource's URN.
        identifier: its Pulumi id.
        inputs: the inputs of the last update; empty for one that is imported or only read.
        state: its outputs of then.

    Raises:
        NotInitialised: it is there but not ready.
        SlipwayError: the server can't be asked.
    """
    known = inputs.body or state.body
    namespace, name = naming.from_identifier(identifier)
    reference = Reference(*api_versions(known, urn), namespace, name)
    try:
        live = cluster.api.get(reference)
    except NoSuchKind:
        return None
    except Unreachable as error:
        if cluster.settings.delete_unreachable:
            cluster.engine.warn(f"{reference} is let go of: {error}")
            return None
        if cluster.settings.skip_update_unreachable:
            cluster.engine.warn(f"{reference} is left as it was: {error}")
            return Stored(identifier, inputs, state)
        raise
    if live is None:
        return None
    manager = text(state.body, naming.MANAGER_OUTPUT)
    body = live_inputs(inputs.body, state.body, live) if inputs.body else imported_inputs(live)
    always = kinds.SECRET.get(kinds.table_key(live), ())
    now = Properties(body, inputs.secrets | frozenset(path for path in always if at(body, *path) is not None))
    stored = Stored(identifier, now, outputs(live, inputs, manager))
    seen = verdict(live, cluster.api.matching)
    if inputs.body and not seen.ready and not waiting.skipped(inputs.body):
        raise NotInitialised(stored, f"{reference}: is not ready: {seen.event}")
    return stored


def delete(cluster: Cluster, urn: str, identifier: str, inputs: Document, state: Document, *, timeout: float) -> None:
    """Delete an object and wait until it is gone; one that isn't there is deleted already.

    Args:
        cluster: where.
        urn: the resource's URN.
        identifier: its Pulumi id.
        inputs: its inputs.
        state: its outputs.
        timeout: seconds to wait; 0 for the default.

    Raises:
        NotReady: it is still there at the deadline; names the finalizers that hold it.
        Refused: an unknown propagation policy.
        SlipwayError: the server refused, or can't be asked.
    """
    namespace, name = naming.from_identifier(identifier)
    reference = Reference(*api_versions(inputs or state, urn), namespace, name)
    try:
        cluster.api.delete(reference, _propagation(reference, inputs))
        if not waiting.skipped(inputs):
            waiting.until_gone(
                cluster.api, reference, text(state, "metadata", "uid"), _patience(cluster, inputs, timeout)
            )
    except NoSuchKind:
        return
    except ApiError as error:
        if error.code != 404:
            raise
    except Unreachable as error:
        if not cluster.settings.delete_unreachable:
            raise
        cluster.engine.warn(f"{reference} is let go of: {error}")


def _rehearsed(cluster: Cluster, inputs: Properties, manager: str) -> Document | None:
    """Create an object as a dry run; None if the server can't say anything about it yet."""
    try:
        kind = cluster.api.kind(text(inputs.body, "apiVersion"), text(inputs.body, "kind"))
        namespace = (
            (text(inputs.body, "metadata", "namespace") or cluster.default_namespace()) if kind.namespaced else ""
        )
        reference = Reference(text(inputs.body, "apiVersion"), text(inputs.body, "kind"), namespace, _name(inputs.body))
        before = cluster.api.get(reference)
        if before is not None:
            if at(before, "metadata", "deletionTimestamp") is None:
                _may_adopt(cluster, reference, before, manager)
            # It goes first (replacement), so what the server says about changing it doesn't count.
            return None
        return applied(cluster, reference, inputs, manager, dry_run=True)
    except ABSENT:
        return None
    except ApiError as error:
        if namespace_is_missing(error) or error.code >= 500 or (error.code == 400 and "dry" in error.message.lower()):
            return None
        raise


def _may_adopt(cluster: Cluster, reference: Reference, before: Document, manager: str) -> None:
    if not (is_ours(before, manager) or cluster.settings.upsert):
        raise Refused(
            "is already there and was not made by this resource",
            where=str(reference),
            do="delete it, import it, or set upsertExistingObjects (PULUMI_K8S_UPSERT_EXISTING_OBJECTS=true)",
        )


def _settled(cluster: Cluster, reference: Reference, inputs: Properties, manager: str, timeout: float) -> Stored:
    live = applied(cluster, reference, inputs, manager)
    identifier = naming.identifier(reference.namespace, reference.name)
    if not waiting.skipped(inputs.body):
        try:
            live = waiting.until_ready(cluster.api, reference, live, _patience(cluster, inputs.body, timeout))
        except (NotReady, Cancelled) as error:
            newest = _newest(cluster, reference, live)
            raise NotInitialised(Stored(identifier, inputs, outputs(newest, inputs, manager)), str(error)) from error
    return Stored(identifier, inputs, outputs(live, inputs, manager))


def _newest(cluster: Cluster, reference: Reference, live: Document) -> Document:
    try:
        return cluster.api.get(reference) or live
    except (*ABSENT, ApiError):
        return live


def _patience(cluster: Cluster, document: Document, timeout: float) -> waiting.Patience:
    return waiting.Patience(waiting.seconds(document, timeout), cluster.cancelled, cluster.engine.status)


def _name(document: Document) -> str:
    prefix = text(document, "metadata", "generateName")
    suffix = "".join(secrets.choice(GENERATED_LETTERS) for _ in range(GENERATED_LENGTH))
    return text(document, "metadata", "name") or prefix + suffix


def _propagation(reference: Reference, inputs: Document) -> str:
    asked = text(inputs, *PROPAGATION)
    if not asked:
        return "Foreground" if reference.kind in kinds.OWNERS else "Background"
    policy = POLICIES.get(asked.lower())
    if policy is None:
        raise Refused(
            f"annotation pulumi.com/deletionPropagationPolicy is {asked!r}",
            where=str(reference),
            do=f"use one of {', '.join(POLICIES)}",
        )
    return policy
