"""The kinds of change that make a mutant, as a table: each gives the edits that it makes of a rule.

Left alone are the words of messages (they are for people, not for the verdict) and names of fields.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeAlias

from policies.mutation.syntax import Source, Span, called, expressions, nodes, rules

WORDING = frozenset({"sprintf", "print", "trace", "concat"})
"""Functions that make a message: nothing in their calls is changed."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a text: what stands at `span` becomes `replacement`."""

    span: Span
    replacement: str


Operator: TypeAlias = Callable[[Source], Iterator[Edit]]

COMPARISONS: Mapping[str, tuple[str, str]] = {
    "equal": ("==", "!="),
    "neq": ("!=", "=="),
    "lt": ("<", "<="),
    "lte": ("<=", "<"),
    "gt": (">", ">="),
    "gte": (">=", ">"),
}
"""OPA's names of the comparisons: how each is written, and what it becomes."""

BINDING = frozenset({"assign", "eq"})
"""Functions whose expression gives a variable its value: it can't be negated."""


def negated(source: Source) -> Iterator[Edit]:
    """A condition becomes its opposite: `not` is put before it, or taken away."""
    for expression in expressions(source.tree.get("rules")):
        span = source.span(expression)
        if span is None:
            continue
        words = source.text[span.start : span.end]
        if expression.get("negated"):
            yield Edit(span, words.removeprefix("not").lstrip())
        elif not _binds(source, expression) and not words.startswith("every "):
            yield Edit(span, f"not {words}")


def without_expression(source: Source) -> Iterator[Edit]:
    """A line of a body always holds. One that gives a variable its value can't be spared: nothing would compile."""
    for expression in expressions(source.tree.get("rules")):
        span = source.span(expression)
        if span is not None and not _binds(source, expression):
            yield Edit(span, "true")


def without_rule(source: Source) -> Iterator[Edit]:
    """One of several rules of the same name is gone."""
    names = [_name(rule) for rule in rules(source.tree)]
    for rule, name in zip(rules(source.tree), names, strict=True):
        span = source.span(rule)
        if span is not None and names.count(name) > 1:
            yield Edit(span, "")


def without_branch(source: Source) -> Iterator[Edit]:
    """An `else` is gone, and all that come after it."""
    for node in nodes(source.tree.get("rules")):
        branch: Mapping[str, Any] | None = node.get("else")
        span = source.span(branch) if branch else None
        if span is not None:
            yield Edit(span, "")


def other_comparison(source: Source) -> Iterator[Edit]:
    """`==` becomes `!=`, `<` becomes `<=`, and the other way round."""
    for node in nodes(source.tree.get("rules")):
        written, becomes = COMPARISONS.get(called(node) or "", ("", ""))
        if not written:
            continue
        operator: Mapping[str, Any] = (node["terms"] if "terms" in node else node["value"])[0]
        span = source.span(operator)
        if span is not None and source.words(operator) == written:
            yield Edit(span, becomes)


def other_number(source: Source) -> Iterator[Edit]:
    """A number becomes one more."""
    for node in _constants(source, "number"):
        span = source.span(node)
        if span is not None:
            yield Edit(span, str(node["value"] + 1))


def other_string(source: Source) -> Iterator[Edit]:
    """A text becomes another one; an empty one too."""
    for node in _constants(source, "string"):
        span, words = source.span(node), source.words(node)
        if span is not None and words[:1] in ('"', "`"):
            yield Edit(span, f"{words[:-1]}~{words[-1]}")


def other_boolean(source: Source) -> Iterator[Edit]:
    """`true` becomes `false`, and the other way round."""
    for node in _constants(source, "boolean"):
        span, words = source.span(node), source.words(node)
        if span is not None and words in ("true", "false"):
            yield Edit(span, "false" if words == "true" else "true")


def without_member(source: Source) -> Iterator[Edit]:
    """A set, array or object that is written out lacks one of its members."""
    for node in _verdict_nodes(source):
        if node.get("type") not in ("set", "array", "object") or not isinstance(node.get("value"), list):
            continue
        members = [_member_span(source, member) for member in node["value"]]
        whole = source.span(node)
        if whole is None or None in members or _is_finding(node):
            continue
        spans = [span for span in members if span is not None]
        for number in range(len(spans)):
            kept = [source.text[span.start : span.end] for index, span in enumerate(spans) if index != number]
            yield Edit(whole, _literal(node["type"], kept))


OPERATORS: Mapping[str, Operator] = {
    "negate a condition": negated,
    "drop a condition": without_expression,
    "drop a rule": without_rule,
    "drop an else": without_branch,
    "change a comparison": other_comparison,
    "change a number": other_number,
    "change a string": other_string,
    "change a boolean": other_boolean,
    "drop a member": without_member,
}
"""The kinds of change, by the name under which they are counted."""


def edits(source: Source) -> Iterator[tuple[str, Edit]]:
    """Give every edit of every kind, in the order of the table; two kinds that make the same text count once."""
    seen: set[tuple[Span, str]] = set()
    for name, edit in chain.from_iterable(((name, edit) for edit in make(source)) for name, make in OPERATORS.items()):
        if (edit.span, edit.replacement) not in seen:
            seen.add((edit.span, edit.replacement))
            yield name, edit


def _binds(source: Source, expression: Mapping[str, Any]) -> bool:
    return called(expression) in BINDING or source.words(expression).startswith("some ")


def _name(rule: Mapping[str, Any]) -> str:
    return ".".join(str(part.get("value")) for part in rule["head"]["ref"])


def _verdict_nodes(source: Source) -> Iterator[Mapping[str, Any]]:
    """Give the nodes that a verdict depends on: all but the wording of messages and the keys of findings."""
    return _outside_wording(source.tree.get("rules"))


def _outside_wording(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, Mapping):
        if called(value) in WORDING:
            return
        yield value
        if _is_finding(value):
            for key, part in value["value"]:
                if key.get("value") != "msg":
                    yield from _outside_wording(part)
            return
        for key, part in value.items():
            if key != "location":
                yield from _outside_wording(part)
    elif isinstance(value, list):
        for part in value:
            yield from _outside_wording(part)


def _is_finding(node: Mapping[str, Any]) -> bool:
    """Tell whether an object that is written out is a finding: it has a `msg`."""
    return node.get("type") == "object" and any(key.get("value") == "msg" for key, _ in node["value"])


def _constants(source: Source, kind: str) -> Iterator[Mapping[str, Any]]:
    return (node for node in _verdict_nodes(source) if node.get("type") == kind and "location" in node)


def _member_span(source: Source, member: Mapping[str, Any] | list[Mapping[str, Any]]) -> Span | None:
    ends = member if isinstance(member, list) else [member]
    spans = [source.span(end) for end in ends]
    first, last = spans[0], spans[-1]
    return Span(first.start, last.end) if first and last else None


def _literal(kind: str, members: list[str]) -> str:
    if kind == "set" and not members:
        return "set()"
    opening, closing = "[]" if kind == "array" else "{}"
    return f"{opening}{', '.join(members)}{closing}"
