"""The network of one stack: VPC, subnets over its zones, ways out, and the S3 gateway endpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.network.component import Network, NetworkArgs
    from components.network.config import NatGateways, NetworkConfig
    from components.network.subnets import SubnetPlan, Tier, plan_subnets

__all__ = ["NatGateways", "Network", "NetworkArgs", "NetworkConfig", "SubnetPlan", "Tier", "plan_subnets"]

__getattr__ = on_first_use(
    __name__,
    {
        "NatGateways": "config",
        "Network": "component",
        "NetworkArgs": "component",
        "NetworkConfig": "config",
        "SubnetPlan": "subnets",
        "Tier": "subnets",
        "plan_subnets": "subnets",
    },
)
