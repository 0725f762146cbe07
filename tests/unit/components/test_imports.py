from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

ROOMS = ("network", "cluster", "nodes", "gitops")


@pytest.mark.parametrize(
    "module", ["components.config", "components.schema", *(f"components.{room}.config" for room in ROOMS)]
)
def test_configuration_is_validated_without_pulumi(module: str) -> None:
    code = f"import sys, {module}; print([name for name in sys.modules if name.startswith('pulumi')])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_of_a_room_is_there(room: str) -> None:
    package = importlib.import_module(f"components.{room}")
    for name in package.__all__:
        assert getattr(package, name).__name__ == name if callable(getattr(package, name)) else getattr(package, name)


def test_a_name_that_is_not_public_is_refused() -> None:
    with pytest.raises(AttributeError, match=r"module 'components\.network' has no attribute 'Nowhere'"):
        importlib.import_module("components.network").Nowhere  # noqa: B018
