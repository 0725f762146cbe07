"""Route tables, the ways out, and which subnet takes which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.network.config import NatGateways, NetworkConfig
from components.network.scope import Scope
from components.network.subnets import Tier

EVERYWHERE = "0.0.0.0/0"
EVERYWHERE_V6 = "::/0"

Subnets = Mapping[tuple[Tier, str], aws.ec2.Subnet]
"""Tier and zone → the subnet."""


@dataclass(frozen=True)
class Routing:
    """The routes of a network.

    Attributes:
        public: the table of the public subnets.
        intra: the table of the intra subnets, with no way out.
        private: zone → the table of its private subnet.
        nat_addresses: public addresses that private subnets are seen as, by zone.
        ready: what must be there before a private subnet is of use.
    """

    public: aws.ec2.RouteTable
    intra: aws.ec2.RouteTable
    private: Mapping[str, aws.ec2.RouteTable]
    nat_addresses: Sequence[pulumi.Output[str]]
    ready: Sequence[pulumi.CustomResource]

    @property
    def tables(self) -> list[aws.ec2.RouteTable]:
        """Give all tables."""
        return [self.public, self.intra, *self.private.values()]


def make_routing(scope: Scope, config: NetworkConfig, vpc: aws.ec2.Vpc, subnets: Subnets) -> Routing:
    """Make tables, gateways and routes.

    IPv4 leaves by the internet gateway (public) and by NAT as configured (private); IPv6, where it is on, by the
    internet gateway and by an egress-only one, which lets nobody in. Intra subnets have no way out in either.
    """
    zones = config.zones
    gateway = aws.ec2.InternetGateway(scope.called("igw"), vpc_id=vpc.id, tags=scope.tagged("igw"), opts=scope.within())
    public = _table(scope, "public", vpc)
    intra = _table(scope, "intra", vpc)
    # One table a zone whatever the NAT, so that going from one gateway to one a zone changes routes alone.
    private = {zone: _table(scope, f"private-{zone}", vpc) for zone in zones}
    ready: list[pulumi.CustomResource] = []
    for zone in zones:
        _associate(scope, f"public-{zone}", subnets[Tier.PUBLIC, zone], public)
        _associate(scope, f"intra-{zone}", subnets[Tier.INTRA, zone], intra)
        ready.append(_associate(scope, f"private-{zone}", subnets[Tier.PRIVATE, zone], private[zone]))

    _route(scope, "public", public, to=EVERYWHERE, gateway_id=gateway.id)
    nat_zones = {NatGateways.NONE: (), NatGateways.SINGLE: zones[:1], NatGateways.PER_ZONE: zones}
    nats = {zone: _nat(scope, zone, subnets[Tier.PUBLIC, zone], gateway) for zone in nat_zones[config.nat_gateways]}
    for zone, table in private.items() if nats else ():
        nat = nats.get(zone, nats[next(iter(nats))])
        ready.append(_route(scope, f"private-{zone}", table, to=EVERYWHERE, nat_gateway_id=nat.id))
    if config.ipv6:
        _route(scope, "public-ipv6", public, to=EVERYWHERE_V6, gateway_id=gateway.id)
        egress = aws.ec2.EgressOnlyInternetGateway(
            scope.called("eigw"), vpc_id=vpc.id, tags=scope.tagged("eigw"), opts=scope.within()
        )
        for zone, table in private.items():
            ready.append(
                _route(scope, f"private-{zone}-ipv6", table, to=EVERYWHERE_V6, egress_only_gateway_id=egress.id)
            )
    return Routing(public, intra, private, [nat.public_ip for nat in nats.values()], ready)


def _table(scope: Scope, what: str, vpc: aws.ec2.Vpc) -> aws.ec2.RouteTable:
    return aws.ec2.RouteTable(scope.called(what), vpc_id=vpc.id, tags=scope.tagged(what), opts=scope.within())


def _associate(
    scope: Scope, what: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable
) -> aws.ec2.RouteTableAssociation:
    return aws.ec2.RouteTableAssociation(
        scope.called(what), subnet_id=subnet.id, route_table_id=table.id, opts=scope.within()
    )


def _route(
    scope: Scope,
    what: str,
    table: aws.ec2.RouteTable,
    *,
    to: str,
    gateway_id: pulumi.Input[str] | None = None,
    nat_gateway_id: pulumi.Input[str] | None = None,
    egress_only_gateway_id: pulumi.Input[str] | None = None,
) -> aws.ec2.Route:
    return aws.ec2.Route(
        scope.called(what),
        route_table_id=table.id,
        destination_cidr_block=to if to == EVERYWHERE else None,
        destination_ipv6_cidr_block=to if to == EVERYWHERE_V6 else None,
        gateway_id=gateway_id,
        nat_gateway_id=nat_gateway_id,
        egress_only_gateway_id=egress_only_gateway_id,
        opts=scope.within(),
    )


def _nat(scope: Scope, zone: str, subnet: aws.ec2.Subnet, gateway: aws.ec2.InternetGateway) -> aws.ec2.NatGateway:
    what = f"nat-{zone}"
    address = aws.ec2.Eip(scope.called(what), domain="vpc", tags=scope.tagged(what), opts=scope.within())
    return aws.ec2.NatGateway(
        scope.called(what),
        allocation_id=address.id,
        subnet_id=subnet.id,
        connectivity_type="public",
        tags=scope.tagged(what),
        # AWS wants the VPC's internet gateway to be there first.
        opts=scope.within(after=[gateway]),
    )
