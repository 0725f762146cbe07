"""Only what is new."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.baseline import baseline_text, fingerprint, read_baseline, since
from policies.gate.finding import Finding, Location
from tests.unit.policies.made import FILE, finding


def _baseline(tmp_path: Path, *findings: Finding) -> Path:
    path = tmp_path / "baseline.json"
    path.write_text(baseline_text(findings))
    return path


def test_what_the_baseline_has_is_not_new_wherever_its_lines_went(tmp_path: Path) -> None:
    path = _baseline(tmp_path, finding())
    moved = finding(
        location=Location(FILE, 99, 1),
        path=("spec", "template", "spec", "containers", 3, "securityContext", "privileged"),
    )
    found, gone = since(read_baseline(path), [finding(rule="SLIP-POD-002"), moved])
    assert [each.new for each in found] == [True, False]
    assert gone == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"rule": "SLIP-POD-002"},
        {"container": "other"},
        {"message": 'container "web" uses image b'},
        {"location": Location("other.yaml", 11, 13)},
    ],
)
def test_another_rule_container_value_or_file_is_new(tmp_path: Path, changed: dict[str, object]) -> None:
    (one,), gone = since(read_baseline(_baseline(tmp_path, finding())), [finding(**changed)])
    assert one.new
    assert gone == 1


def test_of_several_alike_only_as_many_as_there_were_are_hidden(tmp_path: Path) -> None:
    found, _ = since(read_baseline(_baseline(tmp_path, finding(), finding())), [finding()] * 3)
    assert [each.new for each in found] == [False, False, True]


def test_what_is_waived_or_about_the_exceptions_themselves_is_never_in_a_baseline(tmp_path: Path) -> None:
    own = finding(engine="gate", rule="SLIP-WAIVER-001")
    text = baseline_text([finding(waived=True), own])
    assert json.loads(text)["findings"] == []
    forged = baseline_text([finding(rule="SLIP-WAIVER-001")])
    (tmp_path / "b.json").write_text(forged)
    (one,), _ = since(read_baseline(tmp_path / "b.json"), [own])
    assert one.new


def test_the_text_is_the_same_whatever_the_order(tmp_path: Path) -> None:
    first, second = finding(), finding(container="b")
    assert baseline_text([first, second]) == baseline_text([second, first])
    assert json.loads(baseline_text([first, second]))["form"] == "slipway-baseline/v1"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"form": "slipway-baseline/v2", "findings": []}',
        '{"form": "slipway-baseline/v1", "findings": [1]}',
        '{"form": "slipway-baseline/v1", "findings": [{"fingerprint": "a", "count": true}]}',
        '{"form": "slipway-baseline/v1", "findings": [{"fingerprint": "a", "count": -1}]}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_broken_baseline_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(InputError, match="--write-baseline"):
        read_baseline(path)


def test_a_baseline_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_baseline(tmp_path / "baseline.json")


def test_a_fingerprint_may_leave_out_what_is_said() -> None:
    first, second = finding(), finding(message="other")
    assert fingerprint(first) != fingerprint(second)
    assert fingerprint(first, message=False) == fingerprint(second, message=False)
