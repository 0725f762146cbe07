"""Every rule of a checkout, ours and the teams', with the files that belong to it."""

from __future__ import annotations

import difflib
import json
from collections.abc import Container
from dataclasses import dataclass
from pathlib import Path

from policies.errors import RuleError
from policies.gate.bundle import Bundle, bundle_of, rule_folders
from policies.gate.places import gate_cache
from policies.gate.rules import TEAM, Rule
from policies.gate.settings import SETTINGS, read_settings

EXAMPLES = Path("policies", "examples")
"""Where the examples of our rules are, from the checkout; a team's are beside its rule."""


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """The files of one rule, from the checkout; any but the first may be missing. The settings are the examples'."""

    rule: Path
    tests: Path
    fails: Path
    passes: Path
    settings: Path


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules of a checkout, in the order of their ids.

    Args:
        checkout: the folder that all files are named from.
        rules: ours and the teams'.
    """

    checkout: Path
    rules: tuple[Rule, ...]

    def find(self, word: str) -> Rule:
        """Give the rule that a person means: by its id, by `subject/name`, or by its name if only one has it.

        Raises:
            RuleError: there is none, or more than one.
        """
        wanted = word.strip().lower().replace("-", "_")
        spelled = [(rule, (rule.id.lower().replace("-", "_"), rule.word, rule.name)) for rule in self.rules]
        found = [rule for rule, names in spelled if wanted in names]
        if len(found) == 1:
            return found[0]
        if found:
            raise RuleError(f"{word} is the name of several rules", do=f"write {' or '.join(r.word for r in found)}")
        known = {name: rule for rule, names in spelled for name in (rule.id, *names[1:])}
        near = difflib.get_close_matches(word, known, n=1)
        # A name alone may be several rules'.
        meant = near[0] if near and near[0] == known[near[0]].id else known[near[0]].word if near else ""
        do = f"did you mean {meant}?" if near else "`platform policy list` names them all"
        raise RuleError(f"there is no rule {word}", do=do)


def catalogue(checkout: Path) -> Catalogue:
    """Read the rules of a checkout; OPA checks them first, if it hasn't checked the same ones before.

    Raises:
        RuleError: a rule doesn't compile, or its METADATA lacks what every rule must have.
    """
    return Catalogue(checkout, bundle_here(checkout).rules)


def bundle_here(checkout: Path) -> Bundle:
    """Give what the gate judges with in a checkout: rules and settings.

    Raises:
        RuleError: as `catalogue`.
    """
    cache = gate_cache()
    return bundle_of(rule_folders(checkout), read_settings(checkout / SETTINGS, cache).rego, cache)


def files_of(rule: Rule) -> RuleFiles:
    """Give where the files of a rule are, or would be."""
    file = Path(rule.file)
    examples = file.with_suffix("") if team_of(rule) else EXAMPLES / rule.subject / rule.name
    return RuleFiles(
        file, tests_of(file), examples / "fails.yaml", examples / "passes.yaml", examples / "settings.yaml"
    )


def tests_of(file: Path) -> Path:
    """Give the file of tests beside a Rego file."""
    return file.with_name(f"{file.stem}_test.rego")


def team_of(rule: Rule) -> str | None:
    """Give the team whose rule it is, with `_` for `-`; None if it is ours."""
    return rule.subject.removeprefix(TEAM) if rule.subject.startswith(TEAM) else None


def concerns(rule: Rule, kind: str, pod_kinds: Container[str]) -> bool:
    """Tell whether a rule concerns documents of a kind; those of kinds that carry a pod concern `pod` rules too."""
    return bool({"*", kind} & set(rule.kinds)) or ("pod" in rule.kinds and kind in pod_kinds)


def pod_kinds(bundle: Bundle) -> frozenset[str]:
    """Give the kinds that carry a pod: those that the bundle's index lets the rules on pods judge."""
    kinds = json.loads((bundle.folder / "data.json").read_bytes())["slipway"]["index"]["kinds"]
    on_pods = next((rule for rule in bundle.rules if rule.kinds == ("pod",) and rule.judges == "document"), None)
    return frozenset(kind for kind, rules in kinds.items() if on_pods and [on_pods.subject, on_pods.name] in rules)


def rego_files(checkout: Path) -> tuple[Path, ...]:
    """Give every Rego file of a checkout's rules, shared code and tests, from the checkout and in a stable order."""
    folders = [folder.path for folder in rule_folders(checkout)]
    return tuple(sorted(file.relative_to(checkout) for folder in folders for file in folder.rglob("*.rego")))


def shared_files(checkout: Path) -> tuple[Path, ...]:
    """Give the code that rules share and that has tests beside it, from the checkout."""
    shared = [file for file in rego_files(checkout) if "lib" in file.parts and not file.stem.endswith("_test")]
    return tuple(file for file in shared if (checkout / tests_of(file)).is_file())
