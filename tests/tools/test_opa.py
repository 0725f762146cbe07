import json
import subprocess
from pathlib import Path

RULE = """package shop

import rego.v1

deny contains msg if {
	input.replicas < 2
	msg := "too few replicas"
}
"""

RULE_TEST = """package shop_test

import rego.v1

test_one_replica_is_too_few if {
	"too few replicas" in data.shop.deny with input as {"replicas": 1}
}
"""


def test_opa_answers_a_query(tools: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "shop.rego").write_text(RULE)
    done = subprocess.run(
        [tools["opa"], "eval", "-d", "shop.rego", "--stdin-input", "data.shop.deny"],
        cwd=tmp_path,
        input='{"replicas": 1}',
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout)["result"][0]["expressions"][0]["value"] == ["too few replicas"]


def test_opa_runs_the_tests_of_rules_and_fails_when_one_fails(tools: dict[str, Path], tmp_path: Path) -> None:
    (tmp_path / "shop.rego").write_text(RULE)
    (tmp_path / "shop_test.rego").write_text(RULE_TEST)
    command = [str(tools["opa"]), "test", "."]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    (tmp_path / "shop.rego").write_text(RULE.replace("< 2", "< 1"))
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0
