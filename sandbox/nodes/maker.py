"""The loop that keeps the API server's nodes as the node groups ask for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sandbox.nodes.errors import NodesError
from sandbox.nodes.group import Group, Instance
from sandbox.nodes.plan import Known, Plan, plan
from sandbox.nodes.shape import MANAGED, MANAGER, amounts_of

_LOOK_SECONDS = 0.5
_WHOLE_LOOK_SECONDS = 5.0


class Nodes(Protocol):
    """What the maker needs of an API server; raises NodesError when it doesn't answer."""

    def listed(self, selector: str) -> list[dict[str, Any]]:
        """Give the nodes that a label selector picks."""

    def create(self, node: dict[str, Any]) -> None:
        """Create a node."""

    def patch(self, name: str, change: dict[str, Any]) -> None:
        """Change a node."""

    def remove(self, name: str) -> None:
        """Delete a node."""


class NodeMaker:
    """Makes, changes and removes nodes.

    Args:
        api: where the nodes are.
        groups: gives the node groups, and what is wrong with some.
        say: told each new trouble, and when it is over.
        running: told the instances of each group that have nodes, by the group's ARN, after each look that found out.
    """

    def __init__(
        self,
        api: Nodes,
        groups: Callable[[], tuple[Sequence[Group], Sequence[NodesError]]],
        say: Callable[[str], None],
        running: Callable[[Mapping[str, Sequence[Instance]]], None] = lambda _: None,
    ) -> None:
        self._api = api
        self._groups = groups
        self._say = say
        self._running = running
        self._done: Sequence[Group] | None = None
        self._looked_at = 0.0
        self.trouble = ""

    def look(self) -> Plan | None:
        """Look once, and do what has to be done.

        Returns:
            What was done; None if nothing could have changed since the last look.

        Raises:
            NodesError: the API server doesn't answer, or refuses.
        """
        groups, troubles = self._groups()
        fit: list[Group] = []
        said = [str(trouble) for trouble in troubles]
        for group in groups:
            try:
                amounts_of(group)
                fit.append(group)
            except NodesError as error:
                said.append(str(error))
        self._tell(" | ".join(said))
        now = time.monotonic()
        if fit == self._done and now - self._looked_at < _WHOLE_LOOK_SECONDS:
            return None
        known = [Known.of(node) for node in self._api.listed(f"{MANAGED}={MANAGER}")]
        doing = plan(fit, known)
        for name in doing.remove:
            self._api.remove(name)
        for node in doing.create:
            self._api.create(node)
        for name, change in doing.patch.items():
            self._api.patch(name, change)
        self._running(_running(groups, known, doing))
        # A rollover goes one node at a time, so as long as there was something to do the next look is a whole one.
        self._done = fit if doing.empty else None
        self._looked_at = now
        return doing

    def run(self, ended: threading.Event) -> None:
        """Look again and again until told to end; an API server that is down is waited for."""
        while not ended.wait(_LOOK_SECONDS):
            try:
                self.look()
            except NodesError as error:
                self._done = None
                self._tell(str(error))
            except Exception as error:
                # The loop is what makes nodes: whatever goes wrong in one look, there must be a next one.
                self._done = None
                self._tell(f"the node maker failed ({type(error).__name__}: {error})")

    def _tell(self, trouble: str) -> None:
        if trouble != self.trouble:
            self._say(f"nodes: {trouble or 'all is well again'}")
            self.trouble = trouble


def _running(groups: Sequence[Group], known: Sequence[Known], done: Plan) -> dict[str, list[Instance]]:
    """Give the instances by group once a plan is carried out."""
    found: dict[str, list[Instance]] = {group.arn: [] for group in groups}
    stayed = (node for node in known if node.name not in done.remove)
    for node in (*stayed, *map(Known.of, done.create)):
        if node.group in found:
            found[node.group].append(node.instance)
    return found
