"""What `--output json` prints, a dataclass an object: the commands print these, and `cli.schemas` describes them.

They repeat fields of the rooms' own types on purpose: a script reads these names, so they change only by intent. Those
of `platform doctor` and `platform sandbox` are in `cli.sandbox_shapes`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cli.sandbox_shapes import Shape, Status
from cli.stack_shapes import MeaningGroup

if TYPE_CHECKING:
    from components.engine import Change
    from components.graph import Node
    from sandbox.scheduling import Verdict


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
class PlatformUp(Shape):
    """What `platform up` did, and what runs now."""

    seconds: float
    """How long it took."""
    stack: str
    """The stack that was stood up."""
    counts: Mapping[str, int]
    """Number of its resources by the engine's word; `same` were left as they are."""
    applications: Mapping[str, str]
    """Health of each Argo CD Application of the stack, by name."""
    sandbox: Status
    """The sandbox after it."""


@dataclass(frozen=True)
class RenderedFile(Shape):
    """One file of rendered manifests."""

    file: str
    """Its path in the checkout."""
    service: str
    """The service it belongs to."""
    environment: str
    """The environment it belongs to."""
    action: Literal["created", "changed", "removed", "unchanged"]
    """What rendering did to it or, with `--check`, would do."""
    diff: str | None
    """With `--check`: unified diff from what is there to what renders, empty if it is unchanged; else null."""


@dataclass(frozen=True)
class RenderSummary(Shape):
    """Rendering in numbers."""

    files: int
    """How many files there are."""
    created: int
    """How many were not there."""
    changed: int
    """How many differed."""
    removed: int
    """How many were there and are not rendered any more."""
    unchanged: int
    """How many are as rendered."""
    written: bool
    """False with `--check`, which writes nothing."""
    seconds: float
    """How long it took."""


@dataclass(frozen=True)
class Rendering(Shape):
    """What `platform render` wrote or, with `--check`, would write."""

    files: tuple[RenderedFile, ...]
    """Each file, by service and environment."""
    summary: RenderSummary
    """The same in numbers."""


@dataclass(frozen=True)
class NodeAnswer(Shape):
    """What one node says to a pod."""

    node: str
    """The node's name."""
    pool: str
    """Its pool; empty if it is of none."""
    obstacles: tuple[str, ...]
    """What is in the way; none means that it would take the pod."""


@dataclass(frozen=True)
class PodAnswer(Shape):
    """Why a pod is where it is."""

    pod: str
    """`namespace/name`."""
    phase: str
    """Pending, Running, Succeeded, Failed or Unknown."""
    node: str
    """The node it was given; empty if none."""
    scheduler: str
    """The scheduler's own words; empty if it is content."""
    waiting: tuple[str, ...]
    """Why containers don't run although there is a node, a sentence each."""
    nodes: tuple[NodeAnswer, ...]
    """Each node's answer, for a pod that has none."""

    @classmethod
    def of(cls, verdict: Verdict) -> PodAnswer:
        """Give a verdict as it is printed."""
        nodes = tuple(NodeAnswer(one.node, one.pool, one.obstacles) for one in verdict.nodes)
        return cls(verdict.pod, verdict.phase, verdict.node, verdict.scheduler, verdict.waiting, nodes)
