"""EC2's network: what is made must carry the stack's tag, and only what carries it is changed and deleted."""

from __future__ import annotations

from components.policy.rows import Grant, Row, Tagged, actions, looks


def _arn(kind: str) -> str:
    return f"ec2:{{region}}:{{account}}:{kind}/*"


def _arns(kinds: str) -> tuple[str, ...]:
    return tuple(map(_arn, kinds.split()))


def _of(kind: str, make: str, change: str, look: str, parents: str = "") -> tuple[Grant, ...]:
    """Give the grants of a type that is made, tagged, changed and deleted.

    Args:
        kind: EC2's word in its ARN.
        make: actions that make one.
        change: actions that change or delete one.
        look: actions that describe it.
        parents: kinds of what it is made in or of.
    """
    above = (Grant(actions("ec2", make), _arns(parents), Tagged.OWN),) if parents else ()
    return (
        Grant(actions("ec2", make), (_arn(kind),), Tagged.MADE),
        *above,
        Grant(actions("ec2", change), (_arn(kind),), Tagged.OWN),
        *TAGGING,
        looks("ec2", look),
    )


TAGGING = (
    Grant(("ec2:CreateTags",), ("ec2:{region}:{account}:*/*",), Tagged.MADE),
    Grant(("ec2:CreateTags", "ec2:DeleteTags"), ("ec2:{region}:{account}:*/*",), Tagged.OWN),
)
"""Tags are set while a thing is made, and later on what is the stack's already."""

_GROUP_RULES = (
    "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress"
)

ROWS = (
    Row(
        ("aws:ec2/vpc:Vpc",),
        _of(
            "vpc",
            "CreateVpc",
            "DeleteVpc ModifyVpcAttribute",
            "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
        ),
    ),
    Row(
        ("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",),
        (
            Grant(actions("ec2", "AssociateVpcCidrBlock DisassociateVpcCidrBlock"), (_arn("vpc"),), Tagged.OWN),
            looks("ec2", "DescribeVpcs"),
        ),
    ),
    Row(
        ("aws:ec2/subnet:Subnet",),
        _of(
            "subnet",
            "CreateSubnet",
            "DeleteSubnet ModifySubnetAttribute AssociateSubnetCidrBlock DisassociateSubnetCidrBlock",
            "DescribeSubnets DescribeNetworkInterfaces DescribeAvailabilityZones",
            "vpc",
        ),
    ),
    Row(
        ("aws:ec2/internetGateway:InternetGateway",),
        (
            *_of("internet-gateway", "CreateInternetGateway", "DeleteInternetGateway", "DescribeInternetGateways"),
            Grant(
                actions("ec2", "AttachInternetGateway DetachInternetGateway"),
                _arns("internet-gateway vpc"),
                Tagged.OWN,
            ),
        ),
    ),
    Row(
        ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",),
        _of(
            "egress-only-internet-gateway",
            "CreateEgressOnlyInternetGateway",
            "DeleteEgressOnlyInternetGateway",
            "DescribeEgressOnlyInternetGateways",
            "vpc",
        ),
    ),
    Row(
        ("aws:ec2/natGateway:NatGateway",),
        _of("natgateway", "CreateNatGateway", "DeleteNatGateway", "DescribeNatGateways", "subnet elastic-ip"),
    ),
    Row(
        ("aws:ec2/eip:Eip",),
        _of(
            "elastic-ip",
            "AllocateAddress",
            "ReleaseAddress DisassociateAddress",
            "DescribeAddresses DescribeAddressesAttribute",
        ),
    ),
    Row(
        ("aws:ec2/routeTable:RouteTable",),
        _of("route-table", "CreateRouteTable", "DeleteRouteTable", "DescribeRouteTables", "vpc"),
    ),
    Row(
        ("aws:ec2/defaultRouteTable:DefaultRouteTable",),
        (
            # It is EC2's own making, so it has no tag when the stack takes it over.
            Grant(actions("ec2", "CreateTags CreateRoute DeleteRoute ReplaceRoute"), (_arn("route-table"),)),
            looks("ec2", "DescribeRouteTables"),
        ),
    ),
    Row(
        ("aws:ec2/route:Route",),
        (
            Grant(actions("ec2", "CreateRoute ReplaceRoute DeleteRoute"), (_arn("route-table"),), Tagged.OWN),
            looks("ec2", "DescribeRouteTables"),
        ),
    ),
    Row(
        ("aws:ec2/routeTableAssociation:RouteTableAssociation",),
        (
            Grant(
                actions("ec2", "AssociateRouteTable DisassociateRouteTable ReplaceRouteTableAssociation"),
                _arns("route-table subnet"),
                Tagged.OWN,
            ),
            looks("ec2", "DescribeRouteTables"),
        ),
    ),
    Row(
        ("aws:ec2/vpcEndpoint:VpcEndpoint",),
        _of(
            "vpc-endpoint",
            "CreateVpcEndpoint",
            "ModifyVpcEndpoint DeleteVpcEndpoints",
            "DescribeVpcEndpoints DescribePrefixLists DescribeNetworkInterfaces",
            "vpc subnet security-group route-table",
        ),
    ),
    Row(
        (
            "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
            "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
        ),
        (
            Grant(actions("ec2", "ModifyVpcEndpoint"), _arns("vpc-endpoint route-table"), Tagged.OWN),
            looks("ec2", "DescribeVpcEndpoints"),
        ),
    ),
    Row(
        ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",),
        (
            # It is EC2's own making, so it has no tag when the stack empties it.
            Grant(actions("ec2", f"{_GROUP_RULES} CreateTags"), (_arn("security-group"),)),
            looks("ec2", "DescribeSecurityGroups DescribeSecurityGroupRules"),
        ),
    ),
    Row(
        ("aws:ec2/securityGroup:SecurityGroup",),
        _of(
            "security-group",
            "CreateSecurityGroup",
            f"DeleteSecurityGroup {_GROUP_RULES}",
            "DescribeSecurityGroups DescribeSecurityGroupRules DescribeNetworkInterfaces",
            "vpc",
        ),
    ),
    Row(
        (
            *(
                "aws:ec2/securityGroupRule:SecurityGroupRule",
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
            ),
            "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        ),
        (
            Grant(actions("ec2", f"{_GROUP_RULES} ModifySecurityGroupRules"), (_arn("security-group"),), Tagged.OWN),
            Grant(
                actions("ec2", "AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress ModifySecurityGroupRules"),
                (_arn("security-group-rule"),),
            ),
            # The cluster's group is EKS' making and carries EKS' tag, not the stack's (EKS user guide, "View Amazon EKS
            # security group requirements for clusters").
            Grant(
                actions("ec2", f"{_GROUP_RULES} ModifySecurityGroupRules"),
                (_arn("security-group"),),
                when={"StringEquals": {"aws:ResourceTag/aws:eks:cluster-name": "{cluster}"}},
            ),
            *TAGGING,
            looks("ec2", "DescribeSecurityGroupRules DescribeSecurityGroups"),
        ),
    ),
    Row(
        ("aws:ec2/flowLog:FlowLog",),
        (
            *_of("vpc-flow-log", "CreateFlowLogs", "DeleteFlowLogs", "DescribeFlowLogs", "vpc"),
            Grant(
                ("iam:PassRole",),
                ("iam::{account}:role/{stack_names}",),
                when={"StringEquals": {"iam:PassedToService": ("vpc-flow-logs.amazonaws.com",)}},
            ),
            looks("logs", "CreateLogDelivery DeleteLogDelivery"),
        ),
    ),
    Row(
        ("aws:ec2/tag:Tag",),
        (
            # The cluster's security group is EKS's making; the stack's tag comes with this.
            Grant(actions("ec2", "CreateTags DeleteTags"), _arns("security-group subnet")),
            looks("ec2", "DescribeTags"),
        ),
    ),
    Row(
        ("aws:ec2/launchTemplate:LaunchTemplate",),
        _of(
            "launch-template",
            "CreateLaunchTemplate",
            "CreateLaunchTemplateVersion ModifyLaunchTemplate DeleteLaunchTemplate DeleteLaunchTemplateVersions",
            "DescribeLaunchTemplates DescribeLaunchTemplateVersions",
        ),
    ),
    Row(
        ("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",),
        (
            Grant(
                actions("ec2", "CreateNetworkAclEntry DeleteNetworkAclEntry ReplaceNetworkAclAssociation CreateTags"),
                _arns("network-acl subnet"),
            ),
            looks("ec2", "DescribeNetworkAcls"),
        ),
    ),
)
