"""A change is kept only if the gate itself then finds less than before, and nothing that it didn't."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from policies.gate.finding import Finding
from policies.gate.fixing.plan import FileEdit, Left, Plan

Judge: TypeAlias = Callable[[Mapping[str, str]], Mapping[str, Sequence[Finding]]]
"""Gives what the gate finds in files: their texts by name → their findings by the same name."""


def proved(plan: Plan, judge: Judge) -> Plan:
    """Give a plan with only those edits that mend what they say and bring nothing but notices.

    Args:
        plan: what would be changed.
        judge: the gate.
    """
    if not plan.edits:
        return plan
    before = judge({edit.file: edit.before for edit in plan.edits})
    after = judge({edit.file: edit.after for edit in plan.edits})
    kept, left = [], list(plan.left)
    for group in _together(plan.edits):
        then, now = (
            Counter((edit.file, *_mark(finding)) for edit in group for finding in found.get(edit.file, ()))
            for found in (before, after)
        )
        serious = {(edit.file, *_mark(each)) for edit in group for each in after.get(edit.file, ()) if each.severity}
        mended = [(edit, finding) for edit in group for finding in edit.mended]
        gone = [finding for edit, finding in mended if not now[edit.file, *_mark(finding)]]
        new = next((mark for mark in now - then if mark in serious), None)
        if new is not None:
            left += [Left(finding, f"the change would bring a finding of {new[1]}") for _, finding in mended]
        elif not gone or (len(gone) < len(mended) and group[0].service is None):
            left += [Left(finding, _WHY[group[0].service is None]) for _, finding in mended]
        else:
            kept += [replace(edit, mended=tuple(each for each in edit.mended if each in gone)) for edit in group]
            left += [Left(finding, _WHY[False]) for _, finding in mended if finding not in gone]
    return Plan(tuple(kept), tuple(left))


_WHY = {True: "the gate finds it after the change too", False: "it is rendered, and its spec has no key for it"}


def _together(edits: Iterable[FileEdit]) -> list[list[FileEdit]]:
    """Give the edits in groups that are kept together: those of one service, every other by itself."""
    groups: dict[tuple[str | None, str], list[FileEdit]] = {}
    for edit in edits:
        groups.setdefault((edit.service, "" if edit.service else edit.file), []).append(edit)
    return list(groups.values())


def _mark(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.resource.kind, finding.resource.name, finding.container, finding.path
