"""EKS: everything is scoped to the stack's own cluster by its name."""

from __future__ import annotations

from components.policy.rows import Grant, Row, Tagged, actions, looks, pass_role, service_linked_role

CLUSTER = "eks:{region}:{account}:cluster/{cluster}"


def _below(kind: str, depth: int) -> str:
    return f"eks:{{region}}:{{account}}:{kind}/{{cluster}}{'/*' * depth}"


_LAUNCHED = ("instance", "volume", "network-interface", "security-group", "subnet", "launch-template")

ROWS = (
    Row(
        ("aws:autoscaling/tag:Tag",),
        (
            # EKS calls a node group's scaling group eks-, its name, and something of its own.
            Grant(
                actions("autoscaling", "CreateOrUpdateTags DeleteTags"),
                ("autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/eks-{stack_names}",),
            ),
            looks("autoscaling", "DescribeTags"),
        ),
    ),
    Row(
        ("aws:eks/cluster:Cluster",),
        (
            Grant(
                actions(
                    "eks",
                    "CreateCluster DescribeCluster UpdateClusterConfig UpdateClusterVersion DeleteCluster "
                    "DescribeUpdate ListUpdates TagResource UntagResource AssociateEncryptionConfig",
                ),
                (CLUSTER,),
            ),
            # EKS checks with the caller's rights that the subnets, the role and the key are there.
            Grant(actions("kms", "DescribeKey CreateGrant"), ("kms:{region}:{account}:key/*",), Tagged.OWN),
            looks("ec2", "DescribeSubnets DescribeSecurityGroups DescribeVpcs"),
            pass_role("eks.amazonaws.com"),
            service_linked_role("eks.amazonaws.com"),
        ),
    ),
    Row(
        ("aws:eks/nodeGroup:NodeGroup",),
        (
            Grant(actions("eks", "CreateNodegroup TagResource"), (CLUSTER,)),
            Grant(
                actions(
                    "eks",
                    "DescribeNodegroup UpdateNodegroupConfig UpdateNodegroupVersion DeleteNodegroup DescribeUpdate "
                    "TagResource UntagResource",
                ),
                (_below("nodegroup", 2),),
            ),
            # EKS tries the launch template with the caller's rights (EKS user guide, 'Customize managed nodes with
            # launch templates').
            Grant(
                ("ec2:RunInstances",),
                (*(f"ec2:{{region}}:{{account}}:{kind}/*" for kind in _LAUNCHED), "ec2:{region}::image/*"),
                when={"ArnLike": {"ec2:LaunchTemplate": "arn:aws:ec2:{region}:{account}:launch-template/*"}},
            ),
            pass_role("eks.amazonaws.com", "ec2.amazonaws.com"),
            service_linked_role("eks-nodegroup.amazonaws.com", "autoscaling.amazonaws.com", "spot.amazonaws.com"),
        ),
    ),
    Row(
        ("aws:eks/addon:Addon",),
        (
            Grant(actions("eks", "CreateAddon TagResource"), (CLUSTER,)),
            Grant(
                actions("eks", "DescribeAddon UpdateAddon DeleteAddon DescribeUpdate TagResource UntagResource"),
                (_below("addon", 2),),
            ),
            looks("eks", "DescribeAddonVersions DescribeAddonConfiguration"),
            Grant(actions("eks", "CreatePodIdentityAssociation"), (CLUSTER,)),
            pass_role("pods.eks.amazonaws.com"),
        ),
    ),
    Row(
        ("aws:eks/accessEntry:AccessEntry", "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"),
        (
            Grant(actions("eks", "CreateAccessEntry ListAccessEntries TagResource"), (CLUSTER,)),
            Grant(
                actions(
                    "eks",
                    "DescribeAccessEntry UpdateAccessEntry DeleteAccessEntry AssociateAccessPolicy "
                    "DisassociateAccessPolicy ListAssociatedAccessPolicies TagResource UntagResource",
                ),
                (_below("access-entry", 1),),
            ),
        ),
    ),
    Row(
        ("aws:eks/podIdentityAssociation:PodIdentityAssociation",),
        (
            Grant(actions("eks", "CreatePodIdentityAssociation ListPodIdentityAssociations TagResource"), (CLUSTER,)),
            Grant(
                actions(
                    "eks",
                    "DescribePodIdentityAssociation UpdatePodIdentityAssociation DeletePodIdentityAssociation "
                    "TagResource UntagResource",
                ),
                (_below("podidentityassociation", 1),),
            ),
            pass_role("pods.eks.amazonaws.com"),
        ),
    ),
)
