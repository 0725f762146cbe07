from components.teardown.cloud_kinds import CLOUD_KINDS, DELETABLE, cluster_tags
from components.teardown.orphans import CloudThing, blocking, counted, matching, orphans, tags_of
from components.teardown.state import identities, protected, standing

NODE = CloudThing("instance", "i-1", node_group="general-1")


def test_one_tag_of_the_cluster_or_of_the_stack_is_enough() -> None:
    rules = tags_of("dev", "slipway-dev")
    assert matching({"a": "b", "elbv2.k8s.aws/cluster": "slipway-dev"}, rules) is not None
    assert matching({"slipway.dev/stack": "dev"}, rules) is not None


def test_a_tag_of_another_cluster_or_one_that_says_shared_is_not_ours() -> None:
    rules = tags_of("dev", "slipway-dev")
    assert matching({"elbv2.k8s.aws/cluster": "slipway-dev-2"}, rules) is None
    assert matching({"kubernetes.io/cluster/slipway-dev": "shared"}, rules) is None
    assert matching({"slipway.dev/stack": "prod"}, rules) is None


def test_what_pulumi_knows_is_no_orphan_by_id_or_by_the_end_of_an_arn() -> None:
    things = [CloudThing("VPC", "vpc-1"), CloudThing("VPC", "vpc-2"), CloudThing("key", "arn:aws:kms:::key/k-1")]
    assert [one.id for one in orphans(things, {"vpc-1", "k-1"})] == ["vpc-2"]


def test_the_nodes_of_a_known_group_and_what_they_use_go_with_it() -> None:
    interface = CloudThing("interface", "eni-1", user="i-1")
    assert orphans([NODE, interface], {"general-1"}) == []
    assert orphans([NODE, interface], set()) == [NODE, interface]


def test_a_node_that_karpenter_made_is_an_orphan() -> None:
    assert [one.id for one in orphans([CloudThing("instance", "i-2")], {"general-1"})] == ["i-2"]


def test_only_what_lies_in_the_vpc_and_does_not_go_by_itself_blocks() -> None:
    things = [CloudThing("interface", "eni-1", in_vpc=True), CloudThing("volume", "vol-1")]
    assert [one.id for one in blocking(things)] == ["eni-1"]


def test_things_are_counted_by_kind() -> None:
    assert counted([NODE, NODE, CloudThing("volume", "v")]) == {"instance": 2, "volume": 1}


def test_every_deletable_kind_but_the_log_group_has_a_row() -> None:
    assert DELETABLE - {row.kind for row in CLOUD_KINDS} == {"log group"}


def test_kinds_that_hold_others_are_deleted_before_what_they_hold() -> None:
    order = [row.kind for row in CLOUD_KINDS]
    assert order.index("load balancer") < order.index("interface") < order.index("security group")
    assert order.index("instance") < order.index("interface")


def test_cluster_tags_name_the_cluster() -> None:
    assert all("slipway-dev" in f"{key}{value}" for key, value in cluster_tags("slipway-dev"))


def test_the_state_s_identities_are_ids_arns_names_and_the_group_that_eks_makes() -> None:
    outputs = {"arn": "arn:c", "name": "slipway-dev", "vpcConfig": {"clusterSecurityGroupId": "sg-1"}}
    rows = [
        {"urn": "urn:1", "type": "aws:eks/cluster:Cluster", "custom": True, "id": "slipway-dev", "outputs": outputs},
        {"urn": "urn:2", "type": "aws:eks/nodeGroup:NodeGroup", "custom": True, "id": "c:g",
         "outputs": {"nodeGroupName": "general-1"}},
    ]  # fmt: skip
    assert identities(standing(rows)) == {"slipway-dev", "arn:c", "sg-1", "c:g", "general-1"}


def test_components_providers_and_what_waits_for_its_deletion_stand_for_nothing() -> None:
    rows: list[dict[str, object]] = [
        {"urn": "urn:a", "type": "slipway:network:Network"},
        {"urn": "urn:b", "type": "pulumi:providers:aws", "custom": True},
        {"urn": "urn:c", "type": "aws:ec2/vpc:Vpc", "custom": True, "delete": True},
    ]
    assert standing(rows) == []


def test_a_protected_component_or_provider_counts_too() -> None:
    assert protected([{"urn": "urn:a", "type": "slipway:network:Network", "protect": True}, {"urn": "urn:b"}]) == (
        "urn:a",
    )
