"""The ledger: `policies/waivers.yaml` as typed waivers, each with its line; what is no waiver is refused there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from policies.errors import WaiverError
from policies.gate.waivers.keys import KEYS, LEDGER_KEYS, Key
from policies.gate.waivers.waiver import Subject, Waiver

if TYPE_CHECKING:
    from yaml import Node

LEDGER = Path("policies/waivers.yaml")
"""Where the ledger is, from the repository's folder."""

LARGEST_BYTES = 4 * 1024 * 1024

DEPTH = 6
"""Levels of nesting; a ledger has three."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All waivers, as they are written.

    Args:
        waivers: in the order of the file.
        file: the file, as findings name it.
    """

    waivers: tuple[Waiver, ...] = ()
    file: str = str(LEDGER)


def read_ledger(path: Path, shown_as: str | None = None) -> Ledger:
    """Read a ledger; one that isn't there has no waivers.

    Args:
        path: the file.
        shown_as: how findings name it; as `path` is written if not given.

    Raises:
        WaiverError: it can't be read, or what stands in it is no ledger: nothing is waived and nothing passes.
    """
    name = shown_as or path.as_posix()
    return parse_ledger(read_text(path, name), name)


def read_text(path: Path, name: str) -> str:
    """Give a ledger's text, empty if it isn't there.

    Args:
        path: the file.
        name: how errors name it.

    Raises:
        WaiverError: it can't be read.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise WaiverError(f"cannot be read ({error.strerror or error})", where=name, do="mend it") from error
    if len(content) > LARGEST_BYTES:
        raise WaiverError(f"is larger than {LARGEST_BYTES} bytes", where=name, do="take out waivers that have expired")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise WaiverError("is not UTF-8", where=name, do="save it as UTF-8") from error


def parse_ledger(text: str, file: str = str(LEDGER)) -> Ledger:
    """Read a ledger's text.

    Args:
        text: YAML with one key, `waivers`, a list.
        file: how errors and findings name it.

    Raises:
        WaiverError: as `read_ledger`.
    """
    if not text.strip():
        return Ledger(file=file)
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _refuse_depth(text, file)
        root = yaml.compose(text, Loader=loader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{file}:{mark.line + 1}" if mark else file
        what = getattr(error, "problem", None) or type(error).__name__
        raise WaiverError(f"is no YAML ({what})", where=where, do="mend it; nothing is waived until then") from error
    if root is None:
        return Ledger(file=file)
    top = _mapping(root, file, LEDGER_KEYS, "the ledger")
    listed = top["waivers"]
    if isinstance(listed, yaml.ScalarNode) and listed.tag == "tag:yaml.org,2002:null":
        return Ledger(file=file)
    if not isinstance(listed, yaml.SequenceNode):
        raise _refused(listed, file, "waivers must be a list", "write one waiver an item, each opening with `- rule:`")
    return Ledger(tuple(_waiver(item, number, file) for number, item in enumerate(listed.value)), file)


def _refuse_depth(text: str, file: str) -> None:
    """Refuse what is nested as no ledger is: composing is recursion in C, which ends the process where it is deep."""
    import yaml

    depth = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH:
            where = f"{file}:{event.start_mark.line + 1}" if event.start_mark else file
            raise WaiverError("is nested deeper than a ledger", where=where, do="mend it; nothing is waived until then")


def _waiver(node: Node, number: int, file: str) -> Waiver:
    fields = _mapping(node, file, KEYS, "a waiver")
    texts = {key: _text(value, file, key) for key, value in fields.items()}
    for word, key in KEYS.items():
        if key.required and not texts.get(word):
            raise _refused(fields.get(word, node), file, f"a waiver's {word} is empty", f"write {word}: …")
    rule = texts["rule"] or ""
    if "*" in rule or "?" in rule:
        raise _refused(fields["rule"], file, f"rule {rule!r} is a pattern", "name one rule a waiver")
    try:
        resource = Subject.parse(texts["resource"] or "")
    except ValueError as error:
        raise _refused(fields["resource"], file, str(error), None) from None
    if resource.too_wide:
        raise _refused(
            fields["resource"],
            file,
            f"resource {str(resource)!r} would waive {resource.too_wide}",
            "name what is meant",
        )
    days = {key: _day(fields[key], file, key) for key in ("created", "expires")}
    if days["expires"] < days["created"]:
        raise _refused(fields["expires"], file, "the waiver expires before it was created", "mend one of the dates")
    return Waiver(
        rule=rule,
        resource=resource,
        reason=texts["reason"] or "",
        owner=texts.get("owner"),
        created=days["created"],
        expires=days["expires"],
        container=texts.get("container"),
        file=texts.get("file"),
        environment=texts.get("environment"),
        line=node.start_mark.line + 1,
        number=number,
    )


def _mapping(node: Node, file: str, known: Mapping[str, Key], what: str) -> dict[str, Node]:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise _refused(node, file, f"{what} must be a mapping", f"write its keys: {', '.join(known)}")
    found: dict[str, Node] = {}
    for key, value in node.value:
        word = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if word not in known:
            raise _refused(key, file, f"{what} has no key {word!r}", f"use {', '.join(known)}")
        if word in found:
            raise _refused(key, file, f"{word!r} stands there twice", "take one of them out")
        found[word] = value
    for word, its in known.items():
        if its.required and word not in found:
            raise _refused(node, file, f"{what} lacks {word!r}", f"add {word}: …")
    return found


def _text(node: Node, file: str, key: str) -> str | None:
    import yaml

    if not isinstance(node, yaml.ScalarNode):
        raise _refused(node, file, f"{key} must be text", f"write {key}: …")
    return None if node.tag == "tag:yaml.org,2002:null" else " ".join(str(node.value).split()) or None


def _day(node: Node, file: str, key: str) -> date:
    parse: Callable[[str], date] = date.fromisoformat
    try:
        day = str(node.value)
        if len(day) != len("2026-01-31"):
            raise ValueError(day)
        return parse(day)
    except ValueError:
        raise _refused(node, file, f"{key} {node.value!r} is no date", "write it as 2026-12-31") from None


def _refused(node: Node, file: str, what: str, do: str | None) -> WaiverError:
    return WaiverError(what, where=f"{file}:{node.start_mark.line + 1}", do=do)
