"""The functions (`get…`) of pulumi-aws that the stand-in answers: a table again, and policy documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from sandbox.providers.aws.cloud import Cloud, dns_suffix_of, partition_of
from sandbox.providers.aws.errors import NotInTable
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.policy_document import policy_document
from sandbox.providers.aws.rows import Call
from sandbox.providers.aws.state import filled
from sandbox.providers.aws.template import Each, First, Template, Text, at, plain
from sandbox.providers.aws.wire import Properties, Value


@dataclass(frozen=True)
class Function:
    """One function.

    Args:
        service: boto3's service.
        call: what is asked, with the arguments at hand; None for one that needs no call.
        outputs: what is answered, with AWS's answer at hand and the arguments as `@p`.
        at: path in the answer to what the outputs are about.
    """

    service: str
    call: Call | None
    outputs: Mapping[str, Template] = field(default_factory=dict)
    at: str = ""


_FILTERS = Each("$filters", {"Name": "$name", "Values": "$values"})

FUNCTIONS: Mapping[str, Function] = {
    "aws:index/getCallerIdentity:getCallerIdentity": Function(
        "sts",
        Call("get_caller_identity"),
        {"accountId": "$Account", "arn": "$Arn", "userId": "$UserId", "id": "$Account"},
    ),
    "aws:index/getPartition:getPartition": Function(
        "sts",
        None,
        {"partition": "@partition", "dnsSuffix": "@dns", "reverseDnsPrefix": "@reverse_dns", "id": "@partition"},
    ),
    "aws:index/getRegion:getRegion": Function(
        "ec2",
        None,
        {
            "name": "@region",
            "region": "@region",
            "id": "@region",
            "endpoint": Text("ec2.{@region}.{@dns}"),
            "description": "@region",
        },
    ),
    "aws:index/getAvailabilityZones:getAvailabilityZones": Function(
        "ec2",
        Call("describe_availability_zones", {"Filters": First((_FILTERS, [{"Name": "state", "Values": ["$state"]}]))}),
        {
            "names": Each("$AvailabilityZones", "$ZoneName"),
            "zoneIds": Each("$AvailabilityZones", "$ZoneId"),
            "groupNames": Each("$AvailabilityZones", "@region"),
            "id": "@region",
        },
    ),
    "aws:ec2/getVpc:getVpc": Function(
        "ec2",
        Call("describe_vpcs", {"VpcIds": ["$id"], "Filters": _FILTERS}),
        {
            "id": "$VpcId",
            "cidrBlock": "$CidrBlock",
            "default": "$IsDefault",
            "ownerId": "$OwnerId",
            "tags": "$Tags|frompairs",
        },
        at="Vpcs.0",
    ),
    "aws:ec2/getSubnets:getSubnets": Function(
        "ec2", Call("describe_subnets", {"Filters": _FILTERS}), {"ids": Each("$Subnets", "$SubnetId"), "id": "@region"}
    ),
    "aws:ec2/getAmi:getAmi": Function(
        "ec2",
        Call("describe_images", {"Owners": "$owners", "Filters": _FILTERS}),
        {"id": "$ImageId", "imageId": "$ImageId", "name": "$Name", "architecture": "$Architecture", "arn": "$ImageId"},
        at="Images.0",
    ),
    "aws:eks/getCluster:getCluster": Function(
        "eks",
        Call("describe_cluster", {"name": "$name"}),
        {
            "id": "$name",
            "name": "$name",
            "arn": "$arn",
            "version": "$version",
            "endpoint": "$endpoint",
            "certificateAuthorities": [{"data": "$certificateAuthority.data"}],
            "status": "$status",
        },
        at="cluster",
    ),
    "aws:iam/getRole:getRole": Function(
        "iam",
        Call("get_role", {"RoleName": "$name"}),
        {"id": "$RoleName", "name": "$RoleName", "arn": "$Arn"},
        at="Role",
    ),
    "aws:ssm/getParameter:getParameter": Function(
        "ssm",
        Call("get_parameter", {"Name": "$name", "WithDecryption": True}),
        {"id": "$Name", "name": "$Name", "value": "$Value", "type": "$Type", "arn": "$ARN", "version": "$Version"},
        at="Parameter",
    ),
}
"""Every function that is answered, by its token."""

_POLICY_DOCUMENT = "aws:iam/getPolicyDocument:getPolicyDocument"


def answer(cloud: Cloud, token: str, arguments: Properties, region: str) -> dict[str, Value]:
    """Answer a function.

    Args:
        cloud: where calls go.
        token: the function's token.
        arguments: its arguments.
        region: the region it is asked in.

    Raises:
        NotInTable: the token has no row.
        AwsRefused: AWS refused the call.
    """
    if token == _POLICY_DOCUMENT:
        return policy_document(arguments)
    function = FUNCTIONS.get(token)
    if function is None:
        near = get_close_matches(token, [*FUNCTIONS, _POLICY_DOCUMENT], n=1)
        raise NotInTable(
            f"the sandbox's aws provider has no row for function {token}" + (f" (nearest: {near[0]})" if near else ""),
            where=token,
            do="add it to FUNCTIONS in sandbox/providers/aws/functions.py, or pass the value in as configuration",
        )
    names: dict[str, Any] = {
        "region": region,
        "partition": partition_of(region),
        "dns": dns_suffix_of(region),
        "reverse_dns": ".".join(reversed(dns_suffix_of(region).split("."))),
        "p": arguments,
    }

    def lookup(name: str) -> Any:
        return names.get(name, MISSING)

    seen: Value = {}
    if function.call is not None:
        sent = filled(function.call.parameters, arguments, lookup)
        seen = plain(at(cloud.call(function.service, region, function.call.operation, sent, urn=token), function.at))
    return {**arguments, **filled(function.outputs, seen, lookup), "region": region}
