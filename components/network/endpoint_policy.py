"""Who may do what through the network's endpoints: pure documents.

An endpoint lets anybody in the network use any credentials on any account's resources unless a policy says otherwise;
that is how data leaves with credentials that someone brought along. So each endpoint of ours lets through

- identities of the own account (`aws:PrincipalAccount`), and
- where AWS allows it, resources of the own account alone (`aws:ResourceAccount`),

"own" being the network's account and those that the configuration trusts. Where it can't be narrower:

- ecr.api, ecr.dkr: images of EKS's add-ons are in accounts of AWS that differ by region, so pulling is allowed from any
  account, everything else in one's own alone.
- s3: image layers are in buckets of AWS and fetched by addresses that ECR signed with an identity of its own;
  registry.k8s.io and the package repositories of Amazon Linux answer from buckets of theirs without any identity. So
  reading objects is open to all; writing, listing and the rest are for one's own identities and buckets.
- sts: a pod that asks for a role by its service account's token has no identity yet, so that call is limited by the
  role's account instead. Taking on a role of another account is that role's trust policy's to allow.
- ec2: images and prefix lists of Amazon's are in no account of ours.
- eks-auth, elasticloadbalancing: some of their answers (managed security policies, say) belong to no account of ours.

Sources: aws-samples/data-perimeter-policy-examples (vpc_endpoint_policies, service_owned_resources.md, and the guidance
of ecr, eks and logs); Amazon ECR user guide, "Amazon ECR interface VPC endpoints"; IAM user guide, "AWS global
condition context keys"; kubernetes/registry.k8s.io, "Request handling" (clients in AWS are sent to S3).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from components.network.config import InterfaceEndpoint

GATEWAY = "s3"
"""The one gateway endpoint."""


@dataclass(frozen=True)
class Grant:
    """One thing that an endpoint lets through.

    Attributes:
        sid: name of the statement.
        actions: what.
        own_identities: whether only identities of own accounts may.
        own_resources: whether only resources of own accounts are meant.
    """

    sid: str
    actions: tuple[str, ...]
    own_identities: bool = True
    own_resources: bool = True


_PULL = Grant(
    "PullFromAnyAccount",
    (
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetAuthorizationToken",
        "ecr:GetDownloadUrlForLayer",
    ),
    own_resources=False,
)
_ECR = (Grant("OwnAccount", ("ecr:*",)), _PULL)

GRANTS: Mapping[str, tuple[Grant, ...]] = {
    GATEWAY: (
        Grant("OwnAccount", ("s3:*",)),
        Grant("ReadFromAnyAccount", ("s3:GetObject",), own_identities=False, own_resources=False),
    ),
    InterfaceEndpoint.ECR_API: _ECR,
    InterfaceEndpoint.ECR_DKR: _ECR,
    InterfaceEndpoint.STS: (
        Grant("OwnIdentities", ("sts:*",), own_resources=False),
        Grant("OwnRolesForTokens", ("sts:AssumeRoleWithWebIdentity",), own_identities=False),
    ),
    InterfaceEndpoint.EC2: (Grant("OwnIdentities", ("ec2:*",), own_resources=False),),
    InterfaceEndpoint.LOGS: (Grant("OwnAccount", ("logs:*",)),),
    InterfaceEndpoint.EKS: (Grant("OwnAccount", ("eks:*",)),),
    InterfaceEndpoint.EKS_AUTH: (Grant("OwnIdentities", ("eks-auth:AssumeRoleForPodIdentity",), own_resources=False),),
    InterfaceEndpoint.ELASTICLOADBALANCING: (Grant("OwnIdentities", ("elasticloadbalancing:*",), own_resources=False),),
}
"""Endpoint → what it lets through."""


def endpoint_policy(endpoint: str, accounts: Sequence[str]) -> str:
    """Give the policy of one endpoint.

    Args:
        endpoint: "s3", or the name of an interface endpoint, e.g. "ecr.api".
        accounts: numbers of the own accounts, at least one.

    Raises:
        ValueError: no account is given, so that the policy would let nobody through.

    Example:
        >>> [grant["Sid"] for grant in json.loads(endpoint_policy("sts", ["123456789012"]))["Statement"]]
        ['OwnIdentities', 'OwnRolesForTokens']
    """
    if not accounts:
        raise ValueError("an endpoint's policy needs an account")
    return json.dumps(
        {"Version": "2012-10-17", "Statement": [_statement(grant, list(accounts)) for grant in GRANTS[endpoint]]}
    )


def _statement(grant: Grant, accounts: list[str]) -> dict[str, object]:
    keys = (("aws:PrincipalAccount", grant.own_identities), ("aws:ResourceAccount", grant.own_resources))
    own = {key: accounts for key, narrow in keys if narrow}
    return {
        "Sid": grant.sid,
        "Effect": "Allow",
        "Principal": "*",
        "Action": list(grant.actions),
        "Resource": "*",
        **({"Condition": {"StringEquals": own}} if own else {}),
    }
