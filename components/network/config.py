"""What a stack says about its network."""

from __future__ import annotations

from enum import StrEnum
from ipaddress import IPv4Network
from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, field_validator, model_validator

from components.model import Count, Settings, refusal
from components.network.subnets import LARGEST_VPC_PREFIX, SMALLEST_VPC_PREFIX, Tier, plan_subnets


class NatGateways(StrEnum):
    """How private subnets reach the internet."""

    NONE = "none"
    SINGLE = "single"
    PER_ZONE = "per-zone"


def _cidr(value: object) -> IPv4Network:
    if isinstance(value, IPv4Network):
        return value
    if not isinstance(value, str):
        raise refusal(f"{value!r} is not text", do="write a CIDR block such as 10.0.0.0/16")
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

PRIVATE_BLOCKS = tuple(
    IPv4Network(block) for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""Addresses that a VPC may take: RFC 1918 and the shared range of RFC 6598, which AWS allows too."""


class NetworkConfig(Settings):
    """The network of one stack (`slipway:network`)."""

    cidr: Cidr
    """Addresses of the VPC, /16 to /22, e.g. 10.20.0.0/16; not those of a network that it is ever joined to."""

    zones: Annotated[tuple[str, ...], Field(json_schema_extra={"minItems": 2, "maxItems": 6, "uniqueItems": True})]
    """Letters of the availability zones, two to six, e.g. [a, b, c]. A zone's addresses depend on its letter alone."""

    nat_gateways: NatGateways = NatGateways.SINGLE
    """Ways out of the private subnets: `none`, `single` (one for all zones) or `per-zone`."""

    pods_per_zone: Count = 0
    """Addresses that nodes and pods of one zone need; a block too small for them is refused. 0 asks for nothing."""

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

    @model_validator(mode="after")
    def _has_room_for_pods(self) -> NetworkConfig:
        room = min(plan.room for plan in plan_subnets(self.cidr, self.zones) if plan.tier is Tier.PRIVATE)
        if room < self.pods_per_zone:
            raise refusal(
                f"the private subnets of {self.cidr} have {room} addresses, not the {self.pods_per_zone} asked for",
                at=("podsPerZone",),
                do="ask for fewer, or give the network a larger block",
            )
        return self
