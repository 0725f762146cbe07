"""`platform waive` as it is typed."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.waive import waive
from policies.errors import WaiverError

TODAY = datetime.datetime.now(datetime.UTC).date()


@pytest.fixture(autouse=True)
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with two rules, in which the command is typed."""
    rego = tmp_path / "policies/rego/pods"
    rego.mkdir(parents=True)
    for number in (4, 14):
        (rego / f"r{number}.rego").write_text(
            f"# METADATA\n# custom:\n#   id: SLIP-POD-{number:03}\npackage a.b{number}\n"
        )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _typed(*words: str) -> Result:
    return CliRunner().invoke(waive, words)


ENOUGH = ("--reason", "old image", "--expires", "30d", "--owner", "shop")


def test_it_writes_the_waiver_and_says_where(checkout: Path) -> None:
    told = _typed("SLIP-POD-004", "Deployment/shop/cart:web", *ENOUGH)
    end = (TODAY + datetime.timedelta(days=30)).isoformat()
    assert told.output == (
        f"policies/waivers.yaml:4: SLIP-POD-004 is waived for Deployment/shop/cart, container web until {end}\n"
    )
    ledger = (checkout / "policies/waivers.yaml").read_text()
    assert f"    created: {TODAY.isoformat()}\n    expires: {end}\n" in ledger


def test_a_dry_run_shows_the_difference_and_writes_nothing(checkout: Path) -> None:
    told = _typed("CKV_DOCKER_2", "Dockerfile/src/Dockerfile", *ENOUGH, "--dry-run")
    assert "+  - rule: CKV_DOCKER_2\n" in told.output
    assert not (checkout / "policies/waivers.yaml").exists()


@pytest.mark.parametrize("rule", ["CKV_SECRET_6", "CKV2_K8S_6", "SLIP-GATE-101", "SLIP-CHECKOV-001"])
def test_what_is_no_rego_rule_can_be_waived_too(rule: str) -> None:
    assert _typed(rule, "File/src/a.py", *ENOUGH, "--dry-run").exit_code == 0


def test_json_is_one_object(checkout: Path) -> None:
    told = json.loads(_typed("SLIP-POD-004", "Deployment/shop/cart", *ENOUGH, "--file", "apps/**", "-o", "json").output)
    assert (told["rule"], told["resource"], told["files"], told["written"]) == (
        "SLIP-POD-004",
        "Deployment/shop/cart",
        "apps/**",
        True,
    )
    assert told["created"] == TODAY.isoformat()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("SLIP-POD-04", "Pod/a/b", *ENOUGH), "did you mean SLIP-POD-004"),
        (("SLIP-WAIVER-001", "Waiver/a", *ENOUGH), "can't be waived"),
        (("SLIP-POD-004", "Pod", *ENOUGH), "is no resource"),
        (("SLIP-POD-004", "Pod/*/*", *ENOUGH), "would waive every Pod"),
        (("SLIP-POD-004", "Pod/a/b:c", *ENOUGH, "--container", "d"), "two containers"),
        (("SLIP-POD-004", "Pod/a/b", "--reason", " ", "--expires", "1d", "--owner", "x"), "--reason is empty"),
        (("SLIP-POD-004", "Pod/a/b", "--reason", "r", "--expires", "91d", "--owner", "x"), "91 days away"),
    ],
)
def test_what_is_no_waiver_is_refused_and_nothing_is_written(checkout: Path, words: tuple[str, ...], said: str) -> None:
    told = _typed(*words)
    assert isinstance(told.exception, WaiverError)
    assert said in str(told.exception)
    assert not (checkout / "policies/waivers.yaml").exists()


def test_a_second_waiver_of_the_same_is_refused(checkout: Path) -> None:
    _typed("SLIP-POD-004", "Pod/a/b", *ENOUGH)
    assert "already waived" in str(_typed("SLIP-POD-004", "Pod/a/b", *ENOUGH).exception)


def test_without_a_reason_it_says_what_is_missing() -> None:
    told = _typed("SLIP-POD-004", "Pod/a/b", "--expires", "1d", "--owner", "x")
    assert told.exit_code == 2
    assert "--reason" in told.output
