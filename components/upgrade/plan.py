"""The plan of an upgrade: its steps, what changes at each, in which order nodes follow, and what would break."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from components.cluster.upgrades import AddonChange, UpgradeNote, addon_changes, upgrade_notes, upgrade_steps
from components.config import Environment
from components.recorded import Recording
from components.upgrade.findings import (
    MANIFEST_SIGNS,
    RESOURCE_SIGNS,
    Finding,
    findings_in_files,
    findings_in_graph,
)


@dataclass(frozen=True)
class Plan:
    """What raising a stack's Kubernetes takes.

    Args:
        stack: the stack.
        before: the version that it has.
        steps: the versions to go through, one at a time.
        addons: EKS add-ons whose version moves at the first step.
        pools: names of the pools in the order in which their nodes should follow.
        findings: what of ours is concerned, what breaks first.
        notes: what else changes on the way, which no search finds.
    """

    stack: str
    before: str
    steps: tuple[str, ...]
    addons: tuple[AddonChange, ...]
    pools: tuple[str, ...]
    findings: tuple[Finding, ...]
    notes: tuple[UpgradeNote, ...]

    @property
    def breaks(self) -> bool:
        """Whether something of ours would no longer work at the first step."""
        return any(one.breaks and self.steps and _number(one.minor) <= _number(self.steps[0]) for one in self.findings)


def next_minor(version: str) -> str:
    """Give the minor version after one: "1.35" → "1.36"."""
    return f"1.{_number(version) + 1}"


def plan_of(environment: Environment, to: str, recording: Recording, checkout: Path) -> Plan:
    """Plan an upgrade.

    Args:
        environment: the stack's configuration.
        to: the version that it should have in the end.
        recording: what its program declares now.
        checkout: where the rendered manifests are.

    Raises:
        ConfigurationError: it would be a step back, or a version has no row of add-ons.
    """
    before = environment.cluster.version
    steps = upgrade_steps(before, to)
    notes = upgrade_notes(before, to)
    subjects = {note.subject: (note.minor, note.kind == "removed") for note in reversed(notes)}
    findings = [*findings_in_files(checkout, to, subjects), *findings_in_graph(recording, to, subjects)]
    searched = {*MANIFEST_SIGNS, *RESOURCE_SIGNS}
    return Plan(
        environment.stack,
        before,
        steps,
        addon_changes(before, steps[0]) if steps else (),
        tuple(pool.name for pool in sorted(environment.pools, key=lambda pool: _last_to_go(pool.kind.value))),
        tuple(sorted(findings, key=lambda one: (not one.breaks, one.minor, one.where))),
        tuple(note for note in notes if note.subject not in searched),
    )


def _last_to_go(kind: str) -> int:
    """Order kinds of pools: what bears a restart best goes first, what needs its latency last."""
    return {"spot": 0, "general": 1, "low-latency": 2}.get(kind, 1)


def _number(minor: str) -> int:
    return int(minor.partition(".")[2])
