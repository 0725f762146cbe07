"""KMS: keys and their aliases."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row, Tags
from sandbox.providers.aws.template import Given

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:kms/key:Key",
        service="kms",
        create=Call(
            "create_key",
            {
                "Description": "$description",
                "Policy": "$policy|policy",
                "KeyUsage": "$keyUsage",
                "KeySpec": "$customerMasterKeySpec",
                "MultiRegion": "$multiRegion",
            },
        ),
        identity="$KeyMetadata.KeyId",
        looks=(
            Look(
                Call("describe_key", {"KeyId": "@id"}),
                at="KeyMetadata",
                outputs={
                    "keyId": "$KeyId",
                    "arn": "$Arn",
                    "description": "$Description|some",
                    "keyUsage": "$KeyUsage",
                    "customerMasterKeySpec": "$KeySpec?CustomerMasterKeySpec",
                    "isEnabled": "$Enabled",
                    "multiRegion": "$MultiRegion",
                },
            ),
            Look(Call("get_key_policy", {"KeyId": "@id", "PolicyName": "default"}), outputs={"policy": "$Policy"}),
            Look(
                Call("get_key_rotation_status", {"KeyId": "@id"}),
                # The period isn't read back: moto doesn't keep it.
                outputs={"enableKeyRotation": "$KeyRotationEnabled"},
                absent=("UnsupportedOperationException",),
            ),
        ),
        changes=(
            Change(
                on=("enableKeyRotation", "rotationPeriodInDays"),
                call=Call(
                    "{$enableKeyRotation|onoff}_key_rotation",
                    {"KeyId": "@id", "RotationPeriodInDays": Given("$enableKeyRotation", "$rotationPeriodInDays")},
                ),
            ),
            Change(on=("isEnabled",), call=Call("{$isEnabled|onoff}_key", {"KeyId": "@id"}), creation=False),
            Change(
                on=("description",),
                call=Call("update_key_description", {"KeyId": "@id", "Description": "$description"}),
                creation=False,
            ),
            Change(
                on=("policy",),
                call=Call("put_key_policy", {"KeyId": "@id", "PolicyName": "default", "Policy": "$policy|policy"}),
                creation=False,
            ),
        ),
        delete=(
            Call(
                "schedule_key_deletion",
                {"KeyId": "@id", "PendingWindowInDays": "$deletionWindowInDays"},
                ignore=("KMSInvalidStateException",),
            ),
        ),
        replace=frozenset({"keyUsage", "customerMasterKeySpec", "multiRegion", "customKeyStoreId", "xksKeyId"}),
        defaults={
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "keyUsage": "ENCRYPT_DECRYPT",
            "isEnabled": True,
            "enableKeyRotation": False,
        },
        # A key that waits for its deletion can't be used any more; the real provider counts it as gone too.
        ending=("KeyState", ("PendingDeletion", "PendingReplicaDeletion")),
        settings=frozenset({"deletionWindowInDays", "bypassPolicyLockoutSafetyCheck"}),
        tags=Tags(
            create={"Tags": "@tags|kmspairs"},
            add=Call("tag_resource", {"KeyId": "@id", "Tags": "@tags|kmspairs"}),
            remove=Call("untag_resource", {"KeyId": "@id", "TagKeys": "@tag_keys"}),
            look=Look(Call("list_resource_tags", {"KeyId": "@id"}), outputs={"tagsAll": "$Tags|frompairs"}),
        ),
    ),
    Row(
        type="aws:kms/alias:Alias",
        service="kms",
        create=Call("create_alias", {"AliasName": "$name", "TargetKeyId": "$targetKeyId"}),
        identity="@p.name",
        looks=(
            Look(
                Call("list_aliases"),
                at="Aliases",
                where={"AliasName": "@id"},
                outputs={"name": "$AliasName", "arn": "$AliasArn", "targetKeyId": "$TargetKeyId"},
            ),
            Look(Call("describe_key", {"KeyId": "$targetKeyId"}), at="KeyMetadata", outputs={"targetKeyArn": "$Arn"}),
        ),
        changes=(
            Change(
                on=("targetKeyId",),
                call=Call("update_alias", {"AliasName": "@id", "TargetKeyId": "$targetKeyId"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_alias", {"AliasName": "@id"}),),
        replace=frozenset({"name", "namePrefix"}),
        name=Name(prefix="namePrefix", beginning="alias/"),
        unique=("name",),
    ),
)
