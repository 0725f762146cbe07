"""IAM: roles, policies, what is attached to what, identity providers."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import iam_tags
from sandbox.providers.aws.template import Each, Text

_ROLE_ARN = {"RoleName": "@id"}

ROWS: tuple[Row, ...] = (
    Row(
        token="aws:iam/role:Role",
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
                call=Call("update_assume_role_policy", {"RoleName": "@id", "PolicyDocument": "$assumeRolePolicy|policy"}),
                creation=False,
            ),
            Change(
                on=("description", "maxSessionDuration"),
                call=Call("update_role", {"RoleName": "@id", "Description": "$description", "MaxSessionDuration": "$maxSessionDuration"}),
                creation=False,
            ),
            Change(
                on=("permissionsBoundary",),
                call=Call("put_role_permissions_boundary", {"RoleName": "@id", "PermissionsBoundary": "$permissionsBoundary"}),
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
                add=Call("put_role_policy", {"RoleName": "@id", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}),
            ),
        ),
        delete=(
            Call("detach_role_policy", {"RoleName": "@id", "PolicyArn": "$"}, each="managedPolicyArns", ignore=("NoSuchEntity",)),
            Call("delete_role_policy", {"RoleName": "@id", "PolicyName": "$name"}, each="inlinePolicies", ignore=("NoSuchEntity",)),
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
        token="aws:iam/rolePolicyAttachment:RolePolicyAttachment",
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
        token="aws:iam/rolePolicy:RolePolicy",
        service="iam",
        create=Call("put_role_policy", {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}),
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
                call=Call("put_role_policy", {"RoleName": "$role", "PolicyName": "$name", "PolicyDocument": "$policy|policy"}),
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
        token="aws:iam/policy:Policy",
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
                call=Call("create_policy_version", {"PolicyArn": "@id", "PolicyDocument": "$policy|policy", "SetAsDefault": True}),
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
    Row(
        token="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        service="iam",
        create=Call(
            "create_open_id_connect_provider",
            {"Url": "$url", "ClientIDList": "$clientIdLists", "ThumbprintList": "$thumbprintLists"},
        ),
        identity="$OpenIDConnectProviderArn",
        looks=(
            Look(
                Call("get_open_id_connect_provider", {"OpenIDConnectProviderArn": "@id"}),
                outputs={
                    "arn": "@id",
                    "url": "$Url|withscheme",
                    "clientIdLists": "$ClientIDList",
                    "thumbprintLists": "$ThumbprintList",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("clientIdLists",),
                remove=Call("remove_client_id_from_open_id_connect_provider", {"OpenIDConnectProviderArn": "@id", "ClientID": "$"}),
                add=Call("add_client_id_to_open_id_connect_provider", {"OpenIDConnectProviderArn": "@id", "ClientID": "$"}),
                creation=False,
            ),
            Change(
                on=("thumbprintLists",),
                call=Call(
                    "update_open_id_connect_provider_thumbprint", {"OpenIDConnectProviderArn": "@id", "ThumbprintList": "$thumbprintLists"}
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_open_id_connect_provider", {"OpenIDConnectProviderArn": "@id"}),),
        replace=frozenset({"url"}),
        unique=("url",),
        tags=iam_tags("open_id_connect_provider", "OpenIDConnectProviderArn"),
    ),
    Row(
        token="aws:iam/instanceProfile:InstanceProfile",
        service="iam",
        create=Call("create_instance_profile", {"InstanceProfileName": "$name", "Path": "$path"}),
        identity="$InstanceProfile.InstanceProfileName",
        looks=(
            Look(
                Call("get_instance_profile", {"InstanceProfileName": "@id"}),
                at="InstanceProfile",
                outputs={
                    "name": "$InstanceProfileName",
                    "path": "$Path",
                    "arn": "$Arn",
                    "uniqueId": "$InstanceProfileId",
                    "createDate": "$CreateDate|time",
                    "role": "$Roles.0.RoleName",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("role",),
                remove=Call(
                    "remove_role_from_instance_profile", {"InstanceProfileName": "@id", "RoleName": "$"}, ignore=("NoSuchEntity",)
                ),
                add=Call("add_role_to_instance_profile", {"InstanceProfileName": "@id", "RoleName": "$"}),
            ),
        ),
        delete=(
            Call("remove_role_from_instance_profile", {"InstanceProfileName": "@id", "RoleName": "$role"}, needs=("role",)),
            Call("delete_instance_profile", {"InstanceProfileName": "@id"}),
        ),
        replace=frozenset({"name", "namePrefix", "path"}),
        defaults={"path": "/"},
        name=Name(prefix="namePrefix", longest=128),
        unique=("name",),
        tags=iam_tags("instance_profile", "InstanceProfileName"),
    ),
    Row(
        token="aws:iam/serviceLinkedRole:ServiceLinkedRole",
        service="iam",
        create=Call("create_service_linked_role", {"AWSServiceName": "$awsServiceName", "Description": "$description", "CustomSuffix": "$customSuffix"}),
        identity="$Role.Arn",
        outputs={"name": "$Role.RoleName", "path": "$Role.Path"},
        looks=(
            Look(
                Call("get_role", {"RoleName": "$name"}),
                at="Role",
                outputs={"name": "$RoleName", "path": "$Path", "arn": "$Arn", "uniqueId": "$RoleId", "createDate": "$CreateDate|time"},
            ),
        ),
        changes=(Change(on=("description",), call=Call("update_role", {"RoleName": "$name", "Description": "$description"}), creation=False),),
        delete=(Call("delete_service_linked_role", {"RoleName": "$name"}),),
        replace=frozenset({"awsServiceName", "customSuffix"}),
        unique=("awsServiceName", "customSuffix"),
    ),
)
