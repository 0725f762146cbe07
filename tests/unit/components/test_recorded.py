"""What a program registers, recorded without cloud and engine; small programs in checkouts of their own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from components.errors import ConfigurationError
from components.recorded import SECRET, UNKNOWN, ProgramFailed, Recording, as_json, recorded, recording_of

ROOT = Path(__file__).parents[3]


def _recorded(tmp_path: Path, program: str) -> Recording:
    (tmp_path / "stacks").mkdir()
    shutil.copy(ROOT / "stacks/Pulumi.local.yaml", tmp_path / "stacks")
    (tmp_path / "__main__.py").write_text(program)
    return recorded("local", tmp_path)


@pytest.fixture(scope="module")
def local() -> Recording:
    return recorded("local", ROOT)


def test_the_committed_program_is_recorded_with_urns_as_the_engine_makes_them(local: Recording) -> None:
    clusters = [one for one in local.resources if one.type == "aws:eks/cluster:Cluster"]
    assert [one.urn for one in clusters] == [
        "urn:pulumi:local::slipway::slipway:cluster:Cluster$aws:eks/cluster:Cluster::slipway-local-cluster"
    ]
    assert clusters[0].parent == "urn:pulumi:local::slipway::slipway:cluster:Cluster::slipway-local"
    assert clusters[0].inputs["version"] == "1.35"
    assert local.exports["clusterName"] == "slipway-local"


def test_parents_come_before_children_and_every_dependency_is_there(local: Recording) -> None:
    seen: set[str] = set()
    for one in local.resources:
        assert not one.parent or one.parent in seen
        seen.add(one.urn)
    assert {urn for one in local.resources for urn in one.dependencies} <= seen


def test_a_recording_survives_json(local: Recording) -> None:
    assert recording_of(json.loads(as_json(local))) == local


def test_unknowns_secrets_options_and_property_dependencies_are_marked(tmp_path: Path) -> None:
    made = _recorded(
        tmp_path,
        """
import pulumi
class One(pulumi.CustomResource):
    made: pulumi.Output[str]
    def __init__(self, name, props, opts=None):
        super().__init__("some:index:One", name, props, opts)
first = One("first", {"made": None, "count": 3}, pulumi.ResourceOptions(protect=True, retain_on_delete=True))
One("second", {"made": None, "from": first.made, "key": pulumi.Output.secret("x"), "of": first.id})
pulumi.export("made", first.made)
""",
    )
    first, second = made.resources
    assert first.inputs == {"count": 3}
    assert first.options == {"protect": True, "retainOnDelete": True}
    assert second.inputs == {"from": UNKNOWN, "key": {SECRET: "x"}, "of": "one-first"}
    assert second.property_dependencies == {"from": (first.urn,), "of": (first.urn,)}
    assert second.dependencies == (first.urn,)


def test_the_program_sees_no_credential_of_the_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "hidden")
    monkeypatch.setenv("PULUMI_ACCESS_TOKEN", "hidden")
    made = _recorded(tmp_path, "import os, pulumi\npulumi.export('seen', [v for v in os.environ.values()])\n")
    assert "hidden" not in made.exports["seen"]


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import pulumi\nraise pulumi.RunError('no\\nway')", "no way"),
        (
            "import pulumi\npulumi.runtime.invoke('aws:ec2/getVpc:getVpc', {})",
            "the program looks up aws:ec2/getVpc:getVpc, which has no answer without a cloud; "
            "add its row to components/answers.py",
        ),
    ],
)
def test_a_program_that_fails_is_told_in_one_sentence(tmp_path: Path, program: str, said: str) -> None:
    with pytest.raises(ProgramFailed) as caught:
        _recorded(tmp_path, program)
    assert caught.value.what == said
    assert caught.value.exit_status == 2


def test_what_the_program_prints_is_not_in_the_graph(tmp_path: Path) -> None:
    assert _recorded(tmp_path, "print('a word')").resources == ()


def test_a_checkout_without_program_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stacks").mkdir()
    shutil.copy(ROOT / "stacks/Pulumi.local.yaml", tmp_path / "stacks")
    with pytest.raises(ProgramFailed, match="there is no program"):
        recorded("local", tmp_path)


def test_a_stack_that_is_not_there_is_refused_before_the_program_runs(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="there is no stack 'nope'"):
        recorded("nope", ROOT)
