"""A stack's keys, images, pipelines and guards as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.security.boundary import boundary_name, boundary_policy
from components.security.config import SecurityConfig
from components.security.guards import AccountGuards, AccountGuardsArgs, RegionGuards, RegionGuardsArgs
from components.security.images import Repositories, RepositoriesArgs
from components.security.keys import EncryptionKey, EncryptionKeyArgs
from components.security.pipelines import PipelineRole, PipelineRoleArgs


@dataclass(frozen=True)
class SecurityArgs:
    """What `Security` is made from.

    Attributes:
        config: keys, images, pipelines and guards as the stack has them.
        account: AWS account number.
        region: AWS region, e.g. "us-west-2".
        cluster_name: name of the stack's EKS cluster; names of what is made begin with it.
        data_services: services through which the data key is used, as kms:ViaService calls them
            (`components.data.services_of`); no key is made where there are none.
        data_log_groups: CloudWatch log groups that the data key encrypts.
        tags: tags of every resource.
    """

    config: SecurityConfig
    account: pulumi.Input[str]
    region: str
    cluster_name: str
    data_services: Sequence[str] = ()
    data_log_groups: Sequence[str] = ()
    tags: Mapping[str, str] = field(default_factory=dict)


class Security(pulumi.ComponentResource):
    """A stack's KMS keys, image repositories, roles for pipelines under a permission boundary, and guards.

    A key, repository or role is made where something uses it. What an account or a region has but one of (GuardDuty's
    detector, AWS Config's recorder, IAM's trust in an issuer) is made by the stack that says that it owns it; the
    others need nothing from it but ARNs that follow from the account.

    Attributes:
        boundary_arn: ARN of the permission boundary.
        data_key_arn: ARN of the key for services' data; empty where there is none.
        repository_urls: repository's name → address to push to and pull from.
        pipeline_role_arns: pipeline's name → ARN of its role.

    Example:
        >>> security = Security(
        ...     "shop",
        ...     SecurityArgs(
        ...         config=SecurityConfig(repositories=("cart",)),
        ...         account="123456789012",
        ...         region="us-west-2",
        ...         cluster_name="shop",
        ...     ),
        ... )
        >>> pulumi.export("images", security.repository_urls)
    """

    boundary_arn: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    repository_urls: Mapping[str, pulumi.Output[str]]
    pipeline_role_arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: SecurityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:Security", name, None, opts)
        self._name = name
        self._args = args
        self._within = pulumi.ResourceOptions(parent=self)
        config = args.config

        self.boundary_arn = self._boundary()
        self.data_key_arn = pulumi.Output.from_input("")
        if args.data_services:
            self.data_key_arn = self._key("data", args.data_services, args.data_log_groups).arn
        self.repository_urls = {}
        repository_arns: Sequence[pulumi.Output[str]] = ()
        if config.repositories:
            repositories = Repositories(
                name,
                RepositoriesArgs(
                    names=config.repositories,
                    prefix=args.cluster_name,
                    key_arn=self._key("images", ("ecr",)).arn,
                    images=config.images,
                    protected=config.protected,
                    tags=args.tags,
                ),
                self._within,
            )
            self.repository_urls = repositories.urls
            repository_arns = repositories.arns
        self.pipeline_role_arns = {
            pipeline.name: PipelineRole(
                f"{name}-ci-{pipeline.name}",
                PipelineRoleArgs(
                    config=pipeline,
                    account=args.account,
                    region=args.region,
                    cluster_name=args.cluster_name,
                    boundary_arn=self.boundary_arn,
                    repository_arns=repository_arns,
                    tags=args.tags,
                ),
                self._within,
            ).arn
            for pipeline in config.pipelines
        }
        self._guards()
        self.register_outputs(
            {
                "boundaryArn": self.boundary_arn,
                "dataKeyArn": self.data_key_arn,
                "repositoryUrls": dict(self.repository_urls),
                "pipelineRoleArns": dict(self.pipeline_role_arns),
            }
        )

    def _boundary(self) -> pulumi.Output[str]:
        args = self._args
        policy = aws.iam.Policy(
            f"{self._name}-boundary",
            name=boundary_name(args.cluster_name),
            description=f"The most that a role of {args.cluster_name} can ever do",
            policy=boundary_policy(args.region),
            tags=dict(args.tags),
            opts=self._within,
        )
        arn: pulumi.Output[str] = policy.arn
        return arn

    def _key(self, purpose: str, services: Sequence[str], log_groups: Sequence[str] = ()) -> EncryptionKey:
        args = self._args
        return EncryptionKey(
            f"{self._name}-{purpose}",
            EncryptionKeyArgs(
                purpose=purpose,
                account=args.account,
                region=args.region,
                prefix=args.cluster_name,
                services=services,
                log_groups=log_groups,
                deletion_days=args.config.key_deletion_days,
                protected=args.config.protected,
                tags=args.tags,
            ),
            self._within,
        )

    def _guards(self) -> None:
        args = self._args
        config = args.config
        if config.account is not None:
            AccountGuards(self._name, AccountGuardsArgs(config.account, args.tags), self._within)
        if config.region is not None:
            RegionGuards(
                self._name,
                RegionGuardsArgs(
                    config=config.region,
                    account=args.account,
                    region=args.region,
                    prefix=args.cluster_name,
                    # Types without a region are the same seen from anywhere; the account's owner records them.
                    global_types=config.account is not None,
                    key_deletion_days=config.key_deletion_days,
                    protected=config.protected,
                    tags=args.tags,
                ),
                self._within,
            )
