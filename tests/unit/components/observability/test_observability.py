"""The buckets of logs and traces, and who may use them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
from pydantic import ValidationError

from components.observability import Observability, ObservabilityArgs, ObservabilityConfig

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

BUCKET = "aws:s3/bucket:Bucket"
CLUSTER = "arn:aws:eks:us-west-2:123456789012:cluster/shop"
KEY = "arn:aws:kms:us-west-2:123456789012:key/shop-observability"


def _observability(stand_up: StandUp, **settings: object) -> Registered:
    def build() -> None:
        made = Observability(
            "shop",
            ObservabilityArgs(
                config=ObservabilityConfig.model_validate({"enabled": True, **settings}),
                region="us-west-2",
                account="123456789012",
                cluster_name="shop",
                cluster_arn=CLUSTER,
                tags={"owner": "platform"},
            ),
        )
        pulumi.export("logs", made.logs_bucket)
        pulumi.export("traces", made.traces_bucket)

    return stand_up(build)


def _document(text: str) -> dict[str, dict[str, Any]]:
    return {statement["Sid"]: statement for statement in json.loads(text)["Statement"]}


def test_smallest_configuration_makes_nothing(stand_up: StandUp) -> None:
    made = _observability(stand_up, enabled=False)
    assert [kind for kind in made.resources if kind.startswith("aws:")] == []
    assert (made.exports["logs"], made.exports["traces"]) == ("", "")


def test_tempo_has_a_bucket_and_jaeger_has_none(stand_up: StandUp) -> None:
    assert set(_observability(stand_up).of(BUCKET)) == {"shop-logs", "shop-traces"}
    jaeger = _observability(stand_up, traces="jaeger")
    assert set(jaeger.of(BUCKET)) == {"shop-logs"}
    assert jaeger.exports["traces"] == ""


def test_each_bucket_is_closed_to_the_public_and_to_other_owners(stand_up: StandUp) -> None:
    made = _observability(stand_up)
    blocks = made.of("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    assert set(blocks) == {"shop-logs", "shop-traces"}
    for block in blocks.values():
        assert {key for key, value in block.items() if value is True} == {
            "blockPublicAcls",
            "blockPublicPolicy",
            "ignorePublicAcls",
            "restrictPublicBuckets",
        }
    for owner in made.of("aws:s3/bucketOwnershipControls:BucketOwnershipControls").values():
        assert owner["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_each_bucket_is_encrypted_by_one_rotating_key(stand_up: StandUp) -> None:
    made = _observability(stand_up)
    key = made.one("aws:kms/key:Key")
    assert key["enableKeyRotation"] is True
    settings = made.of("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
    assert set(settings) == {"shop-logs", "shop-traces"}
    for one in settings.values():
        (rule,) = one["rules"]
        assert rule["applyServerSideEncryptionByDefault"] == {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY}
        assert rule["bucketKeyEnabled"] is True


def test_old_versions_and_unfinished_uploads_go_and_objects_outlive_their_retention_a_little(stand_up: StandUp) -> None:
    made = _observability(stand_up, retention={"logs": 30, "traces": 7})
    versions = made.of("aws:s3/bucketVersioning:BucketVersioning")
    assert {one["versioningConfiguration"]["status"] for one in versions.values()} == {"Enabled"}
    rules = made.of("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    assert {name: one["rules"][0]["expiration"]["days"] for name, one in rules.items()} == {
        "shop-logs": 37,
        "shop-traces": 14,
    }
    for one in rules.values():
        assert one["rules"][0]["noncurrentVersionExpiration"] == {"noncurrentDays": 7}
        assert one["rules"][0]["abortIncompleteMultipartUpload"] == {"daysAfterInitiation": 7}


def test_a_bucket_takes_new_tls_and_its_own_key_only(stand_up: StandUp) -> None:
    policies = _observability(stand_up).of("aws:s3/bucketPolicy:BucketPolicy")
    assert set(policies) == {"shop-logs", "shop-traces"}
    for policy in policies.values():
        statements = _document(policy["policy"])
        assert {one["Effect"] for one in statements.values()} == {"Deny"}
        assert statements["TlsOnly"]["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert statements["NewTlsOnly"]["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
        condition = statements["OwnKeyOnly"]["Condition"]
        assert condition["StringNotEqualsIfExists"]["s3:x-amz-server-side-encryption-aws-kms-key-id"] == KEY


def test_each_keeper_has_a_role_for_its_own_bucket_and_no_wildcard_action(stand_up: StandUp) -> None:
    made = _observability(stand_up)
    policies = made.of("aws:iam/rolePolicy:RolePolicy")
    assert set(policies) == {"shop-logs", "shop-traces"}
    for name, policy in policies.items():
        statements = _document(policy["policy"])
        bucket = f"arn:aws:s3:::{name}"
        assert statements["List"]["Resource"] == bucket
        assert statements["Objects"]["Resource"] == f"{bucket}/*"
        assert statements["Key"]["Resource"] == KEY
        assert statements["Key"]["Condition"] == {"StringEquals": {"kms:ViaService": "s3.us-west-2.amazonaws.com"}}
        assert not [action for one in statements.values() for action in one["Action"] if "*" in action]


def test_only_the_keepers_service_accounts_take_the_roles_on(stand_up: StandUp) -> None:
    associations = _observability(stand_up).of("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    assert {
        name: (one["clusterName"], one["namespace"], one["serviceAccount"]) for name, one in associations.items()
    } == {"shop-logs": ("shop", "observability", "loki"), "shop-traces": ("shop", "observability", "tempo")}


@pytest.mark.parametrize(("settings", "destroyed"), [({}, True), ({"keepBuckets": True}, False)])
def test_what_is_kept_goes_with_the_stack_unless_it_is_to_stay(
    stand_up: StandUp, settings: dict[str, object], destroyed: bool
) -> None:
    buckets = _observability(stand_up, **settings).of(BUCKET)
    assert {one["forceDestroy"] for one in buckets.values()} == {destroyed}


def test_every_resource_that_can_be_tagged_is(stand_up: StandUp) -> None:
    made = _observability(stand_up)
    for kind in (BUCKET, "aws:kms/key:Key", "aws:iam/role:Role"):
        assert {one["tags"]["owner"] for one in made.of(kind).values()} == {"platform"}


@pytest.mark.parametrize(
    ("settings", "where", "what"),
    [
        ({"traces": "zipkin"}, ("traces",), "'tempo' or 'jaeger'"),
        ({"retention": {"logs": 0}}, ("retention", "logs"), "greater than or equal to 1"),
        ({"retention": {"metrics": "15d"}}, ("retention", "metrics"), "valid integer"),
        ({"retention": {"events": 3}}, ("retention", "events"), "not permitted"),
        ({"metricsVolumeGib": 5}, ("metricsVolumeGib",), "greater than or equal to 10"),
        ({"storageClass": "GP3"}, ("storageClass",), "match pattern"),
        ({"keyDeletionDays": 3}, ("keyDeletionDays",), "greater than or equal to 7"),
        ({"enabled": "yes"}, ("enabled",), "valid boolean"),
    ],
)
def test_bad_values_are_refused(settings: dict[str, object], where: tuple[str, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ObservabilityConfig.model_validate(settings)
    error = caught.value.errors()[0]
    assert error["loc"] == where
    assert what in error["msg"]
