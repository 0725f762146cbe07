"""The ledger as data means to OPA what it means to the gate, so that admission can't honour another waiver."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from policies.gate.waivers.match import file_pattern, matches, name_pattern

LETTERS = "ab/.*?+$^(|[]{}\\-\n é"

QUERY = "x = [regex.match(pair[0], pair[1]) | some pair in input]"


def test_patterns_match_in_opa_what_they_match_here(opa: Path, tmp_path: Path) -> None:
    dice = random.Random(7)
    pairs = []
    for _ in range(4000):
        glob = "".join(dice.choices(LETTERS, k=dice.randint(1, 5)))
        text = glob if dice.random() < 0.3 else "".join(dice.choices(LETTERS, k=dice.randint(0, 6)))
        pairs += [(name_pattern(glob), text), (file_pattern(glob), text)]
    (tmp_path / "input.json").write_text(json.dumps(pairs))
    command = [str(opa), "eval", "--format=json", f"--input={tmp_path}/input.json", QUERY]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    theirs = told["result"][0]["bindings"]["x"]
    assert theirs == [matches(expression, text) for expression, text in pairs]
    assert sum(theirs) > 500
