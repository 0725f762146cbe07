"""docs/reference/gate-inputs.md says what the code does."""

from __future__ import annotations

from pathlib import Path

from policies.gate.loading import limits
from policies.gate.loading.flaws import FLAWS
from policies.gate.trust import CHANGES

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "gate-inputs.md").read_text()


def test_page_lists_the_gates_own_findings_as_they_are() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| SLIP-GATE-")]

    assert rows == [f"| {flaw.id} | {flaw.severity.word} | {flaw.title} |" for flaw in (*FLAWS, *CHANGES)]


def test_page_gives_the_limits_as_they_are() -> None:
    for words in (
        f"{limits.DOCUMENT_BYTES >> 20} MiB; a stream",
        f"{limits.DEPTH} levels",
        f"{limits.EXPANDED_NODES:,} nodes",
        f"{limits.RENDER_SECONDS} s, {limits.RENDER_MEMORY >> 30} GiB, {limits.RENDER_OUTPUT >> 20} MiB of output",
    ):
        assert words in PAGE
