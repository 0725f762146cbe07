"""What Karpenter needs of AWS, as resources: its role, its nodes' role, the queue that tells of interruptions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import AWS_MANAGED, account_of, trust_policy
from components.nodes.component import NODE_POLICIES, SESSION_MANAGER_POLICY
from components.nodes.karpenter.addons import NAMESPACE, SERVICE_ACCOUNT
from components.nodes.karpenter.policy import controller_policy
from components.pod_identity import PodIdentity, PodIdentityArgs

EVENTS: Mapping[str, tuple[str, str]] = {
    "health": ("aws.health", "AWS Health Event"),
    "interruption": ("aws.ec2", "EC2 Spot Instance Interruption Warning"),
    "rebalance": ("aws.ec2", "EC2 Instance Rebalance Recommendation"),
    "state": ("aws.ec2", "EC2 Instance State-change Notification"),
    "reservation": ("aws.ec2", "EC2 Capacity Reservation Instance Interruption Warning"),
}
"""Rule → source and kind of the events that it brings to the queue (karpenter.sh, "Interruption")."""

RETENTION_SECONDS = 300
"""How long an event is of use: an instance that is taken back has two minutes."""


@dataclass(frozen=True)
class KarpenterArgs:
    """What `Karpenter` is made from.

    Attributes:
        cluster_name: name of the EKS cluster.
        cluster_arn: its ARN.
        region: AWS region.
        tags: tags of every resource.
        session_manager: whether AWS Systems Manager may open a session on its nodes.
    """

    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    region: str
    tags: Mapping[str, str] = field(default_factory=dict)
    session_manager: bool = False


class Karpenter(pulumi.ComponentResource):
    """The AWS side of Karpenter; the controller, its classes and pools come by Argo CD (`addons_of`).

    The controller's role is handed to its pods by Pod Identity and reaches instances with the cluster's tag alone. Its
    nodes have a role of their own, with an access entry, so that they join without EKS having made their group.

    Attributes:
        queue_name: name of the queue that tells of interruptions.
        instance_profile: name of the nodes' instance profile.
        node_role_arn: ARN of the nodes' role.

    Example:
        >>> karpenter = Karpenter(
        ...     "shop",
        ...     KarpenterArgs(
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...         region="us-west-2",
        ...     ),
        ... )
        >>> pulumi.export("queue", karpenter.queue_name)
    """

    queue_name: pulumi.Output[str]
    instance_profile: pulumi.Output[str]
    node_role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: KarpenterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:nodes:Karpenter", name, None, opts)
        self._tags = dict(args.tags)
        self._within = pulumi.ResourceOptions(parent=self)
        role = self._node_role(name, args)
        profile = aws.iam.InstanceProfile(f"{name}-karpenter-node", role=role.name, tags=self._tags, opts=self._within)
        queue = self._queue(name)
        policy = pulumi.Output.all(
            arn=args.cluster_arn, cluster=args.cluster_name, role=role.arn, queue=queue.arn
        ).apply(
            lambda known: controller_policy(
                region=args.region,
                account=account_of(known["arn"]),
                cluster=known["cluster"],
                node_role_arn=known["role"],
                queue_arn=known["queue"],
            )
        )
        PodIdentity(
            f"{name}-karpenter",
            PodIdentityArgs(
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=NAMESPACE,
                service_account=SERVICE_ACCOUNT,
                policy=policy,
                tags=self._tags,
            ),
            self._within,
        )
        self.queue_name = queue.name
        self.instance_profile = profile.name
        self.node_role_arn = role.arn
        self.register_outputs(
            {
                "queueName": self.queue_name,
                "instanceProfile": self.instance_profile,
                "nodeRoleArn": self.node_role_arn,
            }
        )

    def _node_role(self, name: str, args: KarpenterArgs) -> aws.iam.Role:
        role = aws.iam.Role(
            f"{name}-karpenter-node",
            assume_role_policy=trust_policy("ec2.amazonaws.com"),
            description=f"What the nodes that Karpenter makes for {name} may do",
            tags=self._tags,
            opts=self._within,
        )
        for policy in (*NODE_POLICIES, *([SESSION_MANAGER_POLICY] if args.session_manager else [])):
            aws.iam.RolePolicyAttachment(
                f"{name}-karpenter-node-{policy}",
                role=role.name,
                policy_arn=f"{AWS_MANAGED}{policy}",
                opts=self._within,
            )
        aws.eks.AccessEntry(
            f"{name}-karpenter-node",
            cluster_name=args.cluster_name,
            principal_arn=role.arn,
            type="EC2_LINUX",
            tags=self._tags,
            opts=self._within,
        )
        return role

    def _queue(self, name: str) -> aws.sqs.Queue:
        queue = aws.sqs.Queue(
            f"{name}-karpenter",
            message_retention_seconds=RETENTION_SECONDS,
            sqs_managed_sse_enabled=True,
            tags=self._tags,
            opts=self._within,
        )
        rules = [
            aws.cloudwatch.EventRule(
                f"{name}-karpenter-{what}",
                description=f"Tells Karpenter of {name}: {kind}",
                event_pattern=json.dumps({"source": [source], "detail-type": [kind]}),
                tags=self._tags,
                opts=self._within,
            )
            for what, (source, kind) in EVENTS.items()
        ]
        aws.sqs.QueuePolicy(
            f"{name}-karpenter",
            queue_url=queue.url,
            policy=pulumi.Output.all(queue.arn, *(rule.arn for rule in rules)).apply(
                lambda arns: _queue_policy(arns[0], arns[1:])
            ),
            opts=self._within,
        )
        for what, rule in zip(EVENTS, rules, strict=True):
            aws.cloudwatch.EventTarget(f"{name}-karpenter-{what}", rule=rule.name, arn=queue.arn, opts=self._within)
        return queue


def _queue_policy(queue_arn: str, rule_arns: list[str]) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "OurRulesSend",
                    "Effect": "Allow",
                    "Principal": {"Service": "events.amazonaws.com"},
                    "Action": "sqs:SendMessage",
                    "Resource": queue_arn,
                    "Condition": {"ArnEquals": {"aws:SourceArn": rule_arns}},
                },
                {
                    "Sid": "NobodyInTheClear",
                    "Effect": "Deny",
                    "Principal": "*",
                    "Action": "sqs:*",
                    "Resource": queue_arn,
                    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
                },
            ],
        }
    )
