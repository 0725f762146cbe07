"""What an autoscaler must know of a pool that has no node to look at: tags of its Auto Scaling group.

Names and forms: cluster-autoscaler, cloudprovider/aws/README.md, "Scaling a node group to 0". EKS itself adds the tags
by which the autoscaler finds the groups of a cluster (EKS user guide, "Managed node groups").
"""

from __future__ import annotations

from components.nodes.config import PoolConfig
from components.nodes.report import report_of
from components.nodes.tuning import PAGE_MIB

NODE_TEMPLATE = "k8s.io/cluster-autoscaler/node-template/"
"""What the key of each such tag begins with."""

STORAGE = "ephemeral-storage"


def node_template_tags(pool: PoolConfig) -> dict[str, str]:
    """Give the tags that tell what a node of a pool would be.

    Hugepages, disk, labels and taints the autoscaler can't know. CPUs and memory it would take from the instance type,
    whole: it would bring a node for a pod that fits into what kubelet and hugepages hold, which then fits nowhere
    (kubernetes/autoscaler #2809); so it is told what is left for pods.

    Args:
        pool: the pool.

    Example:
        >>> from components.nodes.config import PoolConfig
        >>> pool = PoolConfig(name="web", instance_types=("m7i.large",), size={"min": 0, "max": 2, "desired": 0})
        >>> node_template_tags(pool)["k8s.io/cluster-autoscaler/node-template/label/slipway.dev/pool"]
        'web'
    """
    report = report_of(pool)
    pages = {
        f"resources/hugepages-{size}": f"{count * PAGE_MIB[size]}Mi"
        for size, count in pool.hugepages.counts.items()
        if count
    }
    return {
        NODE_TEMPLATE + key: value
        for key, value in {
            **{f"label/{key}": value for key, value in sorted(pool.node_labels.items())},
            **{f"taint/{key}": f"{value}:NoSchedule" for key, value in pool.taints},
            **pages,
            "resources/cpu": f"{report.vcpus * 1000 - report.reserved_millicores}m",
            "resources/memory": f"{report.allocatable_mib}Mi",
            f"resources/{STORAGE}": f"{pool.volume_gib}Gi",
        }.items()
    }
