"""Workflows, judged by the real Checkov."""

from __future__ import annotations

import pytest

from policies.gate.source import SourceKind
from tests.gate.checkov.conftest import Judge

GOOD = """\
name: good
on:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  build:
    runs-on: ubuntu-latest
    permissions: {contents: read, id-token: write, attestations: write}
    steps:
      - uses: actions/checkout@v4
      - env: {TITLE: "${{ github.event.issue.title }}"}
        run: echo "$TITLE"
"""

BAD = """\
name: bad
on:
  workflow_dispatch:
    inputs:
      a: {type: string}
permissions: write-all
jobs:
  build:
    runs-on: ubuntu-latest
    env:
      ACTIONS_ALLOW_UNSECURE_COMMANDS: true
    steps:
      - uses: actions/checkout@v4
      - name: Hello
        run: |
          echo "${{ github.event.issue.title }}"
      - run: nc 10.0.0.1 999
"""


def test_a_good_one_passes(judge: Judge) -> None:
    assert judge(SourceKind.WORKFLOW, GOOD, ".github/workflows/a.yml") == []


def test_each_fault_is_found_at_its_line_and_names_job_and_step(judge: Judge) -> None:
    verdicts = judge(SourceKind.WORKFLOW, BAD, ".github/workflows/a.yml")
    assert {v.rule: v.line for v in verdicts} == {
        "CKV_GHA_1": 9,
        "CKV_GHA_2": 14,
        "CKV_GHA_4": 17,
        "CKV_GHA_7": 5,
        "CKV2_GHA_1": 6,
    }
    assert next(v.message for v in verdicts if v.rule == "CKV_GHA_2").startswith("jobs(build).steps[2](Hello) puts")


def test_permissions_that_are_not_written_are_found(judge: Judge) -> None:
    verdicts = judge(SourceKind.WORKFLOW, "on: push\njobs: {a: {runs-on: x, steps: [{run: ls}]}}\n")
    assert [(v.rule, v.line) for v in verdicts] == [("CKV2_GHA_1", 1)]


def test_one_with_a_key_that_checkovs_schema_does_not_know_is_judged_all_the_same(judge: Judge) -> None:
    # Checkov alone leaves such a file out and says nothing.
    content = BAD.replace("name: bad\n", "name: bad\nsomething-new: {a: b}\n")
    assert "CKV_GHA_2" in {v.rule for v in judge(SourceKind.WORKFLOW, content)}


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ("on: push\njobs: [a\n", "YAML is broken in line 3", 3),
        ("a: b\n---\nc: d\n", "2 YAML documents", 1),
        ("on: push\n", "no jobs", 1),
        ("", "0 YAML documents", 1),
        ("- a\n", "no jobs", 1),
        ("on: push\njobs: {a: [1]}\n", "shape", 1),
        (b"jobs: \xff", "YAML is broken", 1),
        ("jobs: " + "[" * 3000, "broken", 1),
    ],
)
def test_what_is_none_is_a_finding_where_checkov_would_say_nothing(
    judge: Judge, content: str | bytes, reason: str, line: int
) -> None:
    (verdict,) = judge(SourceKind.WORKFLOW, content)
    assert (verdict.rule, verdict.line) == ("SLIP-CHECKOV-001", line)
    assert reason in verdict.message


def test_a_skip_counts_with_its_reason(judge: Judge) -> None:
    verdicts = judge(SourceKind.WORKFLOW, "# checkov:skip=CKV_GHA_7:by hand only\n" + BAD)
    assert {v.rule: v.skip for v in verdicts}["CKV_GHA_7"] == "by hand only"
    assert {v.rule: v.skip for v in verdicts}["CKV_GHA_2"] is None
