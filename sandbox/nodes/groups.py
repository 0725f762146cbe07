"""The node groups of all regions, read from moto in this process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.nodes.errors import NodesError
from sandbox.nodes.group import TERMINATING, Group, InstanceFacts, Place, taint_of
from sandbox.nodes.quantities import GIBIBYTE
from sandbox.nodes.user_data import machine_of


def instance_facts(name: str, *, where: str) -> InstanceFacts:
    """Give the facts of an instance type, from moto's copy of EC2's DescribeInstanceTypes.

    Raises:
        NodesError: moto doesn't know the type.
    """
    from moto.ec2.models.instance_types import INSTANCE_TYPES

    described = INSTANCE_TYPES.get(name)
    if described is None:
        raise NodesError(f"instance type {name} is unknown", where=where, do="take a type that EC2 has")
    return InstanceFacts.of(name, described)


def groups_of_moto() -> tuple[list[Group], list[NodesError]]:
    """Give every node group of every region, and what is wrong with those that no node can be made of.

    To be called while no request runs.
    """
    from moto.backends import get_backend

    groups: list[Group] = []
    troubles: list[NodesError] = []
    for account, region, backend in get_backend("eks").iter_backends():
        for cluster in backend.clusters.values():
            for group in cluster.nodegroups.values():
                try:
                    ec2 = get_backend("ec2")[account][region]
                    scaled = get_backend("autoscaling")[account][region].autoscaling_groups.get(_scaled_by(group))
                    groups.append(_group(group, cluster, ec2, region, _terminated(scaled)))
                except NodesError as error:
                    troubles.append(error)
    return sorted(groups, key=lambda group: group.arn), troubles


def _scaled_by(group: Any) -> str:
    return str(group.resources["autoScalingGroups"][0]["name"])


def _terminated(scaled: Any) -> frozenset[str]:
    states = scaled.instance_states if scaled is not None else ()
    return frozenset(one.instance_id for one in states if one.lifecycle_state == TERMINATING)


def _group(group: Any, cluster: Any, ec2: Any, region: str, gone: frozenset[str]) -> Group:
    where = f"node group {cluster.name}/{group.nodegroup_name} in {region}"
    template = _template(group.launch_template, ec2)
    kind = (group.instance_types or [template.get("InstanceType", "t3.medium")])[0]
    return Group(
        arn=group.arn,
        name=group.nodegroup_name,
        cluster=cluster.name,
        region=region,
        desired=int(group.scaling_config.get("desiredSize", 0)),
        instance=instance_facts(kind, where=where),
        places=tuple(sorted(_place(subnet, ec2) for subnet in group.subnets if _subnet(subnet, ec2) is not None)),
        labels=dict(group.labels or {}),
        taints=tuple(taint_of(taint) for taint in group.taints or []),
        machine=machine_of(
            None if group.ami_type.startswith("WINDOWS") else str(template.get("UserData") or ""),
            where=where,
            bottlerocket=group.ami_type.startswith("BOTTLEROCKET"),
        ),
        disk=_disk(template, group.disk_size) * GIBIBYTE,
        version=group.version or cluster.version,
        capacity_type=group.capacity_type,
        image=group.ami_type,
        leaving=gone,
    )


def _template(reference: Mapping[str, str] | None, ec2: Any) -> Mapping[str, Any]:
    if not reference or "id" not in reference:
        return {}
    template = ec2.launch_templates.get(reference["id"])
    if template is None:
        return {}
    version = str(reference.get("version") or "$Default")
    number = {"$Latest": template.latest_version_number, "$Default": template.default_version_number}.get(
        version
    ) or version
    found = template.get_version(int(number))
    data: Mapping[str, Any] = found.data if found is not None else {}
    return data


def _disk(template: Mapping[str, Any], size: Any) -> int:
    sizes = [
        int(mapping["Ebs"]["VolumeSize"])
        for mapping in template.get("BlockDeviceMappings", [])
        if mapping.get("Ebs", {}).get("VolumeSize")
    ]
    return max(sizes, default=int(size or 20))


def _subnet(identity: str, ec2: Any) -> Any:
    return next((zone[identity] for zone in ec2.subnets.values() if identity in zone), None)


def _place(identity: str, ec2: Any) -> Place:
    subnet = _subnet(identity, ec2)
    return Place(subnet.availability_zone, subnet.cidr_block)
