"""docs/reference/policies.md: every rule of ours as its METADATA and its examples tell it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from policies.gate.rules import Rule
from policies.library.catalogue import Catalogue, files_of, team_of
from policies.library.examples import Shown
from policies.library.parameters import Parameter, parameters
from policies.library.standards import Control

FILE = Path("docs", "reference", "policies.md")
"""Where it is kept, from the checkout."""

HEAD = """\
# The rules

Generated from the METADATA of `policies/rego/**` and the examples by `platform policy docs`; `platform policy show
RULE` says the same in a terminal. What is asked of outside standards is told by `platform policy coverage`.
"""

SETTINGS_HEAD = """\
What of the rules is to be set, in `policies/settings.yaml`; with `--trusted-ref` that file is the trusted ref's."""
"""What stands above the table of settings."""

TEAM_HEAD = """\
# The rules of team {team}

Generated from the METADATA of these files and the examples by `platform policy docs`. They judge only what is
team {team}'s, beside [the platform's rules](../../../docs/reference/policies.md).
"""


def reference_text(
    rules: Sequence[Rule],
    examples: Mapping[str, Shown],
    controls: Mapping[str, tuple[str, Control]],
    title: str,
    home: Path,
) -> str:
    """Give the reference as Markdown that ends in a line break.

    Args:
        rules: what is documented.
        examples: of each rule its examples, by its id.
        controls: each control by its id, with its standard's name.
        title: what stands at the top.
        home: the folder that it is kept in, from the checkout, for links.
    """
    subjects = sorted({rule.subject for rule in rules})
    blocks = [title.strip(), "## All rules", _contents(subjects, rules)]
    for subject in subjects:
        blocks.append(f"## {_heading(subject)}")
        blocks += [_section(rule, examples.get(rule.id), controls, home) for rule in rules if rule.subject == subject]
    return "\n\n".join(blocks) + "\n"


def reference_files(
    known: Catalogue, examples: Mapping[str, Shown], controls: Mapping[str, tuple[str, Control]]
) -> Mapping[Path, str]:
    """Give the text of each reference by its place from the checkout: ours, and one beside each team's rules."""
    ours = [rule for rule in known.rules if not team_of(rule)]
    head = f"{HEAD.strip()}\n\n{_settings(parameters(known.checkout))}"
    texts = {FILE: reference_text(ours, examples, controls, head, FILE.parent)}
    for folder in sorted({Path(rule.file).parent for rule in known.rules if team_of(rule)}):
        rules = [rule for rule in known.rules if Path(rule.file).parent == folder]
        title = TEAM_HEAD.format(team=folder.parent.name)
        texts[folder / "README.md"] = reference_text(rules, examples, controls, title, folder)
    return texts


def _settings(known: Sequence[Parameter]) -> str:
    rows = [
        f"| `{one.key}` | {_code(one.default)} | {_cell(one.meaning[:1].upper() + one.meaning[1:])} |" for one in known
    ]
    return "\n".join(
        ["## Settings", "", SETTINGS_HEAD, "", "| Key | Default | Meaning |", "| --- | --- | --- |", *rows]
    )


def anchor(rule: Rule) -> str:
    """Give the anchor of a rule in the reference: its id in small letters."""
    return rule.id.lower()


def _heading(subject: str) -> str:
    words = subject.replace("_", " ")
    return words[:1].upper() + words[1:]


def _contents(subjects: Sequence[str], rules: Sequence[Rule]) -> str:
    rows = ["| Rule | Severity | What must hold |", "| --- | --- | --- |"]
    for subject in subjects:
        rows += [
            f"| [{rule.id}](#{anchor(rule)}) | {rule.severity.word} | {_cell(rule.title)} |"
            for rule in rules
            if rule.subject == subject
        ]
    return "\n".join(rows)


def _section(rule: Rule, shown: Shown | None, controls: Mapping[str, tuple[str, Control]], home: Path) -> str:
    facts = [
        ("severity", rule.severity.word),
        ("judges", _JUDGES[rule.judges]),
        ("kinds", ", ".join(_kind(kind) for kind in rule.kinds)),
        ("rule", f"[`{rule.word}`]({_link(Path(rule.file), home)})"),
    ]
    blocks = [
        f'<a id="{anchor(rule)}"></a>\n\n### {rule.id}: {rule.title}',
        rule.why,
        f"**To mend it:** {rule.remediation}",
        "\n".join(f"- {name}: {value}" for name, value in facts),
    ]
    if rule.controls:
        blocks.append("\n".join(f"- `{control}`{_control(control, controls)}" for control in rule.controls))
    if rule.related:
        blocks.append("Read on: " + ", ".join(f"<{address}>" for address in rule.related))
    if shown is not None:
        files = files_of(rule)
        if shown.settings:
            blocks.append(f"With this in `policies/settings.yaml`:\n\n```yaml\n{shown.settings.strip()}\n```")
        blocks += _example("Denied", _link(files.fails, home), shown.fails)
        blocks += ["\n".join(f"- line {line}: {message}" for line, message in shown.findings)] if shown.findings else []
        blocks += _example("Fine", _link(files.passes, home), shown.passes)
    if team_of(rule):
        blocks.insert(1, f"*A rule of team {team_of(rule)}; it judges only what is that team's.*")
    return "\n\n".join(blocks)


_JUDGES = {
    "document": "each document alone",
    "set": "the documents that are deployed together",
    "change": "a release",
}
"""What a rule looks at, in words."""


def _link(file: Path, home: Path) -> str:
    return os.path.relpath(file, home).replace(os.sep, "/")


def _example(word: str, link: str, text: str) -> list[str]:
    return [f"{word} ([example]({link})):", f"```yaml\n{text.strip()}\n```"] if text else []


def _kind(kind: str) -> str:
    return {"pod": "every kind that carries a pod", "*": "all"}.get(kind, f"`{kind}`")


def _control(control: str, known: Mapping[str, tuple[str, Control]]) -> str:
    if control not in known:
        return ""
    standard, described = known[control]
    return f": {described.title} ({standard})"


def _code(text: str) -> str:
    return f"`{_cell(text)}`" if text else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
