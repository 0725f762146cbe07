"""The standards that are kept, and what of them is covered."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.errors import RuleError
from policies.gate.finding import Severity
from policies.gate.rules import Rule
from policies.library.standards import FOLDER, coverage_of, named, standards

ROOT = Path(__file__).parents[4]

SMALL = """\
name: Toys' standard
version: "1"
source: https://example.com
reasons: {later: nobody had the time}
controls:
  - {id: toys/a, title: A}
  - {id: toys/b, title: B, uncovered: later}
  - {id: toys/c, title: C, uncovered: a matter of taste}
  - {id: toys/d, title: D}
"""


def rule(*controls: str) -> Rule:
    return Rule("SLIP-TOY-001", "t", "w", Severity.LOW, controls, "r", ("*",), "document", "toys", "a", "a.rego", ())


def kept(checkout: Path, **texts: str) -> Path:
    (checkout / FOLDER).mkdir(parents=True)
    for name, text in texts.items():
        (checkout / FOLDER / f"{name}.yaml").write_text(text)
    return checkout


def test_the_standards_that_are_kept_can_be_read_and_share_no_id() -> None:
    found = standards(ROOT)
    assert {"pss-baseline", "pss-restricted", "cis-eks", "cis-kubernetes", "nsa", "checkov", "slipway"} == set(found)
    assert len(named(found)) == sum(len(standard.controls) for standard in found.values())
    assert all(one.title and not one.title.endswith(".") for standard in found.values() for one in standard.controls)


def test_a_control_is_covered_explained_open_or_said_uncovered_in_vain(tmp_path: Path) -> None:
    known = standards(kept(tmp_path, toys=SMALL))
    told = coverage_of("toys", known["toys"], [rule("toys/a", "toys/b", "other/x")])
    assert [one.rules for one in told.controls] == [("SLIP-TOY-001",), ("SLIP-TOY-001",), (), ()]
    assert told.covered == 2
    assert [one.id for one in told.unexplained] == ["toys/d"]
    assert [one.id for one in told.stale] == ["toys/b"]


def test_a_reason_that_several_controls_share_is_written_out(tmp_path: Path) -> None:
    controls = named(standards(kept(tmp_path, toys=SMALL)))
    assert controls["toys/b"][1].uncovered == "nobody had the time"
    assert controls["toys/c"][1].uncovered == "a matter of taste"


def test_two_standards_with_one_control_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match=r"b\.yaml: has toys/a, which policies/standards/a\.yaml has"):
        standards(kept(tmp_path, a=SMALL, b=SMALL))


@pytest.mark.parametrize("text", ["", "- 1", "name: [", "name: x\nversion: '1'\nsource: y\ncontrols: [{id: a}]"])
def test_what_is_no_standard_is_refused_by_name(tmp_path: Path, text: str) -> None:
    with pytest.raises(RuleError, match=r"toys\.yaml: is no standard"):
        standards(kept(tmp_path, toys=text))
