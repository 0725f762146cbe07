"""VPCs and what is in them: subnets, gateways, routes, endpoints, flow logs."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.table.tagging import ec2_arn, ec2_tags
from sandbox.providers.aws.template import Each, First, Given, Template, Text


def _filter(name: str, reference: str) -> dict[str, Template]:
    return {"Name": name, "Values": [reference]}


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


def _vpc_attribute(output: str, attribute: str) -> Look:
    name = attribute[0].lower() + attribute[1:]
    return Look(Call("describe_vpc_attribute", {"VpcId": "@id", "Attribute": name}), at=f"{attribute}.Value", outputs={output: "$"})


def _vpc_change(output: str, attribute: str) -> Change:
    return Change(on=(output,), call=Call("modify_vpc_attribute", {"VpcId": "@id", attribute: {"Value": f"${output}"}}))


def _subnet_change(output: str, attribute: str) -> Change:
    return Change(on=(output,), call=Call("modify_subnet_attribute", {"SubnetId": "@id", attribute: {"Value": f"${output}"}}))


ROWS: tuple[Row, ...] = (
    Row(
        token="aws:ec2/vpc:Vpc",
        service="ec2",
        create=Call(
            "create_vpc",
            {
                "CidrBlock": "$cidrBlock",
                "InstanceTenancy": "$instanceTenancy",
                "AmazonProvidedIpv6CidrBlock": "$assignGeneratedIpv6CidrBlock",
                "Ipv6CidrBlockNetworkBorderGroup": "$ipv6CidrBlockNetworkBorderGroup",
            },
        ),
        identity="$Vpc.VpcId",
        looks=(
            Look(
                Call("describe_vpcs", {"VpcIds": ["@id"]}),
                at="Vpcs.0",
                outputs={
                    "cidrBlock": "$CidrBlock",
                    "instanceTenancy": "$InstanceTenancy",
                    "dhcpOptionsId": "$DhcpOptionsId",
                    "ownerId": "$OwnerId",
                    "arn": ec2_arn("vpc"),
                    "ipv6CidrBlock": "$Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock",
                    "ipv6AssociationId": "$Ipv6CidrBlockAssociationSet.0.AssociationId",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
            _vpc_attribute("enableDnsSupport", "EnableDnsSupport"),
            _vpc_attribute("enableDnsHostnames", "EnableDnsHostnames"),
            _vpc_attribute("enableNetworkAddressUsageMetrics", "EnableNetworkAddressUsageMetrics"),
            Look(
                Call("describe_security_groups", {"Filters": [_filter("vpc-id", "@id"), {"Name": "group-name", "Values": ["default"]}]}),
                at="SecurityGroups.0",
                outputs={"defaultSecurityGroupId": "$GroupId"},
            ),
            Look(
                Call(
                    "describe_route_tables", {"Filters": [_filter("vpc-id", "@id"), {"Name": "association.main", "Values": ["true"]}]}
                ),
                at="RouteTables.0",
                outputs={"mainRouteTableId": "$RouteTableId", "defaultRouteTableId": "$RouteTableId"},
            ),
            Look(
                Call("describe_network_acls", {"Filters": [_filter("vpc-id", "@id"), {"Name": "default", "Values": ["true"]}]}),
                at="NetworkAcls.0",
                outputs={"defaultNetworkAclId": "$NetworkAclId"},
            ),
        ),
        changes=(
            # Host names need DNS support, so support goes first.
            _vpc_change("enableDnsSupport", "EnableDnsSupport"),
            _vpc_change("enableDnsHostnames", "EnableDnsHostnames"),
            _vpc_change("enableNetworkAddressUsageMetrics", "EnableNetworkAddressUsageMetrics"),
        ),
        delete=(Call("delete_vpc", {"VpcId": "@id"}),),
        replace=frozenset({"cidrBlock", "instanceTenancy", "assignGeneratedIpv6CidrBlock", "ipv6CidrBlockNetworkBorderGroup"}),
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        tags=ec2_tags("vpc"),
    ),
    Row(
        token="aws:ec2/subnet:Subnet",
        service="ec2",
        create=Call(
            "create_subnet",
            {
                "VpcId": "$vpcId",
                "CidrBlock": "$cidrBlock",
                "AvailabilityZone": "$availabilityZone",
                "AvailabilityZoneId": "$availabilityZoneId",
                "Ipv6CidrBlock": "$ipv6CidrBlock",
                "Ipv6Native": "$ipv6Native",
            },
        ),
        identity="$Subnet.SubnetId",
        looks=(
            Look(
                Call("describe_subnets", {"SubnetIds": ["@id"]}),
                at="Subnets.0",
                outputs={
                    "vpcId": "$VpcId",
                    "cidrBlock": "$CidrBlock",
                    "availabilityZone": "$AvailabilityZone",
                    "availabilityZoneId": "$AvailabilityZoneId",
                    "mapPublicIpOnLaunch": "$MapPublicIpOnLaunch",
                    "assignIpv6AddressOnCreation": "$AssignIpv6AddressOnCreation",
                    "ipv6CidrBlock": "$Ipv6CidrBlockAssociationSet.0.Ipv6CidrBlock",
                    "ipv6CidrBlockAssociationId": "$Ipv6CidrBlockAssociationSet.0.AssociationId",
                    "ownerId": "$OwnerId",
                    "arn": ec2_arn("subnet"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        changes=(
            _subnet_change("mapPublicIpOnLaunch", "MapPublicIpOnLaunch"),
            _subnet_change("assignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation"),
            _subnet_change("enableDns64", "EnableDns64"),
            _subnet_change("enableResourceNameDnsARecordOnLaunch", "EnableResourceNameDnsARecordOnLaunch"),
            _subnet_change("enableResourceNameDnsAaaaRecordOnLaunch", "EnableResourceNameDnsAAAARecordOnLaunch"),
            Change(
                on=("privateDnsHostnameTypeOnLaunch",),
                call=Call("modify_subnet_attribute", {"SubnetId": "@id", "PrivateDnsHostnameTypeOnLaunch": "$privateDnsHostnameTypeOnLaunch"}),
            ),
        ),
        delete=(Call("delete_subnet", {"SubnetId": "@id"}),),
        replace=frozenset({"vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "ipv6CidrBlock", "ipv6Native", "outpostArn"}),
        unique=("vpcId", "cidrBlock"),
        tags=ec2_tags("subnet"),
    ),
    Row(
        token="aws:ec2/internetGateway:InternetGateway",
        service="ec2",
        create=Call("create_internet_gateway"),
        identity="$InternetGateway.InternetGatewayId",
        looks=(
            Look(
                Call("describe_internet_gateways", {"InternetGatewayIds": ["@id"]}),
                at="InternetGateways.0",
                outputs={
                    "vpcId": "$Attachments.0.VpcId",
                    "ownerId": "$OwnerId",
                    "arn": ec2_arn("internet-gateway"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("vpcId",),
                remove=Call("detach_internet_gateway", {"InternetGatewayId": "@id", "VpcId": "$"}, ignore=("Gateway.NotAttached",)),
                add=Call("attach_internet_gateway", {"InternetGatewayId": "@id", "VpcId": "$"}),
            ),
        ),
        delete=(
            Call(
                "detach_internet_gateway",
                {"InternetGatewayId": "@id", "VpcId": "$vpcId"},
                ignore=("Gateway.NotAttached",),
                needs=("vpcId",),
            ),
            Call("delete_internet_gateway", {"InternetGatewayId": "@id"}),
        ),
        tags=ec2_tags("internet-gateway"),
    ),
    Row(
        token="aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        service="ec2",
        create=Call("create_egress_only_internet_gateway", {"VpcId": "$vpcId"}),
        identity="$EgressOnlyInternetGateway.EgressOnlyInternetGatewayId",
        looks=(
            Look(
                Call("describe_egress_only_internet_gateways", {"EgressOnlyInternetGatewayIds": ["@id"]}),
                at="EgressOnlyInternetGateways.0",
                outputs={"vpcId": "$Attachments.0.VpcId", "tagsAll": "$Tags|frompairs"},
            ),
        ),
        delete=(Call("delete_egress_only_internet_gateway", {"EgressOnlyInternetGatewayId": "@id"}),),
        replace=frozenset({"vpcId"}),
        tags=ec2_tags("egress-only-internet-gateway"),
    ),
    Row(
        token="aws:ec2/eip:Eip",
        service="ec2",
        create=Call("allocate_address", {"Domain": "$domain", "PublicIpv4Pool": "$publicIpv4Pool", "Address": "$address"}),
        identity="$AllocationId",
        looks=(
            Look(
                Call("describe_addresses", {"AllocationIds": ["@id"]}),
                at="Addresses.0",
                outputs={
                    "allocationId": "$AllocationId",
                    "domain": "$Domain",
                    "publicIp": "$PublicIp",
                    "privateIp": "$PrivateIpAddress",
                    "associationId": "$AssociationId",
                    "networkInterface": "$NetworkInterfaceId",
                    "instance": "$InstanceId",
                    "arn": ec2_arn("elastic-ip"),
                    "publicDns": Text("ec2-{$PublicIp|dashed}.{@region}.compute.amazonaws.com"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        delete=(Call("release_address", {"AllocationId": "@id"}),),
        replace=frozenset({"domain", "address", "publicIpv4Pool", "networkBorderGroup", "customerOwnedIpv4Pool"}),
        defaults={"domain": "vpc"},
        gone=("InvalidAllocationID.NotFound",),
        tags=ec2_tags("elastic-ip"),
    ),
    Row(
        token="aws:ec2/natGateway:NatGateway",
        service="ec2",
        create=Call(
            "create_nat_gateway",
            {
                "SubnetId": "$subnetId",
                "AllocationId": "$allocationId",
                "ConnectivityType": "$connectivityType",
                "PrivateIpAddress": "$privateIp",
            },
        ),
        identity="$NatGateway.NatGatewayId",
        looks=(
            Look(
                Call("describe_nat_gateways", {"NatGatewayIds": ["@id"]}),
                at="NatGateways.0",
                outputs={
                    "subnetId": "$SubnetId",
                    "vpcId": "$VpcId",
                    "connectivityType": "$ConnectivityType",
                    "allocationId": "$NatGatewayAddresses.0.AllocationId",
                    "publicIp": "$NatGatewayAddresses.0.PublicIp",
                    "privateIp": "$NatGatewayAddresses.0.PrivateIp",
                    "networkInterfaceId": "$NatGatewayAddresses.0.NetworkInterfaceId",
                    "associationId": "$NatGatewayAddresses.0.AssociationId",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        delete=(Call("delete_nat_gateway", {"NatGatewayId": "@id"}),),
        replace=frozenset({"subnetId", "allocationId", "connectivityType", "privateIp", "availabilityMode", "vpcId"}),
        defaults={"connectivityType": "public"},
        ending=("State", ("deleted", "deleting")),
        tags=ec2_tags("natgateway"),
    ),
    Row(
        token="aws:ec2/routeTable:RouteTable",
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
        token="aws:ec2/defaultRouteTable:DefaultRouteTable",
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
        token="aws:ec2/route:Route",
        service="ec2",
        create=Call("create_route", {"RouteTableId": "$routeTableId"} | _ROUTE_DESTINATION | _ROUTE_TARGETS),
        identity=Text("r-{@p.routeTableId}{@p.destinationCidrBlock?p.destinationIpv6CidrBlock?p.destinationPrefixListId|checksum}"),
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
        replace=frozenset({"routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"}),
        unique=("routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"),
        imported=("_", "routeTableId", "destinationCidrBlock"),
    ),
    Row(
        token="aws:ec2/routeTableAssociation:RouteTableAssociation",
        service="ec2",
        create=Call(
            "associate_route_table", {"RouteTableId": "$routeTableId", "SubnetId": "$subnetId|some", "GatewayId": "$gatewayId|some"}
        ),
        identity="$AssociationId",
        looks=(
            Look(
                Call("describe_route_tables", {"Filters": [_filter("association.route-table-association-id", "@id")]}),
                at="RouteTables.0",
                outputs={"routeTableId": "$RouteTableId"},
            ),
        ),
        delete=(Call("disassociate_route_table", {"AssociationId": "@id"}),),
        # AWS gives a changed association a new id, so a change is a replacement here, old one first.
        replace=frozenset({"routeTableId", "subnetId", "gatewayId"}),
        unique=("subnetId", "gatewayId"),
    ),
    Row(
        token="aws:ec2/vpcEndpoint:VpcEndpoint",
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
                Call("describe_prefix_lists", {"Filters": [_filter("prefix-list-name", "$serviceName")]}),
                at="PrefixLists.0",
                outputs={"prefixListId": "$PrefixListId", "cidrBlocks": "$Cidrs"},
            ),
        ),
        changes=tuple(
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
        )
        + (
            Change(
                on=("policy", "privateDnsEnabled", "dnsOptions", "ipAddressType"),
                call=Call(
                    "modify_vpc_endpoint",
                    {"VpcEndpointId": "@id", "PolicyDocument": "$policy|policy", "PrivateDnsEnabled": "$privateDnsEnabled"},
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
        token="aws:ec2/flowLog:FlowLog",
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
            {"vpcId", "subnetId", "eniId", "trafficType", "logDestinationType", "logDestination", "iamRoleArn", "logFormat", "maxAggregationInterval"}
            | {"deliverCrossAccountRole", "destinationOptions", "transitGatewayId", "transitGatewayAttachmentId"}
        ),
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
        tags=ec2_tags("vpc-flow-log"),
    ),
)
