from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pulumi
import pytest
from pydantic import ValidationError

from components.cluster import Cluster, ClusterArgs, ClusterConfig, kubeconfig_of

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp


ADMIN: dict[str, object] = {"principal": "role/platform-admin", "policy": "cluster-admin"}


def _cluster(stand_up: StandUp, **settings: object) -> Registered:
    config = ClusterConfig.model_validate({"version": "1.35", "access": [ADMIN], **settings})

    def build() -> None:
        cluster = Cluster("shop", ClusterArgs(config=config, region="us-west-2", subnet_ids=["subnet-1", "subnet-2"]))
        pulumi.export("kubeconfig", cluster.kubeconfig)
        pulumi.export("account", cluster.account)
        pulumi.export("oidc", cluster.oidc_provider_arn)

    return stand_up(build)


def test_smallest_arguments_make_a_private_encrypted_logged_cluster(stand_up: StandUp) -> None:
    made = _cluster(stand_up)
    cluster = made.one("aws:eks/cluster:Cluster")
    assert cluster["name"] == "shop"
    assert cluster["vpcConfig"] == {
        "subnetIds": ["subnet-1", "subnet-2"],
        "endpointPrivateAccess": True,
        "endpointPublicAccess": False,
    }
    assert cluster["encryptionConfig"] == {
        "provider": {"keyArn": "arn:aws:kms:us-west-2:123456789012:key/shop-key"},
        "resources": ["secrets"],
    }
    assert set(cluster["enabledClusterLogTypes"]) == {
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    }
    assert cluster["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }
    assert cluster["bootstrapSelfManagedAddons"] is False


def test_public_endpoint_answers_only_the_listed_blocks(stand_up: StandUp) -> None:
    reach = _cluster(stand_up, publicAccess=["203.0.113.0/24"]).one("aws:eks/cluster:Cluster")["vpcConfig"]
    assert (reach["endpointPublicAccess"], reach["publicAccessCidrs"]) == (True, ["203.0.113.0/24"])


def test_private_endpoint_lets_nobody_in_but_the_nodes_and_the_listed_blocks(stand_up: StandUp) -> None:
    rules = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    assert not _cluster(stand_up).of(rules)
    rule = _cluster(stand_up, privateAccess=["10.9.0.0/16"]).one(rules)
    assert (rule["cidrIpv4"], rule["ipProtocol"], rule["fromPort"], rule["toPort"]) == ("10.9.0.0/16", "tcp", 443, 443)


def test_key_rotates_and_serves_nobody_but_the_account_and_this_log_group(stand_up: StandUp) -> None:
    key = _cluster(stand_up).one("aws:kms/key:Key")
    assert (key["enableKeyRotation"], key["deletionWindowInDays"]) == (True, 30)
    account, logs = json.loads(key["policy"])["Statement"]
    assert account["Principal"] == {"AWS": "arn:aws:iam::123456789012:root"}
    assert logs["Principal"] == {"Service": "logs.us-west-2.amazonaws.com"}
    assert logs["Condition"]["ArnEquals"] == {
        "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-west-2:123456789012:log-group:/aws/eks/shop/cluster"
    }


def test_control_plane_logs_are_kept_encrypted_for_the_days_asked(stand_up: StandUp) -> None:
    logs = _cluster(stand_up, logRetentionDays=90).one("aws:cloudwatch/logGroup:LogGroup")
    assert logs["name"] == "/aws/eks/shop/cluster"
    assert logs["retentionInDays"] == 90
    assert logs["kmsKeyId"].endswith("key/shop-key")


def test_name_of_the_configuration_goes_before_the_resources_name(stand_up: StandUp) -> None:
    made = _cluster(stand_up, name="blue")
    assert made.one("aws:eks/cluster:Cluster")["name"] == "blue"
    assert made.one("aws:kms/alias:Alias")["name"] == "alias/blue"


def test_iam_trusts_the_clusters_tokens_unless_told_not_to(stand_up: StandUp) -> None:
    kind = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    trusting = _cluster(stand_up)
    assert trusting.one(kind)["clientIdLists"] == ["sts.amazonaws.com"]
    assert trusting.exports["oidc"] == "arn:aws:iam::123456789012:oidc-provider/shop-oidc"
    wary = _cluster(stand_up, oidcProvider=False)
    assert wary.of(kind) == {}
    assert wary.exports["oidc"] == ""


def test_account_is_read_from_an_arn_and_never_looked_up(stand_up: StandUp) -> None:
    assert _cluster(stand_up).exports["account"] == "123456789012"


def test_kubeconfig_holds_no_secret_and_asks_the_aws_cli_for_a_token(stand_up: StandUp) -> None:
    config = json.loads(_cluster(stand_up).exports["kubeconfig"])
    (user,) = config["users"]
    assert list(user["user"]) == ["exec"]
    command = [user["user"]["exec"]["command"], *user["user"]["exec"]["args"]]
    assert " ".join(command) == "aws eks get-token --cluster-name shop --region us-west-2 --output json"
    (cluster,) = config["clusters"]
    assert cluster["cluster"] == {
        "server": "https://example.eks.amazonaws.com",
        "certificate-authority-data": "Q0E=",
    }


def test_kubeconfig_context_is_the_current_one() -> None:
    config = json.loads(kubeconfig_of(name="x", endpoint="https://e", certificate_authority="Q0E=", region="us-west-2"))
    assert config["current-context"] == config["contexts"][0]["name"] == "x"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"publicAccess": ["0.0.0.0/0"]}, "0.0.0.0/0 opens the API server to everybody"),
        ({"publicAccess": ["203.0.113.0/24", "128.0.0.0/1"]}, "opens the API server to a large part of the internet"),
        ({"publicAccess": ["::/0"]}, "is not an IPv4 CIDR block"),
        ({"publicAccess": "203.0.113.0/24"}, "valid tuple"),
        ({"logRetentionDays": 10}, "10 days is no retention"),
        ({"logRetentionDays": "30"}, "valid integer"),
        ({"keyDeletionDays": 6}, "greater than or equal to 7"),
        ({"keyDeletionDays": 31}, "less than or equal to 30"),
        ({"version": 1.35}, "valid string"),
        ({"version": "35"}, "match pattern"),
        ({"version": "1.32"}, "Kubernetes 1.32 is too old"),
        ({"version": "1.99"}, "Kubernetes 1.99 has no row of add-on versions"),
        ({"publicAccess": ["0.0.0.0/1", "128.0.0.0/1"]}, "opens the API server to a large part of the internet"),
        (
            {"publicAccess": [f"{first}.0.0.0/8" for first in range(4)]},
            "the blocks together are 0.0.0.0/6 and open the API server",
        ),
        ({"privateAccess": ["203.0.113.0/24"]}, "203.0.113.0/24 is not a private range"),
        ({"privateAccess": ["0.0.0.0/0"]}, "0.0.0.0/0 is not a private range"),
        ({"privateAccess": ["10.9.0.0/16", "10.9.0.0/16"]}, "10.9.0.0/16 is named twice"),
        ({"zonalShift": "yes"}, "valid boolean"),
        ({"accessElsewhere": 1}, "valid boolean"),
        ({"name": "Shop_1"}, "match pattern"),
        ({"support": "forever"}, "'standard' or 'extended'"),
        ({"deletionProtection": "yes"}, "valid boolean"),
        ({"oidcProvider": 1}, "valid boolean"),
    ],
)
def test_bad_values_are_refused(change: dict[str, object], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ClusterConfig.model_validate({"version": "1.35", "access": [ADMIN], **change})
    (error,) = caught.value.errors()
    assert error["loc"][0] == next(iter(change))
    assert what in error["msg"]
