"""Which changes of a pool replace its node group, roll its nodes over, or are made on nodes that run: pure.

A node group that is replaced in place is made anew and the old one deleted in one update: all its pods move at once,
and while they do nothing says no. So a pool that must be replaced gets a twin first (`docs/how-to`,
"Replace a node pool"); what such changes are stands here.

Sources: Pulumi's AWS provider, aws.eks.NodeGroup, "Forces replacement" of each property (the provider's schema); EKS
API reference, UpdateNodegroupConfig (in place) and UpdateNodegroupVersion (one node after the other, drained first).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from components.nodes.config import PoolConfig
from components.nodes.user_data import user_data_of


class Effect(IntEnum):
    """What a change does to nodes that run, the mildest first."""

    NONE = 0
    """Nothing: what is asked of nodes is the same."""

    IN_PLACE = 1
    """Nodes stay; sizes, labels or taints of theirs change."""

    ROLL = 2
    """EKS drains and replaces one node after the other."""

    REPLACE = 3
    """A new node group is made and the old one deleted."""


@dataclass(frozen=True)
class PoolChange:
    """One thing that differs between two states of a pool.

    Attributes:
        pool: the pool's name.
        key: the key that differs, as the stack's file has it; "" if the pool itself came or went.
        effect: what it does.
        why: why, as a clause.
    """

    pool: str
    key: str
    effect: Effect
    why: str


PROPERTIES: dict[str, Effect] = {
    "amiType": Effect.REPLACE,
    "capacityType": Effect.REPLACE,
    "clusterName": Effect.REPLACE,
    "diskSize": Effect.REPLACE,
    "instanceTypes": Effect.REPLACE,
    "nodeGroupName": Effect.REPLACE,
    "nodeGroupNamePrefix": Effect.REPLACE,
    "nodeRoleArn": Effect.REPLACE,
    "remoteAccess": Effect.REPLACE,
    "subnetIds": Effect.REPLACE,
    "launchTemplate.id": Effect.REPLACE,
    "launchTemplate.name": Effect.REPLACE,
    "launchTemplate": Effect.ROLL,
    "releaseVersion": Effect.ROLL,
    "version": Effect.ROLL,
    "labels": Effect.IN_PLACE,
    "nodeRepairConfig": Effect.IN_PLACE,
    "scalingConfig": Effect.IN_PLACE,
    "tags": Effect.IN_PLACE,
    "taints": Effect.IN_PLACE,
    "updateConfig": Effect.IN_PLACE,
}
"""Property of aws.eks.NodeGroup → what a change of it does; one below another counts before it."""


def effect_of_properties(paths: Iterable[str]) -> Effect:
    """Give what a change of a node group does, from the property paths that the engine says differ.

    Args:
        paths: e.g. "scalingConfig.maxSize", "launchTemplate.version", "taints[0].value". A property that is not in the
            table is taken for one that rolls nodes over.

    Example:
        >>> effect_of_properties(["labels.team", "launchTemplate.version"]).name
        'ROLL'
    """
    effects = [Effect.NONE]
    for path in paths:
        top = path.partition(".")[0].partition("[")[0]
        effects.append(PROPERTIES.get(path, PROPERTIES.get(top, Effect.ROLL)))
    return max(effects)


_BY_KEY: dict[str, tuple[Effect, str]] = {
    "instanceTypes": (Effect.REPLACE, "EKS can't change the instance types of a node group"),
    "os": (Effect.REPLACE, "EKS can't change the image's kind of a node group"),
    "kind": (Effect.REPLACE, "EKS can't change how a node group buys its instances"),
    "size": (Effect.IN_PLACE, "EKS changes the number of nodes"),
    "autoscaled": (Effect.IN_PLACE, "only tags of the Auto Scaling group and who chooses its size change"),
    "labels": (Effect.IN_PLACE, "EKS changes labels of nodes that run"),
    "serves": (Effect.IN_PLACE, "EKS changes labels and taints of nodes that run"),
    "retiring": (Effect.IN_PLACE, "EKS changes labels and taints of nodes that run"),
    "volumeGib": (Effect.ROLL, "only a new instance has another volume"),
    "volumeKey": (Effect.ROLL, "only a new instance has another volume"),
}
"""Key of a pool that says itself what a change of it does, and why."""

_BY_USER_DATA = ("hugepages", "reservedCores", "kernelArguments")
"""Keys that count as far as they change the user data."""


def changes_of_pool(old: PoolConfig, new: PoolConfig) -> tuple[PoolChange, ...]:
    """Give what differs between two states of one pool, the gravest first.

    Args:
        old: the pool as it was.
        new: the pool of the same name as it will be.

    Example:
        >>> size = {"min": 1, "max": 2, "desired": 1}
        >>> old = PoolConfig(name="web", instance_types=("m7i.large",), size=size)
        >>> new = PoolConfig(name="web", instance_types=("m7i.xlarge",), size=size)
        >>> [(change.key, change.effect.name) for change in changes_of_pool(old, new)]
        [('instanceTypes', 'REPLACE')]
    """
    before, after = old.model_dump(by_alias=True), new.model_dump(by_alias=True)
    found: list[PoolChange] = []
    for key in after:
        if before[key] == after[key]:
            continue
        effect, why = _BY_KEY.get(key, (Effect.NONE, "the nodes boot with the same"))
        if key == "kind" and old.capacity_type == new.capacity_type:
            effect, why = Effect.IN_PLACE, "EKS changes labels and taints of nodes that run"
        if key in (*_BY_USER_DATA, "kind") and effect < Effect.ROLL and user_data_of(old) != user_data_of(new):
            effect, why = Effect.ROLL, "only a new instance boots with it"
        found.append(PoolChange(new.name, key, effect, why))
    return tuple(sorted(found, key=lambda change: -change.effect))


def changes_of_pools(old: Sequence[PoolConfig], new: Sequence[PoolConfig]) -> tuple[PoolChange, ...]:
    """Give what differs between two states of a stack's pools, the gravest first.

    A pool that comes is an addition, one that goes was either drained first (`retiring`) or is replaced as gravely as
    one whose instance types change.
    """
    before = {pool.name: pool for pool in old}
    after = {pool.name: pool for pool in new}
    found = [change for name, pool in after.items() if name in before for change in changes_of_pool(before[name], pool)]
    for name, pool in before.items():
        if name not in after:
            effect = Effect.IN_PLACE if pool.retiring else Effect.REPLACE
            why = "it takes no new pods any more" if pool.retiring else "its pods are not asked to go first"
            found.append(PoolChange(name, "", effect, f"the pool goes; {why}"))
    found += [PoolChange(name, "", Effect.NONE, "the pool comes") for name in after if name not in before]
    return tuple(sorted(found, key=lambda change: -change.effect))
