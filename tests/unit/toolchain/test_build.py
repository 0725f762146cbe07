from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from toolchain.build import ensure
from toolchain.errors import SlipwayError, Stopped
from toolchain.files import held_lock
from toolchain.progress import Silent

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Recorded, Workshop


def passed(*, seconds: float) -> Callable[[], bool]:
    """Give a `cancelled` that says yes after a while, so that a fault ends the test instead of hanging it."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def test_missing_tools_are_built_in_the_order_of_need_and_told_one_by_one(workshop: Workshop) -> None:
    told: list[tuple[str, list[str]]] = []

    def ready(name: str, path: Path) -> None:
        assert path.exists()
        told.append((name, [build for build, _ in workshop.builds]))

    paths = ensure(["late", "early"], Silent(), ready=ready, places=workshop.places)
    assert told == [("early", ["early"]), ("late", ["early", "late"]), ("later", ["early", "late"])]
    assert set(paths) == {"early", "late", "later"}
    assert paths["later"].resolve() == paths["late"]


def test_second_call_builds_nothing_and_says_nothing(workshop: Workshop, recorded: Recorded) -> None:
    first = ensure(["early", "late"], Silent(), places=workshop.places)
    assert ensure(["early", "late"], recorded, places=workshop.places) == first
    assert len(workshop.builds) == 2
    assert recorded.steps == []


def test_tool_on_path_is_not_built(workshop: Workshop) -> None:
    binary = workshop.tells("early", "1.2.7")
    assert ensure(["early"], Silent(), places=workshop.places) == {"early": binary}
    assert workshop.builds == []


def test_progress_counts_packages_and_those_compiled_before_are_not_expected_again(
    workshop: Workshop, recorded: Recorded
) -> None:
    ensure(["early", "late"], recorded, places=workshop.places)
    assert "fetch early's modules: 1 modules; example.com/module v1.0.0" in recorded.events
    assert "build early 1.2.3: 1 of 2 packages compiled; shared" in recorded.events
    assert "build early 1.2.3: 2 of 2 packages compiled; main/early" in recorded.events
    assert "build late 1.2.3: 1 of 1 packages compiled; shared" in recorded.events
    assert recorded.outcomes["build early 1.2.3"] == "done, 2 packages compiled"


def test_entry_tells_what_its_build_took(workshop: Workshop) -> None:
    path = ensure(["early"], Silent(), places=workshop.places)["early"]
    meta = workshop.meta("early")
    assert (meta["name"], meta["version"], meta["go"], meta["packages"]) == ("early", "1.2.3", "1.27.3", 2)
    assert isinstance(meta["seconds"], float)
    assert 0 <= meta["seconds"] < 5
    assert meta["size_bytes"] == path.stat().st_size


@pytest.mark.parametrize(
    ("printed", "sentence"),
    [
        ("# example.com/early\nmain.go:3:7: undefined: nail\n", "it does not compile, main.go:3:7: undefined: nail"),
        ("compile: writing output: write $WORK/b1: no space left on device\n", "the disk is full"),
        ("example.com/early: /x/compile: signal: killed\n", "the compiler was killed, most likely for want of memory"),
        ("something never seen\n", "early 1.2.3 could not be made: something never seen; read that file"),
    ],
)
def test_failed_build_is_one_sentence_that_names_its_log(workshop: Workshop, printed: str, sentence: str) -> None:
    workshop.order("build-fails", printed)
    with pytest.raises(SlipwayError) as raised:
        ensure(["early", "late"], Silent(), places=workshop.places)
    log = workshop.places.log("early")
    assert str(raised.value).startswith(f"{log}: early 1.2.3 could not be made: ")
    assert sentence in str(raised.value)
    assert "\n" not in str(raised.value)
    assert printed in log.read_text()
    assert workshop.entries("early") == []
    assert [name for name, _ in workshop.builds] == ["early"]


def test_tools_before_the_failed_one_stay_ready(workshop: Workshop) -> None:
    told: list[str] = []

    def ready(name: str, path: Path) -> None:
        told.append(name)
        workshop.order("build-fails", "main.go:1:1: no\n")

    with pytest.raises(SlipwayError, match=r"late 1\.2\.3 could not be made"):
        ensure(["early", "late"], Silent(), ready=ready, places=workshop.places)
    assert told == ["early"]
    assert len(workshop.entries("early")) == 1


def test_module_that_cannot_be_fetched_is_one_sentence(workshop: Workshop) -> None:
    workshop.order("list-fails", 'go: example.com/m@v1: Get "https://x": dial tcp: lookup x: no such host\n')
    with pytest.raises(SlipwayError, match=r"early 1\.2\.3 could not be made: a download failed") as raised:
        ensure(["early"], Silent(), places=workshop.places)
    assert "dial tcp" in workshop.places.log("early").read_text()
    assert raised.value.where == str(workshop.places.log("early"))


def test_full_disk_under_the_cache_is_one_sentence(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("toolchain.compile._sync", full)
    with pytest.raises(SlipwayError, match="the disk is full"):
        ensure(["early"], Silent(), places=workshop.places)
    assert workshop.entries("early") == []


def test_binary_that_tells_another_version_than_pinned_is_refused(workshop: Workshop) -> None:
    workshop.order("tells", "1.2.4")
    with pytest.raises(SlipwayError, match=r"tells version 1\.2\.4 where tool\.toml says 1\.2\.3"):
        ensure(["early"], Silent(), places=workshop.places)
    assert workshop.entries("early") == []


def test_two_processes_build_once_and_the_second_says_whom_it_waits_for(workshop: Workshop) -> None:
    hold = workshop.order("hold")
    first = workshop.ensure_elsewhere("early", "late")
    workshop.await_builds(1)
    second = workshop.ensure_elsewhere("early", "late")
    assert second.stdout is not None
    assert second.stdout.readline() == "started wait for another build\n"
    said = second.stdout.readline()
    assert f"process {first.pid} is building, waited for since " in said
    assert "not there yet: early, late" in said
    hold.unlink()
    outputs = [process.communicate(timeout=20)[0] for process in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    assert outputs[0].splitlines()[-1] == outputs[1].splitlines()[-1]
    assert [name for name, _ in workshop.builds] == ["early", "late"]


def test_waiting_process_takes_over_each_tool_as_the_other_finishes_it(workshop: Workshop) -> None:
    class ReleasesEarlyWhenWaiting(Silent):
        def started(self, step: str) -> None:
            assert step == "wait for another build"
            hold_early.unlink()

    hold_early, hold = workshop.order("hold-early"), workshop.order("hold-late")
    other = workshop.ensure_elsewhere("early", "late")
    workshop.await_builds(1)
    paths = ensure(["early"], ReleasesEarlyWhenWaiting(), cancelled=passed(seconds=10), places=workshop.places)
    assert set(paths) == {"early"}
    assert other.poll() is None
    hold.unlink()
    other.communicate(timeout=20)
    assert [name for name, _ in workshop.builds] == ["early", "late"]


def test_tool_that_another_process_built_in_the_last_moment_is_not_built_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def beaten(path: Path, *, what: str, do: str) -> Iterator[None]:
        assert workshop.ensure_elsewhere("early").wait(timeout=20) == 0
        with held_lock(path, what=what, do=do):
            yield

    monkeypatch.setattr("toolchain.build.held_lock", beaten)
    assert set(ensure(["early"], Silent(), places=workshop.places)) == {"early"}
    assert [name for name, _ in workshop.builds] == ["early"]


def test_killed_build_leaves_no_entry_and_no_process_and_the_next_call_builds(workshop: Workshop) -> None:
    hold = workshop.order("hold")
    killed = workshop.ensure_elsewhere("early")
    workshop.await_builds(1)
    killed.kill()
    killed.communicate(timeout=10)
    workshop.await_end_of_builds()
    assert all(entry.name.startswith(".building-") for entry in workshop.entries("early"))
    hold.unlink()
    path = ensure(["early"], Silent(), places=workshop.places)["early"]
    assert workshop.entries("early") == [path.parent]


def test_interrupted_process_ends_its_compiler(workshop: Workshop) -> None:
    workshop.order("hold")
    process = workshop.ensure_elsewhere("early")
    workshop.await_builds(1)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=10)
    workshop.await_end_of_builds()
    assert workshop.entries("early") == []


def test_cancelled_build_stops_soon(workshop: Workshop) -> None:
    workshop.order("hold")
    stop = threading.Event()

    def stop_at_the_first_build() -> None:
        workshop.await_builds(1)
        stop.set()

    threading.Thread(target=stop_at_the_first_build).start()
    with pytest.raises(Stopped):
        ensure(["early", "late"], Silent(), cancelled=stop.is_set, places=workshop.places)
    assert workshop.entries("early") == []
    workshop.await_end_of_builds()


def test_a_tool_s_tags_reach_go(workshop: Workshop) -> None:
    catalogue = workshop.tools / "core" / "tool.toml"
    catalogue.write_text(catalogue.read_text().replace('name = "early"', 'name = "early"\ntags = ["one", "two"]'))
    ensure(["early"], Silent(), places=workshop.places)
    assert " -tags=one,two " in workshop.places.log("early").read_text()
