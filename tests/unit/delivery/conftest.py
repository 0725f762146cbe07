"""A checkout with one service in it, to be broken by the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

SHOP = """\
apiVersion: slipway/v1
name: shop
team: sales
image:
  repository: ghcr.io/slipway-dev/shop
  tag: "1.0"
ports:
  http: 8080
probes:
  liveness: {path: /healthz}
  readiness: {path: /healthz}
resources:
  requests: {cpu: 100m, memory: 64Mi}
environments:
  local: {}
  dev:
    replicas: 3
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose only service is `shop`, in local and dev; nothing is rendered yet."""
    spec = tmp_path / "apps/shop/service.yaml"
    spec.parent.mkdir(parents=True)
    spec.write_text(SHOP)
    return tmp_path


@pytest.fixture
def edit(checkout: Path) -> Callable[..., None]:
    """Replace a piece of shop's spec by another; the piece must be there."""

    def replace(old: str, new: str) -> None:
        spec = checkout / "apps/shop/service.yaml"
        text = spec.read_text()
        assert old in text, f"{old!r} is not in the spec"
        spec.write_text(text.replace(old, new, 1))

    return replace


@pytest.fixture
def files(checkout: Path) -> Callable[[], dict[str, bytes]]:
    """Give all files of the checkout with what is in them."""

    def read() -> dict[str, bytes]:
        return {
            str(path.relative_to(checkout)): path.read_bytes() for path in sorted(checkout.rglob("*")) if path.is_file()
        }

    return read
