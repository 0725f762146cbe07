"""Dockerfiles, judged by the real Checkov."""

from __future__ import annotations

import pytest

from policies.gate.engines.checkov.engine import CheckovEngine
from policies.gate.source import Source, SourceKind
from tests.gate.checkov.conftest import Judge

GOOD = "FROM python:3.13-slim\nHEALTHCHECK CMD true\nUSER 10001\n"
BAD = """\
ARG VERSION=1
FROM python
ADD a /b
RUN <<EOF
apt update
curl -k https://x
EOF
EXPOSE 22
WORKDIR here
USER root
RUN sudo ls
"""


def test_a_good_one_passes(judge: Judge) -> None:
    assert judge(SourceKind.DOCKERFILE, GOOD) == []


def test_each_fault_is_found_at_its_line(judge: Judge) -> None:
    found = {verdict.rule: verdict.line for verdict in judge(SourceKind.DOCKERFILE, BAD)}
    assert found == {
        "CKV_DOCKER_1": 8,
        "CKV_DOCKER_2": 2,
        "CKV_DOCKER_4": 3,
        "CKV_DOCKER_5": 4,
        "CKV_DOCKER_7": 2,
        "CKV_DOCKER_8": 10,
        "CKV_DOCKER_9": 4,
        "CKV_DOCKER_10": 9,
        "CKV2_DOCKER_1": 11,
        "CKV2_DOCKER_2": 4,
    }


def test_what_is_missing_is_told_at_the_last_stage(judge: Judge) -> None:
    found = {
        v.rule: v.line for v in judge(SourceKind.DOCKERFILE, "FROM a:1 AS b\nRUN x\nFROM c:1\nCOPY --from=b / /\n")
    }
    assert found == {"CKV_DOCKER_2": 3, "CKV_DOCKER_3": 3}


def test_a_skip_counts_with_its_reason_and_hides_nothing_that_passes(judge: Judge) -> None:
    skips = "# checkov:skip=CKV_DOCKER_3:a builder\n# checkov:skip=CKV_DOCKER_9:not used\n"
    found = {v.rule: v.skip for v in judge(SourceKind.DOCKERFILE, skips + "FROM a:1\n")}
    assert found == {"CKV_DOCKER_2": None, "CKV_DOCKER_3": "a builder"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "no FROM"),
        ("RUN x\n", "no FROM"),
        ("FROM a:1\nRUN <<EOF\nUSER root\n", "line 2 has no end"),
        ("FROM a:1\nthis is prose\n", "line 2 is no instruction"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_what_is_none_is_a_finding_where_checkov_would_say_nothing(
    judge: Judge, content: str | bytes, reason: str
) -> None:
    verdicts = judge(SourceKind.DOCKERFILE, content)
    assert [v.rule for v in verdicts if not v.unknown] == ["SLIP-CHECKOV-001"]
    assert reason in verdicts[0].message


def test_files_of_modern_docker_are_read(judge: Judge) -> None:
    content = (
        "# syntax=docker/dockerfile:1\nFROM a:1\nCOPY <<EOF /etc/x\nUSER root\nkey=value\nEOF\n"
        "RUN --mount=type=cache,target=/c <<-'END'\n\tsudo x\n\tEND\nHEALTHCHECK NONE\nUSER 10001\n"
    )
    assert {v.rule: v.line for v in judge(SourceKind.DOCKERFILE, content)} == {"CKV2_DOCKER_1": 7}


def test_one_that_is_none_leaves_the_verdicts_on_the_others(engine: CheckovEngine) -> None:
    contents = [GOOD.encode(), b"RUN x", b"FROM a:1\n", b"\xff", GOOD.encode()]
    sources = [Source(f"{n}", SourceKind.DOCKERFILE, None, ".", content=one) for n, one in enumerate(contents)]
    found = [{verdict.rule for verdict in verdicts} for verdicts in engine.judge_files(sources)]
    unreadable = {"SLIP-CHECKOV-001"}
    assert found == [set(), unreadable, {"CKV_DOCKER_2", "CKV_DOCKER_3"}, unreadable, set()]


def test_a_secret_in_one_is_found_too(judge: Judge) -> None:
    key = "AK" + "IA" + "ZQ3DHI7XNLPSVB2E"
    found = {v.rule: v.line for v in judge(SourceKind.DOCKERFILE, GOOD + f"ENV KEY={key}\n")}
    assert found["CKV_SECRET_2"] == 4
