"""IAM roles for continuous integration: taken by a token that says repository and branch, with no key to lose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import Statement, policy_document
from components.names import name_within
from components.security.config import PipelineConfig
from components.security.issuers import ISSUERS

LONGEST_ROLE_NAME = 64
"""IAM's limit (IAM user guide, "IAM and AWS STS quotas")."""

SESSION_SECONDS = 3600

PUSH = (
    *("BatchCheckLayerAvailability", "BatchGetImage", "CompleteLayerUpload", "DescribeImages"),
    *("GetDownloadUrlForLayer", "InitiateLayerUpload", "PutImage", "UploadLayerPart"),
)
"""What pushing an image takes (Amazon ECR user guide, "IAM permissions for pushing an image"), and to see whether it is
there already, since tags can't be overwritten."""


def pipeline_trust(pipeline: PipelineConfig, account: str) -> str:
    """Give the trust policy of a pipeline's role: one issuer, one audience, one repository, one branch or environment.

    Args:
        pipeline: the pipeline.
        account: AWS account number.
    """
    issuer = ISSUERS[pipeline.issuer]
    return policy_document(
        {
            "Effect": "Allow",
            "Principal": {"Federated": issuer.provider_arn(account)},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {f"{issuer.host}:aud": issuer.audience, f"{issuer.host}:sub": pipeline.subject}
            },
        }
    )


def push_policy(repository_arns: Sequence[str]) -> str:
    """Give the policy of a role that pushes images to some repositories and may do nothing else.

    Args:
        repository_arns: ARNs of the repositories.
    """
    statements: tuple[Statement, ...] = (
        # Signing in is to the registry as a whole; AWS knows no narrower resource for it.
        {"Sid": "SignIn", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
        {
            "Sid": "Push",
            "Effect": "Allow",
            "Action": [f"ecr:{action}" for action in PUSH],
            "Resource": list(repository_arns),
        },
    )
    return policy_document(*statements)


def deploy_policy(*, account: str, region: str, cluster_name: str) -> str:
    """Give what every role that deploys services needs: to find its cluster; the stack names the policies of all else.

    It doesn't run Pulumi: the boundary lets it change no role, and the cluster, its nodes and its add-ons have roles.

    Args:
        account: AWS account number.
        region: AWS region.
        cluster_name: name of the EKS cluster.
    """
    cluster = f"arn:aws:eks:{region}:{account}:cluster/{cluster_name}"
    return policy_document(
        {"Sid": "FindTheCluster", "Effect": "Allow", "Action": "eks:DescribeCluster", "Resource": cluster}
    )


@dataclass(frozen=True)
class PipelineRoleArgs:
    """What `PipelineRole` is made from.

    Attributes:
        config: the pipeline.
        account: AWS account number.
        region: AWS region.
        cluster_name: name of the EKS cluster; the role's name begins with it.
        boundary_arn: permission boundary of the role.
        repository_arns: repositories that a pushing role pushes to.
        tags: tags of the role.
    """

    config: PipelineConfig
    account: pulumi.Input[str]
    region: str
    cluster_name: str
    boundary_arn: pulumi.Input[str]
    repository_arns: Sequence[pulumi.Input[str]] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class PipelineRole(pulumi.ComponentResource):
    """A role that the jobs of one repository on one branch take on for an hour.

    Attributes:
        arn: ARN of the role, for the pipeline's own configuration.

    Example:
        >>> from components.security.config import PipelineConfig
        >>> role = PipelineRole(
        ...     "shop-ci-images",
        ...     PipelineRoleArgs(
        ...         config=PipelineConfig(
        ...             name="images", issuer="github", repository="shop/cart", branch="main", may="push"
        ...         ),
        ...         account="123456789012",
        ...         region="us-west-2",
        ...         cluster_name="shop",
        ...         boundary_arn="arn:aws:iam::123456789012:policy/shop-boundary",
        ...         repository_arns=["arn:aws:ecr:us-west-2:123456789012:repository/shop/cart"],
        ...     ),
        ... )
        >>> pulumi.export("imagesRole", role.arn)
    """

    arn: pulumi.Output[str]

    def __init__(self, name: str, args: PipelineRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:PipelineRole", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        config = args.config
        account = pulumi.Output.from_input(args.account)
        role = aws.iam.Role(
            name,
            # A name of its own, since the pipeline's configuration names it and the boundary refuses changes to it.
            name=name_within(LONGEST_ROLE_NAME, args.cluster_name, "ci", config.name),
            description=f"What jobs of {config.repository} may do: {config.may}",
            assume_role_policy=account.apply(lambda number: pipeline_trust(config, number)),
            permissions_boundary=args.boundary_arn,
            max_session_duration=SESSION_SECONDS,
            tags=dict(args.tags),
            opts=within,
        )
        self.arn = role.arn
        if config.may == "push":
            policy = pulumi.Output.all(*args.repository_arns).apply(push_policy)
        else:
            policy = account.apply(
                lambda number: deploy_policy(account=number, region=args.region, cluster_name=args.cluster_name)
            )
        aws.iam.RolePolicy(name, role=role.name, name=config.may, policy=policy, opts=within)
        for policy_arn in config.policies:
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy_arn.rpartition('/')[2]}", role=role.name, policy_arn=policy_arn, opts=within
            )
        self.register_outputs({"arn": self.arn})
