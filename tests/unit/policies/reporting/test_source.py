"""Lines that findings point at, read from files."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.gate.reporting.source import LONGEST, lines_of_file, masked


def test_only_the_lines_asked_for_are_given(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("one\r\ntwo\nthree")
    assert lines_of_file(str(file), [0, 1, 3, 9]) == {1: "one", 3: "three"}


def test_lines_behind_one_of_megabytes_keep_their_numbers(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(b"x" * 5_000_000 + b"\nnext \xff\n")
    assert lines_of_file(str(file), [1, 2]) == {1: "x" * LONGEST, 2: "next �"}


def test_what_cannot_be_read_has_no_lines(tmp_path: Path) -> None:
    assert lines_of_file(str(tmp_path), [1]) == {}
    assert lines_of_file(str(tmp_path / "gone"), [1]) == {}
    assert lines_of_file("-", [1]) == {}


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("  password: hunter2", "  password: (hidden)"),
        ("  - AWS_KEY=AKIA", "  - AWS_KEY=(hidden)"),
        ('"token": "abc"', '"token": (hidden)'),
        ("AKIAXXXX", "(hidden)"),
        ("", ""),
        ("  - name: DATABASE_PASSWORD", "  - name: DATABASE_PASSWORD"),
        ("livenessProbe:", "livenessProbe:"),
        ("  name=hunter2", "  name=(hidden)"),
        ("    - --password=hunter2", "    - --password=(hidden)"),
        ("-----BEGIN PRIVATE KEY-----", "(hidden)"),
    ],
)
def test_a_masked_line_keeps_its_key_only(line: str, shown: str) -> None:
    assert masked(line) == shown
