"""Which waiver covers a finding: pure, the same for every engine and at both doors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from policies.gate.finding import Finding
from policies.gate.waivers.waiver import Subject, Waiver

Patterns: TypeAlias = Mapping[str, str]

_FILE_PARTS = re.compile(r"\*\*/?|\*|\?|[^*?]+")
_FILE_WORDS = {"**": ".*", "**/": "(.*/)?", "*": "[^/]*", "?": "[^/]"}
_NAME_PARTS = re.compile(r"\*|\?|[^*?]+")
_NAME_WORDS = {"*": ".*", "?": "."}
# What RE2 and Python both take as meaning itself after a backslash.
_SPECIAL = re.compile(r"([\\.+*?()|\[\]{}^$])")


def name_pattern(glob: str) -> str:
    """Give a regular expression (as both Python and RE2 read it) for a name with `*` and `?`."""
    return _expression(glob, _NAME_PARTS, _NAME_WORDS)


def file_pattern(glob: str) -> str:
    """Give a regular expression for a path in which `*` and `?` stay within a folder and `**` doesn't."""
    return _expression(glob, _FILE_PARTS, _FILE_WORDS)


_name_pattern = lru_cache(maxsize=4096)(name_pattern)


def _expression(glob: str, parts: re.Pattern[str], words: Mapping[str, str]) -> str:
    return "^(?s:" + "".join(words.get(part) or _SPECIAL.sub(r"\\\1", part) for part in parts.findall(glob)) + ")$"


@lru_cache(maxsize=4096)
def _compiled(expression: str) -> re.Pattern[str]:
    # `$` of Python also matches before a last line break, RE2's doesn't.
    return re.compile(expression[:-1] + r"\Z")


def matches(expression: str, text: str) -> bool:
    """Tell whether a text is what a regular expression of ours says."""
    return _compiled(expression).match(text) is not None


def covers(waiver: Waiver, finding: Finding, environment: str | None = None) -> bool:
    """Tell whether a waiver is about a finding, whatever the day.

    Args:
        waiver: the waiver.
        finding: the finding, under each of its names.
        environment: the finding's environment; if not given, what its file's path says (`environment_of`).
    """
    if waiver.rule != finding.rule and waiver.rule not in names_of(finding):
        return False
    if waiver.container is not None and waiver.container != finding.container:
        return False
    if waiver.file is not None and not matches(file_pattern(waiver.file), finding.location.file):
        return False
    if waiver.environment is not None and waiver.environment != (environment or environment_of(finding.location.file)):
        return False
    return _is_about(waiver.resource, finding)


def names_of(finding: Finding) -> tuple[str, ...]:
    """Give every id that a finding has: its rule's, and those of Checkov's rules that ask the same.

    So a waiver of either holds, whether Checkov was asked or our rule alone.
    """
    return (finding.rule, *finding.also, *(control for control in finding.controls if control.startswith("CKV")))


def _is_about(subject: Subject, finding: Finding) -> bool:
    resource = finding.resource
    kind = resource.type if ":" in subject.kind else resource.kind
    if kind is None or resource.name is None:
        return False
    if not _fits(subject.name, resource.name) or not _fits(subject.kind, kind):
        return False
    if subject.namespace is None:
        # A resource of a program is named by its type; its namespace, if any, says nothing more.
        return resource.namespace is None or resource.type is not None
    if resource.namespace is None:
        return subject.namespace == "*"
    return _fits(subject.namespace, resource.namespace)


def _fits(glob: str, name: str) -> bool:
    # Most names in a ledger are no patterns, and a ledger is asked for each finding.
    return glob == name or (("*" in glob or "?" in glob) and matches(_name_pattern(glob), name))


def environment_of(file: str) -> str | None:
    """Give the environment that a rendered manifest's path names (`apps/<service>/<environment>/…`), None if none."""
    match = re.search(r"(?:^|/)apps/[^/]+/([^/]+)/[^/]+$", file)
    return match[1] if match else None


def covering(waivers: Iterable[Waiver], finding: Finding, environment: str | None = None) -> list[Waiver]:
    """Give all waivers that are about a finding, in their order."""
    return [waiver for waiver in waivers if covers(waiver, finding, environment)]
