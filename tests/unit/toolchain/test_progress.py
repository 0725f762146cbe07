"""Steps that start and end, and waits that say what they wait for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import chain, repeat

import pytest

from tests.unit.toolchain.conftest import Recorded
from toolchain.errors import DeadlinePassed, SlipwayError
from toolchain.progress import Observed, Silent, step, wait_until


def test_a_step_starts_tells_and_ends(recorded: Recorded) -> None:
    with step(recorded, "start etcd") as current:
        assert recorded.steps == ["start etcd"]
        current.note("no answer yet")
    assert recorded.events == ["start etcd: no answer yet"]
    assert recorded.outcomes == {"start etcd": "done"}


def test_a_step_can_say_more_than_done(recorded: Recorded) -> None:
    with step(recorded, "prepare") as current:
        current.outcome = "already there"
    assert recorded.outcomes == {"prepare": "already there"}


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (SlipwayError("is wrong", where="there"), "failed: there: is wrong"),
        (KeyboardInterrupt(), "interrupted"),
        (ValueError("3"), "failed: 3"),
    ],
)
def test_a_step_that_fails_says_how_and_lets_the_error_through(
    recorded: Recorded, error: BaseException, outcome: str
) -> None:
    with pytest.raises(type(error)), step(recorded, "start"):
        raise error
    assert recorded.outcomes == {"start": outcome}


def test_a_step_tells_how_long_it_took() -> None:
    seconds: list[float] = []

    class Timed(Silent):
        def ended(self, step: str, took: float, outcome: str) -> None:
            seconds.append(took)

    with step(Timed(), "start"):
        wait_until("a moment", looks(False, True), deadline_seconds=5, do="", interval_seconds=0.05)
    assert 0.05 <= seconds[0] < 2


class Look:
    """Looks that give one observation after the other, and the last for ever."""

    def __init__(self, seen: list[Observed]) -> None:
        self.count = 0
        self._seen = chain(seen, repeat(seen[-1]))

    def __call__(self) -> Observed:
        self.count += 1
        return next(self._seen)


def looks(*done: bool) -> Look:
    return Look([Observed(one, f"look {number}") for number, one in enumerate(done)])


def test_what_is_there_already_is_not_waited_for() -> None:
    look = looks(True)
    wait_until("it", look, deadline_seconds=0, do="", interval_seconds=60)
    assert look.count == 1


def test_a_wait_ends_with_the_first_look_that_shows_it_done() -> None:
    look = looks(False, False, True, True)
    wait_until("it", look, deadline_seconds=5, do="", interval_seconds=0.001)
    assert look.count == 3


def test_every_look_is_told_so_that_whoever_draws_it_knows_that_time_goes_on() -> None:
    notes: list[str] = []
    seen = [Observed(False, event) for event in ("a", "a", "b")]
    wait_until(
        "the API server",
        Look([*seen, Observed(True, "ready")]),
        deadline_seconds=5,
        do="",
        note=notes.append,
        interval_seconds=0.001,
    )
    assert notes == [f"waiting for the API server: {event}" for event in ("a", "a", "b")]


def test_a_deadline_says_what_was_waited_for_since_when_the_last_event_and_what_to_do() -> None:
    began = datetime.now(UTC)
    with pytest.raises(DeadlinePassed) as passed:
        wait_until(
            "etcd to be ready",
            Look([Observed(False, "starting"), Observed(False, "no answer on port 4001")]),
            deadline_seconds=0.05,
            do="type `platform sandbox logs etcd`",
            interval_seconds=0.01,
        )
    found = re.fullmatch(
        r"waited 0 s \(since (\S+)\) for etcd to be ready; the last event was: no answer on port 4001; "
        r"type `platform sandbox logs etcd`",
        str(passed.value),
    )
    assert found
    since = datetime.fromisoformat(found[1])
    assert abs((since - began).total_seconds()) < 2
    assert passed.value.exit_status == 2


def test_a_deadline_without_any_event_says_so() -> None:
    with pytest.raises(DeadlinePassed, match=r"the last event was: none; look$"):
        wait_until("it", Look([Observed(False, "")]), deadline_seconds=0.01, do="look", interval_seconds=0.01)


def test_an_error_of_a_look_ends_the_wait() -> None:
    def look() -> Observed:
        raise SlipwayError("is broken", where="it")

    with pytest.raises(SlipwayError, match="it: is broken"):
        wait_until("it", look, deadline_seconds=60, do="")


def test_the_silent_progress_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with step(Silent(), "start") as current:
        current.note("x")
    assert capsys.readouterr() == ("", "")
