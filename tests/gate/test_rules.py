"""Every rule's own tests, by the OPA that judges with it: they hold, run every line, and notice changes of the rule."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from policies.library.catalogue import Catalogue, bundle_here, concerns, pod_kinds, rego_files
from policies.library.tests import run_tests, uncovered_lines
from policies.mutation.study import LEAST, study
from tests.gate.conftest import ROOT

REGO = ROOT / "policies" / "rego"

SAMPLE = 300
"""Mutants that every run tries; `platform policy mutants` tries all."""

SEED = 6
"""Of the sample: the same mutants as long as the rules are the same."""


def test_rules_are_sound_by_opas_strict_check(opa: Path) -> None:
    done = subprocess.run([opa, "check", "--strict", str(REGO)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_rules_are_formatted_as_opa_formats_them(opa: Path) -> None:
    done = subprocess.run([opa, "fmt", "--list", str(REGO)], capture_output=True, text=True, check=False)
    assert done.stdout == ""


def test_every_test_of_a_rule_holds(opa: Path) -> None:
    run = run_tests(opa, ROOT, rego_files(ROOT))
    assert run.failures == ()
    assert run.skipped == 0
    assert run.passed > 100


def test_every_line_of_a_rule_is_run_by_a_test(opa: Path) -> None:
    assert uncovered_lines(opa, ROOT, rego_files(ROOT)) == ()


def test_tests_notice_when_a_rule_is_changed(opa: Path, known: Catalogue) -> None:
    files = [ROOT / rule.file for rule in known.rules]
    library = [ROOT / file for file in rego_files(ROOT) if "lib" in file.parts or not file.stem.endswith("_test")]
    found = study(opa, files, library, size=SAMPLE, seed=SEED)
    missed = [
        f"{mutant.subject.name}:{mutant.line} {mutant.operator}" for one in found.scores for mutant in one.survivors
    ]
    assert found.share >= LEAST, missed


def test_a_rule_without_tests_is_found_by_its_mutants(opa: Path, known: Catalogue, tmp_path: Path) -> None:
    rule = ROOT / known.find("pods/privileged").file
    (tmp_path / rule.name).write_text(rule.read_text())
    (tmp_path / f"{rule.stem}_test.rego").write_text(
        "package slipway.rules.pods.privileged_test\n\nimport data.slipway.rules.pods.privileged\n\n"
        'test_asks_nothing if count(privileged.deny) >= 0 with input as {"kind": "Pod"}\n'
    )
    library = [ROOT / file for file in rego_files(ROOT) if not file.stem.endswith("_test")]
    found = study(opa, [tmp_path / rule.name], library)
    assert found.share < 0.2
    assert found.tried > 5


EVERY_VERDICT = """[[concat("/", [subject, rule]), number] |
	some subject, rule
	data.slipway.rules[subject][rule]
	some number, document in input.documents
	some verdict in ["deny", "unknown"]
	count(data.slipway.rules[subject][rule][verdict]) > 0 with input as document
]"""
"""Asks each rule of every document, as conftest does, where the gate asks it only of the kinds that it names."""


def test_a_rule_says_nothing_of_a_kind_that_it_does_not_name(opa: Path, known: Catalogue, tmp_path: Path) -> None:
    bundle = bundle_here(ROOT)
    kinds = pod_kinds(bundle)
    documents = list(_one_of_each_kind().values())
    (tmp_path / "input.json").write_text(json.dumps({"documents": documents}))
    command = ["eval", "--bundle", str(bundle.folder), "--input", str(tmp_path / "input.json"), "--format", "json"]
    done = subprocess.run([opa, *command, EVERY_VERDICT], capture_output=True, text=True, check=True)
    rules = {rule.word: rule for rule in known.rules}
    told = json.loads(done.stdout)["result"][0]["expressions"][0]["value"]
    wrong: dict[str, set[str]] = {}
    for word, number in told:
        kind = documents[number]["kind"]
        if rules[word].judges != "document" or not concerns(rules[word], kind, kinds):
            wrong.setdefault(word, set()).add(kind)
    assert wrong == {}, "let it ask for input.kind, so that conftest and others can run it too"


def _one_of_each_kind() -> dict[tuple[str, str], dict[str, Any]]:
    """Give a document of each API group and kind that the examples have."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for file in sorted((ROOT / "policies" / "examples").rglob("*s.yaml")):
        for document in yaml.load_all(file.read_text(), yaml.CSafeLoader) if file.stem != "settings" else ():
            if isinstance(document, dict) and "kind" in document:
                group = str(document.get("apiVersion")).rpartition("/")[0]
                found.setdefault((group, str(document["kind"])), document)
    return found
