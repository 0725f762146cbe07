"""What a stack says about its network."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from components.model import Count, Settings, Switch, refusal
from components.network.subnets import DELEGATED, LARGEST_VPC_PREFIX, SMALLEST_VPC_PREFIX, Tier, plan_subnets
from components.retention import RetentionDays


class NatGateways(StrEnum):
    """How private subnets reach the internet."""

    NONE = "none"
    SINGLE = "single"
    PER_ZONE = "per-zone"


class InterfaceEndpoint(StrEnum):
    """A service of AWS that private subnets reach by an interface of their own, in the words of its service name."""

    ECR_API = "ecr.api"
    ECR_DKR = "ecr.dkr"
    STS = "sts"
    EC2 = "ec2"
    LOGS = "logs"
    EKS = "eks"
    EKS_AUTH = "eks-auth"
    ELASTICLOADBALANCING = "elasticloadbalancing"


class Traffic(StrEnum):
    """Which traffic flow logs tell of."""

    ALL = "all"
    ACCEPT = "accept"
    REJECT = "reject"


def _cidr(value: object) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str):
        given = "nothing" if value is None else repr(value)
        raise refusal(f"{given} is not text", do="write a CIDR block such as 10.0.0.0/16")
    try:
        return IPv4Network(value)
    except ValueError:
        pass
    try:
        network = IPv4Network(value, strict=False)
    except ValueError:
        raise refusal(f"{value!r} is not an IPv4 CIDR block", do="write one such as 10.0.0.0/16") from None
    raise refusal(f"{value!r} has bits set after its prefix", do=f"write {network}")


Cidr = Annotated[
    IPv4Network, BeforeValidator(_cidr), WithJsonSchema({"type": "string", "pattern": r"^[0-9.]+/[0-9]{1,2}$"})
]
"""An IPv4 block such as 10.0.0.0/16, written with no bits set after its prefix."""

AccountId = Annotated[str, Field(pattern=r"^[0-9]{12}$")]
"""Number of an AWS account: twelve digits, in quotes."""

PRIVATE_BLOCKS = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Addresses that a VPC may take: RFC 1918 and the shared range of RFC 6598, which AWS allows too."""


class FlowLogsConfig(Settings):
    """Logs of who talked to whom in the network (`slipway:network.flowLogs`)."""

    enabled: Switch = True
    """Whether they are kept at all."""

    traffic: Traffic = Traffic.ALL
    """Which traffic they tell of: `all`, `accept` (let through) or `reject` (turned away)."""

    retention_days: RetentionDays = 30
    """Days for which CloudWatch keeps them (365 in prod)."""

    aggregation_seconds: Literal[60, 600] = 600
    """Seconds of traffic that one record sums up: 600, or 60 for a closer look at six times the records."""


class NetworkConfig(Settings):
    """The network of one stack (`slipway:network`)."""

    cidr: Cidr
    """Addresses of the VPC, /16 to /22, e.g. 10.20.0.0/16; not those of a network that it is ever joined to."""

    zones: Annotated[tuple[str, ...], Field(json_schema_extra={"minItems": 2, "maxItems": 6, "uniqueItems": True})]
    """Letters of the availability zones, two to six, e.g. [a, b, c]. A zone's addresses depend on its letter alone."""

    nat_gateways: NatGateways = NatGateways.SINGLE
    """Ways out of the private subnets in IPv4: `none`, `single` (one for all zones) or `per-zone`."""

    ipv6: Switch = False
    """Whether the VPC has IPv6 beside IPv4: a /56 of Amazon's, a /64 a subnet, private subnets leave by an egress-only
    gateway whatever natGateways says. Turning it on changes what stands in place; AWS takes the block back only when
    no subnet uses it any more."""

    interface_endpoints: Annotated[tuple[InterfaceEndpoint, ...], Field(json_schema_extra={"uniqueItems": True})] = (
        *InterfaceEndpoint,
    )
    """Services of AWS that private subnets reach without leaving the VPC; all eight if it is not given, [] for none (S3
    always is, by a gateway that costs nothing). Each costs by the hour in each zone."""

    trusted_accounts: tuple[AccountId, ...] = ()
    """AWS accounts, in quotes, that the endpoints let through beside the network's own: their identities and their
    resources, e.g. buckets for logs."""

    flow_logs: FlowLogsConfig = FlowLogsConfig()
    """Logs of who talked to whom."""

    pods_per_zone: Count = 0
    """Addresses that pods of one zone need, in the whole blocks of 16 that the VPC CNI hands out; a network too small
    for them is refused. 0 asks for nothing."""

    @field_validator("cidr")
    @classmethod
    def _fits_a_vpc(cls, cidr: IPv4Network) -> IPv4Network:
        if cidr.prefixlen > SMALLEST_VPC_PREFIX:
            raise refusal(
                f"{cidr} is too small: its subnets would be smaller than the /28 that AWS allows",
                do=f"write a block of /{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX}",
            )
        if cidr.prefixlen < LARGEST_VPC_PREFIX:
            raise refusal(
                f"{cidr} is larger than a VPC can be",
                do=f"write a block of /{LARGEST_VPC_PREFIX} to /{SMALLEST_VPC_PREFIX}",
            )
        if not any(cidr.subnet_of(block) for block in PRIVATE_BLOCKS):
            raise refusal(
                f"{cidr} is not a private range", do="take a block of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
            )
        return cidr

    @field_validator("zones")
    @classmethod
    def _are_two_to_six_letters(cls, zones: tuple[str, ...]) -> tuple[str, ...]:
        for index, zone in enumerate(zones):
            if len(zone) != 1 or zone not in "abcdef":
                raise refusal(
                    f"{zone!r} is not the letter of a zone",
                    at=(index,),
                    do="write one letter of a to f, without the region's name",
                )
            if zone in zones[:index]:
                raise refusal(f"zone {zone!r} is named twice", at=(index,), do="name each zone once")
        if not 2 <= len(zones) <= 6:
            raise refusal(
                f"{len(zones)} zone{'' if len(zones) == 1 else 's'} named", do="name two to six zones, e.g. [a, b, c]"
            )
        return zones

    @field_validator("interface_endpoints")
    @classmethod
    def _are_named_once(cls, endpoints: tuple[InterfaceEndpoint, ...]) -> tuple[InterfaceEndpoint, ...]:
        for index, endpoint in enumerate(endpoints):
            if endpoint in endpoints[:index]:
                raise refusal(f"{endpoint.value!r} is named twice", at=(index,), do="name each endpoint once")
        return endpoints

    @model_validator(mode="after")
    def _has_room_for_pods(self) -> NetworkConfig:
        room = min(plan.pods for plan in plan_subnets(self.cidr, self.zones) if plan.tier is Tier.PRIVATE)
        if room < self.pods_per_zone:
            raise refusal(
                f"the private subnets of {self.cidr} have {room} addresses for pods, in whole blocks of {DELEGATED}, "
                f"not the {self.pods_per_zone} asked for",
                at=("podsPerZone",),
                do="ask for fewer, or give the network a larger block",
            )
        return self
