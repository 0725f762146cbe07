"""The examples of the rules, judged by the gate as any other file: what `fails` is told, and that `passes` is not."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policies.errors import EngineError
from policies.gate.rules import Rule
from policies.library.catalogue import files_of


@dataclass(frozen=True, slots=True)
class Shown:
    """The examples of one rule, and what the gate says of them.

    Args:
        fails: the text of the one that is denied; empty if there is none.
        passes: the text of the one that is fine; empty if there is none.
        findings: what the rule says of `fails`: line, counted from 1, and message.
        wrong: what the rule says of `passes`: nothing, if it is right.
        settings: the settings by which both are judged; empty for the defaults.
    """

    fails: str
    passes: str
    findings: tuple[tuple[int, str], ...]
    wrong: tuple[tuple[int, str], ...]
    settings: str = ""


def shown_examples(checkout: Path, rules: Sequence[Rule]) -> Mapping[str, Shown]:
    """Judge the examples of some rules, and give them by the rules' ids.

    The denied ones are judged in one run and the fine ones in another, since rules on several documents see a whole
    folder at once. Those with a `settings.yaml` beside them are judged by these settings, each in a run of its own.

    Raises:
        GateError: an example can't be read, or the gate could not judge.
    """
    changes = frozenset(rule.id for rule in rules if rule.judges == "change")
    fails = _said(checkout, {rule.id: files_of(rule).fails for rule in rules}, changes)
    passes = _said(checkout, {rule.id: files_of(rule).passes for rule in rules}, changes)
    return {
        rule.id: Shown(
            _text(checkout / files_of(rule).fails),
            _text(checkout / files_of(rule).passes),
            fails.get(rule.id, ()),
            passes.get(rule.id, ()),
            _text(checkout / files_of(rule).settings),
        )
        for rule in rules
    }


def _said(
    checkout: Path, files: Mapping[str, Path], changes: frozenset[str]
) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Give what each rule says of its own file, by the rule's id."""
    said: dict[str, tuple[tuple[int, str], ...]] = {}
    for settings, group in _by_settings(checkout, files).items():
        releases = {rule: file for rule, file in group.items() if rule in changes}
        said |= _released(checkout, releases, settings)
        said |= _judged(checkout, {rule: file for rule, file in group.items() if rule not in changes}, settings)
    return said


def _by_settings(checkout: Path, files: Mapping[str, Path]) -> Mapping[Path | None, Mapping[str, Path]]:
    groups: dict[Path | None, dict[str, Path]] = defaultdict(dict)
    for rule, file in files.items():
        if (checkout / file).is_file():
            settings = checkout / file.with_name("settings.yaml")
            groups[settings if settings.is_file() else None][rule] = file
    return groups


def _judged(
    checkout: Path, files: Mapping[str, Path], settings: Path | None
) -> Mapping[str, tuple[tuple[int, str], ...]]:
    from policies.gate.check import Options, check

    if not files:
        return {}
    options = Options(engines=("opa",), directory=checkout, settings=settings)
    with tempfile.TemporaryDirectory(prefix="slipway-examples-") as place:
        # Elsewhere, since a checkout leaves its examples out of what it judges; a team's stay below a `teams/<team>`.
        copies = {rule: Path(place, "judged", file) for rule, file in files.items()}
        for rule, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((checkout / files[rule]).read_bytes())
        outcome = check([str(copy) for copy in copies.values()], options)
    if outcome.errors:
        raise EngineError(f"examples could not be judged: {outcome.errors[0]}", do="mend that first")
    rules = {copy: rule for rule, copy in copies.items()}
    said: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for finding in outcome.report.findings:
        # The gate names files from the working directory, wherever that is.
        if rules.get(Path(finding.location.file).absolute()) == finding.rule:
            said[finding.rule].append((finding.location.line, finding.message))
    return {rule: tuple(sorted(lines)) for rule, lines in said.items()}


def _released(
    checkout: Path, files: Mapping[str, Path], settings: Path | None
) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """Judge examples of releases: a release is no manifest, its file holds the rules' `input` as it is."""
    import yaml

    from policies.gate.bundle import bundle_of, rule_folders
    from policies.gate.engines.opa.engine import OpaEngine
    from policies.gate.places import gate_cache
    from policies.gate.settings import read_settings

    if not files:
        return {}
    told = read_settings(settings or checkout / "policies" / "settings.yaml", gate_cache())
    engine = OpaEngine(bundle_of(rule_folders(checkout), told.rego, gate_cache()), gate_cache())
    said: dict[str, tuple[tuple[int, str], ...]] = {}
    try:
        for rule, file in files.items():
            change = yaml.safe_load((checkout / file).read_text(encoding="utf-8"))["change"]
            verdicts = [one for one in engine.judge_change(change) if one.rule == rule and not one.unknown]
            if verdicts:
                said[rule] = tuple(sorted((1, one.message) for one in verdicts))
    finally:
        engine.close()
    return said


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
