"""Set one property in a YAML text, touching nothing else: what is there is replaced, what is missing is put in.

The text is changed where the parser says that things are, then parsed again: a change is only given if the text then
says what it said before with the one property set. So whatever the style, nothing else can change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from policies.gate.document import Path
from policies.gate.fixing.table import Value

if TYPE_CHECKING:
    from yaml import Node

LARGEST = 1_000_000
"""Characters of a file; it is parsed anew for each change."""


class Unchangeable(Exception):
    """The property can't be set by a program; the text says why, as a clause."""


@dataclass(frozen=True, slots=True)
class Object:
    """Where a Kubernetes object is in a text: which document, and of a `List` which item."""

    document: int
    item: int | None = None

    @property
    def path(self) -> Path:
        """Give the path of the object from its document's root."""
        return () if self.item is None else ("items", self.item)


def object_at(text: str, line: int) -> Object:
    """Give the object that holds a line, counted from 1.

    Raises:
        Unchangeable: the text is no YAML of objects, or there is none at the line.
    """
    nodes = _composed(text)
    for number, node in enumerate(nodes):
        if node is None or not _holds(node, line):
            continue
        items = _items(_values(text)[number], node)
        index = next((index for index, item in enumerate(items) if _holds(item, line)), None)
        return Object(number, index)
    raise Unchangeable("there is no object at its line")


def _items(value: Any, node: Node) -> list[Node]:
    """Give the objects of a `List`, none of what is no list."""
    if not isinstance(value, dict) or not str(value.get("kind", "")).endswith("List"):
        return []
    listed = next((child for key, child in node.value if key.value == "items"), None)
    return listed.value if listed is not None and isinstance(listed.value, list) else []


def value_at(text: str, where: Object, path: Path) -> Any:
    """Give the value at a path of an object; None if it isn't there."""
    value: Any = _values(text)[where.document]
    for part in (*where.path, *path):
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def with_value(text: str, where: Object, path: Path, value: Value) -> str:
    """Give the text with one property set.

    Args:
        text: YAML, one or several documents.
        where: which object.
        path: the property, from the object's root; parts that are missing at its end are put in.
        value: what it gets.

    Raises:
        Unchangeable: it is written in a way that can't be changed without changing more (an alias, a template, JSON).
    """
    if len(text) > LARGEST:
        raise Unchangeable("the file is too large")
    whole = (*where.path, *path)
    expected = _apart(_values(text))
    _set(expected[where.document], whole, value)
    changed = _changed(text, _composed(text)[where.document], whole, value)
    try:
        same = _values(changed) == expected
    except Unchangeable:
        same = False
    if not same:
        raise Unchangeable("it is written so that more than it would change")
    return changed


def _changed(text: str, root: Node, path: Path, value: Value) -> str:
    import yaml

    lines = text.splitlines(keepends=True)
    node, key = root, None
    for number, part in enumerate(path):
        found = _child(node, part)
        if found is None:
            return _inserted(lines, node, key, path[number:], value)
        key, child = found
        if child.start_mark.index < node.start_mark.index or child.end_mark.index > node.end_mark.index + 1:
            raise Unchangeable("it is an alias of what stands elsewhere")
        node = child
    if isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index:
        return _filled(lines, node, _flow(value))
    if node.start_mark.line != node.end_mark.line:
        raise Unchangeable("its value goes over several lines")
    line = lines[node.start_mark.line]
    lines[node.start_mark.line] = line[: node.start_mark.column] + _flow(value) + line[node.end_mark.column :]
    return "".join(lines)


def _inserted(lines: list[str], node: Node, key: Node | None, path: Path, value: Value) -> str:
    """Put missing keys into the deepest mapping that is there."""
    import yaml

    if not all(isinstance(part, str) for part in path):
        raise Unchangeable("an item of a list is missing")
    keys = [str(part) for part in path]
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null" and key is not None:
        nested = _flow_nested(keys, value)
        if node.start_mark.index == node.end_mark.index:
            return _filled(lines, node, nested)
        line = lines[node.start_mark.line]
        lines[node.start_mark.line] = line[: node.start_mark.column] + nested + line[node.end_mark.column :]
        return "".join(lines)
    if not isinstance(node, yaml.MappingNode):
        raise Unchangeable("it is no mapping where it should be one")
    if node.flow_style:
        number, column = node.end_mark.line, node.end_mark.column - 1
        line = lines[number]
        before = line[:column].rstrip(" ")
        comma = "" if before.endswith(("{", ",")) or not node.value else ","
        space = " " if comma or before.endswith(",") else ""
        lines[number] = before + comma + space + f"{keys[0]}: {_flow_nested(keys[1:], value)}" + line[column:]
        return "".join(lines)
    column = node.value[0][0].start_mark.column
    end = _end(node)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    rows = [f"{' ' * (column + 2 * depth)}{word}:" for depth, word in enumerate(keys)]
    if isinstance(value, dict):
        rows += [f"{' ' * (column + 2 * len(keys))}{word}: {_flow(each)}" for word, each in value.items()]
    else:
        rows[-1] += f" {_flow(value)}"
    return "".join((*lines[:end], *(row + newline for row in rows), *lines[end:]))


def _child(node: Node, part: str | int) -> tuple[Node | None, Node] | None:
    import yaml

    if isinstance(node, yaml.MappingNode):
        return next(((key, child) for key, child in node.value if key.value == part), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None


def _filled(lines: list[str], node: Node, text: str) -> str:
    """Write a value behind a key that has none; the place of an empty value is right behind the colon."""
    number, column = node.start_mark.line, node.start_mark.column
    line = lines[number]
    if not line[:column].rstrip().endswith(":"):
        raise Unchangeable("its value is empty in a way that isn't understood")
    lines[number] = line[:column].rstrip() + " " + text + line[column:]
    return "".join(lines)


def _end(node: Node) -> int:
    """Give the number of lines up to where a mapping's last value ends."""
    first = node.start_mark.index
    while isinstance(node.value, list) and node.value and not getattr(node, "flow_style", False):
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    if node.start_mark.index < first:
        raise Unchangeable("its last value is an alias")
    return int(node.end_mark.line) + (node.end_mark.column > 0)


def _flow(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(value)}]"
    return "{" + ", ".join(f"{key}: {each}" for key, each in value.items()) + "}"


def _flow_nested(keys: Sequence[str], value: Value) -> str:
    return _flow(value) if not keys else f"{{{keys[0]}: {_flow_nested(keys[1:], value)}}}"


def _apart(value: Any) -> Any:
    """Copy a value so that what an alias shares is there twice; the loader has refused what grows without end."""
    if isinstance(value, dict):
        return {key: _apart(each) for key, each in value.items()}
    return [_apart(each) for each in value] if isinstance(value, list) else value


def _set(value: Any, path: Path, to: Value) -> None:
    for part in path[:-1]:
        if isinstance(value, dict) and value.get(part) is None:
            value[part] = {}
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            raise Unchangeable("it has another shape than the rule saw") from None
    if not isinstance(value, dict):
        raise Unchangeable("it has another shape than the rule saw")
    value[path[-1]] = to


def _holds(node: Node, line: int) -> bool:
    last = node.end_mark.line + (node.end_mark.column > 0)
    return node.start_mark.line < line <= max(last, node.start_mark.line + 1)


def _composed(text: str) -> list[Node]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(yaml.compose_all(text, Loader=loader))
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Unchangeable("it is no plain YAML (a template, perhaps)") from None


def _values(text: str) -> list[Any]:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return list(yaml.load_all(text, Loader=loader))
    except (yaml.YAMLError, RecursionError, ValueError, TypeError):
        raise Unchangeable("it is no plain YAML (a template, perhaps)") from None
