"""ECR repositories for the images of services."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.security.config import ImagesConfig


def lifecycle_policy(images: ImagesConfig) -> str:
    """Give a repository's lifecycle policy: untagged images go after days, of tagged ones the newest stay.

    The rule about every image has the highest number, since ECR wants it evaluated last (Amazon ECR user guide,
    "Lifecycle policy parameters").

    Args:
        images: how long images are kept.
    """
    rules = (
        (
            f"Untagged images go after {images.untagged_days} days",
            {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": images.untagged_days,
            },
        ),
        (
            f"The newest {images.keep} images stay",
            {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": images.keep},
        ),
    )
    return json.dumps(
        {
            "rules": [
                {"rulePriority": priority, "description": text, "selection": selection, "action": {"type": "expire"}}
                for priority, (text, selection) in enumerate(rules, start=1)
            ]
        }
    )


@dataclass(frozen=True)
class RepositoriesArgs:
    """What `Repositories` is made from.

    Attributes:
        names: names of the repositories, without the prefix.
        prefix: what their names in AWS begin with: the cluster's, since an account and region has one of each name.
        key_arn: KMS key that encrypts the images.
        images: how long images are kept.
        protected: whether a repository that holds images is kept, and the engine refuses to delete one.
        tags: tags of every repository.
    """

    names: Sequence[str]
    prefix: str
    key_arn: pulumi.Input[str]
    images: ImagesConfig = field(default_factory=ImagesConfig)
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class Repositories(pulumi.ComponentResource):
    """ECR repositories whose tags never change what they name, scanned at each push, encrypted, and tidied.

    Attributes:
        urls: repository's name → address to push to and pull from.
        arns: ARNs of them all, in the order of the names.

    Example:
        >>> images = Repositories(
        ...     "shop",
        ...     RepositoriesArgs(
        ...         names=["cart"], prefix="shop", key_arn="arn:aws:kms:us-west-2:123456789012:key/1"
        ...     ),
        ... )
        >>> pulumi.export("cartImages", images.urls["cart"])
    """

    urls: Mapping[str, pulumi.Output[str]]
    arns: Sequence[pulumi.Output[str]]

    def __init__(self, name: str, args: RepositoriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:security:Repositories", name, None, opts)
        made = {repository: self._repository(name, repository, args) for repository in args.names}
        self.urls = {repository: one.repository_url for repository, one in made.items()}
        self.arns = [one.arn for one in made.values()]
        self.register_outputs({"urls": dict(self.urls)})

    def _repository(self, name: str, repository: str, args: RepositoriesArgs) -> aws.ecr.Repository:
        resource = f"{name}-{repository.replace('/', '-')}"
        made = aws.ecr.Repository(
            resource,
            name=f"{args.prefix}/{repository}",
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                aws.ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=args.key_arn)
            ],
            force_delete=not args.protected,
            tags=dict(args.tags),
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        aws.ecr.LifecyclePolicy(
            resource,
            repository=made.name,
            policy=lifecycle_policy(args.images),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return made
