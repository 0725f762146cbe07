"""A new rule's files: they compile, and their test and example fail until somebody has said what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.errors import RuleError
from policies.gate.rules import RESERVED, TEAM, Rule
from policies.library.catalogue import EXAMPLES, tests_of

UNWRITTEN = "UNWRITTEN"
"""The word that stands wherever a person must write; a rule that has it in its METADATA is refused by the tests."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-\d{3}")

MANIFESTS: Mapping[str, tuple[str, str]] = {
    "pod": ("v1", "Pod"),
    "Deployment": ("apps/v1", "Deployment"),
    "StatefulSet": ("apps/v1", "StatefulSet"),
    "DaemonSet": ("apps/v1", "DaemonSet"),
    "CronJob": ("batch/v1", "CronJob"),
    "Ingress": ("networking.k8s.io/v1", "Ingress"),
    "NetworkPolicy": ("networking.k8s.io/v1", "NetworkPolicy"),
    "Role": ("rbac.authorization.k8s.io/v1", "Role"),
    "ClusterRole": ("rbac.authorization.k8s.io/v1", "ClusterRole"),
}
"""API version and kind of a new rule's examples, by the kind that it concerns; others begin as of `v1`."""


@dataclass(frozen=True, slots=True)
class NewRule:
    """A rule that is to be.

    Args:
        id: its id.
        subject: its folder; of a team's rule `team_<team>`.
        name: its name.
        kind: the kind of documents that it concerns; `pod` for all that carry a pod.
        folder: where its file goes, from the checkout.
    """

    id: str
    subject: str
    name: str
    kind: str
    folder: Path

    @property
    def file(self) -> Path:
        """Where the rule goes, from the checkout."""
        return self.folder / f"{self.name}.rego"

    @property
    def examples(self) -> Path:
        """The folder of its examples, from the checkout."""
        team = self.subject.startswith(TEAM)
        return self.folder / self.name if team else EXAMPLES / self.subject / self.name


def next_id(prefix: str, rules: Sequence[Rule]) -> str:
    """Give the first id of a prefix that comes after all that are taken: `SLIP-POD-` gives `SLIP-POD-017`."""
    taken = [int(rule.id[len(prefix) :]) for rule in rules if re.fullmatch(re.escape(prefix) + r"\d+", rule.id)]
    return f"{prefix}{max(taken, default=0) + 1:03d}"


def prefix_of(subject: str, rules: Sequence[Rule]) -> str:
    """Give what the ids of a subject begin with: that of most of its rules, else `SLIP-<SUBJECT>-` in singular."""
    prefixes = [rule.id.rstrip("0123456789") for rule in rules if rule.subject == subject]
    if prefixes:
        return max(sorted(set(prefixes)), key=prefixes.count)
    word = subject.upper().replace("_", "-")
    return f"SLIP-{word.removesuffix('S') if len(word) > 3 else word}-"


def planned(word: str, team: str | None, kind: str, rules: Sequence[Rule], *, rule_id: str | None = None) -> NewRule:
    """Give the rule that a person asks for.

    Args:
        word: `subject/name`; of a team's rule its name alone.
        team: the team, as its folder below `teams/` is called; None for a rule of ours.
        kind: the kind of documents that it concerns.
        rules: those that are there.
        rule_id: the id that it shall have; None takes the next free one.

    Raises:
        RuleError: the name or the id is taken, or can't be one.
    """
    subject, name, folder, prefix = _place(word, team, rules)
    for part in (subject, name):
        if not NAME.fullmatch(part) or name.endswith("_test"):
            raise RuleError(
                f"{part!r} can't be part of a package's name",
                do="write small letters, digits and _, a letter first, and no _test at the end",
            )
    new = NewRule(rule_id or next_id(prefix, rules), subject, name, kind, folder)
    if not ID.fullmatch(new.id):
        raise RuleError(f"{new.id} is no rule's id", do=f"write one like {next_id(prefix, rules)}")
    if team and new.id.startswith(RESERVED):
        raise RuleError(f"{new.id} can't be a team's", do=f"begin it otherwise, as in {next_id(prefix, rules)}")
    if team is None and not new.id.startswith("SLIP-"):
        raise RuleError(f"{new.id} can't be ours", do=f"begin it with SLIP-, as in {next_id(prefix, rules)}")
    for rule in rules:
        if rule.id == new.id:
            raise RuleError(f"{new.id} is taken", where=rule.file, do=f"write {next_id(prefix, rules)}")
        if (rule.subject, rule.name) == (subject, name):
            raise RuleError(f"{rule.word} is there already", where=rule.file, do="choose another name")
    return new


def _place(word: str, team: str | None, rules: Sequence[Rule]) -> tuple[str, str, Path, str]:
    if team is not None:
        if not re.fullmatch(r"[a-z]([-a-z0-9]*[a-z0-9])?", team):
            raise RuleError(f"{team!r} is no team's name", do="write it as in service.yaml")
        subject = TEAM + team.replace("-", "_")
        return subject, word.split("/")[-1], Path("teams", team, "policies"), f"{team.upper()}-"
    subject, _, name = word.partition("/")
    if not name:
        subjects = sorted({rule.subject for rule in rules if not rule.subject.startswith(TEAM)})
        raise RuleError(
            f"{word} has no subject", do=f"write SUBJECT/NAME; subjects there are: {', '.join(subjects) or 'none yet'}"
        )
    return subject, name, Path("policies", "rego", subject), prefix_of(subject, rules)


def scaffold(new: NewRule) -> Mapping[Path, str]:
    """Give the files of a new rule, by their place from the checkout."""
    version, kind = MANIFESTS.get(new.kind, ("v1", "ConfigMap" if new.kind == "*" else new.kind))
    package = f"slipway.rules.{new.subject}.{new.name}"
    words = {"id": new.id, "kind": new.kind, "package": package, "name": new.name, "object": kind, "version": version}
    words["kinds"] = '"*"' if new.kind == "*" else new.kind
    words["unwritten"] = UNWRITTEN
    return {
        new.file: _RULE.format_map(words),
        tests_of(new.file): _TESTS.format_map(words),
        new.examples / "fails.yaml": _FAILS.format_map(words),
        new.examples / "passes.yaml": _PASSES.format_map(words),
    }


_RULE = """\
# METADATA
# title: "{unwritten}: what must hold, in a few words"
# description: >-
#   {unwritten}: why it matters, for somebody whose change is refused.
# custom:
#   id: {id}
#   severity: medium
#   controls: []
#   remediation: >-
#     {unwritten}: how to mend it.
#   kinds: [{kinds}]
package {package}

# A finding's `path` goes from the document's root to the property; also where it is missing.
deny contains {{"msg": message, "path": ["spec"]}} if {{
	input.spec.{name}_is_wrong # {unwritten}: what is wrong
	message := sprintf("%s {unwritten}: what is wrong, with the value found", [input.kind])
}}
"""

_TESTS = """\
package {package}_test

import data.{package}

# {unwritten}: a document that is wrong. This test fails until the rule says so.
test_denies_what_is_wrong if {{
	count({name}.deny) == 1 with input as {{"apiVersion": "{version}", "kind": "{object}", "spec": {{}}}}
}}

# {unwritten}: the same document, mended.
test_allows_what_is_right if {{
	count({name}.deny) == 0 with input as {{"apiVersion": "{version}", "kind": "{object}", "spec": {{"mended": true}}}}
}}

test_survives_a_document_that_is_none if {{
	count({name}.deny) == 0 with input as {{"kind": "{object}", "spec": null}}
}}
"""

_FAILS = """\
# {unwritten}: the least that the rule denies.
apiVersion: {version}
kind: {object}
metadata:
  name: example
spec: {{}}
"""

_PASSES = """\
# {unwritten}: the same, mended.
apiVersion: {version}
kind: {object}
metadata:
  name: example
spec: {{}}
"""
