"""A stack's resources as a tree a person can read, or a Mermaid diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.recorded import Recording


@dataclass(frozen=True)
class Node:
    """One resource.

    Args:
        urn: its URN.
        type: its type token, `aws:eks/cluster:Cluster`.
        name: its name in the program.
        parent: its parent's URN; empty for those at the top.
        dependencies: URNs of the resources whose outputs it takes.
    """

    urn: str
    type: str
    name: str
    parent: str
    dependencies: tuple[str, ...] = ()


def nodes_of_state(resources: Iterable[Mapping[str, object]]) -> list[Node]:
    """Read resources as `pulumi stack export` lists them; the stack itself and providers of defaults are left out."""
    nodes = []
    for resource in resources:
        urn = str(resource["urn"])
        dependencies = resource.get("dependencies")
        nodes.append(
            _node(
                urn,
                str(resource.get("parent") or ""),
                tuple(map(str, dependencies)) if isinstance(dependencies, list) else (),
            )
        )
    return _without_stack(nodes)


def nodes_of_recording(recording: Recording) -> list[Node]:
    """Read resources from what a program registers."""
    return _without_stack([_node(one.urn, one.parent, one.dependencies) for one in recording.resources])


def as_tree(nodes: Sequence[Node]) -> list[str]:
    """Draw resources under their parents, a line each, in the order in which they are given."""
    children: dict[str, list[Node]] = defaultdict(list)
    known = {node.urn for node in nodes}
    for node in nodes:
        children[node.parent if node.parent in known else ""].append(node)

    def lines(parent: str, indent: str) -> Iterable[str]:
        below = children[parent]
        for index, node in enumerate(below):
            last = index == len(below) - 1
            yield f"{indent}{'└─ ' if last else '├─ '}{node.name}  {node.type}"
            yield from lines(node.urn, indent + ("   " if last else "│  "))

    return list(lines("", ""))


def as_mermaid(nodes: Sequence[Node]) -> str:
    """Draw components as boxes with their resources inside, and arrows from what is used to what uses it."""
    number = {node.urn: f"n{index}" for index, node in enumerate(nodes)}
    children: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        children[node.parent if node.parent in number else ""].append(node)

    def boxes(parent: str, indent: str) -> Iterable[str]:
        for node in children[parent]:
            label = f'"{node.name}<br/><small>{node.type}</small>"'
            if children[node.urn]:
                yield f"{indent}subgraph {number[node.urn]} [{label}]"
                yield from boxes(node.urn, indent + "  ")
                yield f"{indent}end"
            else:
                yield f"{indent}{number[node.urn]}[{label}]"

    arrows = [
        f"  {number[dependency]} --> {number[node.urn]}"
        for node in nodes
        for dependency in node.dependencies
        if dependency in number and not children[dependency] and not children[node.urn]
    ]
    return "\n".join(["flowchart LR", *boxes("", "  "), *arrows])


def _node(urn: str, parent: str, dependencies: tuple[str, ...]) -> Node:
    kinds, name = urn.split("::", 3)[2:4]
    return Node(urn, kinds.rsplit("$", 1)[-1], name, parent, dependencies)


def _without_stack(nodes: list[Node]) -> list[Node]:
    hidden = {
        node.urn
        for node in nodes
        if node.type == "pulumi:pulumi:Stack"
        or (node.type.startswith("pulumi:providers:") and node.name.startswith("default"))
    }
    return [node for node in nodes if node.urn not in hidden]
