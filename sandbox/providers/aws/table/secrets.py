"""Secrets Manager secrets and Systems Manager parameters."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row, Tags
from sandbox.providers.aws.template import First, Given, Text

_PARAMETER = Call(
    "put_parameter",
    {
        "Name": "$name",
        "Type": "$type",
        "Value": "$value?insecureValue",
        "Description": "$description",
        "KeyId": "$keyId",
        "Tier": "$tier",
        "AllowedPattern": "$allowedPattern",
    },
)

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:secretsmanager/secret:Secret",
        service="secretsmanager",
        create=Call("create_secret", {"Name": "$name", "Description": "$description", "KmsKeyId": "$kmsKeyId"}),
        identity="$ARN",
        looks=(
            Look(
                Call("describe_secret", {"SecretId": "@id"}),
                outputs={
                    "arn": "$ARN",
                    "name": "$Name",
                    "description": "$Description|some",
                    "kmsKeyId": "$KmsKeyId|some",
                    "tagsAll": First(("$Tags|frompairs", {})),
                },
            ),
        ),
        changes=(
            Change(
                on=("description", "kmsKeyId"),
                call=Call("update_secret", {"SecretId": "@id", "Description": "$description", "KmsKeyId": "$kmsKeyId"}),
                creation=False,
            ),
            Change(
                on=("policy",),
                call=Call("put_resource_policy", {"SecretId": "@id", "ResourcePolicy": "$policy|policy"}),
                cleared=Call("delete_resource_policy", {"SecretId": "@id"}),
            ),
        ),
        delete=(
            Call(
                "delete_secret",
                {
                    "SecretId": "@id",
                    "RecoveryWindowInDays": "$recoveryWindowInDays|positive",
                    "ForceDeleteWithoutRecovery": "$recoveryWindowInDays|iszero",
                },
            ),
        ),
        replace=frozenset({"name", "namePrefix"}),
        defaults={"recoveryWindowInDays": 30},
        name=Name(prefix="namePrefix", longest=512),
        unique=("name",),
        # A secret in its recovery window can't be read any more.
        ending=("Deleted", (True,)),
        settings=frozenset({"recoveryWindowInDays", "forceOverwriteReplicaSecret"}),
        tags=Tags(
            create={"Tags": "@tags|pairs"},
            add=Call("tag_resource", {"SecretId": "@id", "Tags": "@tags|pairs"}),
            remove=Call("untag_resource", {"SecretId": "@id", "TagKeys": "@tag_keys"}),
        ),
    ),
    Row(
        type="aws:secretsmanager/secretVersion:SecretVersion",
        service="secretsmanager",
        create=Call(
            "put_secret_value",
            {
                "SecretId": "$secretId",
                "SecretString": "$secretString",
                "SecretBinary": "$secretBinary|bytes",
                "VersionStages": "$versionStages",
            },
        ),
        identity=Text("{@p.secretId}|{$VersionId}"),
        outputs={"versionId": "$VersionId", "arn": "$ARN", "hasSecretStringWo": False},
        looks=(
            Look(
                Call("get_secret_value", {"SecretId": "$secretId", "VersionId": "$versionId"}),
                outputs={"secretArn": "$ARN", "versionId": "$VersionId", "secretString": "$SecretString"},
            ),
        ),
        # A version goes with its secret: Secrets Manager has no call that deletes one.
        replace=frozenset({"secretId", "secretString", "secretBinary", "versionStages"}),
        imported=("|", "secretId", "versionId"),
    ),
    Row(
        type="aws:ssm/parameter:Parameter",
        service="ssm",
        create=_PARAMETER,
        identity="@p.name",
        looks=(
            Look(
                Call("get_parameter", {"Name": "@id", "WithDecryption": True}),
                at="Parameter",
                outputs={
                    "name": "$Name",
                    "type": "$Type",
                    "arn": "$ARN",
                    "version": "$Version",
                    "value": "$Value",
                    "insecureValue": Given("@p.insecureValue", "$Value"),
                },
            ),
        ),
        changes=(
            Change(
                on=("value", "insecureValue", "description", "tier", "allowedPattern", "type", "keyId"),
                call=Call("put_parameter", {**_PARAMETER.parameters, "Overwrite": True}),
                creation=False,
            ),
        ),
        delete=(Call("delete_parameter", {"Name": "@id"}),),
        replace=frozenset({"name"}),
        computed=frozenset({"version"}),
        name=Name(longest=1011),
        unique=("name",),
        settings=frozenset({"overwrite"}),
        tags=Tags(
            create={"Tags": "@tags|pairs"},
            add=Call("add_tags_to_resource", {"ResourceType": "Parameter", "ResourceId": "@id", "Tags": "@tags|pairs"}),
            remove=Call(
                "remove_tags_from_resource", {"ResourceType": "Parameter", "ResourceId": "@id", "TagKeys": "@tag_keys"}
            ),
            look=Look(
                Call("list_tags_for_resource", {"ResourceType": "Parameter", "ResourceId": "@id"}),
                outputs={"tagsAll": "$TagList|frompairs"},
            ),
        ),
    ),
)
