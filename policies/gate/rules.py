"""The rules, as their METADATA tells them: read once by `opa inspect`, kept as JSON beside the bundle made of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from policies.errors import RuleError
from policies.gate.engines import Facts
from policies.gate.finding import Severity

Judges = Literal["document", "set", "change"]
"""What a rule looks at: one document, those that are deployed together, or a release."""

PACKAGE = ("data", "slipway", "rules")
"""Where rules' packages are, as `opa inspect` writes a path."""

_KEYS = {"id", "severity", "controls", "remediation", "kinds", "judges"}
_NEEDED = ("id", "severity", "controls", "remediation", "kinds")


@dataclass(frozen=True, slots=True)
class Rule:
    """One Rego rule.

    Args:
        id: e.g. `SLIP-POD-004`, unique.
        title: it in a few words.
        why: why it matters (METADATA's description).
        severity: how bad a finding of it is.
        controls: ids of outside standards that it implements.
        remediation: how to mend a finding.
        kinds: kinds of documents that it concerns; `pod` stands for every kind that carries a pod, `*` for all.
        judges: what it looks at.
        subject: its folder's name; of a team's rule `team_<team>`.
        name: its file's name without `.rego`.
        file: its file, from the checkout.
        related: addresses to read on.
    """

    id: str
    title: str
    why: str
    severity: Severity
    controls: tuple[str, ...]
    remediation: str
    kinds: tuple[str, ...]
    judges: Judges
    subject: str
    name: str
    file: str
    related: tuple[str, ...]

    @property
    def word(self) -> str:
        """Give what OPA calls it: `subject/name`."""
        return f"{self.subject}/{self.name}"

    @property
    def facts(self) -> Facts:
        """Give what a reader is told of it beside a finding."""
        return Facts(self.id, self.title, self.why, self.severity, self.controls, self.remediation)


def rules_of(inspected: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Give the rules that `opa inspect -a -f json` tells of, in the order of their ids.

    Args:
        inspected: what it prints, read as JSON; files are named from the checkout.

    Raises:
        RuleError: a rule has no METADATA, lacks a key, has an unknown one, or shares its id or package with another.
    """
    annotated = {
        tuple(str(part["value"]) for part in one["path"]): one
        for one in inspected.get("annotations") or ()
        if one["annotations"].get("scope") == "package"
    }
    found: dict[str, Rule] = {}
    for package, files in sorted((inspected.get("namespaces") or {}).items()):
        path = tuple(package.split("."))
        if path[:3] != PACKAGE:
            continue
        where = files[0]
        if len(path) != 5:
            raise RuleError(f"package {package.removeprefix('data.')} is no rule's", where=where, do=_NAME_IT)
        if len(files) > 1:
            raise RuleError(f"has the package of {files[1]}", where=where, do="give each rule a package of its own")
        if path not in annotated:
            raise RuleError("has no METADATA of package scope", where=f"{where}:1", do=_DOCUMENT_IT)
        rule = _rule(path[3], path[4], annotated[path])
        if rule.subject.startswith(TEAM) and rule.id.startswith(RESERVED):
            raise RuleError(f"has the id {rule.id}, and is a team's", where=_line(annotated[path]), do=_RENAME_IT)
        if rule.id in found:
            other = found[rule.id].file
            raise RuleError(f"has the id {rule.id} of {other}", where=_line(annotated[path]), do="give it its own")
        found[rule.id] = rule
    return tuple(found[key] for key in sorted(found))


TEAM = "team_"
"""What the subject of a team's rule begins with; after it the team, with `_` for `-`."""

RESERVED = ("SLIP-", "CKV")
"""What ids of teams can't begin with: ours and Checkov's."""

_RENAME_IT = "begin it with the team's name, as in ORDERS-001"
_NAME_IT = "name it slipway.rules.<subject>.<rule>"
_DOCUMENT_IT = "write a `# METADATA` block above its package, as the other rules have"


def _line(annotated: Mapping[str, Any]) -> str:
    location = annotated["location"]
    return f"{location['file']}:{location['row']}"


def _rule(subject: str, name: str, annotated: Mapping[str, Any]) -> Rule:
    notes = annotated["annotations"]
    custom = notes.get("custom") or {}
    where = _line(annotated)
    if unknown := sorted(set(custom) - _KEYS):
        raise RuleError(f"METADATA has the unknown key custom.{unknown[0]}", where=where, do=f"use {_words(_KEYS)}")
    missing = [f"custom.{key}" for key in _NEEDED if key not in custom]
    missing += [key for key in ("title", "description") if not notes.get(key)]
    if missing:
        raise RuleError(f"METADATA lacks {', '.join(missing)}", where=where, do="write it, as the other rules do")
    for key, kind in (("id", str), ("remediation", str), ("controls", list), ("kinds", list)):
        value = custom[key]
        if not isinstance(value, kind) or (kind is list and not all(isinstance(one, str) for one in value)):
            shape = "a text" if kind is str else "a list of texts"
            raise RuleError(f"METADATA's custom.{key} is {value!r}", where=where, do=f"write {shape}")
    if custom["severity"] not in _SEVERITIES:
        raise RuleError(
            f"METADATA's custom.severity is {custom['severity']!r}", where=where, do=f"use {_words(_SEVERITIES)}"
        )
    judges = custom.get("judges", "document")
    if judges not in get_args(Judges):
        raise RuleError(f"METADATA's custom.judges is {judges!r}", where=where, do=f"use {_words(get_args(Judges))}")
    if not custom["kinds"]:
        raise RuleError("METADATA's custom.kinds is empty", where=where, do="name kinds, `pod`, or `*` for all")
    return Rule(
        custom["id"],
        notes["title"].strip(),
        notes["description"].strip(),
        Severity[custom["severity"].upper()],
        tuple(custom["controls"]),
        custom["remediation"].strip(),
        tuple(custom["kinds"]),
        judges,
        subject,
        name,
        annotated["location"]["file"],
        tuple(one["ref"] for one in notes.get("related_resources") or ()),
    )


_SEVERITIES = tuple(severity.word for severity in Severity)


def _words(words: Sequence[str] | set[str]) -> str:
    return ", ".join(sorted(words) if isinstance(words, set) else words)


def index_of(rules: Sequence[Rule], pod_kinds: Sequence[str], undecided: Collection[Rule]) -> dict[str, Any]:
    """Give `data.slipway.index`: which rules concern a kind, so that the others cost nothing.

    Args:
        rules: every rule.
        pod_kinds: the kinds that carry a pod (`data.slipway.lib.pods.kinds`).
        undecided: those of the rules that may say `unknown`.

    Returns:
        `{kinds: {Kind: [[subject, name]…]}, any: […], sets: […], changes: […], unknown: {subject: {name: true}}}`.
    """
    kinds: dict[str, list[list[str]]] = {}
    unknown: dict[str, dict[str, bool]] = {}
    for rule in undecided:
        unknown.setdefault(rule.subject, {})[rule.name] = True
    index: dict[str, Any] = {"kinds": kinds, "any": [], "sets": [], "changes": [], "unknown": unknown}
    for rule in rules:
        address = [rule.subject, rule.name]
        if rule.judges != "document":
            index["sets" if rule.judges == "set" else "changes"].append(address)
        elif "*" in rule.kinds:
            index["any"].append(address)
        else:
            named = {one for kind in rule.kinds for one in (pod_kinds if kind == "pod" else [kind])}
            for kind in sorted(named):
                kinds.setdefault(kind, []).append(address)
    return index


def rules_to_json(rules: Sequence[Rule]) -> list[list[Any]]:
    """Give rules as plain data for `rules_from_json`."""
    return [[getattr(rule, field) for field in Rule.__slots__] for rule in rules]


def rules_from_json(rows: Sequence[Sequence[Any]]) -> tuple[Rule, ...]:
    """Give back the rules that `rules_to_json` wrote."""
    return tuple(
        Rule(
            id,
            title,
            why,
            Severity(severity),
            tuple(controls),
            remediation,
            tuple(kinds),
            judges,
            subject,
            name,
            file,
            tuple(related),
        )
        for id, title, why, severity, controls, remediation, kinds, judges, subject, name, file, related in rows
    )
