from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from toolchain import doctor, golang
from toolchain.build import ensure
from toolchain.doctor import GIB, Check, Facts, HeldLock, diagnose
from toolchain.files import held_lock
from toolchain.find import find_all
from toolchain.progress import Silent

if TYPE_CHECKING:
    from tests.unit.toolchain.conftest import Workshop


@pytest.fixture
def facts(workshop: Workshop) -> Facts:
    """A good machine without the two tools."""
    return Facts(
        python="3.11.7",
        git="2.39.5",
        make="4.3",
        go=golang.find(workshop.places),
        go_pinned="1.27.3",
        tools=tuple(find_all(["early", "late"], workshop.places)),
        cache=workshop.places.cache,
        cache_bytes=3 * GIB,
        disk_free=100 * GIB,
        memory_total=24 * GIB,
        memory_available=20 * GIB,
        cores=2,
        loopback_error=None,
        locks=(),
    )


def check(facts: Facts, name: str) -> Check:
    return next(check for check in diagnose(facts) if check.name == name)


def test_good_machine_lacks_only_the_tools_which_it_builds_itself(facts: Facts) -> None:
    others = [check for check in diagnose(facts) if check.name not in ("early", "late")]
    assert {check.status for check in others} == {"ok"}
    early = check(facts, "early")
    assert (early.status, early.found, early.wanted) == ("missing", "not there", ">=1.2.0,<1.3.0")
    assert early.do == "nothing: 1.2.3 is built by `make up`, in about 60 s"
    assert not any(check.blocks for check in diagnose(facts))


@pytest.mark.parametrize(
    ("change", "name", "status", "blocks"),
    [
        ({"python": "3.10.9"}, "python", "too-old", True),
        ({"git": None}, "git", "missing", True),
        ({"git": "2.20.1"}, "git", "too-old", True),
        ({"make": None}, "make", "missing", True),
        ({"disk_free": 5 * GIB}, "disk", "warn", False),
        ({"disk_free": GIB // 2}, "disk", "bad", True),
        ({"memory_total": 2 * GIB}, "memory", "warn", False),
        ({"cores": 1}, "cores", "warn", False),
        ({"loopback_error": "Permission denied"}, "loopback", "bad", True),
        ({"locks": (HeldLock("the sandbox", Path("x.lock"), 7),)}, "lock of the sandbox", "warn", False),
    ],
)
def test_fault_is_told_with_what_to_do(
    facts: Facts, change: dict[str, Any], name: str, status: str, blocks: bool
) -> None:
    told = check(replace(facts, **change), name)
    assert (told.status, told.blocks) == (status, blocks)
    assert told.do


def test_tool_on_path_that_is_too_old_is_told_with_its_version(facts: Facts, workshop: Workshop) -> None:
    binary = workshop.tells("early", "1.1.0")
    told = check(replace(facts, tools=tuple(find_all(["early"], workshop.places))), "early")
    assert told.status == "too-old"
    assert told.found == f"{binary}: 1.1.0 is too old (>=1.2.0,<1.3.0 is accepted)"


def test_tool_that_is_never_taken_from_path_is_told_so(facts: Facts, workshop: Workshop) -> None:
    catalogue = workshop.tools / "core" / "tool.toml"
    catalogue.write_text(catalogue.read_text().replace('name = "early"', 'name = "early"\nfrom_path = false'))
    binary = workshop.tells("early", "1.1.0")
    told = check(replace(facts, tools=tuple(find_all(["early"], workshop.places))), "early")
    assert (told.status, told.wanted) == ("missing", "1.2.3, never from PATH")
    assert told.found == f"{binary}: never taken from PATH (from_path = false in tool.toml)"
    assert told.do == "nothing: 1.2.3 is built by `make up`, in about 60 s"


def test_go_is_not_missed_when_every_tool_is_there(facts: Facts, workshop: Workshop) -> None:
    ensure(["early", "late"], Silent(), places=workshop.places)
    (workshop.path / "go").unlink()
    gone = replace(facts, go=golang.find(workshop.places))
    assert check(gone, "go").status == "missing"
    there = replace(gone, tools=tuple(find_all(["early", "late"], workshop.places)))
    assert check(there, "go").status == "ok"
    assert check(there, "disk").wanted.startswith("1.0 GiB")


def test_examination_looks_at_this_machine_without_running_cached_tools(workshop: Workshop) -> None:
    ensure(["early", "late"], Silent(), places=workshop.places)
    workshop.order("tells", "never asked")
    lock = workshop.root / "command.lock"
    with held_lock(lock, what="the sandbox", do="wait"):
        told = {check.name: check for check in doctor.examine(workshop.places, [("the sandbox", lock)])}
    assert told["early"].status == told["late"].status == told["python"].status == told["loopback"].status == "ok"
    assert told["early"].found.startswith("1.2.3 at ")
    assert told["lock of the sandbox"].status == "warn"
    assert "lock of the build of tools" not in told
    assert told["cache"].found.endswith(str(workshop.places.cache))
