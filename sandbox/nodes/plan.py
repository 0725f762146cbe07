"""Which nodes have to be made, changed and removed so that there are those that node groups ask for.

Pure, but for the ids of new instances: no instance ever has the id of one that is gone.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.nodes.group import Group, Instance
from sandbox.nodes.shape import GROUP, OWNED, SHAPE, node_of, shape_of
from sandbox.nodes.user_data import Taint


@dataclass(frozen=True)
class Known:
    """A node of ours that the API server has, as far as planning needs it.

    Args:
        name: its name.
        group: ARN of its node group.
        instance: the instance that it stands for.
        shape: digest of what it was made from.
        labels: all its labels.
        taints: all its taints.
        owned_labels: keys of the labels that come from its group.
        owned_taints: (key, effect) of the taints that come from its group.
    """

    name: str
    group: str
    instance: Instance
    shape: str
    labels: Mapping[str, str]
    taints: tuple[Taint, ...]
    owned_labels: frozenset[str]
    owned_taints: frozenset[tuple[str, str]]

    @staticmethod
    def of(node: Mapping[str, Any]) -> Known:
        """Read a Node object."""
        metadata = node["metadata"]
        annotations = metadata.get("annotations", {})
        try:
            owned = json.loads(annotations.get(OWNED, "{}"))
        except ValueError:
            owned = {}
        return Known(
            name=metadata["name"],
            group=annotations.get(GROUP, ""),
            instance=Instance.of(
                node.get("spec", {}).get("providerID", ""),
                metadata.get("labels", {}).get("node.kubernetes.io/instance-type", ""),
            ),
            shape=annotations.get(SHAPE, ""),
            labels=metadata.get("labels", {}),
            taints=tuple(Taint(**_plain(taint)) for taint in node.get("spec", {}).get("taints", [])),
            owned_labels=frozenset(owned.get("labels", [])),
            owned_taints=frozenset((key, effect) for key, effect in owned.get("taints", [])),
        )


def _plain(taint: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(taint[key]) for key in ("key", "value", "effect") if key in taint}


@dataclass(frozen=True)
class Plan:
    """What has to happen, in this order.

    Args:
        remove: names of nodes to remove.
        create: Node objects to create.
        patch: merge patches by node name.
    """

    remove: tuple[str, ...]
    create: tuple[dict[str, Any], ...]
    patch: Mapping[str, dict[str, Any]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.remove or self.create or self.patch)


def fresh_instance() -> str:
    """Give the id of an instance that never was."""
    return f"i-{secrets.token_hex(9)[:17]}"


def plan(groups: Sequence[Group], known: Sequence[Known], fresh: Callable[[], str] = fresh_instance) -> Plan:
    """Say what to do so that there are the nodes that the groups ask for.

    A node whose instance was terminated goes, whichever it is. A node keeps its name for life. One whose shape is no
    longer its group's is replaced, one of each group at a time, as EKS rolls a node group over; labels and taints of
    the group are changed in place, as EKS does.

    Raises:
        NodesError: no kubelet could start with a group's settings.
    """
    mine: dict[str, list[Known]] = {}
    for node in known:
        mine.setdefault(node.group, []).append(node)
    wanted = {group.arn for group in groups}
    remove = [node.name for node in known if node.group not in wanted]
    taken = {node.name for node in known} - set(remove)
    create: list[dict[str, Any]] = []
    patch: dict[str, dict[str, Any]] = {}
    for group in groups:
        all_nodes = sorted(mine.get(group.arn, []), key=lambda node: _number(node.name))
        nodes = [node for node in all_nodes if node.instance.id not in group.leaving]
        shape = shape_of(group)
        surplus = nodes[group.desired :]
        stale = next((node for node in nodes[: group.desired] if node.shape != shape), None)
        terminated = {node.name for node in all_nodes} - {node.name for node in nodes}
        leaving = terminated | {node.name for node in surplus} | ({stale.name} if stale else set())
        remove += sorted(leaving)
        taken -= leaving
        kept = [node for node in nodes if node.name not in leaving]
        for node in kept:
            change = _change(node, node_of(group, _number(node.name), name=node.name)) if node.shape == shape else None
            if change is not None:
                patch[node.name] = change
        for _ in range(group.desired - len(kept)):
            number = next(
                number for number in range(len(taken) + 1) if f"{group.cluster}-{group.pool}-{number}" not in taken
            )
            made = node_of(group, number, instance=fresh())
            taken.add(made["metadata"]["name"])
            create.append(made)
    return Plan(tuple(remove), tuple(create), patch)


def _number(name: str) -> int:
    ending = name.rsplit("-", 1)[-1]
    return int(ending) if ending.isdigit() else 0


def _change(node: Known, fresh: Mapping[str, Any]) -> dict[str, Any] | None:
    labels: Mapping[str, str] = fresh["metadata"]["labels"]
    taints = [Taint(**taint) for taint in fresh["spec"]["taints"]]
    dropped = {key: None for key in sorted(node.owned_labels - set(labels)) if key in node.labels}
    ours = node.owned_taints | {(taint.key, taint.effect) for taint in taints}
    # Taints that others put there (a cordon, a node that isn't ready yet) stay.
    foreign = [taint for taint in node.taints if (taint.key, taint.effect) not in ours]
    same_labels = not dropped and all(node.labels.get(key) == value for key, value in labels.items())
    if same_labels and set(node.taints) == {*foreign, *taints}:
        return None
    return {
        "metadata": {"labels": {**labels, **dropped}, "annotations": {OWNED: fresh["metadata"]["annotations"][OWNED]}},
        "spec": {"taints": [taint.model_dump() for taint in (*foreign, *taints)]},
    }
