"""A graph written as a plain program and recorded again is the same graph."""

from __future__ import annotations

import shutil
from pathlib import Path

from bench.plain import Declared, program
from components.answers import made_up_id, resource_answer
from components.config import read_environment
from components.recorded import Recording, recorded

ROOT = Path(__file__).parents[3]
STACK = "prod-uswest"


def _declared(recording: Recording, region: str) -> list[Declared]:
    """Read a graph that was recorded without a cloud, whose outputs are made up."""
    return [
        Declared(
            one.urn,
            one.type,
            one.name,
            one.parent,
            one.component,
            one.inputs,
            {
                **one.inputs,
                **resource_answer(one.type, one.name, one.inputs, region),
                "id": made_up_id(one.type, one.name),
            },
            one.property_dependencies,
            one.dependencies,
            one.provider,
            one.options,
        )
        for one in recording.resources
    ]


def test_a_graph_written_as_a_program_is_the_same_graph(tmp_path: Path) -> None:
    original = recorded(STACK, ROOT)
    region = read_environment(STACK, ROOT / "stacks").region
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks")
    shutil.copy(ROOT / "Pulumi.yaml", tmp_path)
    (tmp_path / "__main__.py").write_text(program(_declared(original, region), components=True))
    again = recorded(STACK, tmp_path)
    assert [one.urn for one in again.resources] == [one.urn for one in original.resources]
    wanted = {one.urn: one.inputs for one in original.resources}
    assert {one.urn: one.inputs for one in again.resources if one.inputs != wanted[one.urn]} == {}


def test_without_components_only_what_a_provider_manages_is_left() -> None:
    network = Declared("n", "slipway:network:Network", "main", component=True)
    vpc = Declared("v", "aws:ec2/vpc:Vpc", "main", parent="n")
    assert program([network, vpc]).splitlines()[-1] == "r0 = aws.ec2.Vpc('main')"


def test_what_an_input_takes_from_another_resource_is_a_reference() -> None:
    vpc = Declared("v", "aws:ec2/vpc:Vpc", "main", outputs={"id": "vpc-123456"})
    subnet = Declared(
        "s",
        "aws:ec2/subnet:Subnet",
        "a",
        inputs={"vpcId": "vpc-123456", "tags": {"of": "the vpc-123456 itself"}},
        uses={"vpcId": ["v"], "tags": ["v"]},
        dependencies=["v"],
    )
    assert program([subnet, vpc]).splitlines()[-2:] == [
        "r1 = aws.ec2.Vpc('main')",
        "r0 = aws.ec2.Subnet('a', vpc_id=r1.id, tags={'of': pulumi.Output.concat('the ', r1.id, ' itself')})",
    ]
