"""A queue with its dead-letter queue as resources of AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.data.config import QueueNeed
from components.iam import policy_document

DAY = 86400
DEAD_LETTER_DAYS = 14
"""The longest that SQS keeps a message (Amazon SQS developer guide, "Message quotas")."""


@dataclass(frozen=True)
class QueueArgs:
    """What `Queue` is made from.

    Attributes:
        config: the queue.
        key_arn: KMS key that encrypts its messages.
        protected: whether the engine refuses to delete it.
        tags: tags of both queues.
    """

    config: QueueNeed
    key_arn: pulumi.Input[str]
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class Queue(pulumi.ComponentResource):
    """An SQS queue and the queue of messages that couldn't be handled, both encrypted and reached by TLS alone.

    Attributes:
        arn: ARN of the queue.
        url: its address.
        dead_letter_arn: ARN of the dead-letter queue.

    Example:
        >>> queue = Queue(
        ...     "shop-orders",
        ...     QueueArgs(
        ...         config=QueueNeed(kind="queue", name="orders", service="cart"),
        ...         key_arn="arn:aws:kms:us-west-2:123456789012:key/1",
        ...     ),
        ... )
        >>> pulumi.export("orders", queue.url)
    """

    arn: pulumi.Output[str]
    url: pulumi.Output[str]
    dead_letter_arn: pulumi.Output[str]

    def __init__(self, name: str, args: QueueArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:data:Queue", name, None, opts)
        self._args = args
        dead = self._queue(f"{name}-dead", DEAD_LETTER_DAYS, None)
        queue = self._queue(
            name,
            args.config.retention_days,
            dead.arn.apply(
                lambda arn: json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": args.config.max_receives})
            ),
        )
        aws.sqs.RedriveAllowPolicy(
            f"{name}-dead",
            queue_url=dead.url,
            # Without it any queue of the account may leave its messages here.
            redrive_allow_policy=queue.arn.apply(
                lambda arn: json.dumps({"redrivePermission": "byQueue", "sourceQueueArns": [arn]})
            ),
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.arn = queue.arn
        self.url = queue.url
        self.dead_letter_arn = dead.arn
        self.register_outputs({"arn": self.arn, "url": self.url, "deadLetterArn": self.dead_letter_arn})

    def _queue(self, name: str, days: int, redrive_policy: pulumi.Output[str] | None) -> aws.sqs.Queue:
        config = self._args.config
        queue = aws.sqs.Queue(
            name,
            fifo_queue=config.fifo or None,
            content_based_deduplication=config.fifo or None,
            kms_master_key_id=self._args.key_arn,
            # Five minutes, as SQS has it: a shorter time asks KMS more often, a longer one keeps a key in memory.
            kms_data_key_reuse_period_seconds=300,
            message_retention_seconds=days * DAY,
            visibility_timeout_seconds=config.visibility_seconds,
            receive_wait_time_seconds=20,
            redrive_policy=redrive_policy,
            tags=dict(self._args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.protected),
        )
        aws.sqs.QueuePolicy(
            name,
            queue_url=queue.url,
            policy=queue.arn.apply(tls_only),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return queue


def tls_only(queue_arn: str) -> str:
    """Give the policy that refuses everybody without TLS; who may come in with it, IAM says.

    Source: Amazon SQS developer guide, "Amazon SQS security best practices" (enforce encryption of data in transit).

    Args:
        queue_arn: ARN of the queue.
    """
    return policy_document(
        {
            "Sid": "TlsAlone",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sqs:*",
            "Resource": queue_arn,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    )
