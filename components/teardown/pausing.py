"""How Argo CD is kept from putting back what a teardown deletes.

The template of the ApplicationSet is changed first, so that its controller takes automated sync from the Applications
itself instead of putting it back. `applicationsSync: create-only` would do too, but then a deletion of the
ApplicationSet leaves its Applications behind (argo-cd, applicationset_controller.go: the owner references are removed
where the policy does not allow to delete). Nothing outside of the two objects is touched, and `platform stack up STACK
--refresh` puts both back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.gitops.bridge import STACK_LABEL
from components.teardown.objects import Body, Found, at

Patch = Mapping[str, object]
"""A JSON merge patch (RFC 7386)."""

PAUSED_TEMPLATE: Patch = {"spec": {"template": {"spec": {"syncPolicy": {"automated": None}}}}}
PAUSED: Patch = {"spec": {"syncPolicy": {"automated": None}}}
ENDED: Patch = {"status": {"operationState": {"phase": "Terminating"}}}
"""What `argocd app terminate-op` writes: a sync that tries again and again would bring back what is deleted."""


@dataclass(frozen=True)
class Pause:
    """One object to be patched, and why."""

    found: Found
    patch: Patch
    what: str


def of_stack(found: Iterable[Found], stack: str) -> list[Found]:
    """Give those of Argo CD's objects that are a stack's: only its label counts, since a hub serves many."""
    return [one for one in found if one.labels.get(STACK_LABEL) == stack]


def pauses(sets: Iterable[Found], applications: Iterable[Found]) -> list[Pause]:
    """Give what has to be patched, ApplicationSets first; nothing for what is paused already."""
    templates = [
        Pause(one, PAUSED_TEMPLATE, "automated sync taken from its template")
        for one in sets
        if not one.deleted and _automated(at(one.body, "spec", "template", "spec"))
    ]
    applications = list(applications)
    live = [one for one in applications if not one.deleted]
    synced = [
        Pause(one, PAUSED, "automated sync and self-heal off") for one in live if _automated(at(one.body, "spec"))
    ]
    return [*templates, *synced, *ended(applications)]


def ended(applications: Iterable[Found]) -> list[Pause]:
    """Give what has to be patched so that no sync runs, also of an Application that is on its way out.

    Argo CD finalizes no deletion while an operation runs, and one that is tried again without end runs for ever
    (argo-cd, controller/appcontroller.go, processAppOperationQueueItem).
    """
    return [
        Pause(one, ENDED, "its running sync ended")
        for one in applications
        if one.text("status", "operationState", "phase") == "Running"
    ]


def _automated(spec: object) -> bool:
    return isinstance(spec, Mapping) and isinstance(at(spec, "syncPolicy", "automated"), Mapping)


def complaints(application: Found) -> str:
    """Give what Argo CD itself says is in the way of an Application: its error conditions' messages."""
    conditions = at(application.body, "status", "conditions")
    rows: list[Body] = [one for one in conditions if isinstance(one, Mapping)] if isinstance(conditions, list) else []
    said = [str(one.get("message", "")) for one in rows if "Error" in str(one.get("type", ""))]
    return "; ".join(filter(None, said))
