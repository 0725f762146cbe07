"""The permission boundary: the most that a service's or a pipeline's role can do, whatever its own policies say."""

from __future__ import annotations

from components.iam import Statement, policy_document

SERVICES = (
    *("ec2", "eks", "eks-auth", "elasticloadbalancing", "autoscaling", "logs", "cloudwatch", "events", "kms", "ecr"),
    *("s3", "sqs", "rds", "rds-db", "elasticache", "secretsmanager", "ssm", "tag", "sts"),
)
"""Services that such roles work with, as IAM calls them. A boundary is a ceiling and grants nothing, so a whole
service stands here; what a role may really do is in its own policies, action by action."""

IAM_READ = (
    *("GetRole", "GetRolePolicy", "GetPolicy", "GetPolicyVersion", "GetInstanceProfile", "GetOpenIDConnectProvider"),
    *("ListRolePolicies", "ListAttachedRolePolicies", "ListPolicyVersions", "ListInstanceProfilesForRole"),
)

UNDOING = (
    *("guardduty:DeleteDetector", "guardduty:DisassociateFromAdministratorAccount", "guardduty:StopMonitoringMembers"),
    *("guardduty:UpdateDetector", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel"),
    *("config:PutConfigurationRecorder", "config:StopConfigurationRecorder", "cloudtrail:DeleteTrail"),
    *("cloudtrail:PutEventSelectors", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "ec2:DeleteFlowLogs"),
    *("ec2:DisableEbsEncryptionByDefault", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy"),
    *("kms:DisableKey", "kms:DisableKeyRotation", "kms:ScheduleKeyDeletion", "s3:PutAccountPublicAccessBlock"),
)
"""What makes it dark: logs, detectors and recorders switched off, keys destroyed. A person does that, or nobody."""

IDENTITIES = (
    *("iam:CreateAccessKey", "iam:CreateGroup", "iam:CreateLoginProfile", "iam:CreateUser", "iam:UpdateLoginProfile"),
    *("iam:CreateOpenIDConnectProvider", "iam:CreateSAMLProvider", "iam:UpdateAssumeRolePolicy"),
    *("iam:DeleteRolePermissionsBoundary", "iam:PutRolePermissionsBoundary", "iam:PutUserPermissionsBoundary"),
    *("organizations:LeaveOrganization", "account:CloseAccount", "sts:GetFederationToken"),
)
"""How one gets other rights than one's own, or rights that outlive one's session."""


def boundary_name(prefix: str) -> str:
    """Give the name of a stack's boundary, e.g. "slipway-dev-boundary"."""
    return f"{prefix}-boundary"


def boundary_policy(region: str) -> str:
    """Give a stack's permission boundary.

    The roles of services and of pipelines have it. Such a role works in its region with the services of a stack; of IAM
    it reads alone: it makes, changes and hands over no role, so that it gets no other one's rights by way of a service
    (iam:PassRole to a pod or an instance), and it can neither become somebody else nor switch off what watches it. So a
    role within it can't run Pulumi; who does that has a role of its own outside of it (docs/how-to/go-to-aws.md).
    Sources: IAM user guide, "Permissions boundaries for IAM entities" and "AWS: Denies access to AWS based on the
    requested Region".

    Args:
        region: the stack's region.
    """
    statements: tuple[Statement, ...] = (
        {
            "Sid": "ServicesOfAStackInItsRegion",
            "Effect": "Allow",
            "Action": [f"{service}:*" for service in SERVICES],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": region}},
        },
        {"Sid": "ReadIam", "Effect": "Allow", "Action": [f"iam:{action}" for action in IAM_READ], "Resource": "*"},
        {
            "Sid": "NeverLeaveTheRegion",
            "Effect": "Deny",
            # Services with one endpoint for the world answer from another region than the one they are called for.
            "NotAction": ["iam:*", "sts:*"],
            "Resource": "*",
            "Condition": {"StringNotEquals": {"aws:RequestedRegion": region}},
        },
        {"Sid": "NeverBecomeAnother", "Effect": "Deny", "Action": list(IDENTITIES), "Resource": "*"},
        {"Sid": "NeverGoDark", "Effect": "Deny", "Action": list(UNDOING), "Resource": "*"},
    )
    return policy_document(*statements)
