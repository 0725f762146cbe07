"""The whole configuration of one stack as one typed model."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field, field_validator, model_validator

from components.addons.config import AddonsConfig
from components.cluster.config import ClusterConfig
from components.complaints import nearest
from components.data.config import DataConfig
from components.gitops.config import ChartConfig, GitOpsConfig
from components.gitops.names import ADDON_NAMES
from components.limits import check_names, check_tag
from components.mesh.config import MeshConfig
from components.model import Settings, refusal
from components.network.config import NatGateways, NetworkConfig
from components.network.placement import check_placement
from components.nodes.config import NodesConfig, PoolConfig
from components.nodes.karpenter.config import KarpenterConfig, check_pool_names
from components.observability.config import ObservabilityConfig
from components.regions import ZONE_LETTERS
from components.security.config import SecurityConfig
from components.stack_file import NAMESPACE


class EnvironmentName(StrEnum):
    """An environment: where a service's manifests differ."""

    LOCAL = "local"
    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"


SERVICE_NAMESPACES = {
    EnvironmentName.LOCAL: "local",
    EnvironmentName.DEV: "development",
    EnvironmentName.STAGING: "staging",
    EnvironmentName.PROD: "production",
}
"""Environment → namespace of its services."""


class Environment(Settings):
    """The whole configuration of one stack."""

    model_config = ConfigDict(alias_generator=None)

    stack: Annotated[str, Field(exclude=True)]
    """Name of the stack; not written in the file, since it is the file's name."""

    region: Annotated[str, Field(alias="aws:region")]
    """AWS region, e.g. us-west-2."""

    environment: Annotated[EnvironmentName, Field(alias="slipway:environment")]
    """Environment that the stack is of."""

    network: Annotated[NetworkConfig, Field(alias="slipway:network")]
    """VPC, zones and ways out."""

    cluster: Annotated[ClusterConfig, Field(alias="slipway:cluster")]
    """The EKS cluster."""

    pools: Annotated[tuple[PoolConfig, ...], Field(alias="slipway:pools", min_length=1)]
    """The node pools."""

    nodes: Annotated[NodesConfig, Field(alias="slipway:nodes", default_factory=NodesConfig)]
    """What all nodes have in common."""

    karpenter: Annotated[KarpenterConfig | None, Field(alias="slipway:karpenter", default=None)]
    """Karpenter, its node classes and pools; left out if there is none."""

    addons: Annotated[AddonsConfig, Field(alias="slipway:addons", default_factory=AddonsConfig)]
    """What runs beside the services: EKS's add-ons, and the controllers that Argo CD brings."""

    gitops: Annotated[GitOpsConfig, Field(alias="slipway:gitops")]
    """Argo CD and what it syncs."""

    mesh: Annotated[MeshConfig, Field(alias="slipway:mesh", default_factory=MeshConfig)]
    """Istio; left out, the cluster has no mesh."""

    security: Annotated[SecurityConfig, Field(alias="slipway:security", default_factory=SecurityConfig)]
    """Keys, image repositories, roles for pipelines, guards of account and region."""

    data: Annotated[DataConfig, Field(alias="slipway:data", default_factory=DataConfig)]
    """Buckets, queues, databases and caches that services ask for."""

    observability: Annotated[
        ObservabilityConfig, Field(alias="slipway:observability", default_factory=ObservabilityConfig)
    ]
    """Metrics, logs and traces; left out, the cluster has no monitoring stack."""

    charts: Annotated[dict[str, ChartConfig], Field(alias="slipway:charts", default_factory=dict)]
    """Add-on → where its chart comes from, where that is not its project's own place: a mirror, another version."""

    tags: Annotated[dict[str, str], Field(alias="slipway:tags", default_factory=dict)]
    """More tags of every AWS resource, e.g. {owner: platform}."""

    @field_validator("region")
    @classmethod
    def _is_a_region(cls, region: str) -> str:
        if region not in ZONE_LETTERS:
            near = get_close_matches(region, ZONE_LETTERS, n=1)
            raise refusal(
                f"{region!r} is not a region that is known here",
                do=f"did you mean {near[0]!r}?" if near else "take one of components/regions.py or add its row",
            )
        return region

    @field_validator("pools")
    @classmethod
    def _have_names_of_their_own(cls, pools: tuple[PoolConfig, ...]) -> tuple[PoolConfig, ...]:
        names = [pool.name for pool in pools]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise refusal(f"two pools are called {name!r}", at=(index, "name"), do="give each a name of its own")
        return pools

    @field_validator("charts")
    @classmethod
    def _are_of_add_ons(cls, charts: dict[str, ChartConfig]) -> dict[str, ChartConfig]:
        for name in charts:
            if name not in ADDON_NAMES:
                near = nearest(name, ADDON_NAMES)
                hint = f"did you mean {near!r}?" if near else f"the add-ons are {', '.join(ADDON_NAMES)}"
                raise refusal(f"no add-on is called {name!r}", at=(name,), do=hint)
        return charts

    @field_validator("tags")
    @classmethod
    def _are_tags_of_aws(cls, tags: dict[str, str]) -> dict[str, str]:
        for key, value in tags.items():
            check_tag(key, value)
        return tags

    @model_validator(mode="after")
    def _has_room_in_names(self) -> Environment:
        check_names(self.cluster_name, [pool.name for pool in self.pools])
        check_pool_names(self.karpenter, self.pools)
        return self

    @model_validator(mode="after")
    def _lets_the_autoscaler_reach_aws(self) -> Environment:
        # No endpoint of the network's is EC2 Auto Scaling's, so its calls leave by NAT.
        if self.addons.cluster_autoscaler and self.network.nat_gateways is NatGateways.NONE:
            for index, pool in enumerate(self.pools):
                if pool.autoscaled:
                    raise refusal(
                        "without NAT gateways cluster-autoscaler can't reach EC2 Auto Scaling",
                        at=("slipway:pools", index, "autoscaled"),
                        do="write natGateways: single, or clusterAutoscaler: false in slipway:addons",
                    )
        return self

    @model_validator(mode="after")
    def _is_mutual_in_production(self) -> Environment:
        if self.production and self.mesh.enabled and not self.mesh.strict:
            raise refusal(
                "a mesh in prod takes mutual TLS only",
                at=("slipway:mesh", "strict"),
                do="leave it out; migrate in an environment before prod",
            )
        return self

    @model_validator(mode="after")
    def _has_a_network_that_the_region_has(self) -> Environment:
        check_placement(self.network, self.region, at=("slipway:network",))
        return self

    @property
    def cluster_name(self) -> str:
        """Name of the EKS cluster in AWS; the stack is in it, so that stacks can share an account."""
        return self.cluster.name or f"{NAMESPACE}-{self.stack}"

    @property
    def production(self) -> bool:
        """Whether the stack is of the environment prod."""
        return self.environment is EnvironmentName.PROD

    @property
    def service_namespace(self) -> str:
        """Namespace of the environment's services."""
        return SERVICE_NAMESPACES[self.environment]

    @property
    def all_tags(self) -> dict[str, str]:
        """Tags of every AWS resource of the stack."""
        return {
            **self.tags,
            "slipway.dev/environment": self.environment.value,
            "slipway.dev/stack": self.stack,
        }
