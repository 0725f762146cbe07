"""Instances of the node groups' Auto Scaling groups: those whose nodes the node maker keeps in an API server.

Auto Scaling knows them, EC2 doesn't: a node of the sandbox has no machine. In AWS a group starts an instance, whose
kubelet registers a node; here the node maker makes the node, and then tells the group that there is an instance of the
node's id. The way back is AWS's own: who terminates an instance in its group takes that very node away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.nodes.group import TERMINATING, Instance

IN_SERVICE = "InService"


@dataclass
class GroupInstance:
    """An instance as moto's answers have it (Auto Scaling API reference, Instance and AutoScalingInstanceDetails)."""

    instance_id: str
    instance_type: str
    availability_zone: str
    auto_scaling_group_name: str
    lifecycle_state: str = IN_SERVICE
    health_status: str = "Healthy"
    protected_from_scale_in: bool = False

    @property
    def instance(self) -> _Named:
        """What moto asks of an instance of EC2's: its id."""
        return _Named(self.instance_id)


@dataclass(frozen=True)
class _Named:
    id: str


def set_instances(group: Any, instances: Iterable[Instance]) -> None:
    """Let an Auto Scaling group have the instances that there are nodes of; one that is terminating goes on to."""
    before = {known.instance_id: known for known in group.instance_states}
    group.instance_states = [
        before.get(one.id) or GroupInstance(one.id, one.kind, one.zone, group.name) for one in instances
    ]


def terminate(group: Any, known: GroupInstance, *, decrement: bool) -> Any:
    """Give an instance up, which its node follows at the node maker's next look.

    Args:
        group: its Auto Scaling group.
        known: the instance.
        decrement: whether the group is to be one smaller; else another comes for it.

    Returns:
        Moto's record of the activity; the caller has to let the node group be of the group's size.

    Raises:
        ValidationError: the group is at its smallest (Auto Scaling API reference, TerminateInstanceInAutoScalingGroup).
    """
    from moto.autoscaling.exceptions import ValidationError
    from moto.autoscaling.models import Activity

    if decrement and group.desired_capacity <= group.min_size:
        raise ValidationError(
            f"Currently, desiredSize equals minSize ({group.min_size}). Terminating instance without replacement will"
            " violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower"
            " group's min size."
        )
    size = group.desired_capacity
    if decrement and known.lifecycle_state != TERMINATING:
        group.desired_capacity = size - 1
    known.lifecycle_state = TERMINATING
    shrunk = f", shrinking the capacity from {size} to {group.desired_capacity}" if decrement else ""
    return Activity(
        f"Terminating EC2 instance: {known.instance_id}",
        f"instance {known.instance_id} was taken out of service in response to a user request{shrunk}.",
        group,
    )
