"""EKS's own add-ons as data: when each is installed and with which values.

The values' keys are those of `aws eks describe-addon-configuration` for each add-on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.addons.config import AddonsConfig
from components.addons.versions import (
    COREDNS,
    EBS_CSI,
    KUBE_PROXY,
    METRICS_SERVER,
    POD_IDENTITY_AGENT,
    VPC_CNI,
)

Values = Mapping[str, object]


@dataclass(frozen=True)
class Setting:
    """What an add-on's values depend on.

    Attributes:
        config: what the stack says about its add-ons.
        production: whether the stack is of the environment prod.
        tags: tags of every AWS resource.
    """

    config: AddonsConfig
    production: bool
    tags: Mapping[str, str]


@dataclass(frozen=True)
class ManagedAddon:
    """One of EKS's add-ons.

    Attributes:
        name: its name in EKS.
        before_nodes: whether nodes need it to become ready: DaemonSets, which are active with no node at all. The
            others have Deployments, and EKS calls them degraded until a node runs them.
        values: gives its configuration values.
        wanted: says whether a stack has it.
    """

    name: str
    before_nodes: bool
    values: Callable[[Setting], Values] = lambda setting: {}
    wanted: Callable[[AddonsConfig], bool] = lambda config: True

    def configuration_values(self, setting: Setting) -> str | None:
        """Give its values as EKS wants them, JSON with sorted keys so that the same values are the same text."""
        values = self.values(setting)
        return json.dumps(values, sort_keys=True) if values else None


def _vpc_cni(setting: Setting) -> Values:
    """Give vpc-cni's values (EKS user guide, "Limit Pod traffic with Kubernetes network policies" and "Assign more IP
    addresses to Amazon EKS nodes with prefixes")."""
    values: dict[str, object] = {"enableNetworkPolicy": "true" if setting.config.network_policy else "false"}
    if setting.config.prefix_delegation:
        values["env"] = {"ENABLE_PREFIX_DELEGATION": "true", "WARM_PREFIX_TARGET": str(setting.config.warm_prefixes)}
    return values


def _coredns(setting: Setting) -> Values:
    """Give CoreDNS's values; in prod it follows the cluster's size (EKS user guide, "Scale CoreDNS Pods for high DNS
    traffic")."""
    disruption = {"podDisruptionBudget": {"enabled": True, "maxUnavailable": 1}}
    if setting.production:
        return {**disruption, "autoScaling": {"enabled": True, "minReplicas": 3, "maxReplicas": 12}}
    return {**disruption, "replicaCount": 2}


def _ebs_csi(setting: Setting) -> Values:
    return {"controller": {"replicaCount": 2 if setting.production else 1, "extraVolumeTags": dict(setting.tags)}}


def _metrics_server(setting: Setting) -> Values:
    return {"replicas": 2 if setting.production else 1}


MANAGED_ADDONS: tuple[ManagedAddon, ...] = (
    ManagedAddon(POD_IDENTITY_AGENT, before_nodes=True),
    ManagedAddon(VPC_CNI, before_nodes=True, values=_vpc_cni),
    ManagedAddon(KUBE_PROXY, before_nodes=True),
    ManagedAddon(COREDNS, before_nodes=False, values=_coredns),
    ManagedAddon(EBS_CSI, before_nodes=False, values=_ebs_csi, wanted=lambda config: config.ebs_csi),
    ManagedAddon(
        METRICS_SERVER, before_nodes=False, values=_metrics_server, wanted=lambda config: config.metrics_server
    ),
)
"""Every add-on that EKS installs."""
