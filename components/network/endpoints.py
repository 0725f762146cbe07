"""The network's endpoints: AWS's services reached without leaving it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.network.config import NetworkConfig
from components.network.endpoint_policy import GATEWAY, endpoint_policy
from components.network.scope import Scope

HTTPS = 443


@dataclass(frozen=True)
class Endpoints:
    """The endpoints of a network.

    Attributes:
        made: name (`s3`, `ecr.api`, …) → the endpoint.
        security_group: the group of the interface endpoints; None where there are none.
    """

    made: Mapping[str, aws.ec2.VpcEndpoint]
    security_group: aws.ec2.SecurityGroup | None


def make_endpoints(
    scope: Scope,
    config: NetworkConfig,
    vpc: aws.ec2.Vpc,
    tables: Sequence[aws.ec2.RouteTable],
    private_subnets: Sequence[aws.ec2.Subnet],
) -> Endpoints:
    """Make the gateway endpoint for S3 and the interface endpoints that the configuration asks for.

    Args:
        scope: where.
        config: the network's shape.
        vpc: the VPC.
        tables: route tables that reach S3 by the gateway.
        private_subnets: subnets in which the interfaces are, one a zone.
    """
    accounts: pulumi.Output[list[str]] = vpc.owner_id.apply(
        lambda own: [own, *(other for other in config.trusted_accounts if other != own)]
    )

    def policy(endpoint: str) -> pulumi.Output[str]:
        return accounts.apply(lambda known: endpoint_policy(endpoint, known))

    def service(endpoint: str) -> str:
        return f"com.amazonaws.{scope.region}.{endpoint}"

    made = {
        GATEWAY: aws.ec2.VpcEndpoint(
            scope.called(GATEWAY),
            vpc_id=vpc.id,
            service_name=service(GATEWAY),
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables],
            policy=policy(GATEWAY),
            tags=scope.tagged(GATEWAY),
            opts=scope.within(),
        )
    }
    if not config.interface_endpoints:
        return Endpoints(made, None)
    group, rule = _security_group(scope, config, vpc)
    for endpoint in config.interface_endpoints:
        what = endpoint.replace(".", "-")
        made[endpoint.value] = aws.ec2.VpcEndpoint(
            scope.called(what),
            vpc_id=vpc.id,
            service_name=service(endpoint),
            vpc_endpoint_type="Interface",
            subnet_ids=[subnet.id for subnet in private_subnets],
            security_group_ids=[group.id],
            private_dns_enabled=True,
            policy=policy(endpoint),
            tags=scope.tagged(what),
            # From its first moment names lead to the endpoint, so what lets traffic in must be there before.
            opts=scope.within(after=[rule]),
        )
    return Endpoints(made, group)


def _security_group(
    scope: Scope, config: NetworkConfig, vpc: aws.ec2.Vpc
) -> tuple[aws.ec2.SecurityGroup, aws.vpc.SecurityGroupIngressRule]:
    """Make the group of the interfaces: HTTPS from the VPC, nothing out.

    The interfaces have IPv4 addresses alone, and pods of an IPv6 cluster reach those by their node's, so the VPC's IPv6
    block needs no rule. The provider takes away the rule that lets all out, which AWS gives every new group.
    """
    what = "endpoints"
    group = aws.ec2.SecurityGroup(
        scope.called(what),
        description=f"Interface endpoints of {scope.physical_name}: HTTPS from the VPC",
        vpc_id=vpc.id,
        tags=scope.tagged(what),
        opts=scope.within(),
    )
    rule = aws.vpc.SecurityGroupIngressRule(
        scope.called(what),
        security_group_id=group.id,
        description="HTTPS from the VPC",
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        cidr_ipv4=str(config.cidr),
        tags=scope.tagged(what),
        opts=scope.within(),
    )
    return group, rule
