"""What `platform stack preview --output json` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.engine import Change
    from components.preview import Consequence, Group, Grouping


@dataclass(frozen=True)
class ResourceChange(Shape):
    """What the engine would do to one resource."""

    operation: str
    """The engine's word: create, update, delete, replace, …"""
    urn: str
    """The resource's URN."""
    type: str
    """Its type token, such as `aws:eks/cluster:Cluster`."""
    name: str
    """Its name in the program."""
    parent: str
    """Its parent's URN; empty for those at the top."""
    fields: tuple[str, ...]
    """Property paths that differ, for an update or a replacement."""

    @classmethod
    def of(cls, change: Change) -> ResourceChange:
        """Give a change as it is printed."""
        return cls(change.operation, change.urn, change.type, change.name, change.parent, change.fields)


@dataclass(frozen=True)
class ChangeMeaning(Shape):
    """What one change means in one respect."""

    urn: str
    """The resource's URN."""
    type: str
    """Its type token."""
    name: str
    """Its name in the program."""
    operation: str
    """create, update, replace or delete."""
    says: tuple[str, ...]
    """What differs, a clause each."""
    because: str
    """What follows from it; empty if nothing more is known."""
    source: str
    """Where it says so; empty if it is Pulumi's own word."""

    @classmethod
    def of(cls, one: Consequence) -> ChangeMeaning:
        """Give a consequence as it is printed."""
        change = one.difference
        return cls(change.urn, change.type, change.name, change.kind, one.says, one.because, one.source)


@dataclass(frozen=True)
class MeaningGroup(Shape):
    """The changes of one meaning."""

    meaning: str
    """loses-data, replaced, control-plane, rolls-nodes, restarts-pods, touches-data, touches-access, touches-network,
    costs-more, costs-less, new, gone, other or only-tags."""
    heading: str
    """Its heading."""
    changes: tuple[ChangeMeaning, ...]
    """The changes."""

    @classmethod
    def of(cls, group: Group) -> MeaningGroup:
        """Give a group as it is printed."""
        return cls(group.meaning.value, group.title, tuple(map(ChangeMeaning.of, group.consequences)))

    @classmethod
    def all_of(cls, grouping: Grouping) -> tuple[MeaningGroup, ...]:
        """Give all groups as they are printed."""
        return tuple(map(cls.of, grouping.groups))


@dataclass(frozen=True)
class Preview(Shape):
    """What `up` would change in a stack."""

    stack: str
    """The stack."""
    counts: Mapping[str, int]
    """Number of resources by the engine's word."""
    changes: tuple[ResourceChange, ...]
    """Each resource that would change, in the engine's order."""
    messages: tuple[str, ...]
    """Warnings and information that resources gave."""
    first: bool
    """Whether nothing of the stack stands yet."""
    warnings: tuple[str, ...]
    """What a person should stop at, a sentence each."""
    groups: tuple[MeaningGroup, ...]
    """The changes by what they mean, the gravest first; a change is in each group that it belongs to."""
