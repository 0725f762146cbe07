from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.document import Document
from policies.gate.loading import load
from policies.gate.loading.stream import chunks
from policies.gate.source import Source, SourceKind

LINES = st.lists(
    st.sampled_from(["---", "--- ", "a: 1", "", "----", " ---", "---a", "# b", "%YAML 1.1", "--"]), max_size=30
)


@given(LINES, st.integers(min_value=1, max_value=12))
def test_chunks_are_the_same_however_the_stream_comes(lines: list[str], block: int) -> None:
    text = "\n".join(lines).encode()
    whole = list(chunks(io.BytesIO(text), file="x"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("policies.gate.loading.stream._BLOCK", block)
        pieces = list(chunks(io.BytesIO(text), file="x"))

    assert pieces == whole
    assert b"".join(chunk.content for chunk in pieces) == text
    for chunk in pieces:
        assert text[chunk.offset :].startswith(chunk.content)
        assert chunk.line == text.count(b"\n", 0, chunk.offset)


def test_a_long_stream_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    one = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  text: " + "x" * 2000 + "\n"
    file = tmp_path / "long.yaml"
    with file.open("w") as out:
        for _ in range(8000):
            out.write(one)
    source = Source("long.yaml", SourceKind.MANIFEST, file, ".")
    tracemalloc.start()

    count, last = _counted(load(source))

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 8000
    assert last.locate(("data", "text")).line == 7999 * 6 + 6
    # The stream is 16 MB; what is read at once is 1 MiB, held twice while it is cut.
    assert peak < 6 << 20


def _counted(found: Iterator[object]) -> tuple[int, Document]:
    count, last = 0, None
    for item in found:
        assert isinstance(item, Document)
        count, last = count + 1, item
    assert last is not None
    return count, last
