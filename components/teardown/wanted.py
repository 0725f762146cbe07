"""What a teardown is asked to do, and how it reaches what it works on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from components.engine import Operation, Outcome
from components.teardown.api import ClusterApi
from components.teardown.cloud import CloudApi
from components.teardown.state import Standing
from toolchain.progress import Progress


class EngineOfStack(Protocol):
    """What a teardown asks of Pulumi's engine."""

    def run(
        self,
        operation: Operation,
        stack: str,
        *,
        refresh: bool = False,
        targets: Sequence[str] = (),
        note: Callable[[str], None] = ...,
    ) -> Outcome:
        """Run an operation."""

    def settle(self, stack: str) -> None:
        """Take into the state what was being created when an engine was killed."""

    def resources(self, stack: str) -> list[dict[str, object]]:
        """Give the state's resources."""

    def output(self, arguments: Sequence[str]) -> str:
        """Run a short command."""


@dataclass(frozen=True)
class Wanted:
    """What is to be taken down, and how far a teardown may go.

    Attributes:
        stack: the stack.
        cluster: its cluster's name in AWS.
        region: its AWS region.
        argo_namespace: Argo CD's namespace.
        command: the command that goes on with it, e.g. `platform stack down dev`.
        deadline_seconds: how long to wait for one group of objects.
        plan: change nothing, and say what would be done.
        delete_orphans: delete what the cluster's controllers left behind.
        unprotect: turn protections off.
        force_finalizers: take finalizers away from what does not go within the deadline.
        without_cluster: go on although the cluster can't be asked.
    """

    stack: str
    cluster: str
    region: str
    argo_namespace: str
    command: str
    deadline_seconds: float = 600.0
    plan: bool = False
    delete_orphans: bool = False
    unprotect: bool = False
    force_finalizers: bool = False
    without_cluster: bool = False


@dataclass(frozen=True)
class Reach:
    """How a teardown reaches what it works on; tests put their own in place.

    Attributes:
        engine: Pulumi's engine.
        cloud: AWS.
        cluster: gives a cluster's API by what the state knows of it.
        hub: gives the API of the hub in which Argo CD lives; None if it lives in the stack's own cluster.
        progress: told of each step.
        forget_unreachable: tells the engine to drop objects of a cluster that is no more.
        interval_seconds: pause between looks.
    """

    engine: EngineOfStack
    cloud: CloudApi
    cluster: Callable[[Standing], ClusterApi]
    hub: Callable[[], ClusterApi] | None
    progress: Progress
    forget_unreachable: Callable[[], None] = lambda: None
    interval_seconds: float = 0.5
