from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from components.data import Data, DataArgs, DataConfig, Place, log_groups_of, services_of

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

KEY = "arn:aws:kms:us-west-2:123456789012:key/1"
BUCKET = {"kind": "bucket", "name": "invoices", "service": "cart"}
QUEUE = {"kind": "queue", "name": "orders", "service": "cart"}
POSTGRES = {"kind": "postgres", "name": "orders-db", "service": "cart"}
REDIS = {"kind": "redis", "name": "sessions", "service": "cart"}
PROD = {"protected": True, "multiZone": True, "backupDays": 35, "logRetentionDays": 365}
INSTANCE = "aws:rds/instance:Instance"
GROUP = "aws:elasticache/replicationGroup:ReplicationGroup"


def _data(stand_up: StandUp, *needs: dict[str, Any], **settings: Any) -> Registered:
    config = DataConfig.model_validate({"needs": needs, **settings})

    def build() -> None:
        data = Data(
            "shop",
            DataArgs(
                config=config,
                region="us-west-2",
                key_arn=KEY,
                place=Place("vpc-1", ["subnet-1", "subnet-2"], "sg-cluster"),
                cluster_name="shop",
                cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
                namespace="production",
                permissions_boundary="arn:aws:iam::123456789012:policy/shop-boundary",
                tags={"owner": "shop"},
            ),
        )
        pulumi.export("values", {service: dict(values) for service, values in data.values.items()})
        pulumi.export(
            "secrets",
            {need: one.secret_arn for made in data.provided.values() for need, one in made.items() if one.secret_arn},
        )

    return stand_up(build)


def _statements(made: Registered) -> list[dict[str, Any]]:
    (policy,) = made.of("aws:iam/rolePolicy:RolePolicy").values()
    statements: list[dict[str, Any]] = json.loads(policy["policy"])["Statement"]
    return statements


def test_nothing_asked_for_makes_nothing(stand_up: StandUp) -> None:
    assert [kind for kind in _data(stand_up).resources if kind.startswith("aws:")] == []


def test_a_service_gets_one_role_for_all_that_it_asks_for_and_another_service_another(stand_up: StandUp) -> None:
    made = _data(stand_up, BUCKET, QUEUE, {**BUCKET, "service": "reports"})
    associations = made.of("aws:eks/podIdentityAssociation:PodIdentityAssociation")
    assert sorted(one["serviceAccount"] for one in associations.values()) == ["cart", "reports"]
    assert {one["namespace"] for one in associations.values()} == {"production"}
    roles = made.of("aws:iam/role:Role")
    assert {role["permissionsBoundary"] for role in roles.values()} == {
        "arn:aws:iam::123456789012:policy/shop-boundary"
    }
    reports = json.loads(made.of("aws:iam/rolePolicy:RolePolicy")["shop-reports"]["policy"])
    assert "shop-cart" not in json.dumps(reports)


@pytest.mark.parametrize("need", [BUCKET, QUEUE, POSTGRES, REDIS], ids=lambda need: need["kind"])
def test_a_role_is_limited_to_what_its_service_asked_for(stand_up: StandUp, need: dict[str, Any]) -> None:
    for statement in _statements(_data(stand_up, need)):
        assert all("*" not in action for action in statement["Action"])
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        assert all(one == KEY or "shop-cart" in one or "dbuser:db-ABC/cart" in one for one in resources), resources


@pytest.mark.parametrize("need", [BUCKET, QUEUE], ids=lambda need: need["kind"])
def test_the_shared_key_opens_only_the_service_s_own_data_and_only_through_aws(
    stand_up: StandUp, need: dict[str, Any]
) -> None:
    uses = [statement for statement in _statements(_data(stand_up, need)) if statement["Resource"] == KEY]
    assert uses
    for use in uses:
        condition = use["Condition"]["StringEquals"]
        assert condition["kms:ViaService"].endswith(".us-west-2.amazonaws.com")
        context = [value for key, value in condition.items() if key.startswith("kms:EncryptionContext:")]
        assert len(context) == 1
        assert "shop-cart" in context[0]


def test_a_queue_and_its_dead_letters_are_encrypted_and_reached_by_tls_alone(stand_up: StandUp) -> None:
    made = _data(stand_up, {**QUEUE, "maxReceives": 3})
    queues = made.of("aws:sqs/queue:Queue")
    assert {queue["kmsMasterKeyId"] for queue in queues.values()} == {KEY}
    redrive = json.loads(queues["shop-cart-orders"]["redrivePolicy"])
    assert redrive["maxReceiveCount"] == 3
    assert redrive["deadLetterTargetArn"].endswith("shop-cart-orders-dead")
    assert queues["shop-cart-orders-dead"]["messageRetentionSeconds"] == 14 * 86400
    for policy in made.of("aws:sqs/queuePolicy:QueuePolicy").values():
        (statement,) = json.loads(policy["policy"])["Statement"]
        assert (statement["Effect"], statement["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    allowed = json.loads(made.one("aws:sqs/redriveAllowPolicy:RedriveAllowPolicy")["redriveAllowPolicy"])
    assert [arn.rpartition(":")[2] for arn in allowed["sourceQueueArns"]] == ["shop-cart-orders"]


def test_a_database_is_private_encrypted_and_signed_in_to_by_iam(stand_up: StandUp) -> None:
    made = _data(stand_up, POSTGRES)
    instance = made.one(INSTANCE)
    assert (instance["publiclyAccessible"], instance["storageEncrypted"]) == (False, True)
    assert {instance[key] for key in ("kmsKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId")} == {KEY}
    assert instance["iamDatabaseAuthenticationEnabled"] is True
    assert made.one("aws:rds/subnetGroup:SubnetGroup")["subnetIds"] == ["subnet-1", "subnet-2"]
    parameters = {one["name"]: one["value"] for one in made.one("aws:rds/parameterGroup:ParameterGroup")["parameters"]}
    assert parameters["rds.force_ssl"] == "1"
    groups = made.of("aws:cloudwatch/logGroup:LogGroup")
    assert {group["kmsKeyId"] for group in groups.values()} == {KEY}
    assert {group["retentionInDays"] for group in groups.values()} == {30}


def test_no_password_of_a_database_is_in_the_program(stand_up: StandUp) -> None:
    made = _data(stand_up, POSTGRES)
    assert made.one(INSTANCE)["manageMasterUserPassword"] is True
    assert "password" not in made.one(INSTANCE)
    assert made.exports["secrets"]["orders-db"].startswith("arn:aws:secretsmanager:")
    assert not any("secret" in value for value in made.exports["values"]["cart"].values())


@pytest.mark.parametrize(("need", "port"), [(POSTGRES, 5432), (REDIS, 6379)], ids=["postgres", "redis"])
def test_only_the_cluster_reaches_a_database_and_a_cache(stand_up: StandUp, need: dict[str, Any], port: int) -> None:
    group = _data(stand_up, need).one("aws:ec2/securityGroup:SecurityGroup")
    (rule,) = group["ingress"]
    assert rule["securityGroups"] == ["sg-cluster"]
    assert (rule["fromPort"], rule["toPort"]) == (port, port)
    assert "cidrBlocks" not in rule
    assert group["egress"] == []


def test_a_cache_is_encrypted_at_rest_and_on_the_way_and_has_no_password(stand_up: StandUp) -> None:
    made = _data(stand_up, REDIS)
    group = made.one(GROUP)
    assert (group["atRestEncryptionEnabled"], group["transitEncryptionEnabled"]) == (True, True)
    assert (group["transitEncryptionMode"], group["kmsKeyId"]) == ("required", KEY)
    assert "authToken" not in group
    user = made.one("aws:elasticache/user:User")
    assert user["authenticationMode"] == {"type": "iam"}
    assert user["userId"] == user["userName"]
    assert "+@all" not in user["accessString"]
    # Rules count in their order: what is taken away must come last.
    assert user["accessString"].endswith(" -@admin -@dangerous")


def test_prod_keeps_copies_backups_and_refuses_deletion(stand_up: StandUp) -> None:
    made = _data(stand_up, POSTGRES, REDIS, BUCKET, **PROD)
    instance, group = made.one(INSTANCE), made.one(GROUP)
    assert (instance["multiAz"], instance["backupRetentionPeriod"]) == (True, 35)
    assert (instance["deletionProtection"], instance["skipFinalSnapshot"]) == (True, False)
    assert instance["allowMajorVersionUpgrade"] is True
    assert (group["numCacheClusters"], group["automaticFailoverEnabled"], group["multiAzEnabled"]) == (2, True, True)
    assert group["snapshotRetentionLimit"] == 35
    assert made.one("aws:s3/bucket:Bucket")["forceDestroy"] is False


def test_the_last_snapshot_of_each_life_has_a_name_of_its_own(stand_up: StandUp) -> None:
    made = _data(stand_up, POSTGRES, REDIS, **PROD)
    groups = made.of("aws:ec2/securityGroup:SecurityGroup")
    for kind, name in ((INSTANCE, "shop-cart-orders-db"), (GROUP, "shop-cart-sessions")):
        (group,) = (f"{one}-id" for one in groups if one.startswith(name))
        assert made.one(kind)["finalSnapshotIdentifier"] == f"{name}-final-{group[-8:]}"


def test_elsewhere_one_copy_is_enough_and_a_stack_can_go(stand_up: StandUp) -> None:
    made = _data(stand_up, POSTGRES, REDIS)
    assert made.one(INSTANCE)["multiAz"] is False
    assert (made.one(INSTANCE)["deletionProtection"], made.one(INSTANCE)["skipFinalSnapshot"]) == (False, True)
    assert made.one(GROUP)["numCacheClusters"] == 1


def test_everything_says_whose_it_is(stand_up: StandUp) -> None:
    made = _data(stand_up, BUCKET, QUEUE, POSTGRES, REDIS)
    for kind in ("aws:s3/bucket:Bucket", "aws:sqs/queue:Queue", INSTANCE, GROUP, "aws:iam/role:Role"):
        for inputs in made.of(kind).values():
            assert inputs["tags"] == {"owner": "shop", "slipway.dev/service": "cart"}


def test_a_service_finds_what_it_asked_for_by_its_config_map(stand_up: StandUp) -> None:
    made = _data(stand_up, BUCKET, QUEUE, POSTGRES, REDIS)
    assert set(made.exports["values"]["cart"]) == {
        "INVOICES_BUCKET", "ORDERS_QUEUE_URL", "ORDERS_DB_HOST", "ORDERS_DB_PORT", "ORDERS_DB_DATABASE",
        "ORDERS_DB_USER", "SESSIONS_HOST", "SESSIONS_PORT", "SESSIONS_USER",
    }  # fmt: skip


def test_the_data_key_serves_what_is_asked_for_alone() -> None:
    assert services_of(DataConfig()) == ()
    config = DataConfig.model_validate({"needs": [QUEUE, POSTGRES]})
    assert services_of(config) == ("rds", "secretsmanager", "sqs")
    assert log_groups_of(config, "shop") == ("/aws/rds/instance/shop-*",)
    assert log_groups_of(DataConfig.model_validate({"needs": [QUEUE]}), "shop") == ()
