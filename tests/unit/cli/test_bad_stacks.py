"""A stack file that can't be stood up: one sentence, exit status 2, no engine started; the program says the same."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks, set_all_config
from pulumi.runtime.mocks import MockCallArgs, MockResourceArgs

from cli.main import main
from components.program import environment_of_program
from tests.unit.components.test_config import STACK

MISTAKES = {
    "CIDR too small": (
        "10.20.0.0/16",
        "10.20.0.0/24",
        "slipway:network.cidr",
        "10.20.0.0/24 is too small: its subnets would be smaller than the /28 that AWS allows",
    ),
    "CIDR too small for the pods that are asked for": (
        "natGateways: single",
        "podsPerZone: 9000",
        "slipway:network.podsPerZone",
        "the private subnets of 10.20.0.0/16 have 4064 addresses for pods, in whole blocks of 16, not the "
        "9000 asked for",
    ),
    "zone that the region lacks": (
        "zones: [a, b]",
        "zones: [a, f]",
        "slipway:network.zones[1]",
        "us-west-2 has no zone 'f'; its zones are a, b, c, d",
    ),
    "endpoint open to everybody": (
        "203.0.113.0/24",
        "0.0.0.0/0",
        "slipway:cluster.publicAccess[0]",
        "0.0.0.0/0 opens the API server to everybody",
    ),
    "pages that NUMA nodes cannot share": (
        "- c7i.4xlarge\n      size: {min: 1, max: 2, desired: 1}\n      hugepages: {2Mi: 2048, 1Gi: 8}",
        "- c7i.48xlarge\n      size: {min: 1, max: 2, desired: 1}\n      hugepages: {1Gi: 7}",
        "slipway:pools[1].hugepages.1Gi",
        "7 pages of 1Gi cannot be spread evenly over the 2 NUMA nodes of c7i.48xlarge",
    ),
    "pages that do not fit": (
        "1Gi: 8}",
        "1Gi: 40}",
        "slipway:pools[1].hugepages.1Gi",
        "hugepages of 45056 MiB do not fit c7i.4xlarge",
    ),
    "two pools of one name": (
        "name: low-latency",
        "name: general",
        "slipway:pools[1].name",
        "two pools are called 'general'",
    ),
    "unknown instance type": (
        "m7i.large",
        "m7i.lrage",
        "slipway:pools[0].instanceTypes[0]",
        "'m7i.lrage' is not in the table of instance types; did you mean 'm7i.large'?",
    ),
    "Kubernetes without add-on row": (
        'version: "1.35"',
        'version: "1.39"',
        "slipway:cluster.version",
        "Kubernetes 1.39 has no row of add-on versions",
    ),
}
"""Mistake → what stands in the file, what is put there, the key that is named, what is said of it."""

COMMANDS = (["stack", "up", "dev"], ["stack", "preview", "dev"], ["up", "--stack", "dev"])


@pytest.fixture
def spy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a `pulumi` in front of PATH would leave behind."""
    folder, told = tmp_path / "bin", tmp_path / "pulumi was started"
    folder.mkdir()
    (folder / "pulumi").write_text(f'#!/bin/sh\ntouch "{told}"\nexit 1\n')
    (folder / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return told


def sentence(mistake: str) -> tuple[str, str]:
    """Give a broken stack file, and how the sentence about it begins."""
    right, other, key, what = MISTAKES[mistake]
    assert STACK.count(right) == 1, f"{right!r} does not say which place is meant"
    text = STACK.replace(right, other)
    rows = zip(STACK.splitlines(), text.splitlines(), strict=True)
    line = max(number for number, (was, now) in enumerate(rows, 1) if was != now)
    return text, f"stacks/Pulumi.dev.yaml:{line}: {key}: {what}"


@pytest.mark.parametrize("mistake", MISTAKES)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_mistake_is_told_before_any_engine_starts(
    clone: Path, spy: Path, capsys: pytest.CaptureFixture[str], command: list[str], mistake: str
) -> None:
    text, begin = sentence(mistake)
    (clone / "stacks" / "Pulumi.dev.yaml").write_text(text)
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    told = capsys.readouterr()
    (line,) = told.err.strip().splitlines()
    assert line.startswith(f"error: {begin}"), line
    assert "; " in line, "what to do is said"
    assert told.out == ""
    assert not spy.exists()
    assert not (clone / ".slipway").exists(), "nothing was written"


class Nothing(mocks.Mocks):
    """A cloud that a program which ends at its configuration never asks."""

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        raise AssertionError(args.name)

    def call(self, args: MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(args.token)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_program_says_the_same_to_who_types_pulumi_up(clone: Path, mistake: str) -> None:
    text, begin = sentence(mistake)
    (clone / "stacks" / "Pulumi.dev.yaml").write_text(text)
    mocks.set_mocks(Nothing(), project="slipway", stack="dev")
    config = yaml.safe_load(text)["config"]
    set_all_config({key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()})
    with pytest.raises(pulumi.RunError) as caught:
        environment_of_program()
    assert str(caught.value).startswith(begin)
    assert len(str(caught.value).splitlines()) == 1
