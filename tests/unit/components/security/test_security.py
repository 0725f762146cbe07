from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from components.security import Security, SecurityArgs, SecurityConfig, boundary_policy

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

PUSH = {"name": "images", "issuer": "github", "repository": "shop/cart", "branch": "main", "may": "push"}
DEPLOY = {"name": "deploy", "issuer": "github", "repository": "shop/cart", "environment": "prod", "may": "deploy"}
PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
LONGEST_POLICY = 6144


def _security(stand_up: StandUp, services: tuple[str, ...] = (), **settings: Any) -> Registered:
    config = SecurityConfig.model_validate(settings)

    def build() -> None:
        security = Security(
            "shop",
            SecurityArgs(
                config=config,
                account="123456789012",
                region="us-west-2",
                cluster_name="shop",
                data_services=services,
                data_log_groups=("/aws/rds/instance/shop-*",) if services else (),
                tags={"owner": "shop"},
            ),
        )
        pulumi.export("dataKey", security.data_key_arn)
        pulumi.export("repositories", dict(security.repository_urls))

    return stand_up(build)


def _document(text: str) -> list[dict[str, Any]]:
    statements: list[dict[str, Any]] = json.loads(text)["Statement"]
    return statements


def test_smallest_arguments_make_the_permission_boundary_alone(stand_up: StandUp) -> None:
    made = _security(stand_up)
    assert [kind for kind in made.resources if kind.startswith("aws:")] == ["aws:iam/policy:Policy"]
    assert made.one("aws:iam/policy:Policy")["name"] == "shop-boundary"
    assert made.exports["dataKey"] == ""


def test_keys_are_one_a_purpose_rotate_and_serve_their_services_alone(stand_up: StandUp) -> None:
    made = _security(stand_up, ("s3", "sqs"), repositories=["cart"], keyDeletionDays=7)
    keys = made.of("aws:kms/key:Key")
    assert set(keys) == {"shop-data", "shop-images"}
    assert {key["enableKeyRotation"] for key in keys.values()} == {True}
    assert {key["deletionWindowInDays"] for key in keys.values()} == {7}
    aliases = {alias["name"] for alias in made.of("aws:kms/alias:Alias").values()}
    assert aliases == {"alias/shop/data", "alias/shop/images"}
    _, via, logs = _document(keys["shop-data"]["policy"])
    assert via["Condition"]["StringEquals"]["kms:ViaService"] == [
        "s3.us-west-2.amazonaws.com",
        "sqs.us-west-2.amazonaws.com",
    ]
    assert logs["Principal"] == {"Service": "logs.us-west-2.amazonaws.com"}
    assert logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"] == [
        "arn:aws:logs:us-west-2:123456789012:log-group:/aws/rds/instance/shop-*"
    ]


def test_whoever_administers_a_key_may_not_use_it_by_that(stand_up: StandUp) -> None:
    administration, *_ = _document(_security(stand_up, ("s3",)).one("aws:kms/key:Key")["policy"])
    assert all("*" not in action for action in administration["Action"])
    assert not {"kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:CreateGrant"} & set(administration["Action"])


def test_images_keep_their_tags_are_scanned_encrypted_and_tidied(stand_up: StandUp) -> None:
    made = _security(stand_up, repositories=["cart"], images={"keep": 50, "untaggedDays": 3})
    repository = made.one("aws:ecr/repository:Repository")
    assert (repository["name"], repository["imageTagMutability"]) == ("shop/cart", "IMMUTABLE")
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    (encryption,) = repository["encryptionConfigurations"]
    assert encryption["encryptionType"] == "KMS"
    assert encryption["kmsKey"].endswith("key/shop-images")
    untagged, newest = json.loads(made.one("aws:ecr/lifecyclePolicy:LifecyclePolicy")["policy"])["rules"]
    assert (untagged["selection"]["tagStatus"], untagged["selection"]["countNumber"]) == ("untagged", 3)
    assert (newest["selection"]["tagStatus"], newest["selection"]["countNumber"]) == ("any", 50)
    assert untagged["rulePriority"] < newest["rulePriority"]


@pytest.mark.parametrize(
    ("place", "subject"),
    [
        ({"branch": "main"}, "repo:shop/cart:ref:refs/heads/main"),
        ({"branch": None, "environment": "prod"}, "repo:shop/cart:environment:prod"),
        ({"issuer": "gitlab"}, "project_path:shop/cart:ref_type:branch:ref:main"),
    ],
)
def test_a_role_is_taken_by_one_repository_in_one_place(stand_up: StandUp, place: dict[str, Any], subject: str) -> None:
    made = _security(stand_up, repositories=["cart"], pipelines=[{**PUSH, **place}])
    (trust,) = _document(made.one("aws:iam/role:Role")["assumeRolePolicy"])
    ((operator, conditions),) = trust["Condition"].items()
    assert operator == "StringEquals"
    assert sorted(key.rpartition(":")[2] for key in conditions) == ["aud", "sub"]
    assert next(value for key, value in conditions.items() if key.endswith(":sub")) == subject


def test_a_pushing_role_pushes_to_the_stack_s_repositories_and_nothing_else(stand_up: StandUp) -> None:
    made = _security(stand_up, repositories=["cart"], pipelines=[PUSH])
    sign_in, push = _document(made.one("aws:iam/rolePolicy:RolePolicy")["policy"])
    assert (sign_in["Action"], sign_in["Resource"]) == ("ecr:GetAuthorizationToken", "*")
    assert push["Resource"] == ["arn:aws:ecr:us-west-2:123456789012:repository/shop-cart"]
    assert all("*" not in action and not action.startswith("ecr:Delete") for action in push["Action"])


def test_every_pipeline_s_role_has_the_boundary_and_an_hour(stand_up: StandUp) -> None:
    made = _security(stand_up, repositories=["cart"], pipelines=[PUSH, DEPLOY])
    for role in made.of("aws:iam/role:Role").values():
        assert role["permissionsBoundary"] == "arn:aws:iam::123456789012:policy/shop-boundary"
        assert role["maxSessionDuration"] == 3600
    assert made.of("aws:iam/role:Role")["shop-ci-deploy"]["name"] == "shop-ci-deploy"


def test_a_deploying_role_has_the_policies_that_are_named_and_finds_its_cluster(stand_up: StandUp) -> None:
    arn = "arn:aws:iam::123456789012:policy/shop-up"
    made = _security(stand_up, pipelines=[{**DEPLOY, "policies": [arn]}])
    (find,) = _document(made.one("aws:iam/rolePolicy:RolePolicy")["policy"])
    assert find["Resource"] == "arn:aws:eks:us-west-2:123456789012:cluster/shop"
    assert made.one("aws:iam/rolePolicyAttachment:RolePolicyAttachment")["policyArn"] == arn


def test_what_an_account_has_once_is_made_only_where_it_is_owned(stand_up: StandUp) -> None:
    wary = _security(stand_up, repositories=["cart"], pipelines=[PUSH])
    assert wary.of(PROVIDER) == {}
    owner = _security(stand_up, account={"issuers": ["github", "gitlab"]})
    assert {one["url"] for one in owner.of(PROVIDER).values()} == {
        "https://token.actions.githubusercontent.com",
        "https://gitlab.com",
    }
    assert all(
        owner.one("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock")[key]
        for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    )


def test_a_region_that_is_owned_is_watched_recorded_and_encrypts_its_volumes(stand_up: StandUp) -> None:
    made = _security(stand_up, region={})
    assert made.one("aws:guardduty/detector:Detector")["enable"] is True
    features = {one["name"] for one in made.of("aws:guardduty/detectorFeature:DetectorFeature").values()}
    assert features == {"EKS_AUDIT_LOGS", "RDS_LOGIN_EVENTS", "S3_DATA_EVENTS"}
    assert made.one("aws:ebs/encryptionByDefault:EncryptionByDefault")["enabled"] is True
    assert made.one("aws:cfg/recorderStatus:RecorderStatus")["isEnabled"] is True
    channel = made.one("aws:cfg/deliveryChannel:DeliveryChannel")
    assert channel["s3KmsKeyArn"].endswith("key/shop-records")


def test_types_without_a_region_are_recorded_by_the_account_s_owner_alone(stand_up: StandUp) -> None:
    kind = "aws:cfg/recorder:Recorder"
    assert _security(stand_up, region={}).one(kind)["recordingGroup"]["includeGlobalResourceTypes"] is False
    both = _security(stand_up, region={}, account={})
    assert both.one(kind)["recordingGroup"]["includeGlobalResourceTypes"] is True


def test_guards_can_be_left_out_one_by_one(stand_up: StandUp) -> None:
    off = {"guardDuty": False, "configRecorder": False, "encryptVolumes": False}
    made = _security(stand_up, region=off, account={"blockPublicBuckets": False})
    assert [kind for kind in made.resources if kind.startswith("aws:")] == ["aws:iam/policy:Policy"]


def test_runtime_monitoring_comes_with_its_add_on(stand_up: StandUp) -> None:
    features = _security(stand_up, region={"runtimeMonitoring": True}).of(
        "aws:guardduty/detectorFeature:DetectorFeature"
    )
    assert features["shop-runtime-monitoring"]["additionalConfigurations"] == [
        {"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"},
        {"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "DISABLED"},
        {"name": "EC2_AGENT_MANAGEMENT", "status": "DISABLED"},
    ]


def _boundary() -> dict[str, dict[str, Any]]:
    text = boundary_policy("us-west-2")
    return {statement["Sid"]: statement for statement in _document(text)}


def test_the_boundary_fits_iam_s_limit() -> None:
    text = boundary_policy("us-west-2")
    assert len("".join(text.split())) <= LONGEST_POLICY


def test_the_boundary_lets_nobody_leave_the_region_or_go_dark() -> None:
    boundary = _boundary()
    assert boundary["NeverLeaveTheRegion"]["Condition"] == {"StringNotEquals": {"aws:RequestedRegion": "us-west-2"}}
    dark = set(boundary["NeverGoDark"]["Action"])
    assert {"guardduty:DeleteDetector", "config:StopConfigurationRecorder", "cloudtrail:StopLogging"} <= dark
    assert {"logs:DeleteLogGroup", "kms:ScheduleKeyDeletion", "ec2:DeleteFlowLogs"} <= dark


def test_within_the_boundary_no_role_is_made_changed_or_handed_over() -> None:
    allowed = {
        action
        for statement in _boundary().values()
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
        if action.startswith("iam:")
    }
    assert allowed
    assert {action for action in allowed if not action.startswith(("iam:Get", "iam:List"))} == set()
    another = set(_boundary()["NeverBecomeAnother"]["Action"])
    assert {"iam:DeleteRolePermissionsBoundary", "iam:CreateAccessKey"} <= another
