"""The node pools of one cluster, from three lines of configuration down to what reaches kubelet and kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.nodes.component import NodePool, NodePoolArgs, NodePools, NodePoolsArgs
    from components.nodes.config import Hugepages, NodesConfig, OperatingSystem, PoolConfig, PoolKind, Size
    from components.nodes.instance_types import INSTANCE_TYPES, InstanceType
    from components.nodes.tuning import Tuning, tuning_of
    from components.nodes.user_data import user_data_of

__all__ = [
    "INSTANCE_TYPES",
    "Hugepages",
    "InstanceType",
    "NodePool",
    "NodePoolArgs",
    "NodePools",
    "NodePoolsArgs",
    "NodesConfig",
    "OperatingSystem",
    "PoolConfig",
    "PoolKind",
    "Size",
    "Tuning",
    "tuning_of",
    "user_data_of",
]

__getattr__ = on_first_use(
    __name__,
    {
        "INSTANCE_TYPES": "instance_types",
        "Hugepages": "config",
        "InstanceType": "instance_types",
        "NodePool": "component",
        "NodePoolArgs": "component",
        "NodePools": "component",
        "NodePoolsArgs": "component",
        "NodesConfig": "config",
        "OperatingSystem": "config",
        "PoolConfig": "config",
        "PoolKind": "config",
        "Size": "config",
        "Tuning": "tuning",
        "tuning_of": "tuning",
        "user_data_of": "user_data",
    },
)
