"""IAM: identity providers, instance profiles, roles that services own."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import iam_tags

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:iam/openIdConnectProvider:OpenIdConnectProvider",
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
                remove=Call(
                    "remove_client_id_from_open_id_connect_provider",
                    {"OpenIDConnectProviderArn": "@id", "ClientID": "$"},
                ),
                add=Call(
                    "add_client_id_to_open_id_connect_provider", {"OpenIDConnectProviderArn": "@id", "ClientID": "$"}
                ),
                creation=False,
            ),
            Change(
                on=("thumbprintLists",),
                call=Call(
                    "update_open_id_connect_provider_thumbprint",
                    {"OpenIDConnectProviderArn": "@id", "ThumbprintList": "$thumbprintLists"},
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
        type="aws:iam/instanceProfile:InstanceProfile",
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
                    "remove_role_from_instance_profile",
                    {"InstanceProfileName": "@id", "RoleName": "$"},
                    ignore=("NoSuchEntity",),
                ),
                add=Call("add_role_to_instance_profile", {"InstanceProfileName": "@id", "RoleName": "$"}),
            ),
        ),
        delete=(
            Call(
                "remove_role_from_instance_profile",
                {"InstanceProfileName": "@id", "RoleName": "$role"},
                needs=("role",),
            ),
            Call("delete_instance_profile", {"InstanceProfileName": "@id"}),
        ),
        replace=frozenset({"name", "namePrefix", "path"}),
        defaults={"path": "/"},
        name=Name(prefix="namePrefix", longest=128),
        unique=("name",),
        tags=iam_tags("instance_profile", "InstanceProfileName"),
    ),
    Row(
        type="aws:iam/serviceLinkedRole:ServiceLinkedRole",
        service="iam",
        create=Call(
            "create_service_linked_role",
            {"AWSServiceName": "$awsServiceName", "Description": "$description", "CustomSuffix": "$customSuffix"},
        ),
        identity="$Role.Arn",
        outputs={"name": "$Role.RoleName", "path": "$Role.Path"},
        looks=(
            Look(
                Call("get_role", {"RoleName": "$name"}),
                at="Role",
                outputs={
                    "name": "$RoleName",
                    "path": "$Path",
                    "arn": "$Arn",
                    "uniqueId": "$RoleId",
                    "createDate": "$CreateDate|time",
                },
            ),
        ),
        changes=(
            Change(
                on=("description",),
                call=Call("update_role", {"RoleName": "$name", "Description": "$description"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_service_linked_role", {"RoleName": "$name"}),),
        replace=frozenset({"awsServiceName", "customSuffix"}),
        unique=("awsServiceName", "customSuffix"),
    ),
)
