"""Node pools as resources of AWS."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import AWS_MANAGED, trust_policy
from components.nodes.autoscaling import NODE_TEMPLATE, node_template_tags
from components.nodes.config import NodesConfig, OperatingSystem, PoolConfig
from components.nodes.labels import POOL_LABEL
from components.nodes.user_data import user_data_of

NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")
"""What a node of EKS may do (Amazon EKS user guide, "Amazon EKS node IAM role"). What the network plugin may do is its
own role's, by Pod Identity: a pod that reached the node's credentials could attach interfaces with them."""

SESSION_MANAGER_POLICY = "AmazonSSMManagedInstanceCore"
"""What a node needs for AWS Systems Manager to open a session on it."""

AMI_TYPES = {
    (OperatingSystem.AL2023, "amd64"): "AL2023_x86_64_STANDARD",
    (OperatingSystem.AL2023, "arm64"): "AL2023_ARM_64_STANDARD",
    (OperatingSystem.BOTTLEROCKET, "amd64"): "BOTTLEROCKET_x86_64",
    (OperatingSystem.BOTTLEROCKET, "arm64"): "BOTTLEROCKET_ARM_64",
}
"""Operating system and architecture → EKS's image (EKS API reference, Nodegroup.amiType)."""

SYSTEM_VOLUME_GIB = 4
"""Size of Bottlerocket's volume of the system, in GiB, as Karpenter makes it (its documentation, "EC2NodeClass",
spec.blockDeviceMappings)."""

VOLUMES: Mapping[OperatingSystem, Callable[[PoolConfig], dict[str, int]]] = {
    OperatingSystem.AL2023: lambda pool: {"/dev/xvda": pool.volume_gib},
    OperatingSystem.BOTTLEROCKET: lambda pool: {"/dev/xvda": SYSTEM_VOLUME_GIB, "/dev/xvdb": pool.volume_gib},
}
"""Operating system → device and size in GiB of each volume; the last one holds images and pods' files."""


@dataclass(frozen=True)
class NodePoolArgs:
    """What `NodePool` is made from.

    Attributes:
        config: the pool.
        cluster_name: name of the EKS cluster that its nodes join.
        version: minor version of Kubernetes, the cluster's or one below.
        role_arn: IAM role of its nodes.
        subnet_ids: subnets of its nodes.
        security_group_ids: security groups of its nodes, the cluster's among them. With them the template says itself
            that nodes have no public address; without, EKS chooses the cluster's and the subnets decide.
        tags: tags of every resource, also of instances, volumes and network interfaces.
    """

    config: PoolConfig
    cluster_name: pulumi.Input[str]
    version: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    security_group_ids: Sequence[pulumi.Input[str]] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class NodePool(pulumi.ComponentResource):
    """A managed node group by a launch template: IMDSv2 alone, encrypted volumes, kernel and kubelet as asked.

    A spot pool's instances come from the pools of capacity that are least likely to be taken back, and are drained
    before they are: EKS sets the allocation strategy of its Auto Scaling group (EKS user guide, "Managed node group
    capacity types") and nothing here can.

    Attributes:
        pool: the pool's name.
        node_group_name: name of the node group in AWS.
        launch_template_id: id of its launch template.

    Example:
        >>> pool = NodePool(
        ...     "shop-fast",
        ...     NodePoolArgs(
        ...         config=PoolConfig(
        ...             name="fast",
        ...             kind="low-latency",
        ...             instance_types=("c7i.4xlarge",),
        ...             size={"min": 1, "max": 3, "desired": 1},
        ...             hugepages={"2Mi": 1024, "1Gi": 4},
        ...         ),
        ...         cluster_name="shop",
        ...         version="1.35",
        ...         role_arn="arn:aws:iam::123456789012:role/shop-node",
        ...         subnet_ids=["subnet-1", "subnet-2"],
        ...     ),
        ... )
    """

    pool: str
    node_group_name: pulumi.Output[str]
    launch_template_id: pulumi.Output[str]

    def __init__(self, name: str, args: NodePoolArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:nodes:NodePool", name, None, opts)
        config = args.config
        self._within = pulumi.ResourceOptions(parent=self)
        template = self._template(name, args)
        group = aws.eks.NodeGroup(
            name,
            cluster_name=args.cluster_name,
            node_role_arn=args.role_arn,
            subnet_ids=args.subnet_ids,
            version=args.version,
            ami_type=AMI_TYPES[config.os, config.instances[0].architecture],
            capacity_type=config.capacity_type,
            instance_types=list(config.instance_types),
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                min_size=config.size.min, max_size=config.size.max, desired_size=config.size.desired
            ),
            update_config=aws.eks.NodeGroupUpdateConfigArgs(max_unavailable=1),
            labels=config.node_labels,
            taints=[
                aws.eks.NodeGroupTaintArgs(key=key, value=value, effect="NO_SCHEDULE") for key, value in config.taints
            ],
            launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(str)
            ),
            tags=self._tags(args),
            opts=pulumi.ResourceOptions(
                parent=self,
                # The autoscaler's number stands: to write ours at each `up` would take nodes from under pods.
                ignore_changes=["scalingConfig.desiredSize"] if config.autoscaled else [],
            ),
        )
        if config.autoscaled:
            self._foretell(name, config, group)
        self.pool = config.name
        self.node_group_name = group.node_group_name
        self.launch_template_id = template.id
        self.register_outputs(
            {
                "pool": self.pool,
                "nodeGroupName": self.node_group_name,
                "launchTemplateId": self.launch_template_id,
            }
        )

    def _tags(self, args: NodePoolArgs) -> dict[str, str]:
        return {**args.tags, POOL_LABEL: args.config.name}

    def _template(self, name: str, args: NodePoolArgs) -> aws.ec2.LaunchTemplate:
        config, tags = args.config, self._tags(args)
        user_data = user_data_of(config)
        interfaces = None
        if args.security_group_ids is not None:
            # An interface in the template makes the template's security groups count, not EKS's; a subnet may not be
            # named here (EKS user guide, "Customize managed nodes with launch templates").
            interfaces = [
                aws.ec2.LaunchTemplateNetworkInterfaceArgs(
                    device_index=0,
                    associate_public_ip_address="false",
                    delete_on_termination="true",
                    security_groups=list(args.security_group_ids),
                )
            ]
        return aws.ec2.LaunchTemplate(
            name,
            description=f"Nodes of the pool {config.name}",
            update_default_version=True,
            user_data=base64.b64encode(user_data.encode()).decode() if user_data else None,
            metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                # One hop, so that a pod can't ask for the node's credentials.
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
            ),
            monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
            network_interfaces=interfaces,
            block_device_mappings=[
                aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=device,
                    ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        encrypted="true",
                        kms_key_id=config.volume_key,
                        volume_type="gp3",
                        volume_size=size,
                        delete_on_termination="true",
                    ),
                )
                for device, size in VOLUMES[config.os](config).items()
            ],
            tag_specifications=[
                aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags={**tags, "Name": f"{name}-node"})
                for kind in ("instance", "volume", "network-interface")
            ],
            tags=tags,
            opts=self._within,
        )

    def _foretell(self, name: str, config: PoolConfig, group: aws.eks.NodeGroup) -> None:
        """Tag the Auto Scaling group with what a node of it would be, for when there is none to look at."""
        scaling_group = group.resources.apply(lambda resources: resources[0].autoscaling_groups[0].name)
        for key, value in node_template_tags(config).items():
            aws.autoscaling.Tag(
                f"{name}-{key.removeprefix(NODE_TEMPLATE)}",
                autoscaling_group_name=scaling_group,
                tag=aws.autoscaling.TagTagArgs(key=key, value=value, propagate_at_launch=False),
                opts=self._within,
            )


@dataclass(frozen=True)
class NodePoolsArgs:
    """What `NodePools` is made from.

    Attributes:
        pools: the pools, each with a name of its own.
        cluster_name: name of the EKS cluster.
        version: minor version of Kubernetes.
        subnet_ids: subnets of the nodes.
        tags: tags of every resource.
        security_group_ids: security groups of the nodes, see `NodePoolArgs`.
        config: what all nodes have in common.
    """

    pools: Sequence[PoolConfig]
    cluster_name: pulumi.Input[str]
    version: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    tags: Mapping[str, str] = field(default_factory=dict)
    security_group_ids: Sequence[pulumi.Input[str]] | None = None
    config: NodesConfig = field(default_factory=NodesConfig)


class NodePools(pulumi.ComponentResource):
    """All node pools of a cluster, with the IAM role that their nodes share.

    Attributes:
        role_arn: ARN of the nodes' role.
        pools: pool's name → the pool.

    Example:
        >>> nodes = NodePools(
        ...     "shop",
        ...     NodePoolsArgs(
        ...         pools=[
        ...             PoolConfig(name="web", instance_types=("m7i.large",), size={"min": 1, "max": 3, "desired": 2})
        ...         ],
        ...         cluster_name="shop",
        ...         version="1.35",
        ...         subnet_ids=["subnet-1", "subnet-2"],
        ...     ),
        ... )
    """

    role_arn: pulumi.Output[str]
    pools: Mapping[str, NodePool]

    def __init__(self, name: str, args: NodePoolsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:nodes:NodePools", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            f"{name}-node",
            assume_role_policy=trust_policy("ec2.amazonaws.com"),
            description=f"What the nodes of {name} may do",
            tags=dict(args.tags),
            opts=within,
        )
        may_join = [
            aws.iam.RolePolicyAttachment(
                f"{name}-node-{policy}", role=role.name, policy_arn=f"{AWS_MANAGED}{policy}", opts=within
            )
            for policy in (*NODE_POLICIES, *([SESSION_MANAGER_POLICY] if args.config.session_manager else []))
        ]
        self.role_arn = role.arn
        self.pools = {
            config.name: NodePool(
                f"{name}-{config.name}",
                NodePoolArgs(
                    config=config,
                    cluster_name=args.cluster_name,
                    version=args.version,
                    role_arn=role.arn,
                    subnet_ids=args.subnet_ids,
                    security_group_ids=args.security_group_ids,
                    tags=args.tags,
                ),
                # A node that starts before its role may join is stuck, and on the way down it can't leave cleanly.
                pulumi.ResourceOptions(parent=self, depends_on=may_join),
            )
            for config in args.pools
        }
        self.register_outputs(
            {
                "roleArn": self.role_arn,
                "pools": {pool: made.node_group_name for pool, made in self.pools.items()},
            }
        )
