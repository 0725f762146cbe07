"""CloudWatch Logs: log groups."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row, Tags

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:cloudwatch/logGroup:LogGroup",
        service="logs",
        create=Call(
            "create_log_group",
            {"logGroupName": "$name", "kmsKeyId": "$kmsKeyId|some", "logGroupClass": "$logGroupClass"},
        ),
        identity="@p.name",
        looks=(
            Look(
                Call("describe_log_groups", {"logGroupNamePrefix": "@id"}),
                at="logGroups",
                where={"logGroupName": "@id"},
                outputs={
                    "name": "$logGroupName",
                    "arn": "$arn|plainarn",
                    "retentionInDays": "$retentionInDays",
                    "kmsKeyId": "$kmsKeyId|some",
                },
            ),
        ),
        changes=(
            Change(
                on=("retentionInDays",),
                call=Call("put_retention_policy", {"logGroupName": "@id", "retentionInDays": "$retentionInDays"}),
                cleared=Call("delete_retention_policy", {"logGroupName": "@id"}),
            ),
            Change(
                on=("kmsKeyId",),
                call=Call("associate_kms_key", {"logGroupName": "@id", "kmsKeyId": "$kmsKeyId"}),
                cleared=Call("disassociate_kms_key", {"logGroupName": "@id"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_log_group", {"logGroupName": "@id"}),),
        replace=frozenset({"name", "namePrefix", "logGroupClass"}),
        name=Name(prefix="namePrefix", longest=512),
        unique=("name",),
        settings=frozenset({"skipDestroy", "deletionProtectionEnabled"}),
        tags=Tags(
            create={"tags": "@tags"},
            add=Call("tag_resource", {"resourceArn": "$arn", "tags": "@tags"}),
            remove=Call("untag_resource", {"resourceArn": "$arn", "tagKeys": "@tag_keys"}),
            look=Look(Call("list_tags_for_resource", {"resourceArn": "$arn"}), outputs={"tagsAll": "$tags|frompairs"}),
        ),
    ),
)
