"""The VPC's flow logs: who talked to whom, kept encrypted in a log group of their own."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.iam import key_policy
from components.network.config import FlowLogsConfig
from components.network.flow_log_policy import flow_log_permissions, flow_log_trust
from components.network.scope import Scope

WHAT = "flow-logs"
KEY_DELETION_DAYS = 30


def make_flow_logs(scope: Scope, config: FlowLogsConfig, vpc: aws.ec2.Vpc) -> aws.cloudwatch.LogGroup | None:
    """Make the flow logs of a VPC with their log group, its key, and the role that writes to it and to nothing else.

    Returns:
        The log group, or None where flow logs are off.
    """
    if not config.enabled:
        return None
    name, tags, region = scope.called(WHAT), scope.tagged(WHAT), scope.region
    group_name = f"/aws/vpc-flow-log/{scope.physical_name}"
    key = aws.kms.Key(
        name,
        description=f"Flow logs of the VPC of {scope.physical_name}",
        enable_key_rotation=True,
        rotation_period_in_days=365,
        deletion_window_in_days=KEY_DELETION_DAYS,
        policy=vpc.owner_id.apply(
            lambda account: key_policy(account=account, region=region, log_group=group_name, sid="FlowLogs")
        ),
        tags=tags,
        opts=scope.within(),
    )
    aws.kms.Alias(name, name=f"alias/{scope.physical_name}-{WHAT}", target_key_id=key.key_id, opts=scope.within())
    group = aws.cloudwatch.LogGroup(
        name,
        name=group_name,
        retention_in_days=config.retention_days,
        kms_key_id=key.arn,
        tags=tags,
        opts=scope.within(),
    )
    role = aws.iam.Role(
        name,
        assume_role_policy=vpc.owner_id.apply(lambda account: flow_log_trust(account=account, region=region)),
        description=f"Delivers the flow logs of {scope.physical_name}",
        tags=tags,
        opts=scope.within(),
    )
    permissions = aws.iam.RolePolicy(
        name, role=role.name, policy=group.arn.apply(flow_log_permissions), opts=scope.within()
    )
    aws.ec2.FlowLog(
        name,
        vpc_id=vpc.id,
        traffic_type=config.traffic.upper(),
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        max_aggregation_interval=config.aggregation_seconds,
        tags=tags,
        opts=scope.within(after=[permissions]),
    )
    return group


def name_of(group: aws.cloudwatch.LogGroup | None) -> pulumi.Output[str]:
    """Give the name of the log group; empty where there is none."""
    return pulumi.Output.from_input("" if group is None else group.name)
