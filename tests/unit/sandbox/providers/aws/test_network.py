"""The network component against the sandbox's AWS: stood up, left alone, changed and taken down, by a small engine."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from components.network import Network, NetworkArgs, NetworkConfig

if TYPE_CHECKING:
    from sandbox.providers.aws.cloud import Moto
    from tests.unit.sandbox.providers.aws.conftest import Engine, Made

REGION = "us-west-2"
SMALL = {"cidr": "10.3.0.0/16", "zones": ["a", "b"], "natGateways": "none", "interfaceEndpoints": ["ecr.api", "sts"]}


@dataclass
class Stack:
    """Stands the component up with the provider as its cloud; what was made last time is compared and changed."""

    engine: Engine
    name: str
    made: dict[str, Made] = field(default_factory=dict)
    changed: dict[str, list[str]] = field(default_factory=dict)
    replaced: list[str] = field(default_factory=list)

    def up(self, config: dict[str, Any]) -> None:
        """Do what `pulumi up` does."""
        from pulumi.runtime import mocks, set_all_config
        from pulumi.runtime.stack import run_pulumi_func
        from pulumi.runtime.sync_await import _sync_await

        seen: list[str] = []
        self.changed, self.replaced = {}, []
        put = self._put

        class Cloud(mocks.Mocks):
            def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
                if not args.typ.startswith("aws:"):
                    return "", {}
                seen.append(f"{args.typ} {args.name}")
                made = put(args.typ, args.name, _as_on_the_wire(args.inputs))
                return made.identity, dict(made.state)

            def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
                raise AssertionError(f"the component looked something up: {args.token}")

        def run() -> None:
            arguments = NetworkArgs(NetworkConfig.model_validate(config), REGION, self.name, {"owner": "platform"})
            Network(self.name, arguments)

        mocks.set_mocks(Cloud(), project="slipway", stack="test")
        set_all_config({})
        _sync_await(run_pulumi_func(run))
        for gone in [key for key in reversed(self.made) if key not in seen]:
            self.engine.delete(self.made.pop(gone))

    def down(self) -> None:
        """Do what `pulumi destroy` does."""
        while self.made:
            self.engine.delete(self.made.popitem()[1])

    def refreshed(self) -> list[str]:
        """Give what a refresh would find changed."""
        return [key for key, made in self.made.items() if self.engine.refresh(made).inputs != made.inputs]

    def _put(self, token: str, name: str, inputs: dict[str, Any]) -> Made:
        key = f"{token} {name}"
        if key not in self.made:
            self.made[key] = self.engine.create(token, inputs, name)
            return self.made[key]
        made = self.made[key]
        difference = self.engine.difference(made, inputs)
        if difference.changes:
            self.changed[key] = sorted(difference.changes)
            if any(change.replaces for change in difference.changes.values()):
                self.replaced.append(key)
            else:
                self.engine.update(made, inputs)
        return made


def _as_on_the_wire(value: Any) -> Any:
    """Give whole numbers as the provider gets them; the mocks make them fractions."""
    if isinstance(value, dict):
        return {key: _as_on_the_wire(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_on_the_wire(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


@pytest.fixture
def stack(engine: Engine) -> Stack:
    return Stack(engine, "net")


WHOLE = {
    "cidr": "10.3.0.0/16",
    "zones": ["a", "b"],
    "natGateways": "per-zone",
    "ipv6": True,
    "trustedAccounts": ["210987654321"],
}


@pytest.mark.parametrize("config", [SMALL, WHOLE], ids=["small", "whole"])
def test_a_network_that_is_stood_up_again_or_refreshed_has_no_changes(stack: Stack, config: dict[str, Any]) -> None:
    stack.up(config)
    stack.up(config)
    assert stack.changed == {}
    assert stack.refreshed() == []
    stack.down()


LOOKS = {
    "VPCs": ("ec2", "describe_vpcs", "Vpcs"),
    "interfaces": ("ec2", "describe_network_interfaces", "NetworkInterfaces"),
    "endpoints": ("ec2", "describe_vpc_endpoints", "VpcEndpoints"),
    "groups": ("ec2", "describe_security_groups", "SecurityGroups"),
    "addresses": ("ec2", "describe_addresses", "Addresses"),
    "tables": ("ec2", "describe_route_tables", "RouteTables"),
    "flow logs": ("ec2", "describe_flow_logs", "FlowLogs"),
    "egress-only gateways": ("ec2", "describe_egress_only_internet_gateways", "EgressOnlyInternetGateways"),
    "log groups": ("logs", "describe_log_groups", "logGroups"),
    "roles": ("iam", "list_roles", "Roles"),
}
"""What to count → service, operation and where the answer lists it."""


def _counted(cloud: Moto) -> dict[str, int]:
    return {
        what: len(cloud.call(service, REGION, operation, {}, urn="test")[at])
        for what, (service, operation, at) in LOOKS.items()
    }


def test_a_network_that_is_taken_down_leaves_nothing(stack: Stack, cloud: Moto) -> None:
    before = _counted(cloud)
    stack.up(WHOLE)
    standing = _counted(cloud)
    assert standing["endpoints"] == before["endpoints"] + 9
    assert standing["interfaces"] >= before["interfaces"] + 16
    stack.down()
    assert _counted(cloud) == before


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"ipv6": True}, {"aws:ec2/vpc:Vpc", "aws:ec2/subnet:Subnet"}),
        ({"natGateways": "single"}, set()),
        ({"interfaceEndpoints": ["sts", "ec2"]}, set()),
        ({"flowLogs": {"retentionDays": 90}}, {"aws:cloudwatch/logGroup:LogGroup"}),
        ({"flowLogs": {"enabled": False}}, set()),
        ({"trustedAccounts": ["210987654321"]}, {"aws:ec2/vpcEndpoint:VpcEndpoint"}),
        ({"zones": ["c", "b", "a"]}, {"aws:ec2/vpcEndpoint:VpcEndpoint"}),
    ],
)
def test_a_change_of_the_configuration_replaces_nothing_and_settles(
    stack: Stack, change: dict[str, Any], touched: set[str]
) -> None:
    stack.up(SMALL)
    stack.up({**SMALL, **change})
    assert stack.replaced == []
    assert {key.split()[0] for key in stack.changed} == touched
    stack.up({**SMALL, **change})
    assert stack.changed == {}
    assert stack.refreshed() == []
    stack.down()
