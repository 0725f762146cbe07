"""What AWS has that may be what was being created, against moto in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from moto import mock_aws

from components.engine.identities import IDENTITIES
from components.engine.identity import Named, Sought
from components.engine.sought import candidates, lookable, state_of
from components.teardown.cloud import Aws

REGION = "eu-central-1"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": "secret"}
TAGS = {"slipway.dev/stack": "dev", "Name": "slipway-dev"}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    with mock_aws():
        yield Aws(REGION, KEYS)


def ask(aws: Aws, service: str, operation: str, **arguments: Any) -> Any:
    """Plant something, by the client that is tested, since it has the keys."""
    return aws.ask(service, operation, arguments, "@")


def found(aws: Aws, kind: str, inputs: Mapping[str, object]) -> dict[str, str]:
    how = IDENTITIES[kind]
    assert isinstance(how, Sought)
    return candidates(aws, how, inputs)


def vpc(aws: Aws, cidr: str = "10.0.0.0/16", tags: Mapping[str, str] = TAGS) -> str:
    pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
    given: Any = {"TagSpecifications": [{"ResourceType": "vpc", "Tags": pairs}]} if tags else {}
    return str(ask(aws, "ec2", "create_vpc", CidrBlock=cidr, **given)["Vpc"]["VpcId"])


VPC = "aws:ec2/vpc:Vpc"


def test_a_vpc_is_found_by_all_its_tags_and_its_addresses(aws: Aws) -> None:
    identity = vpc(aws)
    assert found(aws, VPC, {"cidrBlock": "10.0.0.0/16", "tags": TAGS}) == {identity: identity}


@pytest.mark.parametrize(
    "inputs",
    [
        {"cidrBlock": "10.1.0.0/16", "tags": TAGS},
        {"cidrBlock": "10.0.0.0/16", "tags": {**TAGS, "slipway.dev/stack": "staging"}},
        {"cidrBlock": "10.0.0.0/16", "tags": {**TAGS, "owner": "platform"}},
        {"cidrBlock": "10.0.0.0/16"},
    ],
)
def test_what_differs_in_a_tag_or_an_address_is_not_it(aws: Aws, inputs: Mapping[str, object]) -> None:
    vpc(aws)
    assert found(aws, VPC, inputs) == {}


def test_without_tags_nothing_of_ec2_can_be_looked_for() -> None:
    how = IDENTITIES[VPC]
    assert isinstance(how, Sought)
    assert not lookable(how, {"cidrBlock": "10.0.0.0/16"})


def test_two_that_may_be_it_are_both_given(aws: Aws) -> None:
    both = {vpc(aws), vpc(aws)}
    assert set(found(aws, VPC, {"cidrBlock": "10.0.0.0/16", "tags": TAGS})) == both


def test_a_rule_is_found_in_its_group_by_protocol_ports_and_source(aws: Aws) -> None:
    group = ask(aws, "ec2", "create_security_group", GroupName="g", Description="d", VpcId=vpc(aws))["GroupId"]
    rule = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}
    made = ask(aws, "ec2", "authorize_security_group_ingress", GroupId=group, IpPermissions=[rule])
    identity = made["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    kind = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
    asked = {"securityGroupId": group, "ipProtocol": "tcp", "fromPort": 443, "toPort": 443, "cidrIpv4": "10.0.0.0/16"}
    assert found(aws, kind, asked) == {identity: identity}
    assert found(aws, kind, {**asked, "toPort": 444}) == {}
    assert found(aws, kind, {**asked, "cidrIpv4": "10.0.0.0/24"}) == {}


def test_a_key_is_found_by_its_description_and_not_once_it_is_on_its_way_out(aws: Aws) -> None:
    key = ask(aws, "kms", "create_key", Description="data of slipway-dev")["KeyMetadata"]["KeyId"]
    ask(aws, "kms", "create_key", Description="logs of slipway-dev")
    asked = {"description": "data of slipway-dev"}
    assert found(aws, "aws:kms/key:Key", asked) == {key: key}
    ask(aws, "kms", "schedule_key_deletion", KeyId=key)
    assert found(aws, "aws:kms/key:Key", asked) == {}


def test_a_queue_is_found_by_its_whole_name(aws: Aws) -> None:
    ask(aws, "sqs", "create_queue", QueueName="orders-dead")
    url = ask(aws, "sqs", "create_queue", QueueName="orders")["QueueUrl"]
    assert found(aws, "aws:sqs/queue:Queue", {"name": "orders"}) == {url: url}


def test_a_detector_that_others_turned_on_is_not_ours(aws: Aws) -> None:
    kind = "aws:guardduty/detector:Detector"
    ours = ask(aws, "guardduty", "create_detector", Enable=True, Tags=TAGS)["DetectorId"]
    ask(aws, "guardduty", "create_detector", Enable=True, Tags={"slipway.dev/stack": "staging"})
    assert found(aws, kind, {"enable": True, "tags": TAGS}) == {ours: ours}


def test_a_provider_of_identities_is_found_by_its_address(aws: Aws) -> None:
    kind = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"
    tags = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    made = ask(
        aws, "iam", "create_open_id_connect_provider",
        Url="https://oidc.eks.eu-central-1.amazonaws.com/id/A", ThumbprintList=["a" * 40], Tags=tags,
    )  # fmt: skip
    arn = made["OpenIDConnectProviderArn"]
    assert found(aws, kind, {"url": "https://oidc.eks.eu-central-1.amazonaws.com/id/A", "tags": TAGS}) == {arn: arn}
    assert found(aws, kind, {"url": "https://oidc.eks.eu-central-1.amazonaws.com/id/B", "tags": TAGS}) == {}


def test_a_policy_and_a_target_of_events_have_the_ids_that_they_are_imported_by(aws: Aws) -> None:
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}'
    arn = ask(aws, "iam", "create_policy", PolicyName="boundary", PolicyDocument=document)["Policy"]["Arn"]
    assert found(aws, "aws:iam/policy:Policy", {"name": "boundary"}) == {arn: arn}
    ask(aws, "events", "put_rule", Name="spot", EventPattern='{"source": ["aws.ec2"]}')
    ask(aws, "events", "put_targets", Rule="spot", Targets=[{"Id": "t-1", "Arn": "arn:aws:sqs:eu-central-1:1:q"}])
    asked = {"rule": "spot", "arn": "arn:aws:sqs:eu-central-1:1:q"}
    assert found(aws, "aws:cloudwatch/eventTarget:EventTarget", asked) == {"t-1": "spot/t-1"}


def test_a_cluster_that_is_not_there_has_no_associations(aws: Aws) -> None:
    asked = {"clusterName": "dev", "namespace": "n", "serviceAccount": "s"}
    assert found(aws, "aws:eks/podIdentityAssociation:PodIdentityAssociation", asked) == {}


def test_the_state_of_what_is_not_there_is_empty(aws: Aws) -> None:
    how = IDENTITIES["aws:eks/cluster:Cluster"]
    assert isinstance(how, Named)
    assert how.slow is not None
    assert state_of(aws, how.slow, {"name": "dev"}, "dev") == ""
