"""What AWS may do to deliver a VPC's flow logs: pure documents."""

from __future__ import annotations

import json

SERVICE = "vpc-flow-logs.amazonaws.com"


def flow_log_trust(*, account: str, region: str) -> str:
    """Give the trust policy of the role that delivers flow logs.

    Only for flow logs of this account and region, so that nobody else's can be delivered by it (VPC user guide, "IAM
    role for publishing flow logs to CloudWatch Logs", on the confused deputy).

    Args:
        account: AWS account number of the VPC.
        region: its region.
    """
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": SERVICE},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"aws:SourceAccount": account},
                        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{region}:{account}:vpc-flow-log/*"},
                    },
                }
            ],
        }
    )


def flow_log_permissions(log_group_arn: str) -> str:
    """Give the permissions of the role that delivers flow logs: to write to one log group, and no other.

    The guide's own list has logs:CreateLogGroup on everything; the group is there already, so it is left out.

    Args:
        log_group_arn: ARN of the group, without the `:*` that some answers of AWS end in.

    Example:
        >>> json.loads(flow_log_permissions("arn:aws:logs:us-west-2:1:log-group:x"))["Statement"][0]["Resource"]
        ['arn:aws:logs:us-west-2:1:log-group:x', 'arn:aws:logs:us-west-2:1:log-group:x:log-stream:*']
    """
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "WriteToThisGroup",
                    "Effect": "Allow",
                    "Action": [
                        "logs:CreateLogStream",
                        "logs:DescribeLogGroups",
                        "logs:DescribeLogStreams",
                        "logs:PutLogEvents",
                    ],
                    "Resource": [log_group_arn, f"{log_group_arn}:log-stream:*"],
                }
            ],
        }
    )
