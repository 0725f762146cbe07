"""The permission boundary: the most that any role of a stack can ever do, whatever its own policies say."""

from __future__ import annotations

from components.iam import Statement, policy_document

SERVICES = (
    *("ec2", "eks", "eks-auth", "elasticloadbalancing", "autoscaling", "logs", "cloudwatch", "events", "kms", "ecr"),
    *("s3", "sqs", "rds", "rds-db", "elasticache", "secretsmanager", "ssm", "tag", "sts"),
)
"""Services that a stack's roles work with, as IAM calls them. A boundary is a ceiling and grants nothing, so a whole
service stands here; what a role may really do is in its own policies, action by action."""

IAM_READ = (
    *("GetRole", "GetRolePolicy", "GetPolicy", "GetPolicyVersion", "GetInstanceProfile", "GetOpenIDConnectProvider"),
    *("ListRolePolicies", "ListAttachedRolePolicies", "ListPolicyVersions", "ListInstanceProfilesForRole"),
)

ROLE_CHANGES = ("AttachRolePolicy", "CreateRole", "DeleteRolePolicy", "DetachRolePolicy", "PutRolePolicy")
"""What gives a role something; IAM can ask for each of them that the role has a boundary (iam:PermissionsBoundary)."""

PASSED_TO = ("ec2", "eks", "pods.eks", "vpc-flow-logs", "monitoring.rds")

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


def boundary_policy(*, account: str, region: str, prefix: str) -> str:
    """Give a stack's permission boundary.

    A role that has it works in its region with the services of a stack; it changes only roles of this stack, which must
    have the same boundary; it can't change the boundary, the roles of continuous integration, or who it is; and it
    can't switch off what watches it. Sources: IAM user guide, "Permissions boundaries for IAM entities" (delegating
    with a boundary), "AWS: Denies access to AWS based on the requested Region".

    Args:
        account: AWS account number.
        region: the stack's region.
        prefix: what the names of the stack's roles begin with: the cluster's name.
    """
    own = f"arn:aws:iam::{account}:policy/{boundary_name(prefix)}"
    roles = f"arn:aws:iam::{account}:role/{prefix}-*"
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
            "Sid": "ChangeBoundedRoles",
            "Effect": "Allow",
            "Action": [f"iam:{action}" for action in ROLE_CHANGES],
            "Resource": roles,
            "Condition": {"StringEquals": {"iam:PermissionsBoundary": own}},
        },
        {
            "Sid": "TidyRoles",
            "Effect": "Allow",
            "Action": ["iam:DeleteRole", "iam:TagRole", "iam:UntagRole", "iam:UpdateRoleDescription"],
            "Resource": roles,
        },
        {
            "Sid": "PassRoles",
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": roles,
            "Condition": {"StringEquals": {"iam:PassedToService": [f"{one}.amazonaws.com" for one in PASSED_TO]}},
        },
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
        {
            "Sid": "NeverTouchTheBoundary",
            "Effect": "Deny",
            "Action": [f"iam:{action}" for action in ("CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion")]
            + ["iam:SetDefaultPolicyVersion"],
            "Resource": own,
        },
        {
            "Sid": "NeverTouchPipelines",
            "Effect": "Deny",
            "Action": [f"iam:{action}" for action in (*ROLE_CHANGES, "DeleteRole", "PassRole")],
            "Resource": f"arn:aws:iam::{account}:role/{prefix}-ci-*",
        },
    )
    return policy_document(*statements)
