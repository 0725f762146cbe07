from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase

import pytest

from components.preview import Difference, Grouping, Meaning, grouped
from components.preview.differences import Kind
from components.preview.meanings import RULES, STATEFUL, TITLES

STANDING = Difference("same", "urn:pulumi:p::s::aws:ec2/vpc:Vpc::vpc", "aws:ec2/vpc:Vpc", "vpc")


def changed(
    kind: Kind,
    token: str,
    *fields: str,
    name: str = "one",
    causes: tuple[str, ...] = (),
    protect: bool = False,
    old: Mapping[str, object] | None = None,
    new: Mapping[str, object] | None = None,
) -> Difference:
    urn = f"urn:pulumi:p::s::{token}::{name}"
    return Difference(kind, urn, token, name, "", fields, causes, protect, old or {}, new or {})


def meanings(grouping: Grouping) -> list[str]:
    return [group.meaning.value for group in grouping.groups]


@pytest.mark.parametrize(
    ("difference", "wanted"),
    [
        (changed("update", "aws:eks/cluster:Cluster", "version"), ["control-plane"]),
        (changed("update", "aws:eks/cluster:Cluster", "vpcConfig.publicAccessCidrs[0]"), ["touches-access"]),
        (changed("update", "aws:ec2/launchTemplate:LaunchTemplate", "userData"), ["rolls-nodes"]),
        (
            changed("update", "aws:ec2/launchTemplate:LaunchTemplate", "metadataOptions.httpPutResponseHopLimit"),
            ["rolls-nodes", "touches-access"],
        ),
        (changed("update", "aws:ec2/launchTemplate:LaunchTemplate", "description"), ["other"]),
        (changed("update", "aws:eks/nodeGroup:NodeGroup", "scalingConfig.maxSize"), ["rolls-nodes"]),
        (changed("update", "aws:eks/addon:Addon", "addonVersion"), ["restarts-pods"]),
        (
            changed("update", "kubernetes:apps/v1:Deployment", "spec.template.spec.containers[0].image"),
            ["restarts-pods"],
        ),
        (changed("update", "kubernetes:apps/v1:Deployment", "spec.replicas"), ["other"]),
        (changed("update", "aws:iam/rolePolicy:RolePolicy", "policy"), ["touches-access"]),
        (changed("update", "aws:kms/key:Key", "policy"), ["touches-access"]),
        (changed("update", "aws:rds/instance:Instance", "instanceClass"), ["touches-data"]),
        (changed("update", "aws:ec2/route:Route", "natGatewayId"), ["touches-network"]),
        (changed("create", "aws:eks/accessEntry:AccessEntry"), ["touches-access", "new"]),
        (changed("delete", "aws:ec2/natGateway:NatGateway"), ["touches-network", "gone"]),
        (changed("delete", "aws:s3/bucket:Bucket"), ["loses-data", "gone"]),
        (changed("delete", "kubernetes:core/v1:Namespace"), ["loses-data", "gone"]),
        (changed("replace", "aws:rds/instance:Instance", "engine", causes=("engine",)), ["loses-data", "replaced"]),
        (
            changed("replace", "aws:eks/nodeGroup:NodeGroup", "amiType", causes=("amiType",)),
            ["replaced", "rolls-nodes"],
        ),
        (changed("update", "aws:ec2/vpc:Vpc", "tags.owner", "tagsAll.owner"), ["only-tags"]),
        (changed("update", "aws:iam/role:Role", "tags", "description"), ["touches-access"]),
        (changed("update", "slipway:network:Network"), []),
    ],
)
def test_a_change_means_what_the_table_says(difference: Difference, wanted: list[str]) -> None:
    assert meanings(grouped([STANDING, difference])) == wanted


def test_what_is_lost_comes_first_and_tags_last() -> None:
    found = grouped(
        [
            changed("update", "aws:ec2/vpc:Vpc", "tags.a", name="tagged"),
            changed("create", "aws:ec2/subnet:Subnet", name="new"),
            changed("delete", "aws:kms/key:Key", name="key"),
            STANDING,
        ]
    )
    assert meanings(found)[0] == "loses-data"
    assert meanings(found)[-1] == "only-tags"
    assert found.groups[0].consequences[0].because == (
        "it is deleted, and with it all that was encrypted with it, once its waiting period is over"
    )


def test_a_replacement_says_for_which_properties() -> None:
    found = grouped(
        [
            changed(
                "replace",
                "aws:eks/nodeGroup:NodeGroup",
                "amiType",
                "labels.a",
                causes=("amiType",),
                old={"amiType": "A"},
                new={"amiType": "B"},
            ),
            STANDING,
        ]
    )
    assert found.groups[0].consequences[0].says == ("amiType A → B",)


def test_a_stack_that_stands_up_first_is_only_new() -> None:
    found = grouped([changed("create", "aws:iam/role:Role"), changed("create", "slipway:network:Network")])
    assert found.first
    assert meanings(found) == ["new"]
    assert len(found.groups[0].consequences) == 1


def test_a_protected_resource_that_would_go_is_called_out() -> None:
    found = grouped([STANDING, changed("delete", "aws:iam/role:Role", protect=True)])
    assert meanings(found)[0] == "loses-data"
    assert found.warnings == (
        "one (aws:iam/role:Role) is protected: the engine refuses to delete it until the option is taken off",
    )


POOL = "aws:eks/nodeGroup:NodeGroup"


@pytest.mark.parametrize(
    ("production", "beside", "warned"),
    [
        (True, [], True),
        (False, [], False),
        (True, [changed("create", POOL, name="general-b")], False),
        (True, [changed("same", POOL, name="general-b")], False),
        (True, [changed("same", POOL, name="low-latency")], True),
    ],
)
def test_a_pool_replaced_in_production_without_a_twin_is_called_out(
    production: bool, beside: list[Difference], warned: bool
) -> None:
    replaced = changed("replace", POOL, "amiType", name="general", causes=("amiType",))
    warnings = grouped([STANDING, replaced, *beside], production=production).warnings
    assert any("add its twin" in one for one in warnings) is warned


@pytest.mark.parametrize(
    ("production", "taints", "warned"),
    [
        (True, None, True),
        (True, [{"key": "slipway.dev/capacity", "value": "spot", "effect": "NO_SCHEDULE"}], True),
        (True, [{"key": "slipway.dev/retiring", "value": "true", "effect": "NO_SCHEDULE"}], False),
        (False, None, False),
    ],
)
def test_a_pool_that_goes_in_production_while_it_takes_pods_is_called_out(
    production: bool, taints: list[dict[str, str]] | None, warned: bool
) -> None:
    gone = changed("delete", POOL, name="general", old={"taints": taints} if taints else {})
    warnings = grouped([STANDING, gone], production=production).warnings
    assert any("general goes while it takes pods" in one for one in warnings) is warned


def test_a_change_of_price_is_told_with_its_difference() -> None:
    def price(kind: str, inputs: Mapping[str, object]) -> float | None:
        size = inputs.get("size")
        return float(size) if isinstance(size, int) else None

    more = changed("update", "aws:ebs/volume:Volume", "size", old={"size": 10}, new={"size": 30})
    less = changed("delete", "aws:ebs/volume:Volume", name="two", old={"size": 5})
    unknown = changed("update", "aws:ebs/volume:Volume", "size", name="three", old={}, new={"size": 5})
    found = {
        group.meaning: group.consequences for group in grouped([STANDING, more, less, unknown], price=price).groups
    }
    assert [one.says for one in found[Meaning.DEARER]] == [("+20.00 USD a month",)]
    assert [one.says for one in found[Meaning.CHEAPER]] == [("-5.00 USD a month",)]


def test_every_meaning_has_a_heading_and_every_row_can_apply() -> None:
    assert list(TITLES) == list(Meaning)
    assert all(rule.kinds and rule.fields and rule.types for rule in RULES)


def test_patterns_are_of_type_tokens() -> None:
    patterns = [*STATEFUL, *(pattern for rule in RULES for pattern in rule.types)]
    assert all(fnmatchcase(pattern, "aws:*") or fnmatchcase(pattern, "kubernetes:*") for pattern in patterns)
