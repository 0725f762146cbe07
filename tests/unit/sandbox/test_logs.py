"""Logs of parts, read while they are written, cut and replaced."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox.layout import PART_NAMES
from sandbox.logs import last_line, log_path, read_log
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    made = StateFolder(tmp_path)
    made.prepare()
    return made


@pytest.fixture
def log(state: StateFolder) -> Path:
    made = state.log("etcd")
    made.write_text("one\ntwo\nthree\n")
    return made


def following(state: StateFolder, count: int, *happens: Callable[[], object]) -> Iterator[str]:
    """Follow etcd's log; whenever there is nothing new, the next of the things happens, and at last it is removed."""
    left = iter(happens)

    def pause() -> None:
        next(left, state.log("etcd").unlink)()

    return read_log(state, "etcd", count, follow=True, pause=pause)


def append(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


@pytest.mark.parametrize("name", [*PART_NAMES, "supervisor", "audit"])
def test_every_part_has_a_log_and_so_have_supervisor_and_audit(state: StateFolder, name: str) -> None:
    with pytest.raises(SlipwayError, match=f"{name} has written no log yet; type `platform sandbox up`"):
        log_path(state, name)
    state.log(name).touch()
    assert log_path(state, name) == state.log(name)


def test_an_unknown_name_offers_the_nearest_or_all(state: StateFolder) -> None:
    with pytest.raises(SlipwayError, match=r"no part named 'etdc'; did you mean 'etcd'\?"):
        log_path(state, "etdc")
    with pytest.raises(SlipwayError, match=r"no part named '\.\./x'; name one of etcd, kube-apiserver, .*audit"):
        log_path(state, "../x")


@pytest.mark.parametrize(
    ("count", "lines"),
    [(0, []), (1, ["three"]), (2, ["two", "three"]), (9, ["one", "two", "three"]), (-1, [])],
)
def test_the_last_lines_are_given(state: StateFolder, log: Path, count: int, lines: list[str]) -> None:
    assert list(read_log(state, "etcd", count)) == lines


def test_bytes_that_are_no_text_and_a_line_without_end_are_shown_all_the_same(state: StateFolder, log: Path) -> None:
    log.write_bytes(b"\xff one\r\n\ntwo")
    assert list(read_log(state, "etcd", 9)) == ["\ufffd one", "", "two"]


def test_following_goes_on_where_the_last_lines_ended(state: StateFolder, log: Path) -> None:
    lines = following(state, 1, lambda: append(log, "four\n"), lambda: append(log, "five\nsix\n"))
    assert list(lines) == ["three", "four", "five", "six"]


def test_what_was_written_between_is_not_lost(state: StateFolder, log: Path) -> None:
    lines = following(state, 1)
    assert next(lines) == "three"
    append(log, "four\n")
    assert list(lines) == ["four"]


def test_a_line_that_comes_in_pieces_is_given_whole(state: StateFolder, log: Path) -> None:
    append(log, "fo")
    lines = following(state, 9, lambda: append(log, "ur\nfi"), lambda: append(log, "v"), lambda: append(log, "e\n"))
    assert list(lines) == ["one", "two", "three", "four", "five"]


def test_a_log_that_is_cut_is_read_from_its_new_beginning(state: StateFolder, log: Path) -> None:
    assert list(following(state, 1, lambda: log.write_text("new\n"))) == ["three", "new"]


def test_a_log_that_is_rotated_is_followed_into_the_new_file(state: StateFolder, log: Path) -> None:
    def rotate() -> None:
        log.rename(log.with_name("etcd-1.log"))
        log.write_text("a longer first line than there was before in all\n")

    lines = following(state, 0, rotate, lambda: append(log, "next\n"))
    assert list(lines) == ["a longer first line than there was before in all", "next"]


def test_a_log_that_cannot_be_read_is_named(state: StateFolder) -> None:
    state.log("etcd").mkdir()
    with pytest.raises(SlipwayError, match=r"etcd\.log: cannot be read \(Is a directory\)"):
        list(read_log(state, "etcd", 3))


def test_the_last_words_are_the_line_that_tells_of_trouble_not_the_stack_trace_behind_it(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text('{"level":"panic","msg":"no space left on device"}\ngoroutine 1 [running]:\nmain.go:31 +0x28\n\n')
    assert last_line(log) == '{"level":"panic","msg":"no space left on device"}'
    log.write_text("listening\n")
    assert last_line(log) == "listening"
    assert last_line(tmp_path / "none") == ""
