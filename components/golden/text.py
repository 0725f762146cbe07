"""A stack's graph as YAML that a person reads in a review: every resource with its parent and its inputs, decoded.

What a value says is shown instead of how it is packed: JSON in a text as `!json`, base64 as `!base64`, the stack's own
tags as the anchor `*tags`; a secret is `!secret`, and what is too long to read is its digest, `!sha256`.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import yaml

from components.recorded import SECRET, RecordedResource

LONGEST = 250
"""Lines of one input that are shown; a longer one (a whole CRD) is its digest."""

LINE = 90
"""Characters of a mapping or list that is written on one line."""


@dataclass(frozen=True)
class Tagged:
    """A value with a tag of ours: `!json`, `!base64`, `!secret` or `!sha256`."""

    tag: str
    value: object


class _Merge(str):
    """The merge key `<<`, written without quotes."""


class _Dumper(yaml.SafeDumper):
    """SafeDumper that knows the stack's tags and how texts of several lines are written."""

    tags: Mapping[str, object] = {}

    def ignore_aliases(self, data: object) -> bool:
        """Allow an alias for the stack's tags alone."""
        return data is not self.tags

    def generate_anchor(self, node: yaml.Node) -> str:
        """Name the only anchor."""
        return "tags"

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent lists below their key."""
        super().increase_indent(flow, False)


def _mapping(dumper: yaml.SafeDumper, value: Mapping[str, object]) -> yaml.Node:
    return _on_one_line(dumper.represent_mapping("tag:yaml.org,2002:map", value.items()))


def _sequence(dumper: yaml.SafeDumper, value: Sequence[object]) -> yaml.Node:
    return _on_one_line(dumper.represent_sequence("tag:yaml.org,2002:seq", value))


def _on_one_line(node: yaml.CollectionNode) -> yaml.Node:
    """Put a collection on one line where it fits there, and else each member on a line of its own."""
    flat = [part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))]
    scalars = [part for part in flat if isinstance(part, yaml.ScalarNode)]
    fits = len(scalars) == len(flat) and sum(len(part.value) + 3 for part in scalars) <= LINE
    node.flow_style = fits and not any("\n" in part.value for part in scalars)
    return node


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text and not any(line != line.rstrip() for line in text.split("\n")) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _tagged(dumper: yaml.SafeDumper, tagged: Tagged) -> yaml.Node:
    node = dumper.represent_data(tagged.value)
    node.tag = f"!{tagged.tag}"
    return node


_Dumper.add_representer(str, _text)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)
_Dumper.add_representer(Tagged, _tagged)
_Dumper.add_representer(_Merge, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:merge", str(text)))


def graph_text(stack: str, resources: Sequence[RecordedResource], tags: Mapping[str, str]) -> str:
    """Write a graph, resource by resource under its component.

    Args:
        stack: the stack's name.
        resources: all that its program registers.
        tags: tags of every resource of the stack, written once.

    Returns:
        A YAML document: `tags` and `resources`, by `type name`.
    """
    shared: dict[str, object] = dict(sorted(tags.items()))
    written: dict[str, object] = {}
    for key, resource, parent in _in_order(resources):
        inputs = {name: _short(_shown(value, shared, name)) for name, value in sorted(resource.inputs.items())}
        told: dict[str, object] = {"parent": parent, "options": _shown(resource.options, {}), "inputs": inputs}
        written[key] = {name: value for name, value in told.items() if value}
    head = f"# Stack {stack}: what its program registers, {len(written)} resources. Written by `make golden`.\n"
    return head + _dump({"tags": shared, "resources": written}, shared)


def _in_order(resources: Sequence[RecordedResource]) -> Iterable[tuple[str, RecordedResource, str]]:
    """Give each resource's key, itself and its parent's key, components before what is in them."""
    by_urn = {resource.urn: resource for resource in resources}
    keys: dict[str, str] = {}
    for resource in sorted(resources, key=lambda one: one.urn):
        key = f"{resource.type} {resource.name}"
        keys[resource.urn] = key if key not in keys.values() else f"{key} in {by_urn[resource.parent].name}"

    def path(resource: RecordedResource) -> tuple[tuple[str, str], ...]:
        above = by_urn.get(resource.parent)
        return (*(path(above) if above else ()), (resource.type, resource.name))

    for resource in sorted(resources, key=path):
        yield keys[resource.urn], resource, keys.get(resource.parent, "")


def _relative(tags: Mapping[str, object], shared: Mapping[str, object]) -> Mapping[str, object]:
    """Give tags as the stack's and what is added to them."""
    added = {key: value for key, value in sorted(tags.items()) if key not in shared}
    return {_Merge("<<"): shared, **added} if added else shared


def _shown(value: object, shared: Mapping[str, object], name: str = "") -> object:
    """Give a value as it is shown: keys sorted, packed texts unpacked, secrets masked, tags beside the stack's."""
    if isinstance(value, Mapping):
        if set(value) == {SECRET}:
            return Tagged("secret", "")
        if name == "tags" and shared and shared.items() <= value.items():
            return _relative(value, shared)
        return {str(key): _shown(item, shared, str(key)) for key, item in sorted(value.items())}
    if isinstance(value, list | tuple):
        return [_shown(item, shared) for item in value]
    return _unpacked(value) if isinstance(value, str) else value


def _unpacked(text: str) -> object:
    if text[:1] in ("{", "["):
        try:
            return Tagged("json", _shown(json.loads(text), {}))
        except ValueError:
            return text
    if len(text) >= 16 and len(text) % 4 == 0 and " " not in text:
        try:
            decoded = base64.b64decode(text, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return text
        if decoded.isprintable() or "\n" in decoded:
            return Tagged("base64", decoded)
    return text


def _short(value: object) -> object:
    written = _dump(value, {})
    lines = written.count("\n")
    if lines <= LONGEST:
        return value
    return Tagged("sha256", f"{hashlib.sha256(written.encode()).hexdigest()[:32]} of {lines} lines")


def _dump(value: object, tags: Mapping[str, object]) -> str:
    dumper = type("Dumper", (_Dumper,), {"tags": tags})
    return str(
        yaml.dump(value, Dumper=dumper, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=None)
    )


class _Loader(yaml.SafeLoader):
    """SafeLoader that reads our tags."""


def _construct(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Tagged:
    if isinstance(node, yaml.MappingNode):
        return Tagged(tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Tagged(tag, loader.construct_sequence(node, deep=True))
    return Tagged(tag, loader.construct_object(_plain(loader, node)))


def _plain(loader: yaml.SafeLoader, node: yaml.Node) -> yaml.Node:
    return yaml.ScalarNode(tag="tag:yaml.org,2002:str", value=node.value)


_Loader.add_multi_constructor("!", _construct)


def read_graph(text: str) -> dict[str, dict[str, object]]:
    """Read what `graph_text` wrote: resource's key → parent and inputs.

    Raises:
        yaml.YAMLError: the text is not YAML.
        ValueError: it is not a graph.
    """
    content = yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    if not isinstance(content, dict) or not isinstance(content.get("resources"), dict):
        raise ValueError("has no mapping `resources`")
    return cast("dict[str, dict[str, object]]", content["resources"])
