"""What a person at a terminal reads."""

from __future__ import annotations

import re

from policies.gate.finding import Location, Resource, Severity, Undecided
from policies.gate.reporting.words import columns
from tests.unit.policies.made import FILE, finding, report, written

WHOLE = """\
apps/cart/prod/deployment.yaml
  11:13  Deployment shop/cart, container web
   10 |           securityContext:
   11 |             privileged: true
      |             ^^^^^^^^^^
    critical  SLIP-POD-001  container "web" is privileged
              why   A privileged container is root on the node.
              mend  Take out `privileged: true`.
              asks  pss/baseline/privileged, CKV_K8S_16

12 resources judged by 88 rules of opa 1.22.2 in 0.41 s
fails: 1 finding (1 critical)
"""


def test_a_finding_stands_under_its_line_with_a_caret_why_and_how_to_mend_it() -> None:
    assert written("text", report(finding())) == WHOLE


def test_color_is_only_added_around_what_is_there_anyway() -> None:
    colored = written("text", report(finding()), color=True)
    assert "\x1b[1;31m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == WHOLE


def test_without_findings_one_line_says_that_it_passes() -> None:
    assert written("text", report(), status=0).splitlines()[-1] == "passes: no findings"


def test_findings_below_what_fails_are_shown_and_pass() -> None:
    told = written("text", report(finding(severity=Severity.NOTICE)), status=0)
    assert told.splitlines()[-1] == "passes: 1 finding (1 notice), none at or above low"
    assert "SLIP-POD-001" in told


def test_what_could_not_be_judged_is_said_before_the_last_line() -> None:
    told = written("text", report(), status=2, errors=("opa ended; type the command again",)).splitlines()
    assert told[-3:] == [
        "error     opa ended; type the command again",
        "12 resources judged by 88 rules of opa 1.22.2 in 0.41 s",
        "could not be judged: no findings",
    ]


def test_waived_unknown_and_skipped_are_counted_by_rule_and_property_and_never_shown_as_findings() -> None:
    what = report(
        finding(waived=True, waiver="old image (team-shop, until 2026-12-01)"),
        finding(new=False),
        undecided=(Undecided("SLIP-IMAGE-002", "spec.image", 3), Undecided("not-kubernetes", "compose.yaml", 4)),
    )
    told = written("text", what, status=0)
    assert told == (
        "waived    1 × SLIP-POD-001  old image (team-shop, until 2026-12-01)\n"
        "unknown   3 × SLIP-IMAGE-002  spec.image\n"
        "skipped   4 × not-kubernetes  compose.yaml\n"
        "\n"
        "12 resources judged by 88 rules of opa 1.22.2 in 0.41 s\n"
        "passes: no findings, 1 waived, 1 in the baseline, 3 unknown, 4 skipped\n"
    )


def test_findings_at_one_place_share_its_lines_the_worst_first_and_a_rule_is_explained_once() -> None:
    slight = finding(rule="SLIP-POD-009", severity=Severity.LOW, title="Other")
    again = finding(location=Location(FILE, 8, 11))
    told = written("text", report(again, slight, finding()))
    assert told.count("11 |             privileged: true") == 1
    assert told.index("SLIP-POD-009") > told.index("SLIP-POD-001", told.index("11:13"))
    assert told.count("as told above") == 1


def test_hundreds_of_findings_are_folded_to_a_row_a_rule_and_file() -> None:
    many = [
        finding(location=Location(f"apps/{number % 3}.yaml", number + 1, 1), resource=Resource(None, "Pod", "a", "b"))
        for number in range(300)
    ]
    told = written("text", report(*many))
    assert len(told.splitlines()) < 40
    assert "100 times, line 1, 4, 7, 10, 13, 16, 19, 22 and 92 more" in " ".join(told.split())
    assert told.count("A privileged container is root on the node.") == 1
    assert told.splitlines()[-1] == "fails: 300 findings (300 critical)"
    assert written("text", report(*many), everything=True).count("SLIP-POD-001") == 300


def test_prose_and_sources_keep_within_eighty_columns() -> None:
    long = finding(
        message="a very long message " * 20,
        why="because " * 50,
        container="c" * 20,
        location=Location(FILE, 9, 18),
    )
    wide = {9: "          image: " + "漢" * 200, 8: "x" * 500}
    told = written("text", report(long), lines=lambda file, numbers: wide)
    assert max(columns(line) for line in told.splitlines()) <= 80


def test_a_caret_stands_under_its_place_on_a_line_too_long_to_show() -> None:
    line = "[" + "x," * 5000 + "privileged," + "x," * 5000
    column = line.index("privileged") + 1
    told = written("text", report(finding(location=Location(FILE, 1, column))), lines=lambda *_: {1: line})
    source, caret = told.splitlines()[2:4]
    assert source[caret.index("^") :].startswith("privileged")


def test_a_caret_counts_tabs_and_wide_characters_as_the_terminal_does() -> None:
    line = "\tname: 漢字 bad"
    told = written(
        "text", report(finding(location=Location(FILE, 1, line.index("bad") + 1))), lines=lambda *_: {1: line}
    )
    source, caret = told.splitlines()[2:4]
    assert columns(source[: source.index("bad")]) == caret.index("^")


def test_a_secret_is_not_repeated() -> None:
    line = "  password: hunter2"
    for secret in (finding(rule="CKV_SECRET_6"), finding(resource=Resource("v1", "Secret", "a", "b"))):
        told = written("text", report(finding(), secret), lines=lambda *_: {11: line})
        assert "hunter2" not in told
        assert "password: (hidden)" in told


def test_a_finding_in_a_file_that_is_gone_or_on_standard_input_has_no_lines() -> None:
    told = written("text", report(finding(location=Location("-", 3, 1))), lines=lambda *_: {})
    assert " | " not in told
    assert "  3:1  Deployment shop/cart" in told


def test_a_path_that_people_exclude_is_skipped_and_not_unknown_whatever_their_reason_says() -> None:
    told = written("text", report(undecided=(Undecided("excluded: A Reason", "", 2),)), status=0)
    assert "skipped   2 × excluded: A Reason\n" in told


def test_wherever_prose_is_folded_no_line_begins_as_a_command_of_githubs_runner() -> None:
    for length in range(90):
        told = written("text", report(finding(message="y" * length + " ::error::x ##[error]y")), width=80)
        assert not any(line.lstrip().startswith("::") for line in told.splitlines())
        assert "##[" not in told


def test_what_one_rule_is_waived_for_is_told_by_reason() -> None:
    told = written("text", report(*(finding(waived=True, waiver=reason) for reason in ("one", "two", "one"))))
    assert "waived    2 × SLIP-POD-001  one\nwaived    1 × SLIP-POD-001  two\n" in told
