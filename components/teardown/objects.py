"""Objects of Kubernetes as a teardown sees them: of any kind, read once from the API's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Body = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """A kind that an API server has.

    Attributes:
        group: API group; empty for the core.
        version: the group's preferred version that has it.
        kind: its name, e.g. "Service".
        resource: its plural in paths, e.g. "services".
        namespaced: whether its objects live in namespaces.
    """

    group: str
    version: str
    kind: str
    resource: str
    namespaced: bool = True

    @property
    def full_name(self) -> str:
        """Its name as kubectl takes it: `services`, `nodepools.karpenter.sh`."""
        return f"{self.resource}.{self.group}" if self.group else self.resource


@dataclass(frozen=True)
class Owner:
    """The controller that an object belongs to (the owner reference with `controller: true`)."""

    group: str
    kind: str
    name: str
    uid: str


@dataclass(frozen=True)
class Found:
    """One object that was found.

    Attributes:
        kind: its kind.
        name: its name.
        namespace: its namespace; empty outside of namespaces.
        uid: its identity; an object of the same name that was made later has another.
        labels: its labels.
        annotations: its annotations.
        finalizers: what has to be done, and by whom, before it can go.
        deleted: when its deletion was asked for (RFC 3339); empty if it was not.
        owner: the controller it belongs to.
        body: the whole object.
    """

    kind: Kind
    name: str
    namespace: str = ""
    uid: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    annotations: Mapping[str, str] = field(default_factory=dict)
    finalizers: tuple[str, ...] = ()
    deleted: str = ""
    owner: Owner | None = None
    body: Body = field(default_factory=dict)

    def __str__(self) -> str:
        """Give it as a person names it: `Service shop/web`."""
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.kind.kind} {place}{self.name}"

    def at(self, *path: str) -> object:
        """Give what stands at a path of its body; None if nothing does."""
        return at(self.body, *path)

    def text(self, *path: str) -> str:
        """Give the text at a path of its body; empty if there is none."""
        return text(self.body, *path)


def at(body: object, *path: str) -> object:
    """Give what stands at a path of a document; None if nothing does."""
    for key in path:
        if not isinstance(body, Mapping):
            return None
        body = body.get(key)
    return body


def text(body: object, *path: str) -> str:
    """Give the text at a path of a document; empty if there is none."""
    found = at(body, *path)
    return found if isinstance(found, str) else ""


def items(body: object, *path: str) -> list[Body]:
    """Give the mappings of the list at a path of a document."""
    found = at(body, *path)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def found_of(kind: Kind, body: Body) -> Found:
    """Read an object from the API's JSON."""
    return Found(
        kind=kind,
        name=text(body, "metadata", "name"),
        namespace=text(body, "metadata", "namespace"),
        uid=text(body, "metadata", "uid"),
        labels=_texts(at(body, "metadata", "labels")),
        annotations=_texts(at(body, "metadata", "annotations")),
        finalizers=_finalizers(body),
        deleted=text(body, "metadata", "deletionTimestamp"),
        owner=_controller(items(body, "metadata", "ownerReferences")),
        body=body,
    )


def _texts(found: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, Mapping) else {}


def _finalizers(body: Body) -> tuple[str, ...]:
    """Give an object's finalizers; a namespace has some of its own in its spec."""
    lists = [at(body, "metadata", "finalizers")]
    if text(body, "kind") == "Namespace":
        lists.append(at(body, "spec", "finalizers"))
    return tuple(str(one) for found in lists if isinstance(found, list) for one in found)


def _controller(references: list[Body]) -> Owner | None:
    for reference in references:
        if reference.get("controller") is True:
            group, _, version = text(reference, "apiVersion").rpartition("/")
            return Owner(
                group if version else "", text(reference, "kind"), text(reference, "name"), text(reference, "uid")
            )
    return None
