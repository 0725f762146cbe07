"""IAM: roles and policies by their names, attachments by what is attached."""

from __future__ import annotations

from components.policy.rows import Grant, Row, actions

_ROLES = ("iam::{account}:role/{names}",)
_STACK_ROLES = ("iam::{account}:role/{stack_names}",)
_POLICIES = ("iam::{account}:policy/{names}",)
_PROFILES = ("iam::{account}:instance-profile/{names}",)

ROWS = (
    Row(
        ("aws:iam/role:Role",),
        (
            Grant(
                actions(
                    "iam",
                    "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy DeleteRole TagRole "
                    "UntagRole PutRolePermissionsBoundary ListRolePolicies ListAttachedRolePolicies "
                    "ListInstanceProfilesForRole",
                ),
                _ROLES,
            ),
        ),
    ),
    Row(
        ("aws:iam/rolePolicyAttachment:RolePolicyAttachment",),
        (
            Grant(
                actions("iam", "AttachRolePolicy DetachRolePolicy"),
                _STACK_ROLES,
                when={"ArnLike": {"iam:PolicyARN": "{attached}"}},
            ),
            Grant(("iam:ListAttachedRolePolicies",), _STACK_ROLES),
        ),
    ),
    Row(
        ("aws:iam/rolePolicy:RolePolicy",),
        (Grant(actions("iam", "PutRolePolicy GetRolePolicy DeleteRolePolicy"), _STACK_ROLES),),
    ),
    Row(
        ("aws:iam/policy:Policy",),
        (
            Grant(
                actions(
                    "iam",
                    "CreatePolicy GetPolicy DeletePolicy CreatePolicyVersion GetPolicyVersion ListPolicyVersions "
                    "DeletePolicyVersion TagPolicy UntagPolicy",
                ),
                _POLICIES,
            ),
        ),
    ),
    Row(
        ("aws:iam/instanceProfile:InstanceProfile",),
        (
            Grant(
                actions(
                    "iam",
                    "CreateInstanceProfile GetInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile "
                    "RemoveRoleFromInstanceProfile TagInstanceProfile UntagInstanceProfile",
                ),
                _PROFILES,
            ),
            Grant(
                ("iam:PassRole",),
                _STACK_ROLES,
                when={"StringEquals": {"iam:PassedToService": ("ec2.amazonaws.com",)}},
            ),
        ),
    ),
    Row(
        ("aws:iam/openIdConnectProvider:OpenIdConnectProvider",),
        (
            Grant(
                actions(
                    "iam",
                    "CreateOpenIDConnectProvider GetOpenIDConnectProvider DeleteOpenIDConnectProvider "
                    "UpdateOpenIDConnectProviderThumbprint AddClientIDToOpenIDConnectProvider "
                    "RemoveClientIDFromOpenIDConnectProvider TagOpenIDConnectProvider UntagOpenIDConnectProvider",
                ),
                ("iam::{account}:oidc-provider/*",),
            ),
        ),
    ),
)
