"""The verdict cache by itself: what it keeps, what it forgets, and that it stays in its bounds."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from policies.gate import cache
from policies.gate.cache import Cache

DAY = 86_400


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "gate" / "verdicts.sqlite"


def test_what_was_put_is_given(file: Path) -> None:
    first = Cache(file)
    first.put({b"a": b"one", b"b": b""}, {b"a": [b"x", b"y"]})
    first.close()
    again = Cache(file)
    assert again.get([b"a", b"b", b"c"]) == {b"a": b"one", b"b": b""}
    assert list(again.parts(b"a")) == [b"x", b"y"]
    assert list(again.parts(b"b")) == []


def test_more_keys_than_one_statement_takes(file: Path) -> None:
    kept = Cache(file)
    bodies = {f"{number}".encode(): b"x" for number in range(1700)}
    kept.put(bodies)
    assert kept.get([*bodies, b"none"]) == bodies


def test_two_at_once_see_each_others(file: Path) -> None:
    one, two = Cache(file), Cache(file)
    one.put({b"a": b"one"})
    two.put({b"b": b"two"})
    assert one.get([b"a", b"b"]) == two.get([b"a", b"b"]) == {b"a": b"one", b"b": b"two"}


def test_while_another_one_writes_nothing_is_kept_and_nothing_fails(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Cache(file)
    kept.put({b"a": b"one"})
    assert kept._database is not None
    kept._database.execute("pragma busy_timeout = 1")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin immediate")
    kept.put({b"b": b"two"})
    other.execute("rollback")
    other.close()
    assert kept.get([b"a", b"b"]) == {b"a": b"one"}


def test_a_damaged_part_is_told(file: Path) -> None:
    kept = Cache(file)
    kept.put({b"a": b"one"}, {b"a": [b"x", b"y"]})
    assert kept._database is not None
    kept._database.execute("update parts set body = x'00' where number = 1")
    with pytest.raises(LookupError):
        list(kept.parts(b"a"))


def test_what_was_not_used_for_longest_goes_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LARGEST_BYTES", 400_000)
    for day in range(1, 6):
        monkeypatch.setattr("policies.gate.cache.time.time", lambda day=day: day * DAY)
        kept = Cache(file)
        kept.get([b"old"])
        kept.put({b"old" if day == 1 else f"{day}".encode(): b"x" * 20_000}, {f"{day}".encode(): [b"y" * 70_000]})
        kept.close()
    assert file.stat().st_size <= 400_000
    left = Cache(file).get([b"old", b"2", b"3", b"4", b"5"])
    assert b"5" in left
    assert b"old" in left, "it was used every day"
    assert b"2" not in left


def test_one_day_that_is_too_much_is_forgotten(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "LARGEST_BYTES", 100_000)
    kept = Cache(file)
    kept.put({f"{number}".encode(): b"x" * 20_000 for number in range(20)})
    kept.close()
    assert file.stat().st_size <= 100_000


def test_a_folder_that_can_not_be_made_costs_time_only(tmp_path: Path) -> None:
    (tmp_path / "gate").write_text("a file")
    kept = Cache(tmp_path / "gate" / "verdicts.sqlite")
    kept.put({b"a": b"one"})
    assert kept.get([b"a"]) == {}
    kept.close()
