"""SQS queues, SNS topics, EventBridge rules and targets."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import arn_tags, mapped_tags
from sandbox.providers.aws.template import Template, Text

_QUEUE: dict[str, tuple[str, Template, Template]] = {
    "delaySeconds": ("DelaySeconds", "$delaySeconds|text", "$Attributes.DelaySeconds|number"),
    "maxMessageSize": ("MaximumMessageSize", "$maxMessageSize|text", "$Attributes.MaximumMessageSize|number"),
    "messageRetentionSeconds": (
        "MessageRetentionPeriod",
        "$messageRetentionSeconds|text",
        "$Attributes.MessageRetentionPeriod|number",
    ),
    "receiveWaitTimeSeconds": (
        "ReceiveMessageWaitTimeSeconds",
        "$receiveWaitTimeSeconds|text",
        "$Attributes.ReceiveMessageWaitTimeSeconds|number",
    ),
    "visibilityTimeoutSeconds": (
        "VisibilityTimeout",
        "$visibilityTimeoutSeconds|text",
        "$Attributes.VisibilityTimeout|number",
    ),
    "kmsMasterKeyId": ("KmsMasterKeyId", "$kmsMasterKeyId", "$Attributes.KmsMasterKeyId|some"),
    "kmsDataKeyReusePeriodSeconds": (
        "KmsDataKeyReusePeriodSeconds",
        "$kmsDataKeyReusePeriodSeconds|text",
        "$Attributes.KmsDataKeyReusePeriodSeconds|number",
    ),
    "sqsManagedSseEnabled": (
        "SqsManagedSseEnabled",
        "$sqsManagedSseEnabled|text",
        "$Attributes.SqsManagedSseEnabled|flag",
    ),
    "redrivePolicy": ("RedrivePolicy", "$redrivePolicy|policy", "$Attributes.RedrivePolicy"),
    "redriveAllowPolicy": ("RedriveAllowPolicy", "$redriveAllowPolicy|policy", "$Attributes.RedriveAllowPolicy"),
    "policy": ("Policy", "$policy|policy", "$Attributes.Policy"),
    "contentBasedDeduplication": (
        "ContentBasedDeduplication",
        "$contentBasedDeduplication|text",
        "$Attributes.ContentBasedDeduplication|flag",
    ),
    "deduplicationScope": ("DeduplicationScope", "$deduplicationScope", "$Attributes.DeduplicationScope"),
    "fifoThroughputLimit": ("FifoThroughputLimit", "$fifoThroughputLimit", "$Attributes.FifoThroughputLimit"),
}
"""A queue's attributes: property to (SQS's name, how it is sent, how it is read)."""

_QUEUE_SENT = {name: sent for name, sent, _ in _QUEUE.values()}
_RULE = {
    "Name": "$name",
    "EventBusName": "$eventBusName",
    "EventPattern": "$eventPattern|policy",
    "ScheduleExpression": "$scheduleExpression",
    "State": "$state",
    "Description": "$description",
    "RoleArn": "$roleArn",
}
_TARGET = Call(
    "put_targets",
    {
        "Rule": "$rule",
        "EventBusName": "$eventBusName",
        "Targets": [
            {"Id": "$targetId", "Arn": "$arn", "RoleArn": "$roleArn", "Input": "$input", "InputPath": "$inputPath"}
        ],
    },
)

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:sqs/queue:Queue",
        service="sqs",
        create=Call(
            "create_queue", {"QueueName": "$name", "Attributes": _QUEUE_SENT | {"FifoQueue": "$fifoQueue|onlytrue"}}
        ),
        identity="$QueueUrl",
        looks=(
            Look(
                Call("get_queue_attributes", {"QueueUrl": "@id", "AttributeNames": ["All"]}),
                outputs={"url": "@id", "name": "@id|last", "arn": "$Attributes.QueueArn"}
                | {key: read for key, (_, _, read) in _QUEUE.items()},
            ),
        ),
        changes=(
            Change(
                on=tuple(_QUEUE),
                call=Call("set_queue_attributes", {"QueueUrl": "@id", "Attributes": _QUEUE_SENT}),
                creation=False,
            ),
        ),
        delete=(Call("delete_queue", {"QueueUrl": "@id"}),),
        replace=frozenset({"name", "namePrefix", "fifoQueue"}),
        name=Name(prefix="namePrefix", longest=80, suffix=("fifoQueue", ".fifo")),
        unique=("name",),
        tags=mapped_tags(
            argument="QueueUrl",
            reference="@id",
            created="tags",
            tag="tag_queue",
            untag="untag_queue",
            keys="TagKeys",
            tags="Tags",
            listing="list_queue_tags",
            at="Tags",
        ),
    ),
    Row(
        type="aws:sqs/queuePolicy:QueuePolicy",
        service="sqs",
        create=Call("set_queue_attributes", {"QueueUrl": "$queueUrl", "Attributes": {"Policy": "$policy|policy"}}),
        identity="@p.queueUrl",
        looks=(
            Look(
                Call("get_queue_attributes", {"QueueUrl": "$queueUrl", "AttributeNames": ["Policy"]}),
                at="Attributes",
                outputs={"policy": "$Policy"},
            ),
        ),
        changes=(
            Change(
                on=("policy",),
                call=Call(
                    "set_queue_attributes", {"QueueUrl": "$queueUrl", "Attributes": {"Policy": "$policy|policy"}}
                ),
                creation=False,
            ),
        ),
        delete=(Call("set_queue_attributes", {"QueueUrl": "$queueUrl", "Attributes": {"Policy": ""}}),),
        replace=frozenset({"queueUrl"}),
        unique=("queueUrl",),
        imported=("\n", "queueUrl"),
    ),
    Row(
        type="aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        service="sqs",
        create=Call(
            "set_queue_attributes",
            {"QueueUrl": "$queueUrl", "Attributes": {"RedriveAllowPolicy": "$redriveAllowPolicy|policy"}},
        ),
        identity="@p.queueUrl",
        looks=(
            Look(
                Call("get_queue_attributes", {"QueueUrl": "$queueUrl", "AttributeNames": ["RedriveAllowPolicy"]}),
                at="Attributes",
                outputs={"redriveAllowPolicy": "$RedriveAllowPolicy"},
            ),
        ),
        changes=(
            Change(
                on=("redriveAllowPolicy",),
                call=Call(
                    "set_queue_attributes",
                    {"QueueUrl": "$queueUrl", "Attributes": {"RedriveAllowPolicy": "$redriveAllowPolicy|policy"}},
                ),
                creation=False,
            ),
        ),
        delete=(Call("set_queue_attributes", {"QueueUrl": "$queueUrl", "Attributes": {"RedriveAllowPolicy": ""}}),),
        replace=frozenset({"queueUrl"}),
        unique=("queueUrl",),
        imported=("\n", "queueUrl"),
    ),
    Row(
        type="aws:sns/topic:Topic",
        service="sns",
        create=Call(
            "create_topic",
            {
                "Name": "$name",
                "Attributes": {
                    "DisplayName": "$displayName",
                    "KmsMasterKeyId": "$kmsMasterKeyId",
                    "Policy": "$policy|policy",
                    "FifoTopic": "$fifoTopic|onlytrue",
                },
            },
        ),
        identity="$TopicArn",
        looks=(
            Look(
                Call("get_topic_attributes", {"TopicArn": "@id"}),
                at="Attributes",
                outputs={
                    "arn": "$TopicArn",
                    "name": Text("{@p.name}"),
                    "owner": "$Owner",
                    "displayName": "$DisplayName|some",
                    "kmsMasterKeyId": "$KmsMasterKeyId|some",
                    "policy": "$Policy",
                },
            ),
        ),
        changes=tuple(
            Change(
                on=(key,),
                call=Call(
                    "set_topic_attributes", {"TopicArn": "@id", "AttributeName": attribute, "AttributeValue": sent}
                ),
                cleared=Call(
                    "set_topic_attributes", {"TopicArn": "@id", "AttributeName": attribute, "AttributeValue": ""}
                ),
                creation=False,
            )
            for key, attribute, sent in (
                ("displayName", "DisplayName", "$displayName"),
                ("kmsMasterKeyId", "KmsMasterKeyId", "$kmsMasterKeyId"),
                ("policy", "Policy", "$policy|policy"),
            )
        ),
        delete=(Call("delete_topic", {"TopicArn": "@id"}),),
        replace=frozenset({"name", "namePrefix", "fifoTopic"}),
        name=Name(prefix="namePrefix", longest=256, suffix=("fifoTopic", ".fifo")),
        unique=("name",),
        tags=arn_tags(listing="list_tags_for_resource"),
    ),
    Row(
        type="aws:cloudwatch/eventRule:EventRule",
        service="events",
        create=Call("put_rule", _RULE),
        identity="@p.name",
        looks=(
            Look(
                Call("describe_rule", {"Name": "@id", "EventBusName": "$eventBusName"}),
                outputs={
                    "name": "$Name",
                    "arn": "$Arn",
                    "description": "$Description|some",
                    "eventPattern": "$EventPattern",
                    "scheduleExpression": "$ScheduleExpression|some",
                    "state": "$State",
                },
            ),
        ),
        changes=(
            Change(
                on=("description", "eventPattern", "scheduleExpression", "state", "roleArn"),
                call=Call("put_rule", _RULE),
                creation=False,
            ),
        ),
        delete=(Call("delete_rule", {"Name": "@id", "EventBusName": "$eventBusName"}),),
        replace=frozenset({"name", "namePrefix", "eventBusName"}),
        defaults={"eventBusName": "default"},
        name=Name(prefix="namePrefix", longest=64),
        unique=("name", "eventBusName"),
        settings=frozenset({"forceDestroy"}),
        tags=arn_tags(argument="ResourceARN", listing="list_tags_for_resource"),
    ),
    Row(
        type="aws:cloudwatch/eventTarget:EventTarget",
        service="events",
        create=_TARGET,
        identity=Text("{@p.rule}-{@p.targetId}"),
        looks=(
            Look(
                Call("list_targets_by_rule", {"Rule": "$rule", "EventBusName": "$eventBusName"}),
                at="Targets",
                where={"Id": "$targetId"},
                outputs={"arn": "$Arn", "targetId": "$Id"},
            ),
        ),
        changes=(Change(on=("arn", "roleArn", "input", "inputPath"), call=_TARGET, creation=False),),
        delete=(Call("remove_targets", {"Rule": "$rule", "EventBusName": "$eventBusName", "Ids": ["$targetId"]}),),
        replace=frozenset({"rule", "eventBusName", "targetId"}),
        defaults={"eventBusName": "default"},
        name=Name(property="targetId", longest=64),
        unique=("rule", "targetId"),
        imported=("/", "rule", "targetId"),
        settings=frozenset({"forceDestroy"}),
    ),
)
