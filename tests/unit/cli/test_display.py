"""How long work looks: plain lines, and the live list on a terminal."""

from __future__ import annotations

import io
import re
import sys

import pytest
from rich.console import Console
from rich.live import Live

from cli import display
from cli.display import LiveProgress, PlainProgress, shown_progress
from toolchain.progress import step


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(display, "time", made)
    return made


def test_plain_lines_tell_start_and_end_with_the_time_and_the_outcome() -> None:
    lines = io.StringIO()
    progress = PlainProgress(lines)
    progress.started("start etcd")
    progress.ended("start etcd", 1.26, "done")
    assert lines.getvalue() == "   start  start etcd\n    1.3s  start etcd: done\n"


def test_plain_lines_repeat_what_a_step_does_at_most_every_ten_seconds(clock: Clock) -> None:
    lines = io.StringIO()
    progress = PlainProgress(lines)
    progress.started("build etcd")
    for moment in (1003.0, 1009.9, 1010.0, 1015.0, 1020.1):
        clock.now = moment
        progress.noted("build etcd", f"package at {moment}")
    assert [line.split(": ")[1] for line in lines.getvalue().splitlines()[1:]] == [
        "package at 1010.0",
        "package at 1020.1",
    ]


def console(width: int = 60) -> Console:
    return Console(file=io.StringIO(), force_terminal=True, width=width, color_system=None, highlight=False)


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())


def drawn(progress: LiveProgress, console: Console) -> list[str]:
    return ["".join(part.text for part in line).rstrip() for line in console.render_lines(progress)]


def test_running_steps_show_a_clock_and_their_last_event(clock: Clock) -> None:
    screen = console()
    progress = LiveProgress(screen)
    progress.started("start etcd")
    clock.now += 12.34
    progress.noted("start etcd", "no answer on port 4001")
    progress.started("build kwok")
    progress.noted("a step that is not running", "is ignored")
    first, second = drawn(progress, screen)
    assert first[3:] == "   12.3s  start etcd  no answer on port 4001"
    assert second[3:].rstrip() == "    0.0s  build kwok"


def test_a_long_event_is_cut_to_the_width_and_one_of_many_lines_to_one_line() -> None:
    screen = console(width=40)
    progress = LiveProgress(screen)
    progress.started("build etcd")
    progress.noted("build etcd", "compiling\n" + "x" * 200)
    (line,) = drawn(progress, screen)
    assert len(line) == 40
    assert line.endswith("…")


def test_ended_steps_scroll_by_with_a_mark_and_running_ones_go() -> None:
    screen = console()
    progress = LiveProgress(screen)
    for name in ("fine", "told", "broken", "stopped"):
        progress.started(name)
    progress.ended("fine", 1.0, "done")
    progress.ended("told", 2.0, "3 [unchanged]")
    progress.ended("broken", 3.0, "failed: [red] is no colour")
    progress.ended("stopped", 4.0, "interrupted")
    assert written(screen).splitlines() == [
        " ✓     1.0s  fine",
        " ✓     2.0s  told  3 [unchanged]",
        " ✗     3.0s  broken  failed: [red] is no colour",
        " ✗     4.0s  stopped  interrupted",
    ]
    assert drawn(progress, screen) == []


def test_a_failure_takes_one_line_because_the_whole_sentence_follows() -> None:
    screen = console(width=40)
    LiveProgress(screen).ended("start etcd", 1.0, "failed: " + "word " * 60)
    (line,) = written(screen).splitlines()
    assert len(line) <= 40


def test_the_live_list_ends_empty_and_leaves_what_has_ended() -> None:
    screen = console()
    progress = LiveProgress(screen)
    with Live(progress, console=screen, refresh_per_second=20, transient=True):
        with step(progress, "start etcd") as current:
            current.note("starting")
            current.outcome = "already there"
    assert " ✓     0.0s  start etcd  already there" in written(screen)


def test_where_standard_error_is_no_terminal_lines_are_plain_and_standard_output_stays_clean(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown_progress() as progress, step(progress, "start etcd"):
        pass
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines()[0] == "   start  start etcd"


def test_on_a_terminal_progress_is_live(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with shown_progress() as progress:
        assert isinstance(progress, LiveProgress)
        progress.ended("start etcd", 1.0, "done")
    assert "start etcd" in terminal.getvalue()
