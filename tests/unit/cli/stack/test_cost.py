"""`platform stack cost` in the repository itself: it needs neither sandbox nor credentials."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.stack import stack

ROOT = Path(__file__).parents[4]


def typed(*words: str) -> Result:
    return CliRunner().invoke(stack, words)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def test_cost_fits_a_terminal_and_shows_assumptions_prices_and_the_total() -> None:
    done = typed("cost", "local")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].startswith("local: ")
    for heading in ("CLUSTER", "NODES", "TOTAL of what is known", "Assumed", "Not counted", "Prices"):
        assert any(line.startswith(heading) for line in lines), heading
    assert any("control plane" in line and line.endswith("  73.00") for line in lines)


def test_cost_compares_two_stacks_as_one_object() -> None:
    told = json.loads(typed("cost", "local", "--against", "dev", "-o", "json").stdout)
    assert (told["stack"], told["region"]) == ("local", "us-west-2")
    assert told["known_usd"] == pytest.approx(
        sum(line["monthly_usd"] for line in told["lines"] if line["monthly_usd"] is not None), abs=0.01
    )
    assert told["unknown"] == sum(line["monthly_usd"] is None for line in told["lines"])
    assert told["against"]["known_usd"] > told["known_usd"]
    assert all(price["as_of"] and price["source"] for price in told["prices"].values())
