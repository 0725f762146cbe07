"""What the gate's tests judge: a checkout of few rules, so that a bundle is made in a moment, and manifests."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from policies.gate.check import Options, Outcome, check
from policies.gate.engines.opa.server import Running, running, stop

ROOT = Path(__file__).resolve().parents[2]

METADATA = """# METADATA
# title: {name}
# description: A rule of a test.
# custom:
#   id: SLIP-TEST-{number:03d}
#   severity: {severity}
#   controls: []
#   remediation: Mend it.
#   kinds: [{kinds}]
#   judges: {judges}
package slipway.rules.testing.{name}

"""

ROOT_POD = """apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: shop}}
spec:
  containers:
    - name: web
      securityContext:
        runAsNonRoot: {nonroot}
"""
"""A pod that one rule of the test's rules denies, at its eighth line, if it may run as root."""

AS_ROOT = """deny contains {"msg": sprintf("container %q may run as root", [container.name]), "path": path} if {
	some number, container in input.spec.containers
	not container.securityContext.runAsNonRoot
	path := ["spec", "containers", number, "securityContext", "runAsNonRoot"]
}
"""

SLOW = """deny contains {"msg": "slow", "path": []} if {
	count([x | some x in numbers.range(1, 40000000); x % 2 == 3]) > 0
}
"""
"""Takes OPA longer than any test waits."""


@dataclass(frozen=True)
class Place:
    """A checkout with rules of a test's own, and a cache of its own."""

    folder: Path

    @property
    def options(self) -> Options:
        """How it is judged: by OPA alone, in this process."""
        return Options(engines=("opa",), directory=self.folder, cache=self.folder / "cache", jobs=1)

    def rule(
        self,
        name: str,
        body: str,
        *,
        judges: str = "document",
        kinds: str = "Pod",
        number: int = 1,
        severity: str = "high",
    ) -> None:
        """Write a rule."""
        file = self.folder / "policies" / "rego" / "testing" / f"{name}.rego"
        file.parent.mkdir(parents=True, exist_ok=True)
        told = METADATA.format(name=name, number=number, severity=severity, kinds=kinds, judges=judges)
        file.write_text(told + body)

    def write(self, files: Mapping[str, str]) -> None:
        """Write files below `apps/`."""
        for name, content in files.items():
            file = self.folder / "apps" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)

    def judge(self, *paths: str, **changed: object) -> Outcome:
        """Judge paths of the checkout, `apps` if none is given."""
        options = replace(self.options, **changed)  # type: ignore[arg-type]
        return check([str(self.folder / path) for path in paths or ("apps",)], options)

    def servers(self) -> list[Running]:
        """Give the OPA servers that run for it."""
        return list(running(self.folder / "cache"))


def made_place(folder: Path) -> Iterator[Place]:
    """Make a checkout with one rule and three pods, two of which may run as root; end its servers afterwards."""
    place = Place(folder)
    for shared in ("gate", "lib"):
        shutil.copytree(ROOT / "policies" / "rego" / shared, folder / "policies" / "rego" / shared)
    place.rule("as_root", AS_ROOT)
    pods = {"one.yaml": "false", "two.yaml": "true", "sub/three.yaml": "false"}
    place.write({name: ROOT_POD.format(name=Path(name).stem, nonroot=value) for name, value in pods.items()})
    yield place
    stop(folder / "cache")
