"""Here-documents of Dockerfiles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.engines.checkov.worker.heredocs import Endless, unfolded


def test_commands_stand_in_the_line_of_their_run_and_later_lines_keep_their_numbers() -> None:
    content = "FROM a:1\nRUN <<EOF\napt-get update\n  # why\napt-get install x\nEOF\nUSER root\n"
    assert unfolded(content).split("\n") == [
        "FROM a:1",
        "RUN apt-get update && apt-get install x",
        "",
        "",
        "",
        "",
        "USER root",
        "",
    ]


@pytest.mark.parametrize(
    ("opening", "end"),
    [
        ("RUN <<-END", "\tEND"),
        ('RUN <<"END"', "END"),
        ("RUN <<'END'", "END"),
        ("RUN --mount=type=cache,target=/c <<END", "END"),
        ("run <<END", "END"),
    ],
)
def test_every_way_to_open_one_is_known(opening: str, end: str) -> None:
    made = unfolded(f"FROM a\n{opening}\nsudo x\n{end}\nUSER b").split("\n")
    assert "sudo x" in made[1]
    assert made[2:] == ["", "", "USER b"]


def test_the_content_of_a_copied_file_is_no_instruction() -> None:
    made = unfolded("FROM a\nCOPY <<EOF /etc/x\nUSER root\nkey=value\nEOF\nUSER b")
    assert made.split("\n") == ["FROM a", "COPY  /etc/x", "", "", "", "USER b"]


def test_several_of_one_line_end_one_after_the_other() -> None:
    made = unfolded("COPY <<A <<B /x/\nUSER 1\nA\nUSER 2\nB\nUSER 3").split("\n")
    assert [line for line in made if line.startswith("USER")] == ["USER 3"]
    assert made[5] == "USER 3"


def test_one_that_begins_on_a_continued_line_is_seen() -> None:
    made = unfolded("RUN a && \\\n  cat <<EOF > /x\nUSER root\nEOF\nUSER b").split("\n")
    assert "USER root" not in made
    assert made[4] == "USER b"


def test_one_without_an_end_is_refused_with_its_line() -> None:
    with pytest.raises(Endless, match=r"^2$"):
        unfolded("FROM a\nRUN <<EOF\nUSER root\n")


@pytest.mark.parametrize(
    "line", ["ENV A=<<EOF", "# RUN <<EOF", "RUN cat <<< EOF", "RUN echo $((1<<FOO))", "RUN ls", "LABEL a='<<EOF'"]
)
def test_what_only_looks_like_one_stays(line: str) -> None:
    assert unfolded(f"FROM a\n{line}\nUSER b") == f"FROM a\n{line}\nUSER b"


@given(st.text(st.sampled_from("RUN COPY<<-EOF\\\n#ab'\" "), max_size=80))
def test_no_text_loses_or_gains_a_line(content: str) -> None:
    try:
        made = unfolded(content)
    except Endless:
        return
    assert made.count("\n") == content.count("\n")
