"""IPv6 of networks that stand already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.providers.aws.protocol import Difference
    from tests.unit.sandbox.providers.aws.conftest import Engine


def in_place(difference: Difference) -> bool:
    return bool(difference.changes) and not any(change.replaces for change in difference.changes.values())


def test_ipv6_comes_to_a_network_that_stands_and_leaves_a_subnet(engine: Engine) -> None:
    vpc = engine.create("aws:ec2/vpc:Vpc", {"cidrBlock": "10.77.0.0/16"})
    subnet = engine.create("aws:ec2/subnet:Subnet", {"vpcId": vpc.identity, "cidrBlock": "10.77.0.0/24"})
    wider = {"cidrBlock": "10.77.0.0/16", "assignGeneratedIpv6CidrBlock": True}
    assert in_place(engine.difference(vpc, wider))
    engine.update(vpc, wider)
    block = str(vpc.state["ipv6CidrBlock"])
    assert block.endswith("/56")
    part = {**subnet.inputs, "ipv6CidrBlock": block.replace("/56", "/64"), "assignIpv6AddressOnCreation": True}
    assert in_place(engine.difference(subnet, part))
    engine.update(subnet, part)
    assert (subnet.state["ipv6CidrBlock"], subnet.state["assignIpv6AddressOnCreation"]) == (part["ipv6CidrBlock"], True)
    engine.update(subnet, {"vpcId": vpc.identity, "cidrBlock": "10.77.0.0/24"})
    assert not subnet.state.get("ipv6CidrBlock")


def test_groups_of_a_network_with_ipv6_begin_without_any_rule(engine: Engine) -> None:
    vpc = engine.create("aws:ec2/vpc:Vpc", {"cidrBlock": "10.78.0.0/16", "assignGeneratedIpv6CidrBlock": True})
    for kind, inputs in (("defaultSecurityGroup", {}), ("securityGroup", {"name": "one", "description": "One"})):
        token = f"aws:ec2/{kind}:{kind[0].upper()}{kind[1:]}"
        group = engine.create(token, {"vpcId": vpc.identity, **inputs})
        found = engine.refresh(group)
        assert found is not None
        assert (group.state.get("egress"), group.state.get("ingress")) == ([], []), kind
