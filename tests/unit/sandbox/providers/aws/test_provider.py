"""What the engine sees of the provider: refusals by name, previews, drift, import, tags, names, regions, errors."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.providers.aws.cloud import Moto
from sandbox.providers.aws.errors import AwsProviderError, AwsRefused, BadInput, NotInTable, PartlyDone
from sandbox.providers.aws.protocol import Autonaming, Change, Naming
from sandbox.providers.aws.provider import AwsProvider
from sandbox.providers.aws.wire import UNKNOWN

VPC = "aws:ec2/vpc:Vpc"
ROLE = "aws:iam/role:Role"
GROUP = "aws:cloudwatch/logGroup:LogGroup"
REGION = "us-west-2"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})
ALLOW = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}]}
)


class Deaf:
    """A cloud that must not be asked."""

    def call(self, *arguments: Any, **named: Any) -> dict[str, Any]:
        raise AssertionError(f"called {arguments}")

    def account(self, region: str, *, urn: str) -> str:
        raise AssertionError("asked for the account")


def _deaf(**configuration: Any) -> AwsProvider:
    provider = AwsProvider(Deaf(), {})
    provider.configure({"region": REGION, **configuration})
    return provider


def test_a_type_without_a_row_is_refused_by_token_and_urn_with_what_to_do(engine: Any) -> None:
    with pytest.raises(NotInTable) as caught:
        engine.create("aws:ec2/vpcs:Vpcs", {}, "main")
    said = str(caught.value)
    assert said.startswith(
        "urn:pulumi:test::slipway::aws:ec2/vpcs:Vpcs::main: "
        "the sandbox's aws provider has no row for type aws:ec2/vpcs:Vpcs"
    )
    assert "nearest: aws:ec2/vpc:Vpc" in said
    assert "add a row to sandbox/providers/aws/table" in said


def test_a_preview_of_a_creation_asks_nothing_and_leaves_outputs_unknown(engine: Any) -> None:
    provider = _deaf()
    identity, state = provider.create(engine.subject(VPC), {"cidrBlock": "10.0.0.0/16"}, preview=True, timeout=0)
    assert identity == ""
    assert state["arn"] is UNKNOWN
    assert state["defaultSecurityGroupId"] is UNKNOWN
    assert state["cidrBlock"] == "10.0.0.0/16"
    assert state["region"] == REGION


def test_check_difference_and_a_preview_of_an_update_ask_nothing(engine: Any) -> None:
    provider = _deaf()
    subject = engine.subject("aws:ec2/launchTemplate:LaunchTemplate")
    old = provider.check(subject, {}, {"userData": "b25l"}, b"s", None)
    new = provider.check(subject, old, {"userData": "dHdv"}, b"s", None)
    state = {**old, "latestVersion": 1, "arn": "arn:x"}
    assert provider.difference(subject, old, state, old).changes == {}
    assert provider.difference(subject, old, state, new).changes == {"userData": Change.UPDATE}
    planned = provider.update(subject, "lt-1", old, state, new, preview=True, timeout=0)
    assert planned["latestVersion"] is UNKNOWN, "what uses the version must be seen to change in the same preview"
    assert planned["arn"] == "arn:x"


def test_an_input_that_is_not_known_yet_is_a_change_and_not_an_error(engine: Any) -> None:
    provider = _deaf()
    subject = engine.subject("aws:ec2/subnet:Subnet")
    old = provider.check(subject, {}, {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/24"}, b"", None)
    new = provider.check(
        subject, old, {"vpcId": UNKNOWN, "cidrBlock": "10.0.0.0/24", "tags": {"a": UNKNOWN}}, b"", None
    )
    changes = provider.difference(subject, old, old, new).changes
    assert changes["vpcId"] is Change.UPDATE_REPLACE
    assert provider.check(subject, {}, {"vpcId": "x", "tags": UNKNOWN}, b"", None)["tagsAll"] is UNKNOWN


def test_drift_made_by_hand_is_seen_by_a_refresh_and_mended_by_an_up(engine: Any, cloud: Moto) -> None:
    declared = {"cidrBlock": "10.4.0.0/16", "enableDnsHostnames": True, "tags": {"team": "platform", "gone": "soon"}}
    made = engine.create(VPC, declared)
    cloud.call(
        "ec2",
        REGION,
        "modify_vpc_attribute",
        {"VpcId": made.identity, "EnableDnsHostnames": {"Value": False}},
        urn="hand",
    )
    cloud.call(
        "ec2",
        REGION,
        "create_tags",
        {"Resources": [made.identity], "Tags": [{"Key": "by", "Value": "hand"}]},
        urn="hand",
    )
    cloud.call("ec2", REGION, "delete_tags", {"Resources": [made.identity], "Tags": [{"Key": "gone"}]}, urn="hand")
    seen = engine.refresh(made)
    assert seen.inputs["enableDnsHostnames"] is False
    assert seen.inputs["tags"] == {"team": "platform", "by": "hand"}
    made.inputs, made.state = seen.inputs, seen.state
    assert set(engine.difference(made, declared).changes) >= {"enableDnsHostnames", "tags.by", "tags.gone"}
    engine.update(made, declared)
    assert engine.refresh(made).inputs["tags"] == declared["tags"]
    assert engine.refresh(made).inputs["enableDnsHostnames"] is True


def test_a_thing_removed_by_hand_is_gone_to_a_refresh_and_its_removal_a_success(engine: Any, cloud: Moto) -> None:
    made = engine.create(ROLE, {"assumeRolePolicy": TRUST})
    cloud.call("iam", REGION, "delete_role", {"RoleName": made.identity}, urn="hand")
    assert engine.refresh(made).identity == ""
    engine.delete(made)


def test_a_setting_taken_away_by_hand_is_seen_and_put_back(engine: Any, cloud: Moto) -> None:
    declared = {"name": "/kept", "retentionInDays": 7}
    made = engine.create(GROUP, declared)
    cloud.call("logs", REGION, "delete_retention_policy", {"logGroupName": "/kept"}, urn="hand")
    seen = engine.refresh(made)
    assert "retentionInDays" not in seen.inputs
    made.inputs, made.state = seen.inputs, seen.state
    assert engine.difference(made, declared).changes == {"retentionInDays": Change.ADD}
    engine.update(made, declared)
    assert engine.refresh(made).inputs["retentionInDays"] == 7


@pytest.mark.parametrize(
    ("token", "inputs", "identity"),
    [
        (VPC, {"cidrBlock": "10.6.0.0/16", "enableDnsHostnames": True, "tags": {"a": "b"}}, "{0}"),
        (ROLE, {"name": "imported", "assumeRolePolicy": TRUST, "description": "x"}, "imported"),
        ("aws:iam/rolePolicy:RolePolicy", {"role": "imported", "name": "inline", "policy": ALLOW}, "imported:inline"),
        (GROUP, {"name": "/imported", "retentionInDays": 7}, "/imported"),
    ],
)
def test_an_import_by_id_finds_the_inputs_that_declare_it(
    engine: Any, token: str, inputs: dict[str, Any], identity: str
) -> None:
    if token.endswith("RolePolicy"):
        engine.create(ROLE, {"name": "imported", "assumeRolePolicy": TRUST})
    made = engine.create(token, inputs)
    found = engine.provider.read(made.subject, identity.format(made.identity), {}, {})
    assert found.identity
    for key, value in inputs.items():
        assert found.inputs[key] == value


def test_what_is_imported_with_its_inputs_gets_the_id_that_creation_gave_it(engine: Any) -> None:
    vpc = engine.create(VPC, {"cidrBlock": "10.6.0.0/16"}).identity
    subnet = engine.create("aws:ec2/subnet:Subnet", {"vpcId": vpc, "cidrBlock": "10.6.0.0/24"}).identity
    gateway = engine.create("aws:ec2/internetGateway:InternetGateway", {"vpcId": vpc}).identity
    table = engine.create("aws:ec2/routeTable:RouteTable", {"vpcId": vpc}).identity
    rule = engine.create("aws:cloudwatch/eventRule:EventRule", {"name": "r", "eventPattern": '{"source": ["a"]}'})
    queue = "arn:aws:sqs:us-west-2:123456789012:q"
    for token, inputs, identity in (
        ("aws:ec2/route:Route", {"routeTableId": table, "destinationCidrBlock": "0.0.0.0/0", "gatewayId": gateway},
         f"{table}_0.0.0.0/0"),
        ("aws:ec2/routeTableAssociation:RouteTableAssociation", {"routeTableId": table, "subnetId": subnet},
         f"{subnet}/{table}"),
        ("aws:cloudwatch/eventTarget:EventTarget", {"rule": rule.identity, "targetId": "t", "arn": queue}, "r/t"),
    ):  # fmt: skip
        made = engine.create(token, inputs)
        found = engine.provider.read(made.subject, identity, made.inputs, {})
        assert found.identity == made.identity
        assert found.inputs == made.inputs


def test_what_is_not_there_is_not_imported_under_any_id(engine: Any) -> None:
    vpc = engine.create(VPC, {"cidrBlock": "10.6.0.0/16"}).identity
    table = engine.create("aws:ec2/routeTable:RouteTable", {"vpcId": vpc}).identity
    subject = engine.subject("aws:ec2/routeTableAssociation:RouteTableAssociation")
    asked = {"routeTableId": table, "subnetId": "subnet-0"}
    assert engine.provider.read(subject, f"subnet-0/{table}", asked, {}).identity == ""


def test_an_import_id_of_another_form_is_one_sentence(engine: Any) -> None:
    with pytest.raises(AwsProviderError, match="the import id 'nonsense' is not of the form clusterName:nodeGroupName"):
        engine.provider.read(engine.subject("aws:eks/nodeGroup:NodeGroup"), "nonsense", {}, {})


def test_default_tags_go_on_everything_and_are_not_taken_for_declared_ones(engine: Any, cloud: Moto) -> None:
    engine.provider.configure(
        {"region": REGION, "defaultTags": json.dumps({"tags": {"env": "dev", "team": "default"}})}
    )
    made = engine.create(VPC, {"cidrBlock": "10.5.0.0/16", "tags": {"team": "mine"}})
    assert made.state["tagsAll"] == {"env": "dev", "team": "mine"}
    assert made.state["tags"] == {"team": "mine"}
    tags = cloud.call("ec2", REGION, "describe_vpcs", {"VpcIds": [made.identity]}, urn="x")["Vpcs"][0]["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"env": "dev", "team": "mine"}
    engine.provider.configure({"region": REGION, "defaultTags": json.dumps({"tags": {"env": "prod"}})})
    assert set(engine.difference(made, {"cidrBlock": "10.5.0.0/16", "tags": {"team": "mine"}}).changes) == {
        "tagsAll.env"
    }


def test_an_explicit_provider_and_a_resource_s_own_region_go_where_they_say(engine: Any, cloud: Moto) -> None:
    made = engine.create(GROUP, {"name": "/elsewhere", "region": "eu-west-1"})
    assert made.state["region"] == "eu-west-1"
    assert ":eu-west-1:" in made.state["arn"]
    assert (
        cloud.call("logs", REGION, "describe_log_groups", {"logGroupNamePrefix": "/elsewhere"}, urn="x")["logGroups"]
        == []
    )
    assert engine.difference(made, {"name": "/elsewhere"}).changes["region"].replaces


def test_without_a_region_it_says_which_command_sets_one(engine: Any, cloud: Moto) -> None:
    provider = AwsProvider(cloud, {})
    provider.configure({})
    with pytest.raises(
        AwsProviderError, match="no AWS region is configured; type `pulumi config set aws:region REGION`"
    ):
        provider.create(engine.subject(VPC), {"cidrBlock": "10.0.0.0/16"}, preview=False, timeout=0)


def test_another_region_in_the_configuration_replaces_what_uses_it() -> None:
    difference = _deaf().configuration_difference({"region": "a", "version": "1"}, {"region": "b", "version": "2"})
    assert difference.changes == {"region": Change.UPDATE_REPLACE}


def test_a_made_name_has_seven_hex_digits_is_kept_and_follows_the_engine_s_wish(engine: Any) -> None:
    provider = _deaf()
    subject = engine.subject(ROLE, "cluster")
    first = provider.check(subject, {}, {"assumeRolePolicy": TRUST}, b"seed", None)
    name = str(first["name"])
    assert name.startswith("cluster-")
    assert len(name) == len("cluster-") + 7
    assert int(name.removeprefix("cluster-"), 16) >= 0
    assert provider.check(subject, {}, {"assumeRolePolicy": TRUST}, b"seed", None)["name"] == name
    assert provider.check(subject, first, {"assumeRolePolicy": TRUST}, b"other", None)["name"] == name
    assert provider.check(subject, {}, {"namePrefix": "pre-"}, b"seed", None)["name"].startswith("pre-")  # type: ignore[union-attr]
    assert provider.check(subject, {}, {}, b"", Autonaming("wished", Naming.ENFORCE))["name"] == "wished"
    with pytest.raises(BadInput, match="forbids made names; give it a name"):
        provider.check(subject, {}, {}, b"", Autonaming("", Naming.DISABLE))
    with pytest.raises(BadInput, match="has 78 characters, AWS allows 64"):
        provider.check(engine.subject(ROLE, "x" * 70), {}, {}, b"", None)


def test_a_replacement_that_keeps_its_name_deletes_first(engine: Any) -> None:
    made = engine.create(ROLE, {"name": "fixed", "assumeRolePolicy": TRUST})
    assert engine.difference(made, {"name": "fixed", "path": "/x/", "assumeRolePolicy": TRUST}).delete_first
    assert not engine.difference(made, {"name": "other", "path": "/x/", "assumeRolePolicy": TRUST}).delete_first


def test_json_spelled_otherwise_and_lists_in_another_order_are_no_difference(engine: Any) -> None:
    provider = _deaf()
    subject = engine.subject(ROLE)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["a", "b"], "Resource": ["*"]}]}
    other = {"Statement": [{"Resource": "*", "Action": ["b", "a"], "Effect": "Allow"}], "Version": "2012-10-17"}
    old = provider.check(subject, {}, {"name": "x", "assumeRolePolicy": json.dumps(document)}, b"", None)
    new = provider.check(subject, old, {"name": "x", "assumeRolePolicy": json.dumps(other, indent=2)}, b"", None)
    assert provider.difference(subject, old, old, new).changes == {}
    changed = provider.check(
        subject, old, {"name": "x", "assumeRolePolicy": json.dumps(document).replace('"b"', '"c"')}, b"", None
    )
    assert provider.difference(subject, old, old, changed).changes == {"assumeRolePolicy": Change.UPDATE}


def test_what_was_made_but_not_finished_keeps_its_id(engine: Any) -> None:
    with pytest.raises(PartlyDone, match="AWS answered NoSuchEntity to AttachRolePolicy") as caught:
        engine.create(
            ROLE, {"name": "half", "assumeRolePolicy": TRUST, "managedPolicyArns": ["arn:aws:iam::aws:policy/NotThere"]}
        )
    assert caught.value.identity == "half"
    engine.provider.delete(engine.subject(ROLE), "half", {}, {"name": "half"}, timeout=1)


def test_a_refused_call_is_one_sentence_with_urn_code_and_region(engine: Any) -> None:
    with pytest.raises(AwsRefused) as caught:
        engine.create("aws:ec2/subnet:Subnet", {"vpcId": "vpc-00000000", "cidrBlock": "10.0.0.0/24"}, "web")
    said = str(caught.value)
    assert said.startswith(
        "urn:pulumi:test::slipway::aws:ec2/subnet:Subnet::web: "
        "AWS answered InvalidVpcID.NotFound to CreateSubnet in us-west-2 ("
    )
    assert "\n" not in said


def test_a_parameter_that_boto3_refuses_is_one_sentence_too(engine: Any) -> None:
    with pytest.raises(AwsRefused, match="AWS answered ParamValidation to CreateSubnet in us-west-2") as caught:
        engine.create("aws:ec2/subnet:Subnet", {"cidrBlock": "10.0.0.0/24"})
    assert "\n" not in str(caught.value)


def test_a_cloud_that_does_not_answer_is_one_sentence(engine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.providers.aws.cloud._ATTEMPTS", 1)
    provider = AwsProvider(Moto("http://127.0.0.1:9", "k", "s"), {})
    provider.configure({"region": REGION})
    with pytest.raises(
        AwsRefused,
        match=r"AWS answered EndpointConnectionError to CreateVpc in us-west-2 .*; see `platform sandbox status`",
    ):
        provider.create(engine.subject(VPC), {"cidrBlock": "10.0.0.0/16"}, preview=False, timeout=0)


@pytest.mark.parametrize("address", [None, "https://ec2.us-west-2.amazonaws.com", "http://192.0.2.1:5000"])
def test_it_never_acts_on_anything_but_loopback(engine: Any, address: str | None) -> None:
    provider = AwsProvider(Moto(address, "k", "s"), {})
    provider.configure({"region": REGION})
    with pytest.raises(AwsProviderError, match="acts on the sandbox alone"):
        provider.create(engine.subject(VPC), {"cidrBlock": "10.0.0.0/16"}, preview=False, timeout=0)


def test_a_change_that_the_row_has_no_word_for_is_refused_and_not_forgotten(engine: Any) -> None:
    made = engine.create("aws:ec2/eip:Eip", {})
    with pytest.raises(
        AwsProviderError, match="instance differs, and the table's row for aws:ec2/eip:Eip doesn't say how to change it"
    ):
        engine.difference(made, {"domain": "vpc", "instance": "i-1"})


def test_a_cluster_s_address_and_authority_are_the_sandbox_s(engine: Any, cloud: Moto, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("PEM")
    environment = {"SLIPWAY_SANDBOX_API_SERVER": "https://127.0.0.1:6443", "SLIPWAY_SANDBOX_CA": str(authority)}
    engine.provider = AwsProvider(cloud, environment, settle_seconds=0.01)
    engine.provider.configure({"region": REGION})
    role = "arn:aws:iam::123456789012:role/cluster"
    made = engine.create("aws:eks/cluster:Cluster", {"name": "here", "roleArn": role, "vpcConfig": {"subnetIds": []}})
    assert made.state["endpoint"] == "https://127.0.0.1:6443"
    assert base64.b64decode(made.state["certificateAuthority"]["data"]) == b"PEM"
    assert engine.refresh(made).state["endpoint"] == "https://127.0.0.1:6443"
    authority.unlink()
    with pytest.raises(AwsProviderError, match="the sandbox's file cannot be read"):
        engine.refresh(made)


def test_deletion_protection_taken_away_by_a_refused_delete_stays_a_refusal(engine: Any) -> None:
    role = "arn:aws:iam::123456789012:role/cluster"
    made = engine.create(
        "aws:eks/cluster:Cluster",
        {"name": "kept", "roleArn": role, "vpcConfig": {"subnetIds": []}, "deletionProtection": True},
    )
    with pytest.raises(AwsRefused, match="AWS answered InvalidRequestException to DeleteCluster"):
        engine.provider.delete(made.subject, made.identity, made.inputs, made.state, timeout=1)
    engine.update(made, {**made.inputs, "deletionProtection": False})


def test_a_preview_keeps_what_aws_added_inside_a_mapping_that_stays(engine: Any) -> None:
    subject = engine.subject("aws:eks/cluster:Cluster")
    network = {"subnetIds": ["subnet-1"], "endpointPublicAccess": False}
    old = {"name": "c", "version": "1.34", "roleArn": "r", "vpcConfig": network}
    state = {**old, "vpcConfig": {**network, "clusterSecurityGroupId": "sg-1"}}
    planned = engine.provider.update(subject, "c", old, state, {**old, "version": "1.35"}, preview=True, timeout=0)
    assert planned["version"] == "1.35"
    assert planned["vpcConfig"] == {**network, "clusterSecurityGroupId": "sg-1"}
