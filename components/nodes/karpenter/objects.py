"""Karpenter's own objects: EC2NodeClass (karpenter.k8s.aws/v1) and NodePool (karpenter.sh/v1), as plain values."""

from __future__ import annotations

from collections.abc import Mapping

from components.gitops.addon import from_bridge
from components.nodes.component import SYSTEM_VOLUME_GIB
from components.nodes.karpenter.config import Budget, KarpenterClass, KarpenterPool
from components.nodes.labels import POOL_LABEL

Object = dict[str, object]


def node_class(config: KarpenterClass, tags: Mapping[str, str]) -> Object:
    """Give an EC2NodeClass: IMDSv2 alone, one hop, encrypted gp3, no public address, the cluster's own subnets.

    Args:
        config: the class.
        tags: tags of instances, volumes and interfaces.
    """
    discovered = [{"tags": {"karpenter.sh/discovery": from_bridge("cluster_name")}}]
    image = config.image.partition("@")[0]
    sizes = {"/dev/xvda": config.volume_gib}
    if image == "bottlerocket":
        sizes = {"/dev/xvda": SYSTEM_VOLUME_GIB, "/dev/xvdb": config.volume_gib}
    key = {"kmsKeyID": config.volume_key} if config.volume_key else {}
    return {
        "apiVersion": "karpenter.k8s.aws/v1",
        "kind": "EC2NodeClass",
        "metadata": {"name": config.name},
        "spec": {
            "amiSelectorTerms": [{"alias": config.image}],
            "instanceProfile": from_bridge("karpenter_instance_profile"),
            "subnetSelectorTerms": discovered,
            "securityGroupSelectorTerms": discovered,
            "associatePublicIPAddress": False,
            "detailedMonitoring": True,
            "metadataOptions": {
                "httpEndpoint": "enabled",
                "httpTokens": "required",
                "httpPutResponseHopLimit": 1,
                "httpProtocolIPv6": "disabled",
            },
            "blockDeviceMappings": [
                {
                    "deviceName": device,
                    "ebs": {
                        "encrypted": True,
                        "volumeType": "gp3",
                        "volumeSize": f"{size}Gi",
                        "deleteOnTermination": True,
                        **key,
                    },
                }
                for device, size in sizes.items()
            ],
            "tags": dict(tags),
        },
    }


def node_pool(config: KarpenterPool) -> Object:
    """Give a NodePool.

    Args:
        config: the pool.
    """
    requirements: list[Object] = [
        {"key": "kubernetes.io/os", "operator": "In", "values": ["linux"]},
        {"key": "kubernetes.io/arch", "operator": "In", "values": list(config.architectures)},
        {"key": "karpenter.sh/capacity-type", "operator": "In", "values": list(config.capacity_types)},
        *(
            dict[str, object](
                key=one.key, operator=one.operator, **({"values": list(one.values)} if one.values else {})
            )
            for one in config.requirements
        ),
    ]
    taints = [{"key": POOL_LABEL, "value": config.name, "effect": "NoSchedule"}] if config.tainted else []
    return {
        "apiVersion": "karpenter.sh/v1",
        "kind": "NodePool",
        "metadata": {"name": config.name},
        "spec": {
            "weight": config.weight,
            "limits": dict(config.limits),
            "disruption": {
                "consolidationPolicy": config.consolidation,
                "consolidateAfter": config.consolidate_after,
                "budgets": [_budget(budget) for budget in config.budgets],
            },
            "template": {
                "metadata": {"labels": {**config.labels, POOL_LABEL: config.name}},
                "spec": {
                    "nodeClassRef": {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": config.node_class},
                    "requirements": requirements,
                    "expireAfter": config.expire_after,
                    **({"taints": taints} if taints else {}),
                },
            },
        },
    }


def _budget(budget: Budget) -> Object:
    made: Object = {"nodes": budget.nodes}
    if budget.schedule is not None:
        made |= {"schedule": budget.schedule, "duration": budget.duration}
    if budget.reasons:
        made["reasons"] = list(budget.reasons)
    return made
