"""What moto leaves out of VPC endpoints: what an endpoint is made of follows what it is changed to, and goes with it.

A gateway endpoint's routes follow its route tables; an interface endpoint has an interface in each of its subnets, with
an address of that subnet and the endpoint's security groups, and none is left when it is gone.
"""

from __future__ import annotations

from typing import Any


def complete_endpoints(backend_class: Any) -> None:
    """Mend moto's endpoints.

    Args:
        backend_class: moto's EC2Backend.
    """
    plain_create = backend_class.create_vpc_endpoint
    plain_modify = backend_class.modify_vpc_endpoint
    plain_delete = backend_class.delete_vpc_endpoints

    def create_vpc_endpoint(backend: Any, **named: Any) -> Any:
        """Give each subnet's interface an address of the subnet, where moto takes any private one."""
        if not _is_interface(named.get("endpoint_type")):
            kind = named.get("endpoint_type") or "Gateway"
            return plain_create(backend, **{**named, "endpoint_type": kind, "private_dns_enabled": False})
        subnets = list(named.get("subnet_ids") or [])
        for subnet in subnets:
            backend.get_subnet(subnet)
        endpoint = plain_create(backend, **{**named, "subnet_ids": []})
        endpoint.subnet_ids = subnets
        for subnet in subnets:
            _put_interface(backend, endpoint, subnet)
        return endpoint

    def modify_vpc_endpoint(backend: Any, vpc_id: str, *arguments: Any, **named: Any) -> None:
        """Add and drop routes, interfaces and their groups too, as EC2 does."""
        endpoint = backend.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
        tables, subnets = set(endpoint.route_table_ids or []), set(endpoint.subnet_ids or [])
        plain_modify(backend, vpc_id, *arguments, **named)
        if _is_interface(endpoint.vpc_endpoint_type):
            _follow_subnets(backend, endpoint, subnets)
        elif endpoint.destination_prefix_list_id is not None:
            _follow_tables(backend, endpoint, tables)

    def delete_vpc_endpoints(backend: Any, vpce_ids: list[str] | None = None) -> None:
        """Remove endpoints whose route tables are gone already too, and all that they were made of."""
        for identity in vpce_ids or []:
            endpoint = backend.vpc_end_points.get(identity)
            if endpoint is None:
                continue
            endpoint.route_table_ids = [
                table for table in endpoint.route_table_ids or [] if _has_route(backend, table, endpoint)
            ]
            for interface in list(endpoint.network_interface_ids or []):
                _drop_interface(backend, endpoint, interface)
        plain_delete(backend, vpce_ids)
        for identity in vpce_ids or []:
            backend.vpc_end_points.pop(identity, None)

    backend_class.create_vpc_endpoint = create_vpc_endpoint
    backend_class.modify_vpc_endpoint = modify_vpc_endpoint
    backend_class.delete_vpc_endpoints = delete_vpc_endpoints
    _complete_private_dns()


def _complete_private_dns() -> None:
    """Let private DNS be switched, which moto's answer to ModifyVpcEndpoint passes over."""
    from moto.ec2.responses.vpcs import VPCs

    plain = VPCs.modify_vpc_endpoint

    def modify_vpc_endpoint(response: Any) -> Any:
        answer = plain(response)
        wanted = response._get_bool_param("PrivateDnsEnabled")
        if wanted is not None:
            identity = response._get_param("VpcEndpointId")
            endpoint = response.ec2_backend.describe_vpc_endpoints(vpc_end_point_ids=[identity])[0]
            endpoint.private_dns_enabled = wanted
        return answer

    VPCs.modify_vpc_endpoint = modify_vpc_endpoint


def _is_interface(kind: str | None) -> bool:
    return (kind or "").lower() == "interface"


def _put_interface(backend: Any, endpoint: Any, subnet: str) -> None:
    place = backend.get_subnet(subnet)
    interface = backend.create_network_interface(
        subnet,
        place.get_available_subnet_ip(endpoint),
        group_ids=list(endpoint.security_group_ids),
        description=f"VPC Endpoint Interface {endpoint.id}",
    )
    interface.requester_managed = True
    interface.interface_type = "vpc_endpoint"
    interface.status = "in-use"
    endpoint.network_interface_ids = [*(endpoint.network_interface_ids or []), interface.id]


def _drop_interface(backend: Any, endpoint: Any, identity: str) -> None:
    interface = backend.enis.pop(identity, None)
    if interface is not None:
        interface.subnet.del_subnet_ip(interface.private_ip_address)
    endpoint.network_interface_ids = [other for other in endpoint.network_interface_ids if other != identity]


def _follow_subnets(backend: Any, endpoint: Any, before: set[str]) -> None:
    after = set(endpoint.subnet_ids or [])
    for identity in list(endpoint.network_interface_ids or []):
        interface = backend.enis.get(identity)
        if interface is None or interface.subnet.id not in after:
            _drop_interface(backend, endpoint, identity)
        else:
            interface._group_set = [backend.get_security_group_from_id(group) for group in endpoint.security_group_ids]
    for subnet in sorted(after - before):
        _put_interface(backend, endpoint, subnet)


def _follow_tables(backend: Any, endpoint: Any, before: set[str]) -> None:
    after = set(endpoint.route_table_ids or [])
    for table in after - before:
        backend.create_route(
            table, None, gateway_id=endpoint.id, destination_prefix_list_id=endpoint.destination_prefix_list_id
        )
    for table in before - after:
        _drop_route(backend, table, endpoint.destination_prefix_list_id)


def _has_route(backend: Any, table: str, endpoint: Any) -> bool:
    found = backend.route_tables.get(table)
    return found is not None and any(
        route.destination_prefix_list is not None
        and route.destination_prefix_list.id == endpoint.destination_prefix_list_id
        for route in found.routes
    )


def _drop_route(backend: Any, table: str, prefix_list: str) -> None:
    from moto.ec2.exceptions import InvalidRouteError, InvalidRouteTableIdError

    try:
        backend.delete_route(table, prefix_list)
    except (InvalidRouteError, InvalidRouteTableIdError):
        return
