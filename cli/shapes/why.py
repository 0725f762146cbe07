"""What `platform why --output json` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.shapes.shape import Shape

if TYPE_CHECKING:
    from sandbox.scheduling import Verdict


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
