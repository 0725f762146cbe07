"""Programs under Pulumi's mocks: what they register, as plain values."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ACCOUNT = "123456789012"
ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Registered:
    """All that a program registered: type token → resource's name → its inputs, and what it exported."""

    resources: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    providers: dict[str, str] = field(default_factory=dict)
    exports: dict[str, Any] = field(default_factory=dict)

    def one(self, kind: str) -> dict[str, Any]:
        """Give the inputs of the only resource of a type."""
        (inputs,) = self.resources[kind].values()
        return inputs

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Give name → inputs of every resource of a type; none if there is none."""
        return self.resources.get(kind, {})


StandUp = Callable[[Callable[[], object]], Registered]
StandUpStack = Callable[[str], Registered]

# What a cloud would answer, beyond what was asked for.
ANSWERS: dict[str, Callable[[str], dict[str, Any]]] = {
    "aws:iam/role:Role": lambda name: {"arn": f"arn:aws:iam::{ACCOUNT}:role/{name}", "name": name},
    "aws:kms/key:Key": lambda name: {"arn": f"arn:aws:kms:us-west-2:{ACCOUNT}:key/{name}", "keyId": name},
    "aws:eks/cluster:Cluster": lambda name: {
        "arn": f"arn:aws:eks:us-west-2:{ACCOUNT}:cluster/{name}",
        "endpoint": "https://example.eks.amazonaws.com",
        "certificateAuthority": {"data": "Q0E="},
        "vpcConfig": {"clusterSecurityGroupId": f"{name}-group", "vpcId": "vpc-1"},
        "identities": [{"oidcs": [{"issuer": "https://oidc.eks.us-west-2.amazonaws.com/id/ABC"}]}],
    },
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": lambda name: {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{name}"
    },
    "aws:ec2/vpc:Vpc": lambda name: {"ownerId": ACCOUNT, "ipv6CidrBlock": "2001:db8:1234:1a00::/56"},
    "aws:cloudwatch/logGroup:LogGroup": lambda name: {"arn": f"arn:aws:logs:us-west-2:{ACCOUNT}:log-group:{name}"},
    "aws:ec2/natGateway:NatGateway": lambda name: {"publicIp": f"address of {name}"},
    "aws:iam/policy:Policy": lambda name: {"arn": f"arn:aws:iam::{ACCOUNT}:policy/{name}"},
    "aws:s3/bucket:Bucket": lambda name: {"arn": f"arn:aws:s3:::{name}", "bucket": name},
    "aws:sqs/queue:Queue": lambda name: {
        "arn": f"arn:aws:sqs:us-west-2:{ACCOUNT}:{name}",
        "url": f"https://sqs.us-west-2.amazonaws.com/{ACCOUNT}/{name}",
    },
    "aws:ecr/repository:Repository": lambda name: {
        "arn": f"arn:aws:ecr:us-west-2:{ACCOUNT}:repository/{name}",
        "repositoryUrl": f"{ACCOUNT}.dkr.ecr.us-west-2.amazonaws.com/{name}",
    },
    "aws:rds/subnetGroup:SubnetGroup": lambda name: {"name": name},
    "aws:rds/parameterGroup:ParameterGroup": lambda name: {"name": name},
    "aws:rds/instance:Instance": lambda name: {
        "arn": f"arn:aws:rds:us-west-2:{ACCOUNT}:db:{name}",
        "address": f"{name}.abc.us-west-2.rds.amazonaws.com",
        "resourceId": "db-ABC",
        "masterUserSecrets": [{"secretArn": f"arn:aws:secretsmanager:us-west-2:{ACCOUNT}:secret:rds!{name}"}],
    },
    "aws:elasticache/user:User": lambda name: {"arn": f"arn:aws:elasticache:us-west-2:{ACCOUNT}:user:{name}"},
    "aws:elasticache/replicationGroup:ReplicationGroup": lambda name: {
        "arn": f"arn:aws:elasticache:us-west-2:{ACCOUNT}:replicationgroup:{name}",
        "primaryEndpointAddress": f"master.{name}.abc.usw2.cache.amazonaws.com",
    },
    "aws:ec2/launchTemplate:LaunchTemplate": lambda name: {"latestVersion": 7},
    "aws:eks/nodeGroup:NodeGroup": lambda name: {
        "nodeGroupName": f"{name}-1234567",
        "resources": [{"autoscalingGroups": [{"name": f"eks-{name}"}]}],
    },
}


def _nothing(name: str) -> dict[str, Any]:
    return {}


def _bare(value: Any) -> Any:
    """Take the wrapping off secrets."""
    from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

    if isinstance(value, dict):
        if value.get(_special_sig_key) == _special_secret_sig:
            return _bare(value["value"])
        return {key: _bare(item) for key, item in value.items()}
    return [_bare(item) for item in value] if isinstance(value, list) else value


def _stand_up(build: Callable[[], object], stack: str = "local", config: Mapping[str, str] | None = None) -> Registered:
    import pulumi
    from pulumi.runtime import mocks, set_all_config
    from pulumi.runtime.stack import run_pulumi_func
    from pulumi.runtime.sync_await import _sync_await

    registered = Registered()

    class Cloud(mocks.Mocks):
        def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            registered.resources.setdefault(args.typ, {})[args.name] = _bare(args.inputs)
            registered.providers[f"{args.typ}::{args.name}"] = args.provider or ""
            answers = ANSWERS.get(args.typ, _nothing)
            return f"{args.name}-id", {**args.inputs, **answers(args.name)}

        def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
            assert args.token == "aws:eks/getCluster:getCluster", f"the program looked something up: {args.token}"
            answer: dict[Any, Any] = {
                **args.args,
                "endpoint": "https://hub.eks.amazonaws.com",
                "certificateAuthorities": [{"data": "Q0E="}],
            }
            return answer, []

    def export(name: str, value: object) -> None:
        pulumi.Output.from_input(value).apply(lambda known: registered.exports.__setitem__(name, known))

    def run() -> None:
        made = pulumi.export
        pulumi.export = export
        try:
            build()
        finally:
            pulumi.export = made

    mocks.set_mocks(Cloud(), project="slipway", stack=stack)
    set_all_config(dict(config or {}))
    _sync_await(run_pulumi_func(run))
    return registered


@pytest.fixture(scope="session")
def stand_up() -> StandUp:
    """Run a function as a Pulumi program in stack `local`, with no configuration."""
    return _stand_up


@pytest.fixture(scope="session")
def stand_up_stack() -> StandUpStack:
    """Run the repository's program for one of its stacks, once a session."""
    import yaml

    done: dict[str, Registered] = {}

    def stack_of(name: str) -> Registered:
        if name not in done:
            content = yaml.safe_load((ROOT / f"stacks/Pulumi.{name}.yaml").read_text())["config"]
            config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in content.items()}
            done[name] = _stand_up(lambda: runpy.run_path(str(ROOT / "__main__.py")), name, config)
        return done[name]

    return stack_of
