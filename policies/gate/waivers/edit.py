"""Add a waiver to the ledger's text: everything that stands there, comments too, stays as it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from policies.errors import WaiverError
from policies.gate.waivers.keys import KEYS
from policies.gate.waivers.ledger import parse_ledger
from policies.gate.waivers.waiver import LONGEST_DAYS, Subject, Waiver

if TYPE_CHECKING:
    from yaml import Node

HEADER = """\
# yaml-language-server: $schema=../docs/reference/waivers.schema.json
# The exceptions that are agreed, each for at most 90 days: `platform waive` adds one.
"""

POD_KINDS = frozenset(
    {
        "CronJob",
        "DaemonSet",
        "Deployment",
        "Job",
        "Pod",
        "PodTemplate",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
    }
)
"""Kinds of which one container can be named, as `Deployment/shop/cart:web`; in other names a colon is their own."""


def parse_resource(text: str) -> tuple[Subject, str | None]:
    """Read a resource as people type it: `Kind/namespace/name`, with `:container` behind if one container is meant.

    Raises:
        WaiverError: it is no resource, or a pattern that would waive everything.
    """
    name, container = text, ""
    if text.split("/", 1)[0] in POD_KINDS and ":" in text:
        name, _, container = text.rpartition(":")
    try:
        subject = Subject.parse(name)
    except ValueError as error:
        raise WaiverError(str(error)) from None
    if subject.too_wide:
        raise WaiverError(f"resource {name!r} would waive {subject.too_wide}", do="name what is meant")
    return subject, container or None


def parse_expiry(text: str, today: date) -> date:
    """Read the day on which a waiver ends: `2026-01-31`, or a number of days from today, `30d`.

    Raises:
        WaiverError: it is neither, has passed, or is more than 90 days away.
    """
    latest = today + timedelta(days=LONGEST_DAYS)
    do = f"write a date up to {latest.isoformat()}, or days up to {LONGEST_DAYS}d"
    try:
        if text.endswith("d") and text[:-1].isascii() and text[:-1].isdigit():
            day = today + timedelta(days=int(text[:-1]))
        elif len(text) == len("2026-01-31"):
            day = date.fromisoformat(text)
        else:
            raise ValueError(text)
    except (ValueError, OverflowError):
        raise WaiverError(f"expiry {text!r} is no date and no number of days up to {LONGEST_DAYS}", do=do) from None
    if day < today:
        raise WaiverError(f"expiry {text} has passed", do=do)
    if day > latest:
        raise WaiverError(f"expiry {text} is {(day - today).days} days away", do=do)
    return day


def with_waiver(text: str, waiver: Waiver, file: str) -> str:
    """Give the ledger's text with one waiver more, at its end.

    Args:
        text: the ledger's text; may be empty.
        waiver: what is added.
        file: how errors name the ledger.

    Raises:
        WaiverError: the text is no ledger, has the waiver already, or is written so that nothing can be put at its end.
    """
    before = parse_ledger(text, file)
    for other in before.waivers:
        if _what(other) == _what(waiver):
            raise WaiverError(
                f"{waiver.rule} is already waived for {waiver.resource} until {other.expires.isoformat()}",
                where=f"{file}:{other.line}",
                do="change that one",
            )
    changed = _appended(text, waiver, file)
    # What was written is read again: nothing but the new waiver may differ.
    if parse_ledger(changed, file).waivers != (*before.waivers, waiver):
        raise WaiverError("is written so that no waiver can be added by a program", where=file, do="add it by hand")
    return changed


def _what(waiver: Waiver) -> tuple[object, ...]:
    return waiver.rule, waiver.resource, waiver.container, waiver.file, waiver.environment


def _appended(text: str, waiver: Waiver, file: str) -> str:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    root = yaml.compose(text, Loader=loader) if text.strip() else None
    if root is None:
        return (text or HEADER).rstrip("\n") + "\nwaivers:\n" + _item(waiver, "  ")
    key, listed = root.value[0]
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    empty = isinstance(listed.value, str) or not listed.value
    if not empty and getattr(listed, "flow_style", False):
        raise WaiverError(
            "waivers is written as [ … ]",
            where=f"{file}:{listed.start_mark.line + 1}",
            do="write one an item, `- rule: …`",
        )
    if empty:
        # `waivers:`, `waivers: []`, `waivers: null`: the value goes, a comment behind it stays.
        number = key.end_mark.line
        line = lines[number]
        if listed.end_mark.line == listed.start_mark.line == number:
            lines[number] = line[: key.end_mark.column] + ":" + line[listed.end_mark.column :].rstrip(" \n") + "\n"
            if listed.start_mark.column == listed.end_mark.column:
                lines[number] = line
        return "".join((*lines[: number + 1], _item(waiver, "  "), *lines[number + 1 :]))
    indent = " " * listed.start_mark.column
    end = _last_line(listed.value[-1])
    return "".join((*lines[:end], _item(waiver, indent), *lines[end:]))


def _last_line(node: Node) -> int:
    """Give the number of lines up to where a node ends."""
    while node.value and not isinstance(node.value, str):
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    return int(node.end_mark.line) + (node.end_mark.column > 0)


def _item(waiver: Waiver, indent: str) -> str:
    values = {key: getattr(waiver, key) for key in KEYS}
    rows = [f"{key}: {_scalar(str(value))}" for key, value in values.items() if value is not None]
    return f"{indent}- " + f"\n{indent}  ".join(rows) + "\n"


def _scalar(text: str) -> str:
    """Give a text as a YAML scalar on one line: plain where that reads back as the same text, else in quotes."""
    import yaml

    if not text.isprintable() or (text[:1] in "0123456789" and not _is_date(text)):
        return _quoted(text)
    try:
        read = yaml.safe_load(f"key: {text}")
    except (yaml.YAMLError, ValueError):
        return _quoted(text)
    plain = isinstance(read, dict) and (read.get("key") == text or (str(read.get("key")) == text and _is_date(text)))
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    # JSON's escapes of what is beyond 16 bits are pairs, which YAML doesn't take.
    return '"' + "".join(_escape(each) for each in text) + '"'


def _escape(each: str) -> str:
    if each.isprintable():
        return "\\" + each if each in '"\\' else each
    return f"\\u{ord(each):04x}" if ord(each) < 0x10000 else f"\\U{ord(each):08x}"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
