"""One real sandbox for all the tests in this folder: real control plane, real Argo CD, real Pulumi engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.driver import Platform, brought_up, copied_checkout


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """The platform, up by the command that a user types."""
    with brought_up(tmp_path_factory.mktemp("platform")) as box:
        yield box


@pytest.fixture
def empty_platform(tmp_path: Path) -> Iterator[Platform]:
    """A checkout whose sandbox was never started; whatever a test starts in it is ended."""
    box = Platform(copied_checkout(tmp_path / "checkout"), tmp_path / "state")
    try:
        yield box
    finally:
        box.platform("sandbox", "down", check=False)
