"""ECR: repositories and their policies."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import arn_tags
from sandbox.providers.aws.template import Given

_ENCRYPTION = {
    "encryptionType": "$encryptionConfigurations.0.encryptionType",
    "kmsKey": "$encryptionConfigurations.0.kmsKey|some",
}
_SCANNING = {"scanOnPush": "$imageScanningConfiguration.scanOnPush"}


def _document(kind: str, put: str, get: str, delete: str, parameter: str, answer: str) -> Row:
    call = Call(put, {"repositoryName": "$repository", parameter: "$policy|policy"})
    return Row(
        type=kind,
        service="ecr",
        create=call,
        identity="@p.repository",
        looks=(
            Look(
                Call(get, {"repositoryName": "$repository"}),
                outputs={"repository": "$repositoryName", "registryId": "$registryId", "policy": f"${answer}"},
            ),
        ),
        changes=(Change(on=("policy",), call=call, creation=False),),
        delete=(Call(delete, {"repositoryName": "$repository"}),),
        replace=frozenset({"repository"}),
        unique=("repository",),
        imported=("\n", "repository"),
    )


ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ecr/repository:Repository",
        service="ecr",
        create=Call(
            "create_repository",
            {
                "repositoryName": "$name",
                "imageTagMutability": "$imageTagMutability",
                "imageScanningConfiguration": _SCANNING,
                "encryptionConfiguration": _ENCRYPTION,
            },
        ),
        identity="$repository.repositoryName",
        looks=(
            Look(
                Call("describe_repositories", {"repositoryNames": ["@id"]}),
                at="repositories.0",
                outputs={
                    "name": "$repositoryName",
                    "arn": "$repositoryArn",
                    "registryId": "$registryId",
                    "repositoryUrl": "$repositoryUri",
                    "imageTagMutability": "$imageTagMutability",
                    "imageScanningConfiguration": "$imageScanningConfiguration",
                    "encryptionConfigurations": ["$encryptionConfiguration"],
                },
            ),
        ),
        changes=(
            Change(
                on=("imageTagMutability",),
                call=Call(
                    "put_image_tag_mutability", {"repositoryName": "@id", "imageTagMutability": "$imageTagMutability"}
                ),
                creation=False,
            ),
            Change(
                on=("imageScanningConfiguration",),
                call=Call(
                    "put_image_scanning_configuration",
                    {"repositoryName": "@id", "imageScanningConfiguration": _SCANNING},
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_repository", {"repositoryName": "@id", "force": Given("$forceDelete", True)}),),
        replace=frozenset({"name", "encryptionConfigurations"}),
        defaults={"imageTagMutability": "MUTABLE"},
        name=Name(lower=True),
        unique=("name",),
        settings=frozenset({"forceDelete", "imageTagMutabilityExclusionFilters"}),
        tags=arn_tags(
            argument="resourceArn", created="tags", keys="tagKeys", listing="list_tags_for_resource", at="tags"
        ),
    ),
    _document(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        "put_lifecycle_policy",
        "get_lifecycle_policy",
        "delete_lifecycle_policy",
        "lifecyclePolicyText",
        "lifecyclePolicyText",
    ),
    _document(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        "set_repository_policy",
        "get_repository_policy",
        "delete_repository_policy",
        "policyText",
        "policyText",
    ),
)
