"""What the AWS load balancer controller may do.

Source: kubernetes-sigs/aws-load-balancer-controller, docs/install/iam_policy.json of release 3.x. That policy lets each
cluster change listeners, rules, targets and security groups of every other; here each change is limited to what carries
the controller's own tag `elbv2.k8s.aws/cluster` with this cluster's name, or to security groups that EKS made for its
nodes. WAF, Shield, Cognito and certificates of IAM are left out: the chart's values turn them off.
"""

from __future__ import annotations

from components.addons.place import Place
from components.iam import allow, policy_document

TAG = "elbv2.k8s.aws/cluster"
"""Tag by which the controller marks all that it makes; the value is the cluster's name."""

_LOAD_BALANCERS = ("loadbalancer/app/*/*", "loadbalancer/net/*/*")
_TARGET_GROUPS = ("targetgroup/*/*",)
_LISTENERS = ("listener/app/*/*/*", "listener/net/*/*/*")
_RULES = ("listener-rule/app/*/*/*", "listener-rule/net/*/*/*")


def _elb(*actions: str) -> list[str]:
    return [f"elasticloadbalancing:{action}" for action in actions]


def load_balancer_controller_policy(place: Place) -> str:
    """Give what the controller may do in one cluster's VPC.

    Args:
        place: the cluster.
    """
    own = {"StringEquals": {f"aws:ResourceTag/{TAG}": place.cluster}}
    marked = {"StringEquals": {f"aws:RequestTag/{TAG}": place.cluster}}
    groups = place.arn("ec2", "security-group/*")
    balancers = place.arn("elasticloadbalancing", *_LOAD_BALANCERS)
    targets = place.arn("elasticloadbalancing", *_TARGET_GROUPS)
    listeners = place.arn("elasticloadbalancing", *_LISTENERS)
    rules = place.arn("elasticloadbalancing", *_RULES)
    return policy_document(
        allow(
            "LookAtEc2",
            [
                "ec2:DescribeAccountAttributes",
                "ec2:DescribeAddresses",
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstances",
                "ec2:DescribeInternetGateways",
                "ec2:DescribeIpamPools",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeRouteTables",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeTags",
                "ec2:DescribeVpcPeeringConnections",
                "ec2:DescribeVpcs",
                "ec2:GetSecurityGroupsForVpc",
            ],
            "*",
        ),
        allow(
            "LookAtLoadBalancers",
            _elb(
                "DescribeCapacityReservation",
                "DescribeListenerAttributes",
                "DescribeListenerCertificates",
                "DescribeListeners",
                "DescribeLoadBalancerAttributes",
                "DescribeLoadBalancers",
                "DescribeRules",
                "DescribeSSLPolicies",
                "DescribeTags",
                "DescribeTargetGroupAttributes",
                "DescribeTargetGroups",
                "DescribeTargetHealth",
                "DescribeTrustStores",
            ),
            "*",
        ),
        # It finds a certificate by the host name of an Ingress; AWS lists all or none.
        allow("LookAtCertificates", ["acm:ListCertificates"], "*"),
        allow("ReadCertificates", ["acm:DescribeCertificate"], place.arn("acm", "certificate/*")),
        allow(
            "ServiceRole",
            ["iam:CreateServiceLinkedRole"],
            f"arn:aws:iam::{place.account}:role/aws-service-role/elasticloadbalancing.amazonaws.com/*",
            {"StringEquals": {"iam:AWSServiceName": "elasticloadbalancing.amazonaws.com"}},
        ),
        allow("MakeGroups", ["ec2:CreateSecurityGroup"], groups, marked),
        allow("MakeGroupsInTheVpc", ["ec2:CreateSecurityGroup"], place.arn("ec2", f"vpc/{place.vpc}")),
        allow(
            "TagNewGroups",
            ["ec2:CreateTags"],
            groups,
            {
                "StringEquals": {
                    "ec2:CreateAction": "CreateSecurityGroup",
                    f"aws:RequestTag/{TAG}": place.cluster,
                }
            },
        ),
        allow(
            "OwnGroups",
            ["ec2:AuthorizeSecurityGroupIngress", "ec2:DeleteSecurityGroup", "ec2:RevokeSecurityGroupIngress"],
            groups,
            own,
        ),
        allow(
            "GroupsOfTheNodes",
            ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"],
            groups,
            {"StringEquals": {f"aws:ResourceTag/kubernetes.io/cluster/{place.cluster}": "owned"}},
        ),
        # The tag that says whose it is can't be changed or taken off.
        allow(
            "TagOwnGroups",
            ["ec2:CreateTags", "ec2:DeleteTags"],
            groups,
            {**own, "ForAllValues:StringNotEquals": {"aws:TagKeys": [TAG]}},
        ),
        allow("MakeLoadBalancers", _elb("CreateLoadBalancer", "CreateTargetGroup"), [*balancers, *targets], marked),
        allow("MakeListeners", _elb("CreateListener"), balancers, own),
        allow("MakeRules", _elb("CreateRule"), listeners, own),
        allow(
            "TagWhatIsMade",
            _elb("AddTags"),
            [*balancers, *targets, *listeners, *rules],
            {
                "StringEquals": {
                    "elasticloadbalancing:CreateAction": [
                        "CreateListener",
                        "CreateLoadBalancer",
                        "CreateRule",
                        "CreateTargetGroup",
                    ],
                    f"aws:RequestTag/{TAG}": place.cluster,
                }
            },
        ),
        allow(
            "TagOwn",
            _elb("AddTags", "RemoveTags"),
            [*balancers, *targets, *listeners, *rules],
            {**own, "ForAllValues:StringNotEquals": {"aws:TagKeys": [TAG]}},
        ),
        allow(
            "OwnLoadBalancers",
            _elb(
                "DeleteLoadBalancer",
                "ModifyCapacityReservation",
                "ModifyIpPools",
                "ModifyLoadBalancerAttributes",
                "SetIpAddressType",
                "SetSecurityGroups",
                "SetSubnets",
            ),
            balancers,
            own,
        ),
        allow(
            "OwnTargets",
            _elb(
                "DeleteTargetGroup",
                "DeregisterTargets",
                "ModifyTargetGroup",
                "ModifyTargetGroupAttributes",
                "RegisterTargets",
            ),
            targets,
            own,
        ),
        allow(
            "OwnListeners",
            _elb(
                "AddListenerCertificates",
                "DeleteListener",
                "ModifyListener",
                "ModifyListenerAttributes",
                "RemoveListenerCertificates",
            ),
            listeners,
            own,
        ),
        allow("OwnRules", _elb("DeleteRule", "ModifyRule", "SetRulePriorities"), rules, own),
    )
