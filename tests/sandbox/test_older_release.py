"""Today's program on a stack that an older release stood up."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bench.plain import of_state, program
from components.config import read_environment
from tests.sandbox.driver import ROOT, Platform, counted
from tests.sandbox.inventory import in_aws

STATES = sorted((ROOT / "tests/data/state").glob("*.json"))

STATEFUL = frozenset(
    {
        "aws:ec2/eip:Eip", "aws:ec2/natGateway:NatGateway", "aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc",
        "aws:eks/cluster:Cluster", "aws:iam/openIdConnectProvider:OpenIdConnectProvider", "aws:kms/key:Key",
        "aws:cloudwatch/logGroup:LogGroup", "aws:eks/nodeGroup:NodeGroup", "kubernetes:core/v1:Namespace",
        "kubernetes:core/v1:Secret",
    }
)  # fmt: skip
"""Types of which none may be replaced or deleted by an upgrade: data, addresses, or every pod goes with it."""

_TIME = re.compile(r"\d{4}-\d\d-\d\dT")
_SHORTEST = 6


@pytest.fixture(params=STATES, ids=lambda path: str(path.stem))
def older(request: pytest.FixtureRequest, sandbox: Platform, tmp_path: Path) -> Iterator[str]:
    """A stack as an older release left it: its state, with what that lists really there."""
    path: Path = request.param
    stack = path.stem.partition("-")[0]
    state = json.loads(path.read_text())
    sandbox.down(stack)
    replay(sandbox, stack, state, tmp_path)
    live = json.loads(sandbox.pulumi(["stack", "export", "--stack", stack]).stdout)
    upgraded = tmp_path / "state.json"
    upgraded.write_text(moved(state, live))
    sandbox.pulumi(["stack", "import", "--stack", stack, "--file", str(upgraded)])
    yield stack
    sandbox.down(stack)
    if stack == "local":
        sandbox.platform("up")


def replay(sandbox: Platform, stack: str, state: Mapping[str, Any], folder: Path) -> None:
    """Stand up what a state lists, by a program that declares it resource by resource."""
    project = folder / "replay"
    (project / "stacks").mkdir(parents=True)
    shutil.copy(sandbox.checkout / "Pulumi.yaml", project)
    shutil.copy(sandbox.checkout / "stacks" / f"Pulumi.{stack}.yaml", project / "stacks")
    (project / "__main__.py").write_text(program(of_state(state["deployment"]["resources"]), components=True))
    sandbox.pulumi(["up", "--stack", stack, "--yes", "--skip-preview"], cwd=project, timeout=900)


def moved(state: Mapping[str, Any], live: Mapping[str, Any]) -> str:
    """Give a state with the ids, ARNs, addresses … that its resources have here, instead of those they had there."""
    here = {one["urn"]: one for one in live["deployment"]["resources"]}
    pairs = [(one, here.get(one["urn"], {})) for one in state["deployment"]["resources"]]
    names = dict(
        pair for key in ("id", "outputs") for one, now in pairs for pair in differing(one.get(key), now.get(key))
    )
    names |= {one["id"]: now["id"] for one, now in pairs if one.get("id") and now.get("id") != one["id"]}
    text = json.dumps(state)
    for old in sorted(names, key=len, reverse=True):
        text = text.replace(json.dumps(old)[1:-1], json.dumps(names[old])[1:-1])
    return text


def differing(there: object, here: object) -> Iterator[tuple[str, str]]:
    """Give the texts in the same places of two values that are not the same; lists may be in another order."""
    if isinstance(there, str) and isinstance(here, str):
        if there != here and len(there) >= _SHORTEST and not _TIME.match(there):
            yield there, here
    elif isinstance(there, dict) and isinstance(here, dict):
        for key in there.keys() & here.keys():
            yield from differing(there[key], here[key])
    elif isinstance(there, list) and isinstance(here, list) and len(there) == len(here) == 1:
        yield from differing(there[0], here[0])


def test_an_upgrade_replaces_nothing_that_holds_state_and_converges(sandbox: Platform, older: str) -> None:
    region = read_environment(older, ROOT / "stacks").region
    planned = json.loads(sandbox.platform("stack", "preview", older, "-o", "json", timeout=900).stdout)["changes"]
    lost = [
        (one["operation"], one["type"], one["name"])
        for one in planned
        if one["type"] in STATEFUL and ("replace" in one["operation"] or "delete" in one["operation"])
    ]
    assert lost == []
    up = ["up", "--stack", older, "--yes", "--skip-preview"]
    sandbox.pulumi(up, timeout=900)
    assert set(counted(sandbox.pulumi(up, timeout=900).stdout)) == {"unchanged"}
    sandbox.down(older)
    assert not [one for one in in_aws(sandbox, region) if older in one]
