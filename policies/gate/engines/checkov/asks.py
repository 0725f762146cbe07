"""Which rules of ours ask what Checkov asks, so that one finding results where both find the same.

There is no table here: a rule's METADATA names the checks among its `controls`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from policies.gate.finding import Finding

_CHECK = re.compile(r"CKV2?_[A-Za-z0-9]+_\d+")


class HasControls(Protocol):
    """What has an id and names controls: a rule."""

    @property
    def id(self) -> str:
        """Give the rule's id."""
        ...

    @property
    def controls(self) -> tuple[str, ...]:
        """Give the controls that it implements."""
        ...


def same_question(rules: Iterable[HasControls]) -> dict[str, tuple[str, ...]]:
    """Give, by Checkov's id, the ids of our rules that ask the same."""
    asked: dict[str, tuple[str, ...]] = {}
    for rule in rules:
        for control in rule.controls:
            if _CHECK.fullmatch(control):
                asked[control] = (*asked.get(control, ()), rule.id)
    return asked


def covered(rules: Iterable[HasControls]) -> frozenset[str]:
    """Give the ids of Checkov's checks whose question a rule of ours asks."""
    return frozenset(same_question(rules))


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Make one finding where Checkov and rules of ours found the same in the same object; the order stays.

    Ours stays, for it knows each container and its line; Checkov's id is added to `also`. Of an object Checkov names
    the first container at fault only, so its finding is taken for all of ours on that object, unless it is about a
    container that none of ours is about. A finding that is waived already (an annotation of Checkov's) stays by itself:
    Checkov's exceptions are none to our rules.
    """
    ours: dict[tuple[object, ...], list[int]] = {}
    for number, finding in enumerate(findings):
        if finding.engine != "checkov":
            for control in finding.controls:
                if _CHECK.fullmatch(control):
                    ours.setdefault((control, *_object(finding)), []).append(number)
    also: dict[int, list[str]] = {}
    gone: set[int] = set()
    for number, finding in enumerate(findings):
        if finding.engine != "checkov" or finding.waived:
            continue
        same = ours.get((finding.rule, *_object(finding)), [])
        named = {findings[each].container for each in same}
        if same and (finding.container is None or None in named or finding.container in named):
            gone.add(number)
            for each in same:
                also.setdefault(each, []).append(finding.rule)
    return [
        replace(finding, also=tuple(sorted({*finding.also, *also[number]}))) if number in also else finding
        for number, finding in enumerate(findings)
        if number not in gone
    ]


def _object(finding: Finding) -> tuple[object, ...]:
    resource = finding.resource
    return finding.location.file, resource.kind, resource.namespace, resource.name, resource.urn
