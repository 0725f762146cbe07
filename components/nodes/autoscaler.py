"""cluster-autoscaler: what chooses the number of nodes of `autoscaled` pools, as an add-on of Argo CD and its rights.

EKS tags the Auto Scaling group of every managed node group with the two tags by which the autoscaler finds a cluster's
groups, whether the pool is `autoscaled` or not. So what it looks for, and may change, has a third tag, which only such
pools have (`components.nodes.autoscaling`): else it would take nodes from pools whose size the stack's file decides.

Sources: cluster-autoscaler's chart, 9.59.0, values.yaml and templates; cluster-autoscaler, cloudprovider/aws/README.md,
"Permissions" and "Auto-Discovery Setup", and examples/cluster-autoscaler-autodiscover.yaml (resources, user, security
context); Service Authorization Reference, "Amazon EC2 Auto Scaling" (what describes knows no resource).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from components.container import resources
from components.gitops.addon import AddOn, Chart, from_bridge
from components.iam import allow, policy_document
from components.nodes.autoscaling import NODE_TEMPLATE
from components.nodes.config import PoolConfig
from components.nodes.labels import POOL_LABEL

NAME = "cluster-autoscaler"
NAMESPACE = "kube-system"
SERVICE_ACCOUNT = NAME

IMAGES: Mapping[str, str] = {
    "1.33": "v1.33.5",
    "1.34": "v1.34.4",
    "1.35": "v1.35.1",
    "1.36": "v1.36.0",
}
"""Minor version of Kubernetes → tag of the autoscaler's image: it holds the scheduler of one minor, and is to be of the
cluster's (cluster-autoscaler/README.md, "Releases"). Tags: kubernetes/k8s.io #9676, which published these four."""

ENABLED_TAG = "k8s.io/cluster-autoscaler/enabled"
"""Tag of the Auto Scaling group of each managed node group, by EKS."""

CLUSTER_TAG = "k8s.io/cluster-autoscaler/"
"""What the key of the other such tag begins with; the cluster's name follows, and its value is `owned`."""

OURS_TAG = f"{NODE_TEMPLATE}label/{POOL_LABEL}"
"""Tag of the groups of autoscaled pools alone."""


ARGUMENTS: Mapping[str, str] = {
    # A pool and the twin that stands in for it get nodes alike.
    "balance-similar-node-groups": "true",
    "expander": "least-waste",
    # A pod with an emptyDir would else keep its node for good.
    "skip-nodes-with-local-storage": "false",
    # What runs on each node is no reason to keep one.
    "ignore-daemonsets-utilization": "true",
    "scale-down-utilization-threshold": "0.5",
    "scale-down-delay-after-add": "10m",
    "scale-down-unneeded-time": "10m",
    "max-node-provision-time": "15m",
}
"""The autoscaler's flags, without the dashes."""


def discovery_tags(cluster: str) -> list[str]:
    """Give the keys of the tags that the Auto Scaling groups have which the autoscaler of a cluster may change.

    Args:
        cluster: name of the EKS cluster.
    """
    return [ENABLED_TAG, CLUSTER_TAG + cluster, OURS_TAG]


def wanted(pools: Iterable[PoolConfig], *, switched_on: bool) -> bool:
    """Tell whether a stack has the autoscaler: it is not switched off, and some pool is `autoscaled`.

    Args:
        pools: the stack's pools.
        switched_on: `slipway:addons.clusterAutoscaler`.
    """
    return switched_on and any(pool.autoscaled for pool in pools)


def addons_of(pools: Iterable[PoolConfig], *, switched_on: bool, version: str, production: bool) -> tuple[AddOn, ...]:
    """Give the add-on that brings the autoscaler; none if no pool is `autoscaled`.

    Args:
        pools: the stack's pools.
        switched_on: `slipway:addons.clusterAutoscaler`.
        version: minor version of Kubernetes, the cluster's.
        production: whether the stack is of the environment prod, where two run, in two zones; one of them works.

    Example:
        >>> spot = PoolConfig(
        ...     name="web", instance_types=("m7i.large",), size={"min": 0, "max": 9, "desired": 0}, autoscaled=True
        ... )
        >>> (addon,) = addons_of([spot], switched_on=True, version="1.35", production=False)
        >>> addon.values["image"]
        {'tag': 'v1.35.1'}
    """
    if not wanted(pools, switched_on=switched_on):
        return ()
    return (
        AddOn(
            name=NAME,
            namespace=NAMESPACE,
            chart=Chart("https://kubernetes.github.io/autoscaler", "9.59.0", name=NAME),
            values=_values(version, production),
            cluster_kinds=(
                ("rbac.authorization.k8s.io", "ClusterRole"),
                ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
            ),
            pod_security=None,
            source="https://github.com/kubernetes/autoscaler/tree/cluster-autoscaler-chart-9.59.0/cluster-autoscaler/charts/cluster-autoscaler",
        ),
    )


def _values(version: str, production: bool) -> dict[str, object]:
    labels = {"app.kubernetes.io/name": NAME, "app.kubernetes.io/instance": NAME}
    spread = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels},
    }
    return {
        "nameOverride": NAME,
        "fullnameOverride": NAME,
        "cloudProvider": "aws",
        "awsRegion": from_bridge("region"),
        "autoDiscovery": {
            "clusterName": from_bridge("cluster_name"),
            "tags": discovery_tags(from_bridge("cluster_name")),
        },
        "image": {"tag": IMAGES[version]},
        "replicaCount": 2 if production else 1,
        "podDisruptionBudget": {"maxUnavailable": 1},
        **({"topologySpreadConstraints": [spread]} if production else {}),
        "rbac": {"serviceAccount": {"create": True, "name": SERVICE_ACCOUNT}},
        "extraArgs": dict(ARGUMENTS),
        "resources": resources("100m", "600Mi"),
        "securityContext": {
            "runAsNonRoot": True,
            "runAsUser": 65534,
            "runAsGroup": 65534,
            "fsGroup": 65534,
            "seccompProfile": {"type": "RuntimeDefault"},
        },
        "containerSecurityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def autoscaler_policy(*, region: str, account: str, cluster: str) -> str:
    """Give what the autoscaler may do: set the size of the groups of its cluster's autoscaled pools, and look.

    Rights that the project's own policy has for launch configurations and for groups that name no instance type are
    left out: node groups of EKS have neither.

    Args:
        region: AWS region.
        account: AWS account number.
        cluster: name of the EKS cluster.

    Example:
        >>> "autoscaling:SetDesiredCapacity" in autoscaler_policy(
        ...     region="us-west-2", account="123456789012", cluster="shop"
        ... )
        True
    """
    return policy_document(
        allow(
            "Look",
            [
                "autoscaling:DescribeAutoScalingGroups",
                "autoscaling:DescribeAutoScalingInstances",
                "autoscaling:DescribeScalingActivities",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeLaunchTemplateVersions",
            ],
            "*",
        ),
        allow(
            "OwnGroups",
            ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
            # What EKS calls the groups of its node groups begins so.
            f"arn:aws:autoscaling:{region}:{account}:autoScalingGroup:*:autoScalingGroupName/eks-*",
            {
                "StringEquals": {f"aws:ResourceTag/{CLUSTER_TAG}{cluster}": "owned"},
                "Null": {f"aws:ResourceTag/{OURS_TAG}": "false"},
            },
        ),
        allow("OwnNodeGroups", ["eks:DescribeNodegroup"], f"arn:aws:eks:{region}:{account}:nodegroup/{cluster}/*/*"),
    )
