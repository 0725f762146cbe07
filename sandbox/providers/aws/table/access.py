"""IAM: roles, policies, and what is attached to what."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import iam_tags
from sandbox.providers.aws.template import Each, Text

_ROLE_ARN = {"RoleName": "@id"}

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:iam/role:Role",
        service="iam",
        create=Call(
            "create_role",
            {
                "RoleName": "$name",
                "Path": "$path",
                "AssumeRolePolicyDocument": "$assumeRolePolicy|policy",
                "Description": "$description",
                "MaxSessionDuration": "$maxSessionDuration",
                "PermissionsBoundary": "$permissionsBoundary",
            },
        ),
        identity="$Role.RoleName",
        looks=(
            Look(
                Call("get_role", _ROLE_ARN),
                at="Role",
                outputs={
                    "name": "$RoleName",
                    "path": "$Path",
                    "arn": "$Arn",
                    "uniqueId": "$RoleId",
                    "createDate": "$CreateDate|time",
                    "assumeRolePolicy": "$AssumeRolePolicyDocument|policy",
                    "description": "$Description|some",
                    "maxSessionDuration": "$MaxSessionDuration",
                    "permissionsBoundary": "$PermissionsBoundary.PermissionsBoundaryArn",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
            Look(
                Call("list_attached_role_policies", _ROLE_ARN),
                outputs={"managedPolicyArns": Each("$AttachedPolicies", "$PolicyArn")},
            ),
        ),
        changes=(
            Change(
                on=("assumeRolePolicy",),
                call=Call(
                    "update_assume_role_policy", {"RoleName": "@id", "PolicyDocument": "$assumeRolePolicy|policy"}
                ),
                creation=False,
            ),
            Change(
                on=("description", "maxSessionDuration"),
                call=Call(
                    "update_role",
                    {"RoleName": "@id", "Description": "$description", "MaxSessionDuration": "$maxSessionDuration"},
                ),
                creation=False,
            ),
            Change(
                on=("permissionsBoundary",),
                call=Call(
                    "put_role_permissions_boundary", {"RoleName": "@id", "PermissionsBoundary": "$permissionsBoundary"}
                ),
                cleared=Call("delete_role_permissions_boundary", _ROLE_ARN),
                creation=False,
            ),
            Change(
                on=("managedPolicyArns",),
                remove=Call("detach_role_policy", {"RoleName": "@id", "PolicyArn": "$"}, ignore=("NoSuchEntity",)),
                add=Call("attach_role_policy", {"RoleName": "@id", "PolicyArn": "$"}),
            ),
            Change(
                on=("inlinePolicies",),
                remove=Call("delete_role_policy", {"RoleName": "@id", "PolicyName": "$name"}, ignore=("NoSuchEntity",)),
                add=Call(
                    "put_role_policy", {"RoleName": "@id", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}
                ),
            ),
        ),
        delete=(
            Call(
                "detach_role_policy",
                {"RoleName": "@id", "PolicyArn": "$"},
                each="managedPolicyArns",
                ignore=("NoSuchEntity",),
            ),
            Call(
                "delete_role_policy",
                {"RoleName": "@id", "PolicyName": "$name"},
                each="inlinePolicies",
                ignore=("NoSuchEntity",),
            ),
            Call("delete_role", _ROLE_ARN),
        ),
        replace=frozenset({"name", "namePrefix", "path"}),
        defaults={"path": "/", "maxSessionDuration": 3600},
        name=Name(prefix="namePrefix", longest=64),
        unique=("name",),
        settings=frozenset({"forceDetachPolicies"}),
        tags=iam_tags("role", "RoleName"),
    ),
    Row(
        type="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        service="iam",
        create=Call("attach_role_policy", {"RoleName": "$role", "PolicyArn": "$policyArn"}),
        identity=Text("{@p.role}/{@p.policyArn}"),
        looks=(
            Look(
                Call("list_attached_role_policies", {"RoleName": "$role"}),
                at="AttachedPolicies",
                where={"PolicyArn": "$policyArn"},
                outputs={"policyArn": "$PolicyArn"},
            ),
        ),
        delete=(Call("detach_role_policy", {"RoleName": "$role", "PolicyArn": "$policyArn"}),),
        replace=frozenset({"role", "policyArn"}),
        unique=("role", "policyArn"),
        imported=("/", "role", "policyArn"),
    ),
    Row(
        type="aws:iam/rolePolicy:RolePolicy",
        service="iam",
        create=Call(
            "put_role_policy", {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}
        ),
        identity=Text("{@p.role}:{@p.name}"),
        looks=(
            Look(
                Call("get_role_policy", {"RoleName": "$role", "PolicyName": "$name"}),
                outputs={"role": "$RoleName", "name": "$PolicyName", "policy": "$PolicyDocument|policy"},
            ),
        ),
        changes=(
            Change(
                on=("policy",),
                call=Call(
                    "put_role_policy", {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_role_policy", {"RoleName": "$role", "PolicyName": "$name"}),),
        replace=frozenset({"role", "name", "namePrefix"}),
        name=Name(prefix="namePrefix", longest=128),
        unique=("role", "name"),
        imported=(":", "role", "name"),
    ),
    Row(
        type="aws:iam/policy:Policy",
        service="iam",
        create=Call(
            "create_policy",
            {"PolicyName": "$name", "Path": "$path", "PolicyDocument": "$policy|policy", "Description": "$description"},
        ),
        identity="$Policy.Arn",
        looks=(
            Look(
                Call("get_policy", {"PolicyArn": "@id"}),
                at="Policy",
                outputs={
                    "arn": "$Arn",
                    "name": "$PolicyName",
                    "path": "$Path",
                    "policyId": "$PolicyId",
                    "attachmentCount": "$AttachmentCount",
                    "description": "$Description|some",
                    "defaultVersionId": "$DefaultVersionId",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
            Look(
                Call("get_policy_version", {"PolicyArn": "@id", "VersionId": "$defaultVersionId"}),
                at="PolicyVersion",
                outputs={"policy": "$Document|policy"},
            ),
        ),
        changes=(
            Change(
                on=("policy",),
                call=Call(
                    "create_policy_version",
                    {"PolicyArn": "@id", "PolicyDocument": "$policy|policy", "SetAsDefault": True},
                ),
                creation=False,
            ),
            # IAM keeps five versions; the real provider keeps one besides the new one, this keeps only the new one.
            Change(
                on=("policy",),
                call=Call("delete_policy_version", {"PolicyArn": "@id", "VersionId": "$defaultVersionId"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_policy", {"PolicyArn": "@id"}),),
        replace=frozenset({"name", "namePrefix", "path", "description"}),
        defaults={"path": "/"},
        name=Name(prefix="namePrefix", longest=128),
        unique=("name",),
        settings=frozenset({"delayAfterPolicyCreationInMs"}),
        tags=iam_tags("policy", "PolicyArn"),
    ),
)
