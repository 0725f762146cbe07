"""Storing an object by server-side apply, and what a preview says of one that isn't stored yet."""

from __future__ import annotations

import time

from sandbox.providers.kubernetes import conflicts, kinds, naming
from sandbox.providers.kubernetes.api import Reference
from sandbox.providers.kubernetes.cluster import APPEARS_SECONDS, Cluster, namespace_is_missing
from sandbox.providers.kubernetes.document import UNKNOWN, Document, Path, at, entries, text, with_value, without
from sandbox.providers.kubernetes.errors import ApiError, Refused
from sandbox.providers.kubernetes.properties import RECOGNISABLE_LENGTH, Properties, marked

FORCE: Path = ("metadata", "annotations", "pulumi.com/patchForce")


def applied_body(document: Document, reference: Reference) -> Document:
    """Give what is sent to the server: the inputs, with name and namespace, without status and Pulumi's own keys."""
    body: Document = {key: value for key, value in document.items() if not key.startswith("__") and key != "status"}
    body = with_value(body, ("metadata", "name"), reference.name)
    return with_value(body, ("metadata", "namespace"), reference.namespace) if reference.namespace else body


def applied(
    cluster: Cluster, reference: Reference, inputs: Properties, manager: str, *, dry_run: bool = False
) -> Document:
    """Apply an object, taking back what was changed by hand.

    A namespace that isn't there yet is waited for (not in a dry run): a program need not say that an object depends
    on it.

    Args:
        cluster: where.
        reference: the object.
        inputs: its inputs.
        manager: the field manager.
        dry_run: don't store.

    Returns:
        The whole object.

    Raises:
        Refused: fields belong to others who mean to keep them.
        ApiError: the server refused it otherwise; secret values are masked.
    """
    body = applied_body(inputs.body, reference)
    force = at(inputs.body, *FORCE) in ("true", True) or (
        at(inputs.body, *FORCE) is None and cluster.settings.patch_force
    )
    deadline = time.monotonic() + APPEARS_SECONDS
    while True:
        try:
            return cluster.api.apply(reference, body, manager=manager, force=force, dry_run=dry_run)
        except ApiError as error:
            if error.code == 409 and not force:
                _may_take_back(cluster, reference, error)
                force = True
            elif namespace_is_missing(error) and not dry_run and time.monotonic() < deadline:
                cluster.engine.status(f"waiting for namespace {reference.namespace} to be there")
                cluster.pause(0.5, f"namespace {reference.namespace}")
            else:
                raise _masked(error, inputs, str(reference)) from error


def _may_take_back(cluster: Cluster, reference: Reference, error: ApiError) -> None:
    owners = conflicts.owners(error.causes)
    kept = [owner for owner in owners if owner.declares]
    if kept or not owners:
        raise Refused(
            conflicts.refusal(kept) if kept else error.message,
            where=str(reference),
            do='leave them out, add them to ignore_changes, or take them by annotation pulumi.com/patchForce: "true"',
        ) from error
    cluster.engine.status(f"taking back {', '.join(owner.field for owner in owners)}, changed by {owners[0].manager}")


def _masked(error: ApiError, inputs: Properties, where: str) -> ApiError:
    message = error.message
    for secret in inputs.secret_texts():
        if len(secret) >= RECOGNISABLE_LENGTH:
            message = message.replace(secret, "[secret]")
    return ApiError(error.code, error.reason, message, error.causes, where=where)


def is_ours(live: Document, manager: str) -> bool:
    """Tell whether an object was applied by a field manager before."""
    return any(
        text(entry, "manager") == manager and text(entry, "operation") == "Apply"
        for entry in entries(live, "metadata", "managedFields")
    )


def outputs(live: Document, inputs: Properties, manager: str) -> Properties:
    """Give the outputs of an object: all that the server says but its ledger of owners, with secrets marked."""
    body = without(live, ("metadata", "managedFields"))
    if manager:
        body = {**body, naming.MANAGER_OUTPUT: manager}
    return marked(body, inputs=inputs, always=kinds.SECRET.get(kinds.table_key(live), ()))


def planned(inputs: Properties, dry_run: Document | None, manager: str) -> Properties:
    """Give the outputs of an object that would be created.

    Args:
        inputs: its inputs.
        dry_run: what the server answered to a dry run, or None if it couldn't be asked.
        manager: the field manager.

    Returns:
        The outputs, unknown where only the real creation will tell.
    """
    body = dry_run if dry_run is not None else inputs.body
    for path in (*kinds.ALLOCATED, *kinds.ALLOCATED_OF.get(kinds.table_key(inputs.body), ())):
        if at(inputs.body, *path) is None and at(inputs.body, path[0]) is not UNKNOWN:
            body = with_value(body, path, UNKNOWN)
    return outputs(body, inputs, manager)
