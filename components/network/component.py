"""The network as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Network

import pulumi
import pulumi_aws as aws

from components.network.after import after
from components.network.config import NetworkConfig
from components.network.discovery import subnet_tags
from components.network.endpoints import make_endpoints
from components.network.flow_logs import make_flow_logs, name_of
from components.network.ipv6 import ipv6_subnet
from components.network.routing import make_routing
from components.network.scope import Scope
from components.network.subnets import SubnetPlan, Tier, plan_subnets


@dataclass(frozen=True)
class NetworkArgs:
    """What `Network` is made from.

    Attributes:
        config: the network's shape.
        region: AWS region, e.g. "us-west-2"; zones are named from it, so nothing is looked up.
        cluster_name: name of the EKS cluster whose load balancers and autoscaler find the subnets by their tags, and
            what names in AWS begin with; None if no cluster will live here, then they begin with the component's name.
        tags: tags of every resource.
    """

    config: NetworkConfig
    region: str
    cluster_name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class Network(pulumi.ComponentResource):
    """A VPC over two to six zones: public, private and intra subnets, ways out and endpoints as asked, flow logs.

    The VPC's default security group is emptied, no subnet gives public addresses, intra subnets have no way out, and
    what leaves by an endpoint is limited to the account's own identities and, where AWS allows it, resources.

    Attributes:
        vpc_id: id of the VPC.
        vpc_cidr: its addresses.
        vpc_ipv6_cidr: its IPv6 addresses, a /56; empty where IPv6 is off.
        private_subnet_ids: subnets for nodes and pods, by zone in the order of the configuration.
        public_subnet_ids: subnets for load balancers and NAT, in the same order.
        intra_subnet_ids: subnets for the control plane's interfaces, in the same order.
        zones: full names of the zones, e.g. "us-west-2a", in the same order.
        private_route_table_ids: tables of the private subnets, in the same order.
        public_route_table_id: table of the public subnets.
        intra_route_table_id: table of the intra subnets.
        nat_addresses: public addresses that private subnets are seen as, for other people's allow-lists.
        endpoint_ids: name of a service ("s3", "ecr.api", …) → id of its endpoint.
        endpoint_security_group_id: security group of the interface endpoints; empty where there are none.
        flow_log_group: name of the flow logs' log group; empty where they are off.

    Example:
        >>> network = Network(
        ...     "shop",
        ...     NetworkArgs(config=NetworkConfig(cidr="10.20.0.0/16", zones=("a", "b")), region="us-west-2"),
        ... )
        >>> pulumi.export("vpc", network.vpc_id)
    """

    vpc_id: pulumi.Output[str]
    vpc_cidr: pulumi.Output[str]
    vpc_ipv6_cidr: pulumi.Output[str]
    private_subnet_ids: pulumi.Output[list[str]]
    public_subnet_ids: pulumi.Output[list[str]]
    intra_subnet_ids: pulumi.Output[list[str]]
    zones: pulumi.Output[list[str]]
    private_route_table_ids: pulumi.Output[list[str]]
    public_route_table_id: pulumi.Output[str]
    intra_route_table_id: pulumi.Output[str]
    nat_addresses: pulumi.Output[list[str]]
    endpoint_ids: pulumi.Output[dict[str, str]]
    endpoint_security_group_id: pulumi.Output[str]
    flow_log_group: pulumi.Output[str]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:network:Network", name, None, opts)
        config = args.config
        scope = Scope(name, args.cluster_name or name, args.region, args.tags, self)

        vpc = aws.ec2.Vpc(
            scope.called("vpc"),
            cidr_block=str(config.cidr),
            assign_generated_ipv6_cidr_block=True if config.ipv6 else None,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=scope.tagged("vpc"),
            opts=scope.within(),
        )
        aws.ec2.DefaultSecurityGroup(
            scope.called("default"),
            vpc_id=vpc.id,
            ingress=[],
            egress=[],
            tags=scope.tagged("default"),
            opts=scope.within(),
        )
        flow_logs = make_flow_logs(scope, config.flow_logs, vpc)
        subnets = {
            (plan.tier, plan.zone): _subnet(scope, plan, vpc, args) for plan in plan_subnets(config.cidr, config.zones)
        }
        by_tier = {tier: [subnets[tier, zone] for zone in config.zones] for tier in Tier}
        routing = make_routing(scope, config, vpc, subnets)
        endpoints = make_endpoints(scope, config, vpc, routing.tables, by_tier[Tier.PRIVATE])

        self.vpc_id = vpc.id
        self.vpc_cidr = vpc.cidr_block
        self.vpc_ipv6_cidr = vpc.ipv6_cidr_block if config.ipv6 else pulumi.Output.from_input("")
        # A node that starts before its ways out are there can't join its cluster, so who takes the ids waits for them.
        self.private_subnet_ids = after(
            pulumi.Output.all(*(subnet.id for subnet in by_tier[Tier.PRIVATE])),
            [*routing.ready, *endpoints.made.values()],
        )
        self.public_subnet_ids = pulumi.Output.all(*(subnet.id for subnet in by_tier[Tier.PUBLIC]))
        self.intra_subnet_ids = pulumi.Output.all(*(subnet.id for subnet in by_tier[Tier.INTRA]))
        self.zones = pulumi.Output.from_input([args.region + zone for zone in config.zones])
        self.private_route_table_ids = pulumi.Output.all(*(table.id for table in routing.private.values()))
        self.public_route_table_id = routing.public.id
        self.intra_route_table_id = routing.intra.id
        self.nat_addresses = pulumi.Output.all(*routing.nat_addresses)
        self.endpoint_ids = pulumi.Output.all(**{service: made.id for service, made in endpoints.made.items()})
        group = endpoints.security_group
        self.endpoint_security_group_id = pulumi.Output.from_input("" if group is None else group.id)
        self.flow_log_group = name_of(flow_logs)
        self.register_outputs(
            {
                "vpcId": self.vpc_id,
                "vpcCidr": self.vpc_cidr,
                "vpcIpv6Cidr": self.vpc_ipv6_cidr,
                "privateSubnetIds": self.private_subnet_ids,
                "publicSubnetIds": self.public_subnet_ids,
                "intraSubnetIds": self.intra_subnet_ids,
                "zones": self.zones,
                "privateRouteTableIds": self.private_route_table_ids,
                "publicRouteTableId": self.public_route_table_id,
                "intraRouteTableId": self.intra_route_table_id,
                "natAddresses": self.nat_addresses,
                "endpointIds": self.endpoint_ids,
                "endpointSecurityGroupId": self.endpoint_security_group_id,
                "flowLogGroup": self.flow_log_group,
            }
        )


def _subnet(scope: Scope, plan: SubnetPlan, vpc: aws.ec2.Vpc, args: NetworkArgs) -> aws.ec2.Subnet:
    what = f"{plan.tier}-{plan.zone}"
    ipv6 = args.config.ipv6
    return aws.ec2.Subnet(
        scope.called(what),
        vpc_id=vpc.id,
        cidr_block=str(plan.cidr),
        availability_zone=scope.region + plan.zone,
        map_public_ip_on_launch=False,
        ipv6_cidr_block=(
            vpc.ipv6_cidr_block.apply(lambda block: str(ipv6_subnet(IPv6Network(block), plan.tier, plan.zone)))
            if ipv6
            else None
        ),
        # Where the route leads to the internet gateway, an IPv6 address is a public one: it is given on request alone,
        # as load balancers do.
        assign_ipv6_address_on_creation=plan.tier is not Tier.PUBLIC if ipv6 else None,
        tags=scope.tagged(what, subnet_tags(plan.tier, args.cluster_name)),
        opts=scope.within(),
    )
