"""The network as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.network.config import NatGateways, NetworkConfig
from components.network.subnets import SubnetPlan, Tier, plan_subnets

EVERYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class NetworkArgs:
    """What `Network` is made from.

    Attributes:
        config: the network's shape.
        region: AWS region, e.g. "us-west-2"; zones are named from it, so nothing is looked up.
        cluster_name: name of the EKS cluster whose load balancers and autoscaler find the subnets by their tags; None
            if no cluster will live here.
        tags: tags of every resource.
    """

    config: NetworkConfig
    region: str
    cluster_name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class Network(pulumi.ComponentResource):
    """A VPC with public, private and intra subnets over its zones, NAT as asked, and a gateway endpoint for S3.

    The VPC's default security group is emptied, no subnet gives public addresses, and intra subnets have no way out.

    Attributes:
        vpc_id: id of the VPC.
        vpc_cidr: its addresses.
        private_subnet_ids: subnets for nodes and pods, by zone in the order of the configuration.
        public_subnet_ids: subnets for load balancers and NAT, in the same order.
        intra_subnet_ids: subnets for the control plane's interfaces, in the same order.
        zones: full names of the zones, e.g. "us-west-2a", in the same order.

    Example:
        >>> network = Network(
        ...     "shop",
        ...     NetworkArgs(config=NetworkConfig(cidr="10.20.0.0/16", zones=("a", "b")), region="us-west-2"),
        ... )
        >>> pulumi.export("vpc", network.vpc_id)
    """

    vpc_id: pulumi.Output[str]
    vpc_cidr: pulumi.Output[str]
    private_subnet_ids: pulumi.Output[list[str]]
    public_subnet_ids: pulumi.Output[list[str]]
    intra_subnet_ids: pulumi.Output[list[str]]
    zones: pulumi.Output[list[str]]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:network:Network", name, None, opts)
        self._name = name
        self._args = args
        self._within = pulumi.ResourceOptions(parent=self)

        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=str(args.config.cidr),
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags=self._tags("vpc"),
            opts=self._within,
        )
        aws.ec2.DefaultSecurityGroup(
            f"{name}-default", vpc_id=vpc.id, ingress=[], egress=[], tags=self._tags("default"), opts=self._within
        )
        plans = plan_subnets(args.config.cidr, args.config.zones)
        subnets = {(plan.tier, plan.zone): self._subnet(plan, vpc) for plan in plans}
        tables, ready = self._route_tables(vpc, subnets)
        endpoint = aws.ec2.VpcEndpoint(
            f"{name}-s3",
            vpc_id=vpc.id,
            service_name=f"com.amazonaws.{args.region}.s3",
            vpc_endpoint_type="Gateway",
            route_table_ids=[table.id for table in tables],
            tags=self._tags("s3"),
            opts=self._within,
        )

        self.vpc_id = vpc.id
        self.vpc_cidr = vpc.cidr_block
        by_tier = {tier: pulumi.Output.all(*(subnets[tier, zone].id for zone in args.config.zones)) for tier in Tier}
        # A node that starts before its way out is there can't join its cluster, so the ids are known only then.
        self.private_subnet_ids = pulumi.Output.all(
            by_tier[Tier.PRIVATE], endpoint.id, *(resource.id for resource in ready)
        ).apply(lambda known: known[0])
        self.public_subnet_ids = by_tier[Tier.PUBLIC]
        self.intra_subnet_ids = by_tier[Tier.INTRA]
        self.zones = pulumi.Output.from_input([args.region + zone for zone in args.config.zones])
        self.register_outputs(
            {
                "vpcId": self.vpc_id,
                "vpcCidr": self.vpc_cidr,
                "privateSubnetIds": self.private_subnet_ids,
                "publicSubnetIds": self.public_subnet_ids,
                "intraSubnetIds": self.intra_subnet_ids,
                "zones": self.zones,
            }
        )

    def _tags(self, what: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        return {**self._args.tags, **(extra or {}), "Name": f"{self._name}-{what}"}

    def _subnet(self, plan: SubnetPlan, vpc: aws.ec2.Vpc) -> aws.ec2.Subnet:
        what = f"{plan.tier}-{plan.zone}"
        return aws.ec2.Subnet(
            f"{self._name}-{what}",
            vpc_id=vpc.id,
            cidr_block=str(plan.cidr),
            availability_zone=self._args.region + plan.zone,
            map_public_ip_on_launch=False,
            tags=self._tags(what, subnet_tags(plan.tier, self._args.cluster_name)),
            opts=self._within,
        )

    def _route_tables(
        self, vpc: aws.ec2.Vpc, subnets: Mapping[tuple[Tier, str], aws.ec2.Subnet]
    ) -> tuple[list[aws.ec2.RouteTable], list[pulumi.CustomResource]]:
        """Make tables and routes; give the tables, and what must be there before a private subnet is of use."""
        zones = self._args.config.zones
        gateway = aws.ec2.InternetGateway(f"{self._name}-igw", vpc_id=vpc.id, tags=self._tags("igw"), opts=self._within)
        public = self._route_table("public", vpc)
        intra = self._route_table("intra", vpc)
        # One table a zone whatever the NAT, so that going from one gateway to one a zone changes routes alone.
        private = {zone: self._route_table(f"private-{zone}", vpc) for zone in zones}
        ready: list[pulumi.CustomResource] = []
        for zone in zones:
            self._associate(f"public-{zone}", subnets[Tier.PUBLIC, zone], public)
            self._associate(f"intra-{zone}", subnets[Tier.INTRA, zone], intra)
            ready.append(self._associate(f"private-{zone}", subnets[Tier.PRIVATE, zone], private[zone]))

        self._route("public", public, gateway_id=gateway.id)
        nat_zones = {NatGateways.NONE: (), NatGateways.SINGLE: zones[:1], NatGateways.PER_ZONE: zones}
        gateways = {
            zone: self._nat(zone, subnets[Tier.PUBLIC, zone], gateway)
            for zone in nat_zones[self._args.config.nat_gateways]
        }
        for zone, table in private.items() if gateways else ():
            nat = gateways.get(zone, gateways[next(iter(gateways))])
            ready.append(self._route(f"private-{zone}", table, nat_gateway_id=nat.id))
        return [public, intra, *private.values()], ready

    def _route_table(self, what: str, vpc: aws.ec2.Vpc) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(f"{self._name}-{what}", vpc_id=vpc.id, tags=self._tags(what), opts=self._within)

    def _associate(self, what: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> aws.ec2.RouteTableAssociation:
        return aws.ec2.RouteTableAssociation(
            f"{self._name}-{what}", subnet_id=subnet.id, route_table_id=table.id, opts=self._within
        )

    def _route(
        self,
        what: str,
        table: aws.ec2.RouteTable,
        *,
        gateway_id: pulumi.Input[str] | None = None,
        nat_gateway_id: pulumi.Input[str] | None = None,
    ) -> aws.ec2.Route:
        return aws.ec2.Route(
            f"{self._name}-{what}",
            route_table_id=table.id,
            destination_cidr_block=EVERYWHERE,
            gateway_id=gateway_id,
            nat_gateway_id=nat_gateway_id,
            opts=self._within,
        )

    def _nat(self, zone: str, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway) -> aws.ec2.NatGateway:
        address = aws.ec2.Eip(
            f"{self._name}-nat-{zone}", domain="vpc", tags=self._tags(f"nat-{zone}"), opts=self._within
        )
        return aws.ec2.NatGateway(
            f"{self._name}-nat-{zone}",
            allocation_id=address.id,
            subnet_id=subnet.id,
            connectivity_type="public",
            tags=self._tags(f"nat-{zone}"),
            # AWS wants the VPC's internet gateway to be there first.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[gateway]),
        )


def subnet_tags(tier: Tier, cluster_name: str | None) -> dict[str, str]:
    """Give the tags by which controllers find a subnet.

    Source: AWS Load Balancer Controller, "Subnet auto-discovery" (kubernetes.io/role/…); Karpenter, "EC2NodeClass"
    (karpenter.sh/discovery, the tag that its own getting-started guide uses).

    Args:
        tier: what the subnet is for.
        cluster_name: the cluster that uses it; None gives no tags.
    """
    if cluster_name is None:
        return {}
    return {
        Tier.PUBLIC: {"kubernetes.io/role/elb": "1"},
        Tier.PRIVATE: {"kubernetes.io/role/internal-elb": "1", "karpenter.sh/discovery": cluster_name},
        Tier.INTRA: {},
    }[tier]
