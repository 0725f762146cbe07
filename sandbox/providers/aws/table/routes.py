"""Routes, route tables, endpoints and flow logs."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.table.tagging import ec2_arn, ec2_filter, ec2_tags
from sandbox.providers.aws.template import Each, First, Given, Template, Text

_ROUTE_TARGETS: dict[str, Template] = {
    "EgressOnlyInternetGatewayId": "$egressOnlyGatewayId|some",
    "GatewayId": "$gatewayId|some",
    "NatGatewayId": "$natGatewayId|some",
    "NetworkInterfaceId": "$networkInterfaceId|some",
    "TransitGatewayId": "$transitGatewayId|some",
    "VpcEndpointId": "$vpcEndpointId|some",
    "VpcPeeringConnectionId": "$vpcPeeringConnectionId|some",
}
_ROUTE_TARGET_NAMES = (
    "egressOnlyGatewayId",
    "gatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
)
_ROUTE_DESTINATION: dict[str, Template] = {
    "DestinationCidrBlock": "$destinationCidrBlock|some",
    "DestinationIpv6CidrBlock": "$destinationIpv6CidrBlock|some",
    "DestinationPrefixListId": "$destinationPrefixListId|some",
}
_INLINE_DESTINATION: dict[str, Template] = {
    "RouteTableId": "@id",
    "DestinationCidrBlock": "$cidrBlock|some",
    "DestinationIpv6CidrBlock": "$ipv6CidrBlock|some",
    "DestinationPrefixListId": "$destinationPrefixListId|some",
}
_INLINE_ROUTES = Each(
    "$Routes",
    {
        "cidrBlock": "$DestinationCidrBlock",
        "ipv6CidrBlock": "$DestinationIpv6CidrBlock",
        "gatewayId": "$GatewayId",
        "natGatewayId": "$NatGatewayId",
        "egressOnlyGatewayId": "$EgressOnlyInternetGatewayId",
        "transitGatewayId": "$TransitGatewayId",
        "vpcPeeringConnectionId": "$VpcPeeringConnectionId",
    },
    # The local route and those of gateway endpoints are AWS's own; the real provider hides them too.
    where={"Origin": "CreateRoute", "DestinationPrefixListId": None},
)

_ROUTE_TABLE_LOOK = Look(
    Call("describe_route_tables", {"RouteTableIds": ["@id"]}),
    at="RouteTables.0",
    outputs={
        "vpcId": "$VpcId",
        "ownerId": "$OwnerId",
        "arn": ec2_arn("route-table"),
        "routes": _INLINE_ROUTES,
        "tagsAll": "$Tags|frompairs",
    },
)
_INLINE_ROUTE_CHANGE = Change(
    on=("routes",),
    remove=Call("delete_route", _INLINE_DESTINATION, ignore=("InvalidRoute.NotFound",)),
    add=Call("create_route", _INLINE_DESTINATION | _ROUTE_TARGETS),
)


ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ec2/routeTable:RouteTable",
        service="ec2",
        create=Call("create_route_table", {"VpcId": "$vpcId"}),
        identity="$RouteTable.RouteTableId",
        looks=(_ROUTE_TABLE_LOOK,),
        changes=(_INLINE_ROUTE_CHANGE,),
        delete=(Call("delete_route_table", {"RouteTableId": "@id"}),),
        replace=frozenset({"vpcId"}),
        tags=ec2_tags("route-table"),
    ),
    Row(
        type="aws:ec2/defaultRouteTable:DefaultRouteTable",
        service="ec2",
        # It is there since the VPC was made: it is taken over, and left behind emptied.
        create=Call("describe_route_tables", {"RouteTableIds": ["$defaultRouteTableId"]}),
        identity="$RouteTables.0.RouteTableId",
        looks=(_ROUTE_TABLE_LOOK,),
        changes=(_INLINE_ROUTE_CHANGE,),
        replace=frozenset({"defaultRouteTableId"}),
        tags=ec2_tags(None),
    ),
    Row(
        type="aws:ec2/route:Route",
        service="ec2",
        create=Call("create_route", {"RouteTableId": "$routeTableId"} | _ROUTE_DESTINATION | _ROUTE_TARGETS),
        identity=Text(
            "r-{@p.routeTableId}{@p.destinationCidrBlock?p.destinationIpv6CidrBlock?p.destinationPrefixListId|checksum}"
        ),
        looks=(
            Look(
                Call("describe_route_tables", {"RouteTableIds": ["$routeTableId"]}),
                at="RouteTables.0.Routes",
                where={
                    "DestinationCidrBlock": "$destinationCidrBlock|some",
                    "DestinationIpv6CidrBlock": "$destinationIpv6CidrBlock|some",
                    "DestinationPrefixListId": "$destinationPrefixListId|some",
                },
                outputs={
                    "gatewayId": "$GatewayId",
                    "natGatewayId": "$NatGatewayId",
                    "egressOnlyGatewayId": "$EgressOnlyInternetGatewayId",
                    "networkInterfaceId": "$NetworkInterfaceId",
                    "transitGatewayId": "$TransitGatewayId",
                    "vpcPeeringConnectionId": "$VpcPeeringConnectionId",
                    "origin": "$Origin",
                    "state": "$State",
                },
            ),
        ),
        changes=(
            Change(
                on=_ROUTE_TARGET_NAMES,
                call=Call("replace_route", {"RouteTableId": "$routeTableId"} | _ROUTE_DESTINATION | _ROUTE_TARGETS),
                creation=False,
            ),
        ),
        delete=(Call("delete_route", {"RouteTableId": "$routeTableId"} | _ROUTE_DESTINATION),),
        replace=frozenset(
            {"routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"}
        ),
        unique=("routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
        imported=("_", "routeTableId", "destinationCidrBlock"),
    ),
    Row(
        type="aws:ec2/routeTableAssociation:RouteTableAssociation",
        service="ec2",
        create=Call(
            "associate_route_table",
            {"RouteTableId": "$routeTableId", "SubnetId": "$subnetId|some", "GatewayId": "$gatewayId|some"},
        ),
        identity="$AssociationId",
        looks=(
            Look(
                Call(
                    "describe_route_tables", {"Filters": [ec2_filter("association.route-table-association-id", "@id")]}
                ),
                at="RouteTables.0",
                outputs={"routeTableId": "$RouteTableId"},
            ),
        ),
        delete=(Call("disassociate_route_table", {"AssociationId": "@id"}),),
        # AWS gives a changed association a new id, so a change is a replacement here, old one first.
        replace=frozenset({"routeTableId", "subnetId", "gatewayId"}),
        unique=("subnetId", "gatewayId"),
        imported=("/", "subnetId", "routeTableId"),
        found=Look(
            Call("describe_route_tables", {"RouteTableIds": ["$routeTableId"]}),
            at="RouteTables.0.Associations",
            where={"SubnetId": "$subnetId|some", "GatewayId": "$gatewayId|some"},
            outputs={"id": "$RouteTableAssociationId"},
        ),
    ),
    Row(
        type="aws:ec2/vpcEndpoint:VpcEndpoint",
        service="ec2",
        create=Call(
            "create_vpc_endpoint",
            {
                "VpcId": "$vpcId",
                "ServiceName": "$serviceName",
                "VpcEndpointType": "$vpcEndpointType",
                "RouteTableIds": "$routeTableIds|some",
                "SubnetIds": "$subnetIds|some",
                "SecurityGroupIds": "$securityGroupIds|some",
                "PrivateDnsEnabled": "$privateDnsEnabled",
                "PolicyDocument": "$policy|policy",
                "IpAddressType": "$ipAddressType",
                "DnsOptions": "$dnsOptions|pascal",
            },
        ),
        identity="$VpcEndpoint.VpcEndpointId",
        looks=(
            Look(
                Call("describe_vpc_endpoints", {"VpcEndpointIds": ["@id"]}),
                at="VpcEndpoints.0",
                outputs={
                    "vpcId": "$VpcId",
                    "serviceName": "$ServiceName",
                    "vpcEndpointType": "$VpcEndpointType",
                    "routeTableIds": "$RouteTableIds",
                    "subnetIds": "$SubnetIds",
                    "securityGroupIds": Each("$Groups", "$GroupId"),
                    "privateDnsEnabled": "$PrivateDnsEnabled",
                    "policy": "$PolicyDocument",
                    "networkInterfaceIds": "$NetworkInterfaceIds",
                    "dnsEntries": "$DnsEntries|camel",
                    "state": "$State",
                    "ownerId": "$OwnerId",
                    "arn": ec2_arn("vpc-endpoint"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
            Look(
                Call("describe_prefix_lists", {"Filters": [ec2_filter("prefix-list-name", "$serviceName")]}),
                at="PrefixLists.0",
                outputs={"prefixListId": "$PrefixListId", "cidrBlocks": "$Cidrs"},
            ),
        ),
        changes=(
            *(
                Change(
                    on=(key,),
                    call=Call(
                        "modify_vpc_endpoint",
                        {"VpcEndpointId": "@id", f"Add{parameter}": "@added", f"Remove{parameter}": "@removed"},
                    ),
                    creation=False,
                )
                for key, parameter in (
                    ("routeTableIds", "RouteTableIds"),
                    ("subnetIds", "SubnetIds"),
                    ("securityGroupIds", "SecurityGroupIds"),
                )
            ),
            Change(
                on=("policy", "privateDnsEnabled", "dnsOptions", "ipAddressType"),
                call=Call(
                    "modify_vpc_endpoint",
                    {
                        "VpcEndpointId": "@id",
                        "PolicyDocument": "$policy|policy",
                        "PrivateDnsEnabled": "$privateDnsEnabled",
                        "IpAddressType": "$ipAddressType",
                        "DnsOptions": "$dnsOptions|pascal",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_vpc_endpoints", {"VpcEndpointIds": ["@id"]}),),
        replace=frozenset({"vpcId", "serviceName", "vpcEndpointType", "serviceRegion"}),
        defaults={"vpcEndpointType": "Gateway"},
        ending=("State", ("deleted", "deleting")),
        settings=frozenset({"autoAccept"}),
        tags=ec2_tags("vpc-endpoint"),
    ),
    Row(
        type="aws:ec2/flowLog:FlowLog",
        service="ec2",
        create=Call(
            "create_flow_logs",
            {
                "ResourceIds": ["$vpcId?subnetId?eniId"],
                "ResourceType": First((Given("$vpcId", "VPC"), Given("$subnetId", "Subnet"), "NetworkInterface")),
                "TrafficType": "$trafficType",
                "LogDestinationType": "$logDestinationType",
                "LogDestination": "$logDestination",
                "DeliverLogsPermissionArn": "$iamRoleArn",
                "LogFormat": "$logFormat",
                "MaxAggregationInterval": "$maxAggregationInterval",
            },
        ),
        identity="$FlowLogIds.0",
        looks=(
            Look(
                Call("describe_flow_logs", {"FlowLogIds": ["@id"]}),
                at="FlowLogs.0",
                outputs={
                    "trafficType": "$TrafficType",
                    "logDestinationType": "$LogDestinationType",
                    "logDestination": "$LogDestination",
                    "iamRoleArn": "$DeliverLogsPermissionArn",
                    "maxAggregationInterval": "$MaxAggregationInterval",
                    "logFormat": "$LogFormat",
                    "arn": ec2_arn("vpc-flow-log"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        delete=(Call("delete_flow_logs", {"FlowLogIds": ["@id"]}),),
        replace=frozenset(
            {
                "vpcId",
                "subnetId",
                "eniId",
                "trafficType",
                "logDestinationType",
                "logDestination",
                "iamRoleArn",
                "logFormat",
                "maxAggregationInterval",
            }
            | {"deliverCrossAccountRole", "destinationOptions", "transitGatewayId", "transitGatewayAttachmentId"}
        ),
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        tags=ec2_tags("vpc-flow-log"),
    ),
)
