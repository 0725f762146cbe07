"""What a stack says about its keys, images, pipelines and guards."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from components.model import Name, Positive, Settings, Switch, refusal
from components.security.issuers import ISSUERS

IssuerName = Literal["github", "gitlab"]

FULL_ACCESS = frozenset({"AdministratorAccess", "PowerUserAccess", "IAMFullAccess", "SystemAdministrator"})
"""Policies of AWS that nobody's pipeline gets: they allow everything, or to allow oneself everything."""

_POLICY_ARN = r"^arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[\w+=,.@/-]+$"


class PipelineConfig(Settings):
    """One role for continuous integration (an item of `slipway:security.pipelines`)."""

    name: Name
    """Name of the role, unlike any other of the stack."""

    issuer: IssuerName
    """Who signs the pipeline's tokens: `github` (Actions) or `gitlab` (gitlab.com)."""

    repository: Annotated[str, Field(min_length=3)]
    """The one repository whose jobs may take the role, e.g. slipway/platform; no pattern."""

    branch: Annotated[str, Field(min_length=1)] | None = None
    """The one branch whose jobs may take it, e.g. main; either this or `environment`."""

    environment: Annotated[str, Field(min_length=1)] | None = None
    """The one deployment environment of GitHub whose jobs may take it; either this or `branch`."""

    may: Literal["push", "deploy"]
    """`push`: push images to the stack's repositories. `deploy`: deploy services: find the cluster
    (eks:DescribeCluster) and do what `policies` allow within the permission boundary, which changes no role. To run
    Pulumi takes a role that an administrator makes from `platform stack policy` (docs/how-to/go-to-aws.md). What a
    deploy role may do in the cluster's API is an entry of `slipway:cluster.access`."""

    policies: tuple[Annotated[str, Field(pattern=_POLICY_ARN)], ...] = ()
    """ARNs of the IAM policies of a `deploy` role; the permission boundary limits what they allow."""

    @field_validator("repository")
    @classmethod
    def _is_one_repository(cls, repository: str) -> str:
        if "*" in repository or "?" in repository:
            raise refusal(f"{repository!r} is a pattern", do="name one repository, e.g. slipway/platform")
        if "/" not in repository.strip("/") or repository != repository.strip("/ "):
            raise refusal(f"{repository!r} is not owner/name", do="write it as slipway/platform")
        return repository

    @field_validator("branch", "environment")
    @classmethod
    def _is_one_place(cls, place: str | None) -> str | None:
        if place is not None and ("*" in place or "?" in place):
            raise refusal(f"{place!r} is a pattern", do="name one, and make a pipeline for each")
        return place

    @field_validator("policies")
    @classmethod
    def _leave_something_out(cls, policies: tuple[str, ...]) -> tuple[str, ...]:
        for index, policy in enumerate(policies):
            if policy.rpartition("/")[2] in FULL_ACCESS:
                raise refusal(
                    f"{policy.rpartition('/')[2]} allows everything",
                    at=(index,),
                    do="name a policy of the actions that the stack needs",
                )
        return policies

    @model_validator(mode="after")
    def _runs_in_one_place(self) -> PipelineConfig:
        if (self.branch is None) == (self.environment is None):
            both = "both a branch and an environment" if self.branch else "neither a branch nor an environment"
            raise refusal(
                f"{both} named", at=("environment",) if self.branch else ("name",), do="name one: branch: main"
            )
        if self.environment is not None and ISSUERS[self.issuer].environment is None:
            raise refusal(
                f"{self.issuer}'s tokens don't say the environment in a way that IAM can check",
                at=("environment",),
                do="name a protected branch instead",
            )
        if self.policies and self.may == "push":
            raise refusal(
                "a push role has no policies but its own", at=("policies",), do="leave them out, or write may: deploy"
            )
        return self

    @property
    def subject(self) -> str:
        """Give what a token must say in `sub`."""
        issuer = ISSUERS[self.issuer]
        if self.environment is not None and issuer.environment is not None:
            return issuer.environment.format(repository=self.repository, environment=self.environment)
        return issuer.branch.format(repository=self.repository, branch=self.branch)


class ImagesConfig(Settings):
    """How long a repository keeps images (`slipway:security.images`)."""

    keep: Annotated[int, Field(strict=True, ge=5, le=1000)] = 30
    """How many tagged images a repository keeps, the newest (100 in prod)."""

    untagged_days: Positive = 7
    """Days after which an image that no tag names goes."""


class AccountConfig(Settings):
    """What there is once in an AWS account (`slipway:security.account`), for the one stack that owns it."""

    issuers: tuple[IssuerName, ...] = ()
    """Whose tokens IAM trusts: `github`, `gitlab`; pipelines of every stack of the account rely on it."""

    block_public_buckets: Switch = True
    """Whether S3 refuses public access to every bucket of the account."""

    @field_validator("issuers")
    @classmethod
    def _are_named_once(cls, issuers: tuple[IssuerName, ...]) -> tuple[IssuerName, ...]:
        for index, issuer in enumerate(issuers):
            if issuer in issuers[:index]:
                raise refusal(f"{issuer} is named twice", at=(index,), do="name each issuer once")
        return issuers


class RegionConfig(Settings):
    """What there is once in a region of an account (`slipway:security.region`), for the one stack that owns it."""

    guard_duty: Switch = True
    """Whether GuardDuty watches the region: API calls, DNS, flows, EKS' audit logs, S3, logins to databases."""

    runtime_monitoring: Switch = False
    """Whether GuardDuty puts its agent on the nodes too; it then makes a VPC endpoint that the stack doesn't own."""

    config_recorder: Switch = True
    """Whether AWS Config records what resources are like and how they change."""

    encrypt_volumes: Switch = True
    """Whether EC2 encrypts every new volume of the region, also those that nobody said it of."""

    @model_validator(mode="after")
    def _watches_runtime_by_guard_duty(self) -> RegionConfig:
        if self.runtime_monitoring and not self.guard_duty:
            raise refusal(
                "runtime monitoring is GuardDuty's, which is off",
                at=("runtimeMonitoring",),
                do="write guardDuty: true, or leave runtimeMonitoring out",
            )
        return self


class SecurityConfig(Settings):
    """Keys, images, pipelines and guards of one stack (`slipway:security`)."""

    key_deletion_days: Annotated[int, Field(strict=True, ge=7, le=30)] = 30
    """Days between the deletion of a KMS key and its end, 7 to 30; until then it can be brought back."""

    protected: Switch = False
    """Whether the engine refuses to delete what holds data: keys, repositories, records (true in prod)."""

    repositories: tuple[Annotated[str, Field(pattern=r"^[a-z0-9]+([._/-][a-z0-9]+)*$", max_length=128)], ...] = ()
    """ECR repositories, one for each service's images; their names in AWS begin with the cluster's."""

    images: ImagesConfig = ImagesConfig()
    """How long repositories keep images."""

    pipelines: tuple[PipelineConfig, ...] = ()
    """Roles for continuous integration, taken by OIDC, with no key to lose."""

    account: AccountConfig | None = None
    """What there is once in the account. Write it (`{}` is enough) in one stack of an account alone, or in none where
    the organisation sees to it."""

    region: RegionConfig | None = None
    """What there is once in a region. Write it (`{}` is enough) in one stack of an account's region alone, or in none
    where the organisation sees to it."""

    @field_validator("repositories")
    @classmethod
    def _are_named_once(cls, repositories: tuple[str, ...]) -> tuple[str, ...]:
        for index, repository in enumerate(repositories):
            if repository in repositories[:index]:
                raise refusal(f"{repository!r} is named twice", at=(index,), do="name each repository once")
        return repositories

    @field_validator("pipelines")
    @classmethod
    def _have_names_of_their_own(cls, pipelines: tuple[PipelineConfig, ...]) -> tuple[PipelineConfig, ...]:
        names = [pipeline.name for pipeline in pipelines]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise refusal(
                    f"two pipelines are called {name!r}", at=(index, "name"), do="give each a name of its own"
                )
        return pipelines

    @model_validator(mode="after")
    def _push_somewhere(self) -> SecurityConfig:
        for index, pipeline in enumerate(self.pipelines):
            if pipeline.may == "push" and not self.repositories:
                raise refusal(
                    f"{pipeline.name} has no repository to push to",
                    at=("pipelines", index, "may"),
                    do="name one below repositories",
                )
        return self
