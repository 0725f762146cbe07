"""Checkov's own environment, as far as no package is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.errors import EngineError
from policies.gate.engines.checkov import environment
from toolchain.places import Places

LOCK = """\
boto3==1.35.49 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
checkov==3.3.30 \\
    --hash=sha256:cc
numpy==2.4.6 ; python_full_version < '3.12' \\
    --hash=sha256:dd
pyyaml==6.0.4 \\
    --hash=sha256:ee
"""


def places(tmp_path: Path) -> Places:
    return Places.here({"SLIPWAY_CACHE": str(tmp_path), "PATH": ""})


def test_packages_that_no_run_uses_are_left_out_with_their_hashes() -> None:
    assert environment.chosen(LOCK) == (
        "checkov==3.3.30 \\\n    --hash=sha256:cc\npyyaml==6.0.4 \\\n    --hash=sha256:ee\n"
    )


def test_every_requirement_of_the_committed_lock_has_a_hash_and_none_is_lost() -> None:
    lock = environment.LOCK.read_text()
    assert environment.version() == "3.3.30"
    pins = [line for line in lock.split("\n") if "==" in line]
    assert all(pin.endswith("\\") for pin in pins)
    left = [pin for pin in pins if pin.partition("==")[0] not in environment.LEFT_OUT]
    assert [line for line in environment.chosen(lock).split("\n") if "==" in line] == left


def test_the_lock_pins_what_is_asked_for() -> None:
    wanted = (environment.LOCK.parent / "requirements.in").read_text()
    assert f"\ncheckov=={environment.version()}\n" in wanted


def test_another_lock_is_another_environment(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text(LOCK)
    before = environment.folder(places(tmp_path), lock)
    lock.write_text(LOCK.replace("6.0.4", "6.0.5"))
    assert environment.folder(places(tmp_path), lock) != before


def test_what_is_not_whole_is_not_found(tmp_path: Path) -> None:
    folder = environment.folder(places(tmp_path))
    (folder / "packages").mkdir(parents=True)
    assert environment.find(places(tmp_path)) is None
    (folder / "packages" / "checkov").mkdir()
    assert environment.find(places(tmp_path)) is not None


@pytest.mark.parametrize("content", [None, "pyyaml==1\n"])
def test_a_lock_that_is_missing_or_pins_no_checkov_is_an_error(tmp_path: Path, content: str | None) -> None:
    lock = tmp_path / "lock"
    if content is not None:
        lock.write_text(content)
    with pytest.raises(EngineError, match="lock"):
        environment.version(lock)
