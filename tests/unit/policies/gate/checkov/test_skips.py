"""Comments that skip checks: taken from what Checkov sees, and honoured by us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.engines.checkov.skips import annotated, annotation_of, at_line, in_file, lines_too_long, taken


def test_a_comment_is_taken_with_its_line_and_reason_and_no_byte_moves() -> None:
    content = b"FROM a:1\n# checkov:skip=CKV_DOCKER_3:runs in a sandbox\nRUN x\n"
    left, (skip,) = taken(content)
    assert (skip.checks, skip.reason, skip.line) == (frozenset({"CKV_DOCKER_3"}), "runs in a sandbox", 2)
    assert b"checkov:skip" not in left
    assert len(left) == len(content)
    assert left.count(b"\n") == content.count(b"\n")


@pytest.mark.parametrize("word", [b"checkov", b"bridgecrew", b"cortex"])
def test_every_spelling_that_checkov_knows_is_taken(word: bytes) -> None:
    left, (skip,) = taken(b"x # " + word + b":skip=CKV_DOCKER_3,CKV2_DOCKER_1")
    assert skip.checks == {"CKV_DOCKER_3", "CKV2_DOCKER_1"}
    assert skip.reason == ""
    assert word + b":skip=" not in left


def test_a_comment_without_an_id_skips_nothing_and_is_hidden_from_checkov() -> None:
    left, skips = taken(b"# checkov:skip=\n")
    assert skips == ()
    assert b":skip=" not in left


def test_a_file_wide_skip_gives_the_reason_of_its_check_alone() -> None:
    _, skips = taken(b"# checkov:skip=CKV_GHA_7:by hand\n")
    found = in_file(skips, "CKV_GHA_7")
    assert found is not None
    assert found.reason == "by hand"
    assert in_file(skips, "CKV_GHA_2") is None


@pytest.mark.parametrize(("line", "holds"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_a_secret_is_skipped_on_the_line_of_the_comment_and_its_neighbours(line: int, holds: bool) -> None:
    _, skips = taken(b"\n\nx # checkov:skip=CKV_SECRET_6:a test's\n")
    assert (at_line(skips, "CKV_SECRET_6", line) is not None) is holds
    assert at_line(skips, "CKV_SECRET_2", line) is None


@pytest.mark.parametrize(
    ("comment", "line"),
    [(b"pragma: allowlist secret", 1), (b"pragma: whitelist secret", 1), (b"pragma: allowlist nextline secret", 2)],
)
def test_the_pragma_of_detect_secrets_skips_its_own_line_or_the_next_and_is_counted(comment: bytes, line: int) -> None:
    left, skips = taken(b"a # " + comment + b"\nb\nc\n")
    assert b"pragma:" not in left
    assert [number for number in (1, 2, 3) if at_line(skips, "CKV_SECRET_13", number)] == [line]
    assert skips[0].reason == ""


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"checkov:skip=CKV_SECRET_6", ""),
        (b"checkov:skip=CKV_SECRET_6: ", ""),
        (b"checkov:skip=CKV_SECRET_6: -->", ""),
        (b"checkov:skip=CKV_SECRET_6:a test's", "a test's"),
        (b"pragma: allowlist secret", ""),
        (b"pragma: allowlist secret */", ""),
        (b"pragma: allowlist secret: a test's", "a test's"),
    ],
)
def test_a_reason_is_what_follows_the_colon_in_words(written: bytes, reason: str) -> None:
    _, (skip,) = taken(b"a # " + written + b"\n")
    assert skip.reason == reason


def test_of_two_comments_the_one_with_a_reason_counts() -> None:
    _, skips = taken(b"# checkov:skip=CKV_GHA_7\n# checkov:skip=CKV_GHA_7:by hand\n")
    found = in_file(skips, "CKV_GHA_7")
    assert found is not None
    assert (found.line, found.reason) == (2, "by hand")


def test_every_comment_of_a_line_is_taken() -> None:
    line = b"a # pragma: allowlist secret: x # pragma: allowlist secret # checkov:skip=CKV_A_1:x checkov:skip=CKV_A_2:y"
    left, skips = taken(line)
    assert b"pragma:" not in left
    assert b":skip=" not in left
    assert len(skips) == 4


def test_annotations_are_taken_and_the_others_stay() -> None:
    value = {"metadata": {"annotations": {"checkov.io/skip1": "CKV_K8S_20=it is a test", "team": "a", "n": 3}}}
    left, reasons = annotated(value)
    assert reasons == {"CKV_K8S_20": "it is a test"}
    assert left == {"metadata": {"annotations": {"team": "a", "n": 3}}}
    assert "checkov.io/skip1" in value["metadata"]["annotations"]
    assert annotation_of(value, "CKV_K8S_20") == ("metadata", "annotations", "checkov.io/skip1")


@pytest.mark.parametrize("metadata", [None, 3, [], {"annotations": None}, {"annotations": [1]}])
def test_garbage_has_no_annotations(metadata: object) -> None:
    value = {"kind": "Pod", "metadata": metadata}
    assert annotated(value) == (value, {})


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_nothing_but_keywords_changes_whatever_the_file_holds(before: bytes, after: bytes) -> None:
    content = before + b"checkov:skip=CKV_SECRET_2:x" + after
    left, _ = taken(content)
    assert len(left) == len(content)
    plain = left.replace(b";", b":").replace(b"_S-CRET_", b"_SECRET_")
    assert plain == content.replace(b";", b":").replace(b"_S-CRET_", b"_SECRET_")
    assert b"checkov:skip=" not in left


def test_a_line_that_is_too_long_is_told() -> None:
    assert lines_too_long(b"short\n" + b"x" * 11 + b"\nshort", 10) == [2]
    assert lines_too_long(b"short", 10) == ()
