"""Moto's EC2 made lighter, and what it leaves out: routes of gateway endpoints, interfaces of NAT gateways."""

from __future__ import annotations

import sys
from typing import Any


class _Offerings(dict[str, Any]):
    """Which instance types each region offers at one kind of place, read when a region is first asked for.

    Moto reads all of them when it is imported: 75 MB for what the sandbox hardly ever asks.
    """

    def __init__(self, kind: str, regions: set[str]) -> None:
        super().__init__()
        self._kind = kind
        self._regions = regions

    def __contains__(self, region: object) -> bool:
        return region in self._regions

    def __missing__(self, region: str) -> Any:
        from moto.utilities.utils import load_resource

        found = load_resource(f"ec2/resources/instance_type_offerings/{self._kind}/{region}.json")
        for offering in found:
            offering["LocationType"] = self._kind
        self[region] = found
        return found


def import_ec2() -> None:
    """Import moto's EC2 without its tables of offerings; does nothing where EC2 has been imported already."""
    if "moto.ec2.models.instance_types" in sys.modules:
        return
    from moto.utilities import utils

    plain = utils.load_resource
    utils.load_resource = lambda resource: [] if "instance_type_offerings" in resource else plain(resource)
    try:
        from moto.ec2.models import instance_types
    finally:
        utils.load_resource = plain
    instance_types.load_resource = plain
    for kind, regions in list(instance_types.INSTANCE_TYPE_OFFERINGS.items()):
        instance_types.INSTANCE_TYPE_OFFERINGS[kind] = _Offerings(kind, set(regions))


def complete_ec2() -> None:
    """Mend moto's EC2, once in this process; call it before EC2 answers its first request."""
    import_ec2()
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
                endpoint.route_table_ids = [
                    table for table in endpoint.route_table_ids if _has_route(backend, table, endpoint)
                ]
        plain_delete(backend, vpce_ids)

    plain_delete_nat_gateway = EC2Backend.delete_nat_gateway

    def delete_nat_gateway(backend: Any, nat_gateway_id: str) -> Any:
        """Take its network interface with it, and its address off it, as EC2 does and moto does not."""
        gateway = plain_delete_nat_gateway(backend, nat_gateway_id)
        for address in backend.addresses:
            if address.eni is gateway._eni:
                address.eni = address.association_id = None
        backend.enis.pop(gateway._eni.id, None)
        return gateway

    EC2Backend.delete_nat_gateway = delete_nat_gateway
    EC2Backend.modify_vpc_endpoint = modify_vpc_endpoint
    EC2Backend.delete_vpc_endpoints = delete_vpc_endpoints
    EC2Backend.slipway_complete = True


def _has_route(backend: Any, table: str, endpoint: Any) -> bool:
    found = backend.route_tables.get(table)
    return found is not None and any(
        route.destination_prefix_list is not None
        and route.destination_prefix_list.id == endpoint.destination_prefix_list_id
        for route in found.routes
    )


def _drop(backend: Any, table: str, prefix_list: str) -> None:
    from moto.ec2.exceptions import InvalidRouteError, InvalidRouteTableIdError

    try:
        backend.delete_route(table, prefix_list)
    except (InvalidRouteError, InvalidRouteTableIdError):
        return
