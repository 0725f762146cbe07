from __future__ import annotations

import json
import re
from typing import Any

import pytest

from components.addons.config import AddonsConfig
from components.addons.identities import IDENTITIES, Identity
from components.addons.load_balancer_policy import TAG, load_balancer_controller_policy
from components.addons.place import Place
from components.addons.policies import (
    cert_manager_policy,
    ebs_csi_policy,
    external_dns_policy,
    external_secrets_policy,
    vpc_cni_policy,
)
from tests.unit.components.policies import too_wide

PLACE = Place("us-west-2", "123456789012", "shop", "vpc-1")
ZONE = {"id": "Z0123456789ABCDEFGHIJ", "domain": "dev.example.com"}
CONFIG = AddonsConfig.model_validate({"externalDns": True, "hostedZones": [ZONE]})

LONGEST_INLINE = 10_240
"""Characters of all inline policies of a role, without white space (IAM user guide, "IAM and AWS STS quotas")."""


def _statements(document: str) -> dict[str, dict[str, Any]]:
    statements = json.loads(document)["Statement"]
    named = {statement["Sid"]: statement for statement in statements}
    assert len(named) == len(statements), "two statements have one Sid"
    return named


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.addon)
def test_no_add_on_may_more_than_it_must(identity: Identity) -> None:
    document = identity.policy(PLACE, CONFIG)
    assert too_wide(document) == []
    assert len(re.sub(r"\s", "", document)) <= LONGEST_INLINE
    assert [sid for sid in _statements(document) if not sid.isalnum()] == []


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.addon)
def test_no_add_on_reaches_another_region_or_account(identity: Identity) -> None:
    resources = [
        resource
        for statement in _statements(identity.policy(PLACE, CONFIG)).values()
        for resource in ([statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"])
        if resource != "*"
    ]
    # Global services have no region, snapshots and hosted zones no account.
    assert [
        arn
        for arn in resources
        if arn.split(":")[3] not in ("us-west-2", "") or arn.split(":")[4] not in ("123456789012", "")
    ] == []


def test_roles_have_names_that_fit_for_the_longest_cluster_name() -> None:
    suffix = len("-1234567")
    assert max(40 + 1 + len(identity.slug) + suffix for identity in IDENTITIES) <= 64


def test_cni_changes_addresses_in_its_vpc_and_interfaces_of_its_cluster_alone() -> None:
    may = _statements(vpc_cni_policy(PLACE))
    assert may["Addresses"]["Condition"] == {
        "ArnEquals": {"ec2:Vpc": "arn:aws:ec2:us-west-2:123456789012:vpc/vpc-1"},
    }
    assert may["OwnInterfaces"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/cluster.k8s.amazonaws.com/name": "shop"}
    }


def test_only_encrypted_volumes_of_the_cluster_are_made() -> None:
    may = _statements(ebs_csi_policy(PLACE))
    assert may["MakeEncryptedVolumes"]["Condition"] == {
        "StringEquals": {"aws:RequestTag/ebs.csi.aws.com/cluster-name": "shop"},
        "Bool": {"ec2:Encrypted": "true"},
    }
    own = {"StringEquals": {"ec2:ResourceTag/ebs.csi.aws.com/cluster-name": "shop"}}
    assert may["OwnVolumes"]["Condition"] == may["OwnSnapshots"]["Condition"] == own


def test_load_balancers_of_another_cluster_are_out_of_reach() -> None:
    for sid, statement in _statements(load_balancer_controller_policy(PLACE)).items():
        changing = [
            action
            for action in statement["Action"]
            if not action.partition(":")[2].startswith(("Describe", "List", "Get"))
        ]
        if changing and sid not in ("ServiceRole", "MakeGroupsInTheVpc"):
            equal = statement["Condition"]["StringEquals"]
            tags = {
                f"aws:ResourceTag/{TAG}": "shop",
                f"aws:RequestTag/{TAG}": "shop",
                "aws:ResourceTag/kubernetes.io/cluster/shop": "owned",
            }
            assert any(equal.get(tag) == value for tag, value in tags.items()), sid


def test_dns_records_are_written_in_the_listed_zones_alone() -> None:
    zone = "arn:aws:route53:::hostedzone/Z1"
    assert _statements(external_dns_policy(["Z1"]))["Records"]["Resource"] == [zone]
    prove = _statements(cert_manager_policy(["Z1"]))["Prove"]
    assert prove["Resource"] == [zone]
    assert prove["Condition"]["ForAllValues:StringEquals"] == {"route53:ChangeResourceRecordSetsRecordTypes": ["TXT"]}


@pytest.mark.parametrize("zones", [[], ["*"], ["Z1", "*"]])
def test_zones_that_limit_nothing_are_refused(zones: list[str]) -> None:
    for policy in (external_dns_policy, cert_manager_policy):
        with pytest.raises(ValueError, match="does not limit which hosted zones"):
            policy(zones)


def test_secrets_are_read_below_the_prefix_and_opened_by_their_key_alone() -> None:
    key = "arn:aws:kms:us-west-2:123456789012:key/1"
    may = _statements(external_secrets_policy(PLACE, prefix="shop/", key_arn=key))
    secrets = "arn:aws:secretsmanager:us-west-2:123456789012:secret:shop/*"
    assert may["Read"]["Resource"] == [secrets]
    assert may["Decrypt"]["Resource"] == key
    assert may["Decrypt"]["Condition"] == {
        "StringEquals": {"kms:ViaService": "secretsmanager.us-west-2.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:SecretARN": secrets},
    }
    assert set(_statements(external_secrets_policy(PLACE, prefix="shop/"))) == {"Read"}


@pytest.mark.parametrize("prefix", ["", "*", "shop*"])
def test_a_prefix_that_limits_nothing_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="does not limit which secrets"):
        external_secrets_policy(PLACE, prefix=prefix)
