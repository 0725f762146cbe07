"""A stack's resources as a tree a person can read, or a Mermaid diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.recorded import Recording
from components.stack_file import NAMESPACE


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


def as_tree(nodes: Sequence[Node], stack: str, *, width: int = 0) -> list[str]:
    """Draw resources under their parents, a line each, in the order in which they are given.

    Args:
        nodes: the resources.
        stack: the stack, whose name need not be told in each of them.
        width: columns that a line may have, beyond which it ends in an ellipsis; 0 cuts nothing.
    """
    children: dict[str, list[Node]] = defaultdict(list)
    known = {node.urn for node in nodes}
    for node in nodes:
        children[node.parent if node.parent in known else ""].append(node)

    def lines(parent: str, indent: str) -> Iterable[str]:
        below = children[parent]
        for index, node in enumerate(below):
            last = index == len(below) - 1
            yield _fitted(f"{indent}{'└─ ' if last else '├─ '}{_title(node, stack)}", width)
            yield from lines(node.urn, indent + ("   " if last else "│  "))

    return list(lines("", ""))


def _title(node: Node, stack: str) -> str:
    """Give a name in short and its type, or the type alone where the name is the stack's own."""
    name = short_name(node.name, stack)
    return short_type(node.type) if name in (stack, f"{NAMESPACE}-{stack}") else f"{name}  {short_type(node.type)}"


def _fitted(line: str, width: int) -> str:
    return f"{line[: width - 1]}…" if 0 < width < len(line) else line


def short_type(kind: str) -> str:
    """Give a type as people say it: the service and the last word, of ours the word alone.

    Example:
        >>> short_type("aws:ec2/subnet:Subnet"), short_type("slipway:network:Network")
        ('ec2 Subnet', 'Network')
    """
    word = kind.rpartition(":")[2]
    if kind.startswith("pulumi:providers:"):
        return f"provider of {word}"
    return word if kind.startswith(f"{NAMESPACE}:") else f"{service_of(kind)} {word}"


def service_of(kind: str) -> str:
    """Give the service of AWS that a type is of, or its package if that isn't AWS's: "ec2", "kubernetes"."""
    package, _, rest = kind.partition(":")
    module = rest.partition("/")[0].partition(":")[0]
    return module if package == "aws" else package


def short_name(name: str, stack: str) -> str:
    """Leave out what every name of a stack begins with."""
    for prefix in (f"{NAMESPACE}-{stack}-", f"{stack}-"):
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return name


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
