"""No type of our stacks is missing from the table of identities, and its rows say what the types have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from components.engine.identities import IDENTITIES, KUBERNETES, identity_of
from components.engine.identity import Named, Repeatable, Slow, Sought, filled, references
from sandbox.providers.aws.table import inputs_of, rows

GOLDEN = Path(__file__).parents[4] / "stacks" / "golden"
TYPE = re.compile(r"^  ((?:aws|kubernetes):\S+) \S+:", re.MULTILINE)
ASKED = re.compile(r"asked\.(\w+)")


def golden_types() -> list[str]:
    """Give the types of the golden graphs."""
    return sorted({kind for path in GOLDEN.glob("*.yaml") for kind in TYPE.findall(path.read_text())})


def test_the_golden_graphs_are_read() -> None:
    assert {"aws:ec2/vpc:Vpc", "kubernetes:core/v1:Namespace", "aws:eks/cluster:Cluster"} <= set(golden_types())


@pytest.mark.parametrize("kind", golden_types())
def test_every_type_of_our_stacks_says_how_its_id_is_found(kind: str) -> None:
    assert identity_of(kind) is not None, "add a row to components/engine/identities.py"


@pytest.mark.parametrize("kind", sorted(IDENTITIES))
def test_a_row_refers_only_to_inputs_that_the_type_has(kind: str) -> None:
    how = IDENTITIES[kind]
    if isinstance(how, Repeatable):
        assert how.why
        return
    slow = how.slow or Slow("", "", {}, "")
    told: set[str] = references(how.template) | references(slow.arguments)
    if isinstance(how, Sought):
        told |= references(how.arguments) | set(ASKED.findall(how.same))
    row = rows()[kind]
    made_up = {row.name.property} if row.name else set()
    # What the sandbox's provider does not offer, the real one has: aws:cloudwatch's event buses, and IPv6 rules.
    elsewhere = {"id", "eventBusName", "destinationIpv6CidrBlock", "gatewayId", "cidrIpv6", "referencedSecurityGroupId"}
    assert told <= set(inputs_of(row)) | made_up | elsewhere


def test_what_cannot_be_read_is_an_input_of_its_type() -> None:
    for kind, how in IDENTITIES.items():
        if isinstance(how, Named):
            assert set(how.unread) <= set(inputs_of(rows()[kind]))


def test_a_type_nobody_thought_of_has_no_identity() -> None:
    assert identity_of("aws:lambda/function:Function") is None


@pytest.mark.parametrize(
    ("kind", "inputs", "identity"),
    [
        ("aws:eks/addon:Addon", {"clusterName": "dev", "addonName": "coredns"}, "dev:coredns"),
        ("aws:ec2/route:Route", {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0"}, "rtb-1_0.0.0.0/0"),
        ("aws:ec2/route:Route", {"routeTableId": "rtb-1", "destinationIpv6CidrBlock": "::/0"}, "rtb-1_::/0"),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "r-1", "name": "p-1"}, "r-1:p-1"),
        ("aws:autoscaling/tag:Tag", {"autoscalingGroupName": "g", "tag": {"key": "k", "value": "v"}}, "g,k"),
        ("aws:cloudwatch/eventRule:EventRule", {"name": "r"}, "r"),
        ("aws:cloudwatch/eventRule:EventRule", {"name": "r", "eventBusName": "b"}, "b/r"),
    ],
)
def test_an_id_is_written_as_pulumi_imports_it(kind: str, inputs: dict[str, object], identity: str) -> None:
    how = IDENTITIES[kind]
    assert isinstance(how, Named)
    assert filled(how.template, inputs) == identity


def test_objects_of_kubernetes_are_named_with_their_namespace_where_they_have_one() -> None:
    assert filled(KUBERNETES.template, {"metadata": {"name": "a", "namespace": "n"}}) == "n/a"
    assert filled(KUBERNETES.template, {"metadata": {"name": "a"}}) == "a"


def test_a_secret_is_never_part_of_an_id() -> None:
    assert filled("{name}", {"name": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}}) is None
