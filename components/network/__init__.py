"""The network of one stack: VPC, subnets over its zones, ways out, endpoints for AWS's services, flow logs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.network.component import Network, NetworkArgs
    from components.network.config import FlowLogsConfig, InterfaceEndpoint, NatGateways, NetworkConfig, Traffic
    from components.network.ipv6 import ipv6_subnet
    from components.network.subnets import SubnetPlan, Tier, plan_subnets

__all__ = [
    "FlowLogsConfig",
    "InterfaceEndpoint",
    "NatGateways",
    "Network",
    "NetworkArgs",
    "NetworkConfig",
    "SubnetPlan",
    "Tier",
    "Traffic",
    "ipv6_subnet",
    "plan_subnets",
]

__getattr__ = on_first_use(
    __name__,
    {
        "FlowLogsConfig": "config",
        "InterfaceEndpoint": "config",
        "NatGateways": "config",
        "Network": "component",
        "NetworkArgs": "component",
        "NetworkConfig": "config",
        "SubnetPlan": "subnets",
        "Tier": "subnets",
        "Traffic": "config",
        "ipv6_subnet": "ipv6",
        "plan_subnets": "subnets",
    },
)
