"""What is sent to the worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.engines.checkov import inputs
from policies.gate.engines.checkov.inputs import Asked, chunks, content_of, text_of
from policies.gate.source import Source, SourceKind


def source(path: Path | None, content: bytes | None = None) -> Source:
    return Source("a", SourceKind.OTHER, path, ".", content=content)


def test_content_that_is_given_is_read_rather_than_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"file")
    assert content_of(source(file)) == b"file"
    assert content_of(source(file, b"given")) == b"given"


def test_what_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    for one in (source(tmp_path / "none"), source(None)):
        with pytest.raises(InputError, match=r"^a: "):
            content_of(one)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_text_is_sent_in_utf_8_whatever_it_is_written_in(encoding: str) -> None:
    assert "größer" in text_of("größer".encode(encoding))[0].decode()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x7fELF\0\0", "binary"),
        (b"x" * (inputs.MOST_BYTES + 1), "larger than 5,000,000 bytes"),
        (b"a\n" + b"x" * 100_001, "a line of more than 100,000 characters"),
    ],
)
def test_what_is_not_looked_through_is_told(content: bytes, reason: str) -> None:
    assert text_of(content)[1] == [reason]


def test_questions_are_bounded_in_files_and_bytes_and_lose_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "CHUNK_FILES", 3)
    monkeypatch.setattr(inputs, "CHUNK_BYTES", 10)
    sizes = [1, 1, 1, 1, 9, 9, 50, 1]
    made = list(chunks(enumerate(sizes), lambda one: Asked(one[0], "a", b"x" * one[1])))
    assert [asked.number for chunk in made for asked in chunk] == list(range(8))
    assert [len(chunk) for chunk in made] == [3, 2, 1, 1, 1]
