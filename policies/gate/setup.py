"""Which engines judge in a run, as data that can be sent to another process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.bundle import Bundle
from policies.gate.engines import Engine

if TYPE_CHECKING:
    from toolchain.progress import Progress

ENGINES = ("opa", "checkov")
"""The engines there are, in the order in which they are asked."""


@dataclass(frozen=True, slots=True)
class Setup:
    """Which engines judge, by which rules.

    Args:
        bundle: OPA's rules.
        cache: the gate's folder of the shared cache.
        engines: names of the engines that judge.
        progress: told of what must be built or installed first.
        named: whether they were named (`--engine`): an engine then judges all that it can, not only what no other does.
    """

    bundle: Bundle
    cache: Path
    engines: tuple[str, ...] = ENGINES
    named: bool = False
    progress: Progress | None = None


def engines_of(setup: Setup) -> list[Engine]:
    """Give the engines of a run; nothing is started yet."""
    opened: list[Engine] = []
    if "opa" in setup.engines:
        from policies.gate.engines.opa.engine import OpaEngine

        opened.append(OpaEngine(setup.bundle, setup.cache))
    if "checkov" in setup.engines:
        from policies.gate.engines.checkov.asks import covered
        from policies.gate.engines.checkov.deferred import DeferredCheckov

        everything = setup.named and "checkov" in setup.engines
        ours = covered(setup.bundle.rules) if "opa" in setup.engines else frozenset[str]()
        opened.append(DeferredCheckov(setup.cache, covered=ours, everything=everything, progress=setup.progress))
    return opened
