"""Node pools as resources of AWS."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import AWS_MANAGED, trust_policy
from components.nodes.config import POOL_LABEL, PoolConfig, PoolKind
from components.nodes.user_data import user_data_of

NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly", "AmazonEKS_CNI_Policy")
"""What a node of EKS may do (Amazon EKS user guide, "Amazon EKS node IAM role")."""

AMI_TYPES = {"amd64": "AL2023_x86_64_STANDARD", "arm64": "AL2023_ARM_64_STANDARD"}
"""Architecture → EKS's image of Amazon Linux 2023."""

TAINTED = {PoolKind.GENERAL: False, PoolKind.LOW_LATENCY: True}
"""Kind of pool → whether its nodes keep off every pod that does not tolerate them."""

_ROOT_DEVICE = "/dev/xvda"
"""Root volume of Amazon Linux 2023."""


@dataclass(frozen=True)
class NodePoolArgs:
    """What `NodePool` is made from.

    Attributes:
        config: the pool.
        cluster_name: name of the EKS cluster that its nodes join.
        version: minor version of Kubernetes, the cluster's or one below.
        role_arn: IAM role of its nodes.
        subnet_ids: subnets of its nodes.
        tags: tags of every resource, also of instances, volumes and network interfaces.
    """

    config: PoolConfig
    cluster_name: pulumi.Input[str]
    version: pulumi.Input[str]
    role_arn: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    tags: Mapping[str, str] = field(default_factory=dict)


class NodePool(pulumi.ComponentResource):
    """A managed node group by a launch template: IMDSv2 alone, encrypted volume, hugepages and kubelet as asked.

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
        tags = {**args.tags, POOL_LABEL: config.name}
        template = aws.ec2.LaunchTemplate(
            name,
            description=f"Nodes of the pool {config.name}",
            update_default_version=True,
            user_data=base64.b64encode(user_data_of(config).encode()).decode(),
            metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
                http_endpoint="enabled",
                http_tokens="required",
                # One hop, so that a pod can't ask for the node's credentials.
                http_put_response_hop_limit=1,
                instance_metadata_tags="disabled",
            ),
            block_device_mappings=[
                aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                    device_name=_ROOT_DEVICE,
                    ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                        encrypted="true",
                        volume_type="gp3",
                        volume_size=config.volume_gib,
                        delete_on_termination="true",
                    ),
                )
            ],
            tag_specifications=[
                aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags={**tags, "Name": f"{name}-node"})
                for kind in ("instance", "volume", "network-interface")
            ],
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        group = aws.eks.NodeGroup(
            name,
            cluster_name=args.cluster_name,
            node_role_arn=args.role_arn,
            subnet_ids=args.subnet_ids,
            version=args.version,
            ami_type=AMI_TYPES[config.instances[0].architecture],
            capacity_type="ON_DEMAND",
            instance_types=list(config.instance_types),
            scaling_config=aws.eks.NodeGroupScalingConfigArgs(
                min_size=config.size.min, max_size=config.size.max, desired_size=config.size.desired
            ),
            update_config=aws.eks.NodeGroupUpdateConfigArgs(max_unavailable=1),
            labels=config.node_labels,
            taints=[aws.eks.NodeGroupTaintArgs(key=POOL_LABEL, value=config.name, effect="NO_SCHEDULE")]
            if TAINTED[config.kind]
            else [],
            launch_template=aws.eks.NodeGroupLaunchTemplateArgs(
                id=template.id, version=template.latest_version.apply(str)
            ),
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
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


@dataclass(frozen=True)
class NodePoolsArgs:
    """What `NodePools` is made from.

    Attributes:
        pools: the pools, each with a name of its own.
        cluster_name: name of the EKS cluster.
        version: minor version of Kubernetes.
        subnet_ids: subnets of the nodes.
        tags: tags of every resource.
    """

    pools: Sequence[PoolConfig]
    cluster_name: pulumi.Input[str]
    version: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    tags: Mapping[str, str] = field(default_factory=dict)


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
            for policy in NODE_POLICIES
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
