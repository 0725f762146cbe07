"""What moto leaves out between EKS and EC2 Auto Scaling: the group that a managed node group is made of.

Moto names one in a node group's answer and makes none. Here there is one, with its tags and sizes, and its desired
capacity and the node group's are one number, as in AWS, so that an autoscaler moves both. Its instances are those of
the node group's nodes (`sandbox.aws.instances`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.aws import instances
from sandbox.nodes.group import Instance

_NODEGROUP_TAG = "eks:nodegroup-name"
_CLUSTER_TAG = "eks:cluster-name"
_TEMPLATE = {"LaunchTemplateId": "id", "Version": "version"}


def name_of_group(nodegroup: Any) -> str:
    """Give the name of a node group's Auto Scaling group."""
    return str(nodegroup.resources["autoScalingGroups"][0]["name"])


def _backend(account: str, region: str) -> Any:
    from moto.autoscaling.models import autoscaling_backends

    return autoscaling_backends[account][region]


def _tags(name: str, nodegroup: Any) -> list[dict[str, Any]]:
    # Those that EKS sets, the two of cluster-autoscaler's discovery among them (EKS user guide, "Managed node groups").
    cluster = nodegroup.cluster_name
    wanted = {
        _CLUSTER_TAG: cluster,
        _NODEGROUP_TAG: nodegroup.nodegroup_name,
        "k8s.io/cluster-autoscaler/enabled": "true",
        f"k8s.io/cluster-autoscaler/{cluster}": "owned",
        f"kubernetes.io/cluster/{cluster}": "owned",
    }
    return [
        {
            "Key": key,
            "Value": value,
            "ResourceId": name,
            "ResourceType": "auto-scaling-group",
            "PropagateAtLaunch": True,
        }
        for key, value in wanted.items()
    ]


def _launched_by(nodegroup: Any) -> dict[str, Any]:
    """Give what the group starts: with instance types, EKS writes them into a policy, and an autoscaler reads them."""
    template = {key: nodegroup.launch_template.get(name) for key, name in _TEMPLATE.items()}
    if not nodegroup.instance_types:
        return {"launch_template": template}
    overrides = [{"InstanceType": name} for name in nodegroup.instance_types]
    spot = nodegroup.capacity_type == "SPOT"
    return {
        "launch_template": None,
        "mixed_instances_policy": {
            "LaunchTemplate": {"LaunchTemplateSpecification": template, "Overrides": overrides},
            # What EKS chooses: EKS user guide, "Managed node group capacity types".
            "InstancesDistribution": {
                "OnDemandAllocationStrategy": "prioritized",
                "OnDemandBaseCapacity": 0,
                "OnDemandPercentageAboveBaseCapacity": 0 if spot else 100,
                "SpotAllocationStrategy": "price-capacity-optimized",
            },
        },
    }


def make_group(nodegroup: Any, account: str, region: str) -> None:
    """Make the Auto Scaling group of a node group that was just made; one without a launch template gets none."""
    if not nodegroup.launch_template or not nodegroup.subnets:
        return
    name = name_of_group(nodegroup)
    _backend(account, region).create_auto_scaling_group(
        name=name,
        availability_zones=[],
        desired_capacity=0,
        max_size=0,
        min_size=0,
        launch_config_name=None,
        **_launched_by(nodegroup),
        vpc_zone_identifier=",".join(nodegroup.subnets),
        default_cooldown=None,
        health_check_period=None,
        health_check_type=None,
        load_balancers=[],
        target_group_arns=[],
        placement_group=None,
        termination_policies=["AllocationStrategy", "OldestLaunchTemplate", "OldestInstance"],
        tags=_tags(name, nodegroup),
        capacity_rebalance=nodegroup.capacity_type == "SPOT",
    )
    resize_group(nodegroup, account, region)


def resize_group(nodegroup: Any, account: str, region: str) -> None:
    """Give a node group's Auto Scaling group the sizes that the node group has."""
    group = _backend(account, region).autoscaling_groups.get(name_of_group(nodegroup))
    if group is not None:
        sizes = nodegroup.scaling_config
        group.min_size, group.max_size = int(sizes.get("minSize", 0)), int(sizes.get("maxSize", 0))
        group.desired_capacity = int(sizes.get("desiredSize", 0))


def told_of_instances(found: Mapping[str, Iterable[Instance]]) -> None:
    """Take note of the instances that there are nodes of, by their node group's ARN; no request may run."""
    for arn, running in found.items():
        _, _, _, region, account, resource = arn.split(":", 5)
        _, cluster, name, _ = resource.split("/", 3)
        group = group_of(cluster, name, account, region)
        if group is not None:
            instances.set_instances(group, running)


def group_of(cluster: str, nodegroup: str, account: str, region: str) -> Any:
    """Give the Auto Scaling group of a node group; None if it has none."""
    from moto.eks.models import eks_backends

    owner = eks_backends[account][region].clusters.get(cluster)
    found = owner.nodegroups.get(nodegroup) if owner else None
    return _backend(account, region).autoscaling_groups.get(name_of_group(found)) if found else None


def drop_group(nodegroup: Any, account: str, region: str) -> None:
    """Remove the Auto Scaling group of a node group that is gone."""
    _backend(account, region).autoscaling_groups.pop(name_of_group(nodegroup), None)


def _nodegroup_of(group: Any) -> Any:
    from moto.eks.models import eks_backends

    tags = {tag["Key"]: tag["Value"] for tag in group.tags}
    cluster = eks_backends[group.account_id][group.region].clusters.get(tags.get(_CLUSTER_TAG))
    return cluster.nodegroups.get(tags.get(_NODEGROUP_TAG)) if cluster else None


def complete_autoscaling() -> None:
    """Let the size of a node group's Auto Scaling group be the node group's, once in this process."""
    from moto.autoscaling.exceptions import ValidationError
    from moto.autoscaling.models import AutoScalingBackend

    plain, plain_terminate = AutoScalingBackend.set_desired_capacity, AutoScalingBackend.terminate_instance
    if plain.__module__ == __name__:
        return

    def set_desired_capacity(backend: Any, group_name: str, desired_capacity: int | None) -> None:
        group = backend.autoscaling_groups.get(group_name)
        nodegroup = _nodegroup_of(group) if group is not None else None
        if nodegroup is None:
            plain(backend, group_name, desired_capacity)
            return
        wanted = group.min_size if desired_capacity is None else int(desired_capacity)
        if not group.min_size <= wanted <= group.max_size:
            raise ValidationError(
                f"New SetDesiredCapacity value {wanted} is outside of the group's {group.min_size} to {group.max_size}."
            )
        group.desired_capacity = wanted
        nodegroup.scaling_config = {**nodegroup.scaling_config, "desiredSize": wanted}

    def terminate_instance(backend: Any, instance_id: str, should_decrement: bool) -> Any:
        for group in backend.autoscaling_groups.values():
            found = next((one for one in group.instance_states if one.instance_id == instance_id), None)
            nodegroup = _nodegroup_of(group) if found is not None else None
            if found is None:
                continue
            if nodegroup is None:
                return plain_terminate(backend, instance_id, should_decrement)
            activity = instances.terminate(group, found, decrement=should_decrement)
            nodegroup.scaling_config = {**nodegroup.scaling_config, "desiredSize": group.desired_capacity}
            return activity
        raise ValidationError(f"Instance Id not found - No managed instance found for instance ID {instance_id}")

    AutoScalingBackend.set_desired_capacity = set_desired_capacity
    AutoScalingBackend.terminate_instance = terminate_instance
