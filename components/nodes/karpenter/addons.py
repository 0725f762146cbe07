"""Karpenter as add-ons of Argo CD: its CRDs, its controller, and the stack's classes and pools.

Classes and pools are objects of the cluster, so they come as everything in it does: by Argo CD, from a chart of this
repository that prints the objects in its values (`charts/karpenter-pools`). Pulumi could make them itself, and would
then need the CRDs, which Argo CD brings, before its own update can go on.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.gitops.addon import AddOn, Chart, from_bridge
from components.nodes.karpenter.config import KarpenterConfig
from components.nodes.karpenter.objects import node_class, node_pool

NAMESPACE = "karpenter"
SERVICE_ACCOUNT = "karpenter"

REPOSITORY = "public.ecr.aws/karpenter"
VERSION = "1.14.1"
POOLS_PATH = "charts/karpenter-pools"

_SOURCE = "https://karpenter.sh/docs/reference/settings/"


def addons_of(
    config: KarpenterConfig | None, *, repository: str, revision: str, tags: Mapping[str, str]
) -> tuple[AddOn, ...]:
    """Give the add-ons that bring Karpenter to a cluster; none if the stack has no Karpenter.

    Args:
        config: `slipway:karpenter`.
        repository: Git repository of this project.
        revision: what of it is synced.
        tags: tags of what Karpenter makes in AWS.
    """
    if config is None:
        return ()
    return (
        AddOn(
            name="karpenter-crd",
            namespace=NAMESPACE,
            chart=Chart(REPOSITORY, VERSION, name="karpenter-crd"),
            cluster_kinds=(("apiextensions.k8s.io", "CustomResourceDefinition"),),
            pod_security="restricted",
            source=_SOURCE,
        ),
        AddOn(
            name="karpenter",
            namespace=NAMESPACE,
            chart=Chart(REPOSITORY, VERSION, name="karpenter"),
            values=_controller_values(config),
            cluster_kinds=(
                ("rbac.authorization.k8s.io", "ClusterRole"),
                ("rbac.authorization.k8s.io", "ClusterRoleBinding"),
            ),
            pod_security="restricted",
            # Its Role for the address of cluster DNS.
            also_in=("kube-system",),
            source=_SOURCE,
        ),
        AddOn(
            name="karpenter-pools",
            namespace=NAMESPACE,
            chart=Chart(repository, revision, path=POOLS_PATH),
            values={
                "objects": [
                    *(node_class(one, tags) for one in config.classes),
                    *(node_pool(one) for one in config.pools),
                ]
            },
            cluster_kinds=(("karpenter.k8s.aws", "EC2NodeClass"), ("karpenter.sh", "NodePool")),
            pod_security="restricted",
            source="https://karpenter.sh/docs/concepts/nodepools/",
        ),
    )


def _controller_values(config: KarpenterConfig) -> dict[str, object]:
    # One CPU and 1 GiB are what Karpenter's own guide starts with.
    resources = {"cpu": "1", "memory": "1Gi"}
    return {
        "replicas": config.replicas,
        "serviceAccount": {"name": SERVICE_ACCOUNT},
        "settings": {
            "clusterName": from_bridge("cluster_name"),
            "clusterEndpoint": from_bridge("cluster_endpoint"),
            "interruptionQueue": from_bridge("karpenter_queue"),
            # The control plane is EKS's, so its version and address can be asked of it.
            "eksControlPlane": True,
        },
        "controller": {"resources": {"requests": resources, "limits": resources}},
    }
