"""What a program would change to mend findings, worked out in memory; and what it leaves to people, and why."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.gate.document import Path
from policies.gate.finding import Finding
from policies.gate.fixing.table import MENDINGS, SPEC_KEYS, SPEC_VALUES, Mending
from policies.gate.fixing.yaml_edit import Object, Unchangeable, object_at, value_at, with_value

OURS = "# Rendered from "
"""How a file that is rendered from a spec begins; it is never changed, its spec is."""

_RENDERED = re.compile(r"(?P<apps>(?:.*/)?apps)/(?P<service>[^/]+)/(?P<environment>[^/]+)/[^/]+$")


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What changes in one file.

    Args:
        file: the file, as findings name it.
        before: its text.
        after: its text, changed.
        mended: the findings that go.
        beware: what may stop working, one clause each.
        service: the service whose spec or rendered file it is, None of another file. What is of one service is written
            whole or not at all, and some of its findings may stay.
    """

    file: str
    before: str
    after: str
    mended: tuple[Finding, ...]
    beware: tuple[str, ...] = ()
    service: str | None = None

    @property
    def diff(self) -> str:
        """Give the change as a unified diff that `git apply` and `patch -p1` take."""
        old, new = self.before.splitlines(keepends=True), self.after.splitlines(keepends=True)
        rows = difflib.unified_diff(old, new, f"a/{self.file}", f"b/{self.file}")
        return "".join(row if row.endswith("\n") else f"{row}\n\\ No newline at end of file\n" for row in rows)


@dataclass(frozen=True, slots=True)
class Rendered:
    """Where a rendered file comes from.

    Args:
        service: the service.
        environment: its environment.
        spec: the spec's file, as findings would name it.
    """

    service: str
    environment: str
    spec: str


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that stays.

    Args:
        finding: the finding.
        why: why it stays, or what a person can do about it; a clause.
        source: where its file comes from, if rendering it anew may mend it, with what `SPEC_VALUES` says or without.
    """

    finding: Finding
    why: str
    source: Rendered | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be changed.

    Args:
        edits: by file, in the order of the findings.
        left: what stays though its rule can be mended, or its source is a spec.
    """

    edits: tuple[FileEdit, ...] = ()
    left: tuple[Left, ...] = ()


def plan_of(findings: Iterable[Finding], read: Callable[[str], str | None]) -> Plan:
    """Work out how findings can be mended.

    Args:
        findings: of one run; waived ones and those of the baseline stay as they are.
        read: gives a file's text, None if it can't be read as text.
    """
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.new and not finding.waived:
            files.setdefault(finding.location.file, []).append(finding)
    edits, left = [], []
    for file, there in files.items():
        rendered = _RENDERED.match(file)
        fixable = [finding for finding in there if finding.rule in MENDINGS]
        if not fixable and not rendered:
            continue
        text = read(file)
        if rendered and text is not None and text.startswith(OURS):
            source = Rendered(
                rendered["service"],
                rendered["environment"],
                f"{rendered['apps']}/{rendered['service']}/service.yaml",
            )
            left += [_in_the_spec(finding, source) for finding in there]
            continue
        edit, stay = _mended(file, text, fixable)
        left += stay
        if edit is not None:
            edits.append(edit)
    return Plan(tuple(edits), tuple(left))


def _spec_key(path: Path) -> str | None:
    return next((SPEC_KEYS[part] for part in reversed(path) if isinstance(part, str) and part in SPEC_KEYS), None)


def _in_the_spec(finding: Finding, source: Rendered) -> Left:
    key = _spec_key(finding.path)
    if key is None:
        return Left(finding, f"it is rendered from {source.spec}, which has no key for it", source)
    why = f"it is rendered: change `{key}` in {source.spec}, then type `platform render {source.service}`"
    return Left(finding, why, source if finding.rule in SPEC_VALUES else None)


def _mended(file: str, text: str | None, findings: Sequence[Finding]) -> tuple[FileEdit | None, list[Left]]:
    """Change a file's text finding by finding; each change is made to what the one before gave."""
    if text is None or file.endswith(".json"):
        why = "it is JSON" if text is not None else "its file can't be read as text"
        return None, [Left(finding, why) for finding in findings]
    mended: list[Finding] = []
    left: list[Left] = []
    beware: dict[str, None] = {}
    after = text
    for finding in findings:
        mending = MENDINGS[finding.rule]
        try:
            # By the text as it was judged: lines have moved since.
            where = object_at(text, finding.location.line)
            _refuse(text, where, finding, mending)
            if value_at(after, where, finding.path) != mending.value:
                after = with_value(after, where, finding.path, mending.value)
        except Unchangeable as reason:
            left.append(Left(finding, str(reason)))
            continue
        mended.append(finding)
        if mending.beware:
            beware[mending.beware] = None
    if after == text:
        return None, left
    return FileEdit(file, text, after, tuple(mended), tuple(beware)), left


def _refuse(text: str, where: Object, finding: Finding, mending: Mending) -> None:
    """Refuse a change that is none, is of another object, or that would keep the pod from running.

    Raises:
        Unchangeable: with the reason.
    """
    if not finding.path or finding.path[-1] != mending.property:
        raise Unchangeable("which value is meant only its owner knows")
    if value_at(text, where, ("kind",)) != finding.resource.kind:
        raise Unchangeable("it is not written there as it is judged (a template, perhaps)")
    if value_at(text, where, ("metadata", "name")) != finding.resource.name:
        raise Unchangeable("it is not written there as it is judged (a template, perhaps)")
    for context in _contexts(text, where, finding.path):
        for key, values in (mending.unless or {}).items():
            found = _deep(context, key.split("."))
            for each in found if isinstance(found, list) else [found]:
                # By type too: in Python 0 is False.
                if (type(each), each) in [(type(value), value) for value in values]:
                    raise Unchangeable(f"its {key} is {str(each).lower()}, with which no pod starts then")


def _contexts(text: str, where: Object, path: Path) -> list[Any]:
    """Give the securityContext that the path goes through, and the pod's around it."""
    found = []
    for number, part in enumerate(path):
        if part == "securityContext":
            found.append(value_at(text, where, path[: number + 1]))
        if part in ("containers", "initContainers", "ephemeralContainers"):
            found.append(value_at(text, where, (*path[:number], "securityContext")))
    return found


def _deep(value: Any, keys: Sequence[str]) -> Any:
    for key in keys:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value
