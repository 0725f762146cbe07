"""What a cluster may leave behind in AWS, as rows: how it is found, what it is called, how it is deleted.

The order is that in which orphans can be deleted: what holds others comes before what is held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

TagRule = tuple[str, str]
"""A tag's key and value."""


def cluster_tags(cluster: str) -> tuple[TagRule, ...]:
    """Give the tags by which controllers mark what they make for a cluster; one is enough.

    `kubernetes.io/cluster/<name>: shared` is not among them: it marks what a cluster may use and must not delete.
    """
    return (
        # Kubernetes' AWS cloud provider, EKS, Karpenter, the EBS CSI driver with --k8s-tag-cluster-id (its tagging.md).
        (f"kubernetes.io/cluster/{cluster}", "owned"),
        # AWS load balancer controller, pkg/deploy/tracking.
        ("elbv2.k8s.aws/cluster", cluster),
        # Amazon VPC CNI, pkg/awsutils: the interfaces of nodes.
        ("cluster.k8s.amazonaws.com/name", cluster),
        # EKS user guide, "Tagging your Amazon EKS resources"; Karpenter and EKS Auto Mode.
        ("aws:eks:cluster-name", cluster),
        ("eks:cluster-name", cluster),
        ("eks:eks-cluster-name", cluster),
    )


@dataclass(frozen=True)
class CloudKind:
    """A kind of thing in AWS that can be left behind.

    Attributes:
        kind: what a person calls it.
        service: boto3's service.
        operation: the call that lists it.
        items: where the answer has them (JMESPath).
        identity: where one has its id.
        told: where one has what it is recognised by.
        deletion: the call that deletes one.
        argument: the argument of that call which takes the id.
        command: AWS's command line for it, with `{id}`.
        filter_argument: name of the argument that takes filters by tag key, where the call has one.
        tags: where one has its tags, as a list of Key and Value, where the call gives them.
        tags_operation: the call that gives tags, where the list does not.
        tags_argument: its argument, which takes up to twenty ids.
        tags_items: where that answer has (id, tags), as {id, tags}.
        gone: states in which one is on its way out and counts as gone.
        state: where one has its state.
        in_vpc: whether it keeps a VPC, a subnet or a security group from being deleted.
        arguments: more arguments of the listing call.
    """

    kind: str
    service: str
    operation: str
    items: str
    identity: str
    told: str
    deletion: str
    argument: str
    command: str
    filter_argument: str = ""
    tags: str = "Tags"
    tags_operation: str = ""
    tags_argument: str = ""
    tags_items: str = ""
    gone: frozenset[str] = frozenset()
    state: str = ""
    in_vpc: bool = False
    arguments: Mapping[str, object] = field(default_factory=dict)


def _ec2(
    kind: str,
    words: str,
    items: str,
    identity: str,
    told: str = "Tags[?Key=='Name'] | [0].Value",
    *,
    delete: str = "",
    argument: str = "",
    in_vpc: bool = False,
    gone: tuple[str, ...] = (),
    state: str = "State",
    filters: str = "Filters",
    tags: str = "Tags",
    listed: str = "",
    arguments: Mapping[str, object] | None = None,
) -> CloudKind:
    """Give a row of EC2, whose calls are all of one form (EC2 API reference)."""
    verb = delete or f"delete_{words}"
    takes = argument or identity
    option = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in takes).strip("-")
    return CloudKind(
        kind, "ec2", f"describe_{listed or words + 's'}", items, identity, told, verb, takes,
        f"aws ec2 {verb.replace('_', '-')} --{option} {{id}}",
        filter_argument=filters, tags=tags, gone=frozenset(gone), state=state, in_vpc=in_vpc,
        arguments=arguments or {},
    )  # fmt: skip


def _balanced(
    kind: str, service: str, words: str, items: str, identity: str, told: str, tags: tuple[str, str]
) -> CloudKind:
    """Give a row of a load balancing service, which tells tags by a call of their own."""
    option = "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in identity).strip("-")
    return CloudKind(
        kind, service, f"describe_{words}s", items, identity, told, f"delete_{words}", identity,
        f"aws {service} delete-{words.replace('_', '-')} --{option} {{id}}",
        tags_operation="describe_tags", tags_argument=tags[0],
        tags_items=f"TagDescriptions[].{{id: {tags[1]}, tags: Tags}}", in_vpc=True,
    )  # fmt: skip


CLOUD_KINDS: Sequence[CloudKind] = (
    _balanced("load balancer", "elbv2", "load_balancer", "LoadBalancers[]", "LoadBalancerArn", "LoadBalancerName",
              ("ResourceArns", "ResourceArn")),
    _balanced("classic load balancer", "elb", "load_balancer", "LoadBalancerDescriptions[]", "LoadBalancerName",
              "DNSName", ("LoadBalancerNames", "LoadBalancerName")),
    _balanced("target group", "elbv2", "target_group", "TargetGroups[]", "TargetGroupArn", "TargetGroupName",
              ("ResourceArns", "ResourceArn")),
    _ec2("instance", "instance", "Reservations[].Instances[]", "InstanceId", "InstanceType",
         delete="terminate_instances", argument="InstanceIds", in_vpc=True, gone=("terminated", "shutting-down"),
         state="State.Name"),
    _ec2("launch template", "launch_template", "LaunchTemplates[]", "LaunchTemplateId", "LaunchTemplateName"),
    _ec2("NAT gateway", "nat_gateway", "NatGateways[]", "NatGatewayId", in_vpc=True, gone=("deleted", "deleting"),
         filters="Filter"),
    _ec2("VPC endpoint", "vpc_endpoint", "VpcEndpoints[]", "VpcEndpointId", "ServiceName",
         delete="delete_vpc_endpoints", argument="VpcEndpointIds", in_vpc=True, gone=("deleted", "deleting")),
    _ec2("interface", "network_interface", "NetworkInterfaces[]", "NetworkInterfaceId", "Description", in_vpc=True,
         tags="TagSet", state="Status"),
    _ec2("security group", "security_group", "SecurityGroups[]", "GroupId", "GroupName", in_vpc=True),
    _ec2("address", "address", "Addresses[]", "AllocationId", "PublicIp", delete="release_address", in_vpc=True,
         listed="addresses"),
    _ec2("volume", "volume", "Volumes[]", "VolumeId", "join(' ', [to_string(Size), 'GiB'])",
         gone=("deleted", "deleting")),
    _ec2("snapshot", "snapshot", "Snapshots[]", "SnapshotId", "VolumeId", arguments={"OwnerIds": ["self"]}),
    _ec2("flow log", "flow_log", "FlowLogs[]", "FlowLogId", "ResourceId", delete="delete_flow_logs",
         argument="FlowLogIds", filters="Filter"),
    _ec2("subnet", "subnet", "Subnets[]", "SubnetId", in_vpc=True),
    _ec2("route table", "route_table", "RouteTables[]", "RouteTableId", in_vpc=True),
    _ec2("network ACL", "network_acl", "NetworkAcls[]", "NetworkAclId", in_vpc=True),
    _ec2("internet gateway", "internet_gateway", "InternetGateways[]", "InternetGatewayId", in_vpc=True),
    _ec2("egress-only internet gateway", "egress_only_internet_gateway", "EgressOnlyInternetGateways[]",
         "EgressOnlyInternetGatewayId", in_vpc=True),
    _ec2("VPC", "vpc", "Vpcs[]", "VpcId", "CidrBlock"),
)  # fmt: skip
"""What is looked for by its tags, in one region."""

LOG_GROUPS = (
    "/aws/eks/{cluster}/",
    "/aws/containerinsights/{cluster}/",
    "/aws/vpc-flow-logs/{cluster}",
    "/aws/lambda/{cluster}-",
)
"""Beginnings of the log groups that belong to a cluster by their names.

EKS writes the last lines of a control plane's log after its end, and makes the group anew, without tags, if it has been
deleted by then (terraform-provider-aws#14149 and its like).
"""


@dataclass(frozen=True)
class IamKind:
    """A kind of IAM, which is global: things there are known by the cluster in their name, and then by their tags.

    Attributes:
        kind: what a person calls it.
        operation: the call that lists it.
        items: where the answer has them (JMESPath).
        name: where one has its name.
        tags_operation: the call that gives one's tags.
        argument: its argument, also of the call that deletes one.
        takes: where one has what that argument takes.
        command: AWS's command line that deletes it, with `{id}`.
        arguments: more arguments of the listing call.
    """

    kind: str
    operation: str
    items: str
    name: str
    tags_operation: str
    argument: str
    takes: str
    command: str
    arguments: Mapping[str, object] = field(default_factory=dict)


IAM_KINDS: Sequence[IamKind] = (
    IamKind("instance profile", "list_instance_profiles", "InstanceProfiles[]", "InstanceProfileName",
            "list_instance_profile_tags", "InstanceProfileName", "InstanceProfileName",
            "aws iam delete-instance-profile --instance-profile-name {id}"),
    IamKind("role", "list_roles", "Roles[]", "RoleName", "list_role_tags", "RoleName", "RoleName",
            "aws iam delete-role --role-name {id}"),
    IamKind("policy", "list_policies", "Policies[]", "PolicyName", "list_policy_tags", "PolicyArn", "Arn",
            "aws iam delete-policy --policy-arn {id}", {"Scope": "Local"}),
)  # fmt: skip
"""What is looked for in IAM."""

DELETABLE = frozenset(
    {
        "load balancer", "classic load balancer", "target group", "instance", "launch template", "interface",
        "security group", "address", "volume", "snapshot", "log group",
    }
)  # fmt: skip
"""Kinds that controllers of a cluster make, and so the only ones that `--delete-orphans` deletes."""
