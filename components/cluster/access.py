"""Who may do what in a cluster's API: access entries, since the cluster trusts nothing but them.

Sources: EKS user guide, "Grant IAM users access to Kubernetes with EKS access entries" and "Review access policy
permissions".
"""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from components.model import Settings, refusal

ACCESS_POLICIES = {
    "cluster-admin": "AmazonEKSClusterAdminPolicy",
    "admin": "AmazonEKSAdminPolicy",
    "edit": "AmazonEKSEditPolicy",
    "view": "AmazonEKSViewPolicy",
    "admin-view": "AmazonEKSAdminViewPolicy",
}
"""Short name → access policy that EKS maintains for people and their tools.

Those that EKS keeps for its own features (auto mode, hybrid nodes, region switch …) are not for entries of this kind.
"""

EVERYTHING = "cluster-admin"
"""The policy that may do everything, everywhere."""

PolicyName = Literal["cluster-admin", "admin", "edit", "view", "admin-view"]

_ARN = re.compile(r"arn:aws:iam::[0-9]{12}:(role|user)/[\w+=,.@/-]+")
_SHORT = re.compile(r"(role|user)/[\w+=,.@/-]+")
_RESERVED_GROUP = "system:"
"""How names of Kubernetes' own groups begin; EKS refuses them in an entry."""


def _is_a_principal(principal: str) -> str:
    """Refuse what is no role and no user; the first thing wrong is said."""
    wrong: tuple[tuple[bool, str, str], ...] = (
        (any(sign in principal for sign in "*?"), "is a wildcard", "name one role or user"),
        (principal.endswith(":root") or principal == "root", "is a whole account", "name one role or user of it"),
        (
            ":assumed-role/" in principal,
            "is a session, not a role",
            "write the role itself, arn:aws:iam::ACCOUNT:role/NAME",
        ),
        ("/aws-service-role/" in principal, "is a role of an AWS service", "name a role of your own"),
        (
            not (_ARN.fullmatch(principal) or _SHORT.fullmatch(principal)),
            "is no IAM role or user",
            "write role/NAME, user/NAME, or the whole ARN",
        ),
    )
    for is_wrong, what, do in wrong:
        if is_wrong:
            raise refusal(f"{principal!r} {what}", do=do)
    return principal


class AccessConfig(Settings):
    """One who may reach the cluster's API (an item of `slipway:cluster.access`)."""

    principal: str
    """IAM role or user: its whole ARN, or `role/NAME` or `user/NAME` of the cluster's own account."""

    policy: PolicyName | None = None
    """What it may do: `cluster-admin`, `admin`, `edit`, `view` or `admin-view`."""

    namespaces: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")], ...] = ()
    """Namespaces to which `policy` is limited, each by its whole name; the whole cluster if none is named."""

    groups: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    """Groups that it is in for Kubernetes' own RBAC, beside or instead of a policy."""

    _principal = field_validator("principal")(_is_a_principal)

    @field_validator("groups")
    @classmethod
    def _are_not_of_kubernetes(cls, groups: tuple[str, ...]) -> tuple[str, ...]:
        for index, group in enumerate(groups):
            if group.startswith(_RESERVED_GROUP):
                raise refusal(
                    f"EKS gives nobody the group {group!r}", at=(index,), do="take a policy, or a group of your own"
                )
        return groups

    @model_validator(mode="after")
    def _gives_something(self) -> AccessConfig:
        if self.policy is None and not self.groups:
            raise refusal(f"{self.principal} gets neither policy nor groups", do="add one of them, e.g. policy: view")
        if self.namespaces and self.policy is None:
            raise refusal("namespaces limit a policy, and there is none", at=("namespaces",), do="add policy")
        if self.namespaces and self.policy == EVERYTHING:
            raise refusal(
                f"{EVERYTHING} is not for some namespaces alone", at=("namespaces",), do="write policy: admin"
            )
        return self

    @property
    def is_everything(self) -> bool:
        """Whether it may do everything in the whole cluster."""
        return self.policy == EVERYTHING

    @property
    def resource_name(self) -> str:
        """Give a name for its resources: the principal without what all principals have, e.g. `role-deployer`."""
        return re.sub(r"[^\w.@+=,-]", "-", self.principal.removeprefix("arn:aws:iam::"))


def principal_arn(principal: str, account: str) -> str:
    """Give a principal's ARN.

    Args:
        principal: an ARN already, or `role/NAME` or `user/NAME`.
        account: AWS account number of the cluster, which the short forms mean.

    Example:
        >>> principal_arn("role/deployer", "123456789012")
        'arn:aws:iam::123456789012:role/deployer'
    """
    return principal if principal.startswith("arn:") else f"arn:aws:iam::{account}:{principal}"


def policy_arn(policy: PolicyName) -> str:
    """Give the ARN of an access policy by its short name."""
    return f"arn:aws:eks::aws:cluster-access-policy/{ACCESS_POLICIES[policy]}"
