"""What moto leaves out of VPCs: flow logs find their group by ARN, IPv6 blocks that are given back and interfaces of
deleted NAT gateways are gone."""

from __future__ import annotations

from typing import Any


def complete_vpcs(backend_class: Any) -> None:
    """Mend moto's VPCs, flow logs and NAT gateways.

    Args:
        backend_class: moto's EC2Backend.
    """
    from moto.ec2.models.vpcs import VPC

    plain_create, plain_blocks = backend_class.create_flow_logs, VPC.get_cidr_block_association_set
    plain_delete_nat_gateway = backend_class.delete_nat_gateway

    def create_flow_logs(backend: Any, **named: Any) -> Any:
        """Say which log group an ARN means, so that its delivery doesn't count as failed."""
        destination = named.get("log_destination")
        if named.get("log_destination_type") == "cloud-watch-logs" and destination and not named.get("log_group_name"):
            named["log_group_name"] = str(destination).split(":log-group:", 1)[-1].removesuffix(":*")
        return plain_create(backend, **named)

    def get_cidr_block_association_set(vpc: Any, ipv6: bool = False) -> list[dict[str, Any]]:
        """Leave out blocks that have been given back."""
        blocks: list[dict[str, Any]] = plain_blocks(vpc, ipv6)
        return [block for block in blocks if block["cidr_block_state"]["state"] != "disassociated"]

    def delete_nat_gateway(backend: Any, nat_gateway_id: str) -> Any:
        """Take its network interface with it, and its address off it, as EC2 does and moto does not."""
        gateway = plain_delete_nat_gateway(backend, nat_gateway_id)
        for address in backend.addresses:
            if address.eni is gateway._eni:
                address.eni = address.association_id = None
        backend.enis.pop(gateway._eni.id, None)
        return gateway

    backend_class.create_flow_logs = create_flow_logs
    backend_class.delete_nat_gateway = delete_nat_gateway
    VPC.get_cidr_block_association_set = get_cidr_block_association_set
