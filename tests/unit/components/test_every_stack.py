"""What holds for each committed stack, whatever its components are: encryption, endpoints, logs, tags, least privilege.

Every rule is a table over resource types, so that a component that is added later is judged as it is.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from fnmatch import fnmatchcase
from itertools import combinations
from typing import Any

import pytest

from bench.plain import parameters
from components.config import Environment, read_environment
from components.recorded import UNKNOWN, RecordedResource, Recording
from tests.unit.components.policies import WIDE_POLICIES, complaints
from tests.unit.components.recordings import ROOT, STACKS, Recorded, at, of_aws, of_type, recordings, texts

PROD = tuple(stack for stack in STACKS if stack.startswith("prod"))
EVERYBODY = ("0.0.0.0/0", "::/0")


def true(path: str) -> Callable[[RecordedResource, Recording], bool]:
    """Give the rule that the value at a path, and each of several, is true."""
    return lambda one, graph: all(value in (True, "true") for value in at(one.inputs, path))


def given(path: str) -> Callable[[RecordedResource, Recording], bool]:
    """Give the rule that there is a value at a path."""
    return lambda one, graph: all(at(one.inputs, path))


def beside(kind: str) -> Callable[[RecordedResource, Recording], bool]:
    """Give the rule that a resource of another type goes with it."""
    return lambda one, graph: any(one.urn in other.dependencies for other in of_type(graph, kind))


AT_REST: dict[str, Callable[[RecordedResource, Recording], bool]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": true("blockDeviceMappings.ebs.encrypted"),
    "aws:ebs/volume:Volume": true("encrypted"),
    "aws:efs/fileSystem:FileSystem": true("encrypted"),
    "aws:eks/cluster:Cluster": given("encryptionConfig.provider.keyArn"),
    "aws:cloudwatch/logGroup:LogGroup": given("kmsKeyId"),
    "aws:kms/key:Key": true("enableKeyRotation"),
    "aws:s3/bucket:Bucket": beside(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    ),
    "aws:sqs/queue:Queue": lambda one, graph: bool(
        one.inputs.get("kmsMasterKeyId") or one.inputs.get("sqsManagedSseEnabled")
    ),
    "aws:sns/topic:Topic": given("kmsMasterKeyId"),
    "aws:rds/instance:Instance": true("storageEncrypted"),
    "aws:rds/cluster:Cluster": true("storageEncrypted"),
    "aws:elasticache/replicationGroup:ReplicationGroup": lambda one, graph: (
        true("atRestEncryptionEnabled")(one, graph) and true("transitEncryptionEnabled")(one, graph)
    ),
    "aws:ecr/repository:Repository": given("encryptionConfigurations.encryptionType"),
    "aws:secretsmanager/secret:Secret": given("kmsKeyId"),
    "aws:ssm/parameter:Parameter": lambda one, graph: (
        one.inputs["type"] in ("String", "StringList") or bool(one.inputs.get("keyId"))
    ),
    "aws:backup/vault:Vault": given("kmsKeyArn"),
    "aws:dynamodb/table:Table": true("serverSideEncryption.enabled"),
}
"""Type that keeps data → how it is known to be encrypted."""

KEEPS_DATA = (
    "rds", "s3", "sqs", "sns", "elasticache", "efs", "ebs", "dynamodb", "kinesis", "backup", "ecr", "memorydb",
    "opensearch", "msk", "docdb", "neptune", "redshift", "secretsmanager", "fsx",
)  # fmt: skip
"""Modules of pulumi-aws whose services keep data: each of their types is in `AT_REST` or in `PART`."""

PART = (
    "aws:s3/bucket?*", "aws:sqs/queuePolicy:*", "aws:sqs/redrive*", "aws:sns/topicPolicy:*",
    "aws:sns/topicSubscription:*", "aws:rds/subnetGroup:*", "aws:rds/parameterGroup:*",
    "aws:rds/clusterParameterGroup:*", "aws:rds/clusterInstance:*", "aws:elasticache/subnetGroup:*",
    "aws:elasticache/parameterGroup:*", "aws:elasticache/user*", "aws:ecr/lifecyclePolicy:*",
    "aws:ecr/repositoryPolicy:*", "aws:ecr/registry*", "aws:ecr/pullThrough*", "aws:backup/plan:*",
    "aws:backup/selection:*", "aws:backup/vault?*", "aws:secretsmanager/secretVersion:*",
    "aws:secretsmanager/secretPolicy:*", "aws:secretsmanager/secretRotation:*", "aws:ebs/encryptionByDefault:*",
    "aws:ebs/snapshotBlockPublicAccess:*", "aws:s3/accountPublicAccessBlock:*",
)  # fmt: skip
"""Patterns of types that only say something of another resource."""

NAMES = (
    "name", "namePrefix", "bucket", "bucketPrefix", "identifier", "clusterIdentifier", "replicationGroupId",
    "nodeGroupName", "rolePolicyName", "aliasName", "userName", "policyName",
)  # fmt: skip
"""Inputs that are names of things in an account."""

NAMED_WITHIN = (
    "aws:eks/addon:*", "aws:iam/rolePolicy:*", "aws:ssm/parameter:*", "aws:s3/bucket?*", "aws:route53/record:*",
    "aws:guardduty/detectorFeature:*",
)  # fmt: skip
"""Types whose name, or whose `bucket`, is a place in another resource."""


@pytest.fixture(scope="session")
def recorded_stack(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return recordings(tmp_path_factory)


@pytest.fixture(params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def graph(stack: str, recorded_stack: Recorded) -> Recording:
    return recorded_stack(stack)


@pytest.fixture
def environment(stack: str) -> Environment:
    return read_environment(stack, ROOT / "stacks")


def named(resources: list[RecordedResource]) -> list[str]:
    return [f"{one.type} {one.name}" for one in resources]


def test_every_resource_that_takes_tags_has_the_stack_s(graph: Recording, environment: Environment) -> None:
    wanted = environment.all_tags.items()
    assert {"slipway.dev/stack", "slipway.dev/environment", "owner"} <= environment.all_tags.keys()
    untagged = [
        one
        for one in of_aws(graph)
        if "tags" in parameters(one.type) and not wanted <= (one.inputs.get("tags") or {}).items()
    ]
    assert named(untagged) == []


def test_what_a_launch_template_makes_is_tagged_too(graph: Recording, environment: Environment) -> None:
    for template in of_type(graph, "aws:ec2/launchTemplate:LaunchTemplate"):
        tagged = {one["resourceType"]: one["tags"] for one in template.inputs["tagSpecifications"]}
        assert set(tagged) >= {"instance", "volume"}
        assert all(environment.all_tags.items() <= tags.items() for tags in tagged.values()), template.name


def test_everything_that_keeps_data_is_encrypted(graph: Recording) -> None:
    bare = [one for one in of_aws(graph) if one.type in AT_REST and not AT_REST[one.type](one, graph)]
    assert named(bare) == []


def test_every_type_that_keeps_data_has_its_row_above(graph: Recording) -> None:
    unknown = [
        one
        for one in of_aws(graph)
        if one.type.split(":")[1].split("/")[0] in KEEPS_DATA
        and one.type not in AT_REST
        and not any(fnmatchcase(one.type, part) for part in PART)
    ]
    assert named(unknown) == []


def test_no_policy_allows_more_than_it_must(graph: Recording) -> None:
    found = [complaint for one in of_aws(graph) for complaint in complaints(one)]
    assert found == []


def test_no_role_has_one_of_aws_s_policies_for_everything(graph: Recording) -> None:
    wide = [
        one
        for one in of_aws(graph)
        for text in texts(dict(one.inputs))
        if ":aws:policy/" in text and any(fnmatchcase(text, pattern) for pattern in WIDE_POLICIES)
    ]
    assert named(wide) == []


def test_nobody_from_everywhere_is_let_in(graph: Recording) -> None:
    opened = []
    for one in of_aws(graph):
        rules: list[Any] = []
        if one.type.endswith(("ecurityGroup", "efaultSecurityGroup")):
            rules = one.inputs.get("ingress") or []
        elif one.type.endswith("SecurityGroupIngressRule") or (
            one.type.endswith("SecurityGroupRule") and one.inputs.get("type") == "ingress"
        ):
            rules = [dict(one.inputs)]
        opened += [one for rule in rules for text in texts(rule) if text in EVERYBODY]
    assert named(opened) == []


PUBLIC_ADDRESS = (
    "mapPublicIpOnLaunch", "publiclyAccessible", "associatePublicIpAddress",
    "networkInterfaces.associatePublicIpAddress",
)  # fmt: skip
"""Inputs that give a machine or a database a public address."""


def test_no_machine_and_no_database_has_a_public_address(graph: Recording) -> None:
    public = [
        one
        for one in of_aws(graph)
        for path in PUBLIC_ADDRESS
        if any(value in (True, "true") for value in at(one.inputs, path))
    ]
    assert named(public) == []


def test_public_addresses_are_nat_gateways_alone(graph: Recording) -> None:
    gateways = of_type(graph, "aws:ec2/natGateway:NatGateway")
    used = {gateway.inputs["allocationId"] for gateway in gateways}
    assert len(of_type(graph, "aws:ec2/eip:Eip")) == len(used)


def test_nodes_ask_for_their_credentials_by_session_and_pods_cannot(graph: Recording) -> None:
    templates = of_type(graph, "aws:ec2/launchTemplate:LaunchTemplate")
    assert templates
    for template in templates:
        options = template.inputs["metadataOptions"]
        assert (options["httpTokens"], options["httpPutResponseHopLimit"]) == ("required", 1), template.name
        assert "keyName" not in template.inputs, "nobody logs in by SSH"


def test_no_user_data_holds_a_credential(graph: Recording) -> None:
    import base64

    for template in of_type(graph, "aws:ec2/launchTemplate:LaunchTemplate"):
        script = base64.b64decode(template.inputs.get("userData", "")).decode()
        assert not any(word in script for word in ("AKIA", "BEGIN PRIVATE KEY", "aws_secret_access_key")), template.name


def test_the_api_server_is_private_and_a_public_endpoint_only_for_listed_blocks(graph: Recording) -> None:
    (cluster,) = of_type(graph, "aws:eks/cluster:Cluster")
    network = cluster.inputs["vpcConfig"]
    assert network["endpointPrivateAccess"] is True
    if network["endpointPublicAccess"]:
        assert network["publicAccessCidrs"]
        assert not set(network["publicAccessCidrs"]) & set(EVERYBODY)


def test_all_five_logs_of_the_control_plane_are_kept_as_long_as_the_stack_says(
    graph: Recording, environment: Environment
) -> None:
    (cluster,) = of_type(graph, "aws:eks/cluster:Cluster")
    assert set(cluster.inputs["enabledClusterLogTypes"]) == {
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    }
    name = f"/aws/eks/{environment.cluster_name}/cluster"
    (group,) = [one for one in of_type(graph, "aws:cloudwatch/logGroup:LogGroup") if one.inputs.get("name") == name]
    assert group.inputs["retentionInDays"] == environment.cluster.log_retention_days


def test_every_log_group_ends_some_day(graph: Recording) -> None:
    forever = [
        one for one in of_type(graph, "aws:cloudwatch/logGroup:LogGroup") if not one.inputs.get("retentionInDays")
    ]
    assert named(forever) == []


def test_access_is_by_entries_alone(graph: Recording) -> None:
    (cluster,) = of_type(graph, "aws:eks/cluster:Cluster")
    assert cluster.inputs["accessConfig"]["authenticationMode"] == "API"


def test_the_default_security_group_is_empty(graph: Recording) -> None:
    (group,) = of_type(graph, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group.inputs["ingress"], group.inputs["egress"]) == ([], [])


@pytest.mark.parametrize("bucket_rule", ["bucketPublicAccessBlock", "bucketVersioning", "bucketPolicy"])
def test_every_bucket_is_closed_versioned_and_has_a_policy(graph: Recording, bucket_rule: str) -> None:
    rule = f"aws:s3/{bucket_rule}:{bucket_rule[0].upper()}{bucket_rule[1:]}"
    bare = [one for one in of_type(graph, "aws:s3/bucket:Bucket") if not beside(rule)(one, graph)]
    assert named(bare) == []


def test_every_block_of_public_access_blocks_all(graph: Recording) -> None:
    for block in of_type(graph, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"):
        switches = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        assert [block.inputs.get(switch) for switch in switches] == [True] * 4, block.name


def test_images_keep_their_tags_and_are_scanned(graph: Recording) -> None:
    for repository in of_type(graph, "aws:ecr/repository:Repository"):
        assert repository.inputs["imageTagMutability"] == "IMMUTABLE", repository.name
        assert at(repository.inputs, "imageScanningConfiguration.scanOnPush") == [True], repository.name


def test_no_secret_is_an_input_in_plain(graph: Recording) -> None:
    words = ("password", "secretString", "authToken")
    plain = [one for one in of_aws(graph) for word in words if isinstance(one.inputs.get(word), str)]
    assert named(plain) == []


def test_what_is_in_a_cluster_goes_through_its_own_provider_and_what_is_argo_cd_s_through_its_hub_s(
    graph: Recording, environment: Environment
) -> None:
    providers = {one.name: one.urn for one in of_type(graph, "pulumi:providers:kubernetes")}
    own = providers[environment.cluster_name]
    assert len(providers) <= 2, "the stack's cluster, and the hub's"
    hub = next((urn for urn in providers.values() if urn != own), own)
    strays = [
        one
        for one in graph.resources
        if one.type.startswith("kubernetes:")
        and one.provider != (hub if at(one.inputs, "metadata.namespace") == ["argocd"] else own)
    ]
    assert named(strays) == []


def test_nothing_is_unknown_before_the_first_up_that_a_golden_graph_should_show(graph: Recording) -> None:
    unknown = [one for one in of_aws(graph) for text in texts(dict(one.inputs)) if UNKNOWN in text]
    assert named(unknown) == []


@pytest.mark.parametrize("stack", PROD)
def test_prod_keeps_its_logs_a_year_its_cluster_from_deletion_and_a_nat_gateway_in_each_zone(
    graph: Recording, environment: Environment
) -> None:
    (cluster,) = of_type(graph, "aws:eks/cluster:Cluster")
    assert cluster.inputs["deletionProtection"] is True
    assert all(one.inputs["retentionInDays"] >= 365 for one in of_type(graph, "aws:cloudwatch/logGroup:LogGroup"))
    assert len(of_type(graph, "aws:ec2/natGateway:NatGateway")) == len(environment.network.zones) >= 3


def test_prod_is_one_environment_in_two_regions(recorded_stack: Recorded) -> None:
    assert len(PROD) == 2
    environments = [read_environment(stack, ROOT / "stacks") for stack in PROD]
    assert {one.environment.value for one in environments} == {"prod"}
    assert len({one.region for one in environments}) == 2
    assert len({str(one.network.cidr) for one in environments}) == 2
    # What there is once in an account belongs to one of the two.
    kinds = [
        [one.type for one in recorded_stack(stack).resources if "slipway:security:AccountGuards" not in one.urn]
        for stack in PROD
    ]
    assert kinds[0] == kinds[1], "the two clusters of prod are of the same parts"


def test_no_two_stacks_ask_for_the_same_name(recorded_stack: Recorded) -> None:
    asked = {
        stack: {
            (one.type, key, one.inputs[key])
            for one in of_aws(recorded_stack(stack))
            for key in NAMES
            if isinstance(one.inputs.get(key), str) and not any(fnmatchcase(one.type, kind) for kind in NAMED_WITHIN)
        }
        for stack in STACKS
    }
    assert all(asked.values())
    clashes = [(one, other, asked[one] & asked[other]) for one, other in combinations(STACKS, 2)]
    assert [clash for clash in clashes if clash[2]] == []


def test_the_stacks_differ_as_real_ones_do() -> None:
    environments = [read_environment(stack, ROOT / "stacks") for stack in STACKS]
    assert len(STACKS) == 5
    assert len({str(one.network.cidr) for one in environments}) == 5, "their networks can be peered"
    assert len({one.cluster.log_retention_days for one in environments}) >= 4
    assert len({one.network.nat_gateways for one in environments}) == 3


def test_the_tables_name_types_that_there_are() -> None:
    assert all(inspect.isfunction(rule) and parameters(kind) for kind, rule in AT_REST.items())
