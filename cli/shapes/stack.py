"""What the commands on a stack that have no file of their own here print under `--output json`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from components.graph import Node


@dataclass(frozen=True)
class StackRow(Shape):
    """One stack of this checkout."""

    stack: str
    """Its name."""
    environment: str | None
    """Its environment; null if its file is broken."""
    region: str | None
    """Its region; null if its file is broken."""
    version: str | None
    """Its minor version of Kubernetes; null if its file is broken."""
    pools: Mapping[str, int]
    """Nodes that each of its pools begins with; empty if its file is broken."""
    resources: int
    """How many resources stand of it in the sandbox."""
    updated: str | None
    """When it was last changed in the sandbox (RFC 3339); null if nothing stands of it."""
    error: str | None
    """What is wrong with its file; null if nothing is."""


@dataclass(frozen=True)
class StackList(Shape):
    """The stacks of this checkout."""

    stacks: tuple[StackRow, ...]
    """By name."""


@dataclass(frozen=True)
class StackUp(Shape):
    """What `platform stack up` did."""

    stack: str
    """The stack."""
    counts: Mapping[str, int]
    """Number of resources by the engine's word; `same` were left as they are."""
    seconds: float
    """How long the engine took."""
    messages: tuple[str, ...]
    """Warnings and information that resources gave."""


@dataclass(frozen=True)
class StackOutputs(Shape):
    """What a stack exports."""

    stack: str
    """The stack."""
    outputs: Mapping[str, object]
    """Value by name; a secret is `[secret]`."""


@dataclass(frozen=True)
class Resource(Shape):
    """One resource of a stack."""

    urn: str
    """Its URN."""
    type: str
    """Its type token, such as `aws:eks/cluster:Cluster`."""
    name: str
    """Its name in the program."""
    parent: str
    """Its parent's URN; empty for those at the top."""
    dependencies: tuple[str, ...]
    """URNs of the resources whose outputs it takes."""

    @classmethod
    def of(cls, node: Node) -> Resource:
        """Give a resource as it is printed."""
        return cls(node.urn, node.type, node.name, node.parent, node.dependencies)


@dataclass(frozen=True)
class Graph(Shape):
    """The resources of a stack."""

    stack: str
    """The stack."""
    resources: tuple[Resource, ...]
    """What it holds or, if it was never stood up, what it would hold."""


@dataclass(frozen=True)
class NewStackFile(Shape):
    """A stack's file that was made from another's."""

    stack: str
    """The stack."""
    file: str
    """Its file's path in the checkout."""
    written: bool
    """False with `--dry-run`, which writes nothing."""
    environment: str
    """Its environment."""
    region: str
    """Its region."""
    cidr: str
    """Addresses of its VPC."""
    zones: tuple[str, ...]
    """Letters of its zones."""
    text: str
    """What the file says."""


@dataclass(frozen=True)
class PolicyDocuments(Shape):
    """What a principal must be allowed for a stack to stand up, change and go."""

    stack: str
    """The stack."""
    documents: Mapping[str, Mapping[str, object]]
    """IAM policy documents by the name that each could have, each within IAM's limit of 6,144 characters."""
    types: Mapping[str, int]
    """Resource type → how many of it the stack has."""
    actions: int
    """Number of different actions."""
