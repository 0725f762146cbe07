"""Security groups and their rules."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import ec2_arn, ec2_tags
from sandbox.providers.aws.template import Each, First, Given, Template, Text

_INLINE: dict[str, Template] = {
    "IpProtocol": "$protocol|protocol",
    "FromPort": "$fromPort",
    "ToPort": "$toPort",
    "IpRanges": Each("$cidrBlocks", {"CidrIp": "$", "Description": "@item.description"}),
    "Ipv6Ranges": Each("$ipv6CidrBlocks", {"CidrIpv6": "$", "Description": "@item.description"}),
    "PrefixListIds": Each("$prefixListIds", {"PrefixListId": "$", "Description": "@item.description"}),
    "UserIdGroupPairs": First(
        (
            Given("$self", [{"GroupId": "@id", "Description": "$description"}]),
            Each("$securityGroups", {"GroupId": "$", "Description": "@item.description"}),
        )
    ),
}
_INLINE_READ: dict[str, Template] = {
    "protocol": "$IpProtocol",
    "fromPort": First(("$FromPort", 0)),
    "toPort": First(("$ToPort", 0)),
    "cidrBlocks": Each("$IpRanges|some", "$CidrIp"),
    "ipv6CidrBlocks": Each("$Ipv6Ranges|some", "$CidrIpv6"),
    "prefixListIds": Each("$PrefixListIds|some", "$PrefixListId"),
    "securityGroups": Each("$UserIdGroupPairs|some", "$GroupId"),
    "description": (
        "$IpRanges.0.Description?Ipv6Ranges.0.Description?PrefixListIds.0.Description?UserIdGroupPairs.0.Description|some"
    ),
}
_HELD = ("InvalidPermission.NotFound", "InvalidPermission.Duplicate")


def _inline(property: str, way: str) -> Change:
    permissions = {"GroupId": "@id", "IpPermissions": [_INLINE]}
    return Change(
        on=(property,),
        remove=Call(f"revoke_security_group_{way}", permissions, ignore=_HELD),
        add=Call(f"authorize_security_group_{way}", permissions, ignore=_HELD),
    )


_GROUP_LOOK = Look(
    Call("describe_security_groups", {"GroupIds": ["@id"]}),
    at="SecurityGroups.0",
    outputs={
        "name": "$GroupName",
        "description": "$Description",
        "vpcId": "$VpcId",
        "ownerId": "$OwnerId",
        "arn": ec2_arn("security-group"),
        "ingress": Each("$IpPermissions", _INLINE_READ),
        "egress": Each("$IpPermissionsEgress", _INLINE_READ),
        "tagsAll": "$Tags|frompairs",
    },
)
_ANYWHERE = {"GroupId": "@id", "IpPermissions": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]}
_ANYWHERE_V6 = {"GroupId": "@id", "IpPermissions": [{"IpProtocol": "-1", "Ipv6Ranges": [{"CidrIpv6": "::/0"}]}]}
"""A group of a VPC with IPv6 begins with this rule too, and the real provider takes both away."""


def _single_rule(way: str, kind: str) -> Row:
    return Row(
        type=kind,
        service="ec2",
        create=Call(
            f"authorize_security_group_{way}",
            {
                "GroupId": "$securityGroupId",
                "IpPermissions": [
                    {
                        "IpProtocol": "$ipProtocol|protocol",
                        "FromPort": "$fromPort",
                        "ToPort": "$toPort",
                        "IpRanges": [{"CidrIp": "$cidrIpv4", "Description": Given("$cidrIpv4", "$description")}],
                        "Ipv6Ranges": [{"CidrIpv6": "$cidrIpv6", "Description": Given("$cidrIpv6", "$description")}],
                        "PrefixListIds": [
                            {"PrefixListId": "$prefixListId", "Description": Given("$prefixListId", "$description")}
                        ],
                        "UserIdGroupPairs": [
                            {
                                "GroupId": "$referencedSecurityGroupId",
                                "Description": Given("$referencedSecurityGroupId", "$description"),
                            }
                        ],
                    }
                ],
            },
        ),
        identity="$SecurityGroupRules.0.SecurityGroupRuleId",
        looks=(
            Look(
                Call("describe_security_group_rules", {"SecurityGroupRuleIds": ["@id"]}),
                at="SecurityGroupRules.0",
                outputs={
                    "securityGroupRuleId": "$SecurityGroupRuleId",
                    "securityGroupId": "$GroupId",
                    "ipProtocol": "$IpProtocol",
                    "cidrIpv4": "$CidrIpv4|some",
                    "cidrIpv6": "$CidrIpv6|some",
                    "referencedSecurityGroupId": "$ReferencedGroupInfo.GroupId",
                    "arn": ec2_arn("security-group-rule"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        delete=(
            Call(f"revoke_security_group_{way}", {"GroupId": "$securityGroupId", "SecurityGroupRuleIds": ["@id"]}),
        ),
        # Moto can't change a rule in place; the real provider does, and the outcome is the same rule.
        replace=frozenset(
            {
                "securityGroupId",
                "ipProtocol",
                "fromPort",
                "toPort",
                "cidrIpv4",
                "cidrIpv6",
                "prefixListId",
                "referencedSecurityGroupId",
                "description",
            }
        ),
        unique=(
            "securityGroupId",
            "ipProtocol",
            "fromPort",
            "toPort",
            "cidrIpv4",
            "cidrIpv6",
            "referencedSecurityGroupId",
        ),
        gone=("InvalidSecurityGroupRuleId.NotFound",),
        tags=ec2_tags("security-group-rule"),
    )


def _rule_call(verb: str) -> Call:
    return Call(
        f"{verb}_security_group_{{$type}}",
        {
            "GroupId": "$securityGroupId",
            "IpPermissions": [
                {
                    "IpProtocol": "$protocol|protocol",
                    "FromPort": "$fromPort",
                    "ToPort": "$toPort",
                    "IpRanges": Each("$cidrBlocks|some", {"CidrIp": "$", "Description": "@p.description"}),
                    "Ipv6Ranges": Each("$ipv6CidrBlocks|some", {"CidrIpv6": "$", "Description": "@p.description"}),
                    "PrefixListIds": Each(
                        "$prefixListIds|some", {"PrefixListId": "$", "Description": "@p.description"}
                    ),
                    "UserIdGroupPairs": First(
                        (
                            Given("$self", [{"GroupId": "$securityGroupId", "Description": "$description"}]),
                            Given(
                                "$sourceSecurityGroupId",
                                [{"GroupId": "$sourceSecurityGroupId", "Description": "$description"}],
                            ),
                        )
                    ),
                }
            ],
        },
    )


ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ec2/securityGroup:SecurityGroup",
        service="ec2",
        create=Call("create_security_group", {"GroupName": "$name", "Description": "$description", "VpcId": "$vpcId"}),
        identity="$GroupId",
        looks=(_GROUP_LOOK,),
        changes=(
            # AWS lets everything out of a new group; the real provider takes that back unless it is declared.
            Change(on=("name",), call=Call("revoke_security_group_egress", _ANYWHERE, ignore=_HELD)),
            Change(on=("name",), call=Call("revoke_security_group_egress", _ANYWHERE_V6, ignore=_HELD)),
            _inline("ingress", "ingress"),
            _inline("egress", "egress"),
        ),
        delete=(Call("delete_security_group", {"GroupId": "@id"}),),
        replace=frozenset({"name", "namePrefix", "description", "vpcId"}),
        defaults={"description": "Managed by Pulumi"},
        name=Name(prefix="namePrefix"),
        unique=("name", "vpcId"),
        gone=("InvalidGroup.NotFound", "InvalidGroupId.Malformed"),
        settings=frozenset({"revokeRulesOnDelete"}),
        tags=ec2_tags("security-group"),
    ),
    Row(
        type="aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        service="ec2",
        # It comes with the VPC: it is taken over, emptied but for what is declared, and left behind so.
        create=Call(
            "describe_security_groups",
            {"Filters": [{"Name": "vpc-id", "Values": ["$vpcId"]}, {"Name": "group-name", "Values": ["default"]}]},
        ),
        identity="$SecurityGroups.0.GroupId",
        looks=(_GROUP_LOOK,),
        changes=(
            Change(on=("vpcId",), call=Call("revoke_security_group_egress", _ANYWHERE, ignore=_HELD)),
            Change(on=("vpcId",), call=Call("revoke_security_group_egress", _ANYWHERE_V6, ignore=_HELD)),
            Change(
                on=("vpcId",),
                call=Call(
                    "revoke_security_group_ingress",
                    {
                        "GroupId": "@id",
                        "IpPermissions": [{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "@id"}]}],
                    },
                    ignore=_HELD,
                ),
            ),
            _inline("ingress", "ingress"),
            _inline("egress", "egress"),
        ),
        replace=frozenset({"vpcId"}),
        settings=frozenset({"revokeRulesOnDelete"}),
        tags=ec2_tags(None),
    ),
    Row(
        type="aws:ec2/securityGroupRule:SecurityGroupRule",
        service="ec2",
        create=_rule_call("authorize"),
        identity=Text("sgrule-{@p|checksum}"),
        looks=(
            Look(
                Call(
                    "describe_security_group_rules", {"Filters": [{"Name": "group-id", "Values": ["$securityGroupId"]}]}
                ),
                at="SecurityGroupRules",
                where={
                    "IsEgress": "$type|egress",
                    "IpProtocol": "$protocol|protocol",
                    "FromPort": "$fromPort",
                    "ToPort": "$toPort",
                    "CidrIpv4": "$cidrBlocks.0",
                    "CidrIpv6": "$ipv6CidrBlocks.0",
                    "ReferencedGroupInfo.GroupId": "$sourceSecurityGroupId",
                },
                outputs={"securityGroupRuleId": "$SecurityGroupRuleId"},
            ),
        ),
        delete=(_rule_call("revoke"),),
        replace=frozenset(
            {
                "type",
                "protocol",
                "fromPort",
                "toPort",
                "securityGroupId",
                "cidrBlocks",
                "ipv6CidrBlocks",
                "prefixListIds",
                "self",
            }
            | {"sourceSecurityGroupId", "description"}
        ),
        unique=("type", "protocol", "fromPort", "toPort", "securityGroupId"),
    ),
    _single_rule("ingress", "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"),
    _single_rule("egress", "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"),
)
