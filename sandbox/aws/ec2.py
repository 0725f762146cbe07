"""What moto's EC2 leaves out and the platform needs: a gateway endpoint's routes follow its route tables."""

from __future__ import annotations

from typing import Any


def complete_ec2() -> None:
    """Mend moto's EC2, once in this process; call it before EC2 answers its first request."""
    from moto.ec2.models import EC2Backend

    if hasattr(EC2Backend, "slipway_complete"):
        return
    plain_modify, plain_delete = EC2Backend.modify_vpc_endpoint, EC2Backend.delete_vpc_endpoints

    def modify_vpc_endpoint(backend: Any, vpc_id: str, *arguments: Any, **named: Any) -> None:
        """Add and drop the endpoint's routes too, as EC2 does and moto only does at creation."""
        endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        before = set(endpoint.route_table_ids or [])
        plain_modify(backend, vpc_id, *arguments, **named)
        after = set(endpoint.route_table_ids or [])
        if endpoint.destination_prefix_list_id is None:
            return
        for table in after - before:
            backend.create_route(
                table, None, gateway_id=endpoint.id, destination_prefix_list_id=endpoint.destination_prefix_list_id
            )
        for table in before - after:
            _drop(backend, table, endpoint.destination_prefix_list_id)

    def delete_vpc_endpoints(backend: Any, vpce_ids: list[str] | None = None) -> None:
        """Remove endpoints whose route tables are gone already too."""
        for identity in vpce_ids or []:
            endpoint = backend.vpc_end_points.get(identity)
            if endpoint is not None and endpoint.route_table_ids:
                endpoint.route_table_ids = [table for table in endpoint.route_table_ids if _has_route(backend, table, endpoint)]
        plain_delete(backend, vpce_ids)

    EC2Backend.modify_vpc_endpoint = modify_vpc_endpoint
    EC2Backend.delete_vpc_endpoints = delete_vpc_endpoints
    EC2Backend.slipway_complete = True


def _has_route(backend: Any, table: str, endpoint: Any) -> bool:
    found = backend.route_tables.get(table)
    return found is not None and any(
        route.destination_prefix_list is not None and route.destination_prefix_list.id == endpoint.destination_prefix_list_id
        for route in found.routes
    )


def _drop(backend: Any, table: str, prefix_list: str) -> None:
    from moto.ec2.exceptions import InvalidRouteError, InvalidRouteTableIdError

    try:
        backend.delete_route(table, prefix_list)
    except (InvalidRouteError, InvalidRouteTableIdError):
        return
