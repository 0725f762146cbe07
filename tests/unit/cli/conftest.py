"""A checkout whose sandbox was never started, and one that seems to run."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from components.engine import Change, Operation, Outcome
from sandbox.credentials import ensure_credentials
from sandbox.layout import PART_NAMES, PORTS
from sandbox.ports import choose_ports
from sandbox.state import StateFolder, write_json
from toolchain.files import held_lock

ROOT = Path(__file__).parents[3]


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with the committed stacks, in which commands are typed; its sandbox was never started."""
    folder = tmp_path / "a clone"
    shutil.copytree(ROOT / "stacks", folder / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", folder)
    monkeypatch.chdir(folder)
    monkeypatch.delenv("SLIPWAY_STATE", raising=False)
    return folder


@pytest.fixture
def state(clone: Path) -> StateFolder:
    """The sandbox's folder of the clone."""
    return StateFolder(clone / ".slipway")


@pytest.fixture
def running(state: StateFolder) -> Iterator[StateFolder]:
    """A sandbox that seems to run: its folder is prepared, its supervisor's lock is held, every part is ready."""
    state.prepare()
    ensure_credentials(state)
    choose_ports(state, PORTS)
    (state.pki / "ca.pem").touch()
    part = {"state": "ready", "pid": os.getpid(), "since": 1.0, "restarts": 0, "event": ""}
    write_json(state.status, {"supervisor": os.getpid(), "parts": dict.fromkeys(PART_NAMES, part)})
    write_json(state.desired, {"asked": 1.0, "checkout": str(state.root.parent), "tools": {}})
    with held_lock(state.supervisor_lock, what="the sandbox", do="wait"):
        yield state


def say_of_part(folder: StateFolder, name: str, **said: object) -> None:
    """Let the supervisor say something else of one part."""
    content = json.loads(folder.status.read_text())
    content["parts"][name] = {**content["parts"][name], **said}
    write_json(folder.status, content)


@dataclass
class SeemingEngine:
    """An engine that tells of a small stack, and keeps what it was asked."""

    known: dict[str, dict[str, object]] = field(default_factory=dict)
    stood_up: bool = True
    asked: list[str] = field(default_factory=list)

    VPC = "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::main"
    NETWORK = "urn:pulumi:local::slipway::slipway:network:Network::main"
    SUBNET = "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/subnet:Subnet::a"

    def stacks(self) -> dict[str, dict[str, object]]:
        return self.known

    def ensure_stack(self, stack: str) -> None:
        self.asked.append(f"ensure {stack}")

    def run(self, operation: Operation, stack: str, *, refresh: bool = False, note: object = None) -> Outcome:
        self.asked.append(f"{operation} {stack}{' refresh' if refresh else ''}")
        changes = [
            Change("create", self.NETWORK),
            Change(
                "update",
                self.VPC,
                self.NETWORK,
                ("tags.a", "cidrBlock"),
                old={"cidrBlock": "10.0.0.0/16"},
                new={"cidrBlock": "10.1.0.0/16"},
            ),
            Change("same", self.SUBNET, self.NETWORK),
        ]
        return Outcome(changes, {"create": 1, "update": 1, "same": 1}, 3, ["a warning"])

    def outputs(self, stack: str) -> dict[str, object]:
        kubeconfig = json.dumps({"kind": "Config", "clusters": ["x" * 40]}, indent=2)
        return {"vpcId": "vpc-1", "pools": {"general": "g"}, "kubeconfig": kubeconfig} if self.stood_up else {}

    def resources(self, stack: str) -> list[dict[str, object]]:
        if not self.stood_up:
            return []
        return [
            {"urn": self.NETWORK},
            {"urn": self.VPC, "parent": self.NETWORK},
            {"urn": self.SUBNET, "parent": self.NETWORK, "dependencies": [self.VPC]},
        ]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> SeemingEngine:
    """The engine that commands get for the sandbox."""
    made = SeemingEngine()
    monkeypatch.setattr("cli.place.sandbox_engine", lambda state: made)
    return made
