"""VPCs and what is in them: subnets, gateways, addresses."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Row
from sandbox.providers.aws.table.tagging import ec2_arn, ec2_filter, ec2_tags
from sandbox.providers.aws.template import Text


def _vpc_attribute(output: str, attribute: str) -> Look:
    name = attribute[0].lower() + attribute[1:]
    return Look(
        Call("describe_vpc_attribute", {"VpcId": "@id", "Attribute": name}),
        at=f"{attribute}.Value",
        outputs={output: "$"},
    )


def _vpc_change(output: str, attribute: str) -> Change:
    return Change(on=(output,), call=Call("modify_vpc_attribute", {"VpcId": "@id", attribute: {"Value": f"${output}"}}))


def _subnet_change(output: str, attribute: str) -> Change:
    return Change(
        on=(output,), call=Call("modify_subnet_attribute", {"SubnetId": "@id", attribute: {"Value": f"${output}"}})
    )


ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ec2/vpc:Vpc",
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
                Call(
                    "describe_security_groups",
                    {"Filters": [ec2_filter("vpc-id", "@id"), {"Name": "group-name", "Values": ["default"]}]},
                ),
                at="SecurityGroups.0",
                outputs={"defaultSecurityGroupId": "$GroupId"},
            ),
            Look(
                Call(
                    "describe_route_tables",
                    {"Filters": [ec2_filter("vpc-id", "@id"), {"Name": "association.main", "Values": ["true"]}]},
                ),
                at="RouteTables.0",
                outputs={"mainRouteTableId": "$RouteTableId", "defaultRouteTableId": "$RouteTableId"},
            ),
            Look(
                Call(
                    "describe_network_acls",
                    {"Filters": [ec2_filter("vpc-id", "@id"), {"Name": "default", "Values": ["true"]}]},
                ),
                at="NetworkAcls.0",
                outputs={"defaultNetworkAclId": "$NetworkAclId"},
            ),
        ),
        changes=(
            # Host names need DNS support, so support goes first.
            _vpc_change("enableDnsSupport", "EnableDnsSupport"),
            _vpc_change("enableDnsHostnames", "EnableDnsHostnames"),
            _vpc_change("enableNetworkAddressUsageMetrics", "EnableNetworkAddressUsageMetrics"),
            # IPv6 comes to a network that stands, and leaves it, without a new one.
            Change(
                on=("assignGeneratedIpv6CidrBlock",),
                creation=False,
                # Where it was false, there is no block to give back.
                remove=Call(
                    "disassociate_vpc_cidr_block",
                    {"AssociationId": "@old.ipv6AssociationId"},
                    ignore=("ParamValidation",),
                ),
                call=Call(
                    "associate_vpc_cidr_block",
                    {"VpcId": "@id", "AmazonProvidedIpv6CidrBlock": "$assignGeneratedIpv6CidrBlock"},
                    needs=("assignGeneratedIpv6CidrBlock",),
                ),
            ),
        ),
        computed=frozenset({"ipv6CidrBlock", "ipv6AssociationId"}),
        delete=(Call("delete_vpc", {"VpcId": "@id"}),),
        replace=frozenset({"cidrBlock", "instanceTenancy", "ipv6CidrBlockNetworkBorderGroup"}),
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
        tags=ec2_tags("vpc"),
    ),
    Row(
        type="aws:ec2/subnet:Subnet",
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
            # Before addresses are given from it.
            Change(
                on=("ipv6CidrBlock",),
                creation=False,
                remove=Call("disassociate_subnet_cidr_block", {"AssociationId": "@old.ipv6CidrBlockAssociationId"}),
                add=Call("associate_subnet_cidr_block", {"SubnetId": "@id", "Ipv6CidrBlock": "$"}),
            ),
            _subnet_change("mapPublicIpOnLaunch", "MapPublicIpOnLaunch"),
            _subnet_change("assignIpv6AddressOnCreation", "AssignIpv6AddressOnCreation"),
            _subnet_change("enableDns64", "EnableDns64"),
            _subnet_change("enableResourceNameDnsARecordOnLaunch", "EnableResourceNameDnsARecordOnLaunch"),
            _subnet_change("enableResourceNameDnsAaaaRecordOnLaunch", "EnableResourceNameDnsAAAARecordOnLaunch"),
            Change(
                on=("privateDnsHostnameTypeOnLaunch",),
                call=Call(
                    "modify_subnet_attribute",
                    {"SubnetId": "@id", "PrivateDnsHostnameTypeOnLaunch": "$privateDnsHostnameTypeOnLaunch"},
                ),
            ),
        ),
        delete=(Call("delete_subnet", {"SubnetId": "@id"}),),
        replace=frozenset(
            {
                "vpcId",
                "cidrBlock",
                "availabilityZone",
                "availabilityZoneId",
                "ipv6Native",
                "outpostArn",
            }
        ),
        unique=("vpcId", "cidrBlock"),
        tags=ec2_tags("subnet"),
    ),
    Row(
        type="aws:ec2/internetGateway:InternetGateway",
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
                remove=Call(
                    "detach_internet_gateway",
                    {"InternetGatewayId": "@id", "VpcId": "$"},
                    ignore=("Gateway.NotAttached",),
                ),
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
        type="aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
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
        type="aws:ec2/eip:Eip",
        service="ec2",
        create=Call(
            "allocate_address", {"Domain": "$domain", "PublicIpv4Pool": "$publicIpv4Pool", "Address": "$address"}
        ),
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
        type="aws:ec2/natGateway:NatGateway",
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
)
