"""What Karpenter's controller may do, as statements of IAM.

Source: karpenter.sh, "Reference: CloudFormation" of release 1.14, whose statements and conditions these are, but for
what instance profiles need: here the nodes' profile is made beforehand and named in each class
(EC2NodeClass.spec.instanceProfile), so the controller may not create, tag, fill or delete any.
"""

from __future__ import annotations

from components.iam import Conditions, allow, policy_document

_MADE = ("fleet", "instance", "volume", "network-interface", "launch-template", "spot-instances-request")
"""Kinds of things that a launch makes."""

_READS = (
    "ec2:DescribeCapacityReservations",
    "ec2:DescribeImages",
    "ec2:DescribeInstances",
    "ec2:DescribeInstanceStatus",
    "ec2:DescribeInstanceTypeOfferings",
    "ec2:DescribeInstanceTypes",
    "ec2:DescribeLaunchTemplates",
    "ec2:DescribePlacementGroups",
    "ec2:DescribeSecurityGroups",
    "ec2:DescribeSpotPriceHistory",
    "ec2:DescribeSubnets",
)
"""What it looks up; EC2 knows no narrower resource for any of them than all (service authorization reference)."""


def controller_policy(*, region: str, account: str, cluster: str, node_role_arn: str, queue_arn: str) -> str:
    """Give the policy of the controller's role: instances with the cluster's tag and no others.

    Args:
        region: AWS region.
        account: AWS account number.
        cluster: name of the EKS cluster.
        node_role_arn: role that its nodes take on.
        queue_arn: queue that tells of interruptions.
    """
    ec2 = f"arn:aws:ec2:{region}"
    made = [f"{ec2}:{account}:{kind}/*" for kind in _MADE]
    owned = {f"aws:ResourceTag/kubernetes.io/cluster/{cluster}": "owned"}
    asked = {f"aws:RequestTag/kubernetes.io/cluster/{cluster}": "owned", "aws:RequestTag/eks:eks-cluster-name": cluster}
    of_pool = {"aws:ResourceTag/karpenter.sh/nodepool": "*"}
    for_pool = {"aws:RequestTag/karpenter.sh/nodepool": "*"}
    of_ours: Conditions = {"StringEquals": owned, "StringLike": of_pool}
    launches = ["ec2:RunInstances", "ec2:CreateFleet"]
    return policy_document(
        allow(
            "LaunchFrom",
            launches,
            [
                f"{ec2}::image/*",
                f"{ec2}::snapshot/*",
                *(f"{ec2}:{account}:{kind}/*" for kind in ("security-group", "subnet", "capacity-reservation")),
            ],
        ),
        allow("LaunchByOurTemplates", launches, f"{ec2}:{account}:launch-template/*", of_ours),
        allow(
            "LaunchWithTags",
            [*launches, "ec2:CreateLaunchTemplate"],
            made,
            {"StringEquals": asked, "StringLike": for_pool},
        ),
        allow(
            "TagWhatIsLaunched",
            ["ec2:CreateTags"],
            made,
            {
                "StringEquals": {**asked, "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"]},
                "StringLike": for_pool,
            },
        ),
        allow(
            "NameOurInstances",
            ["ec2:CreateTags"],
            f"{ec2}:{account}:instance/*",
            {
                **of_ours,
                "StringEqualsIfExists": {"aws:RequestTag/eks:eks-cluster-name": cluster},
                "ForAllValues:StringEquals": {
                    "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"]
                },
            },
        ),
        allow(
            "RemoveWhatIsOurs",
            ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
            [f"{ec2}:{account}:instance/*", f"{ec2}:{account}:launch-template/*"],
            of_ours,
        ),
        allow("LookInOneRegion", _READS, "*", {"StringEquals": {"aws:RequestedRegion": region}}),
        allow("LookUpImages", ["ssm:GetParameter"], f"arn:aws:ssm:{region}::parameter/aws/service/*"),
        # Neither call knows a narrower resource.
        allow("LookUpPrices", ["pricing:GetProducts"], "*"),
        allow("ListProfiles", ["iam:ListInstanceProfiles"], "*"),
        allow("LookUpProfiles", ["iam:GetInstanceProfile"], f"arn:aws:iam::{account}:instance-profile/*"),
        allow(
            "GiveNodesTheirRole",
            ["iam:PassRole"],
            node_role_arn,
            {"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}},
        ),
        allow("FindTheCluster", ["eks:DescribeCluster"], f"arn:aws:eks:{region}:{account}:cluster/{cluster}"),
        allow("ReadInterruptions", ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"], queue_arn),
    )
