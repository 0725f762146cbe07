"""One stack's whole configuration as one typed model, and the ways to read it: from its file, or in the program."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path as File
from typing import Annotated

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from components.addons.config import AddonsConfig
from components.cluster.config import ClusterConfig
from components.complaints import MISSING, NO_SUCH_KEY, Complaint, Path, complaints, key_path, nearest
from components.data.config import DataConfig
from components.errors import ConfigurationError
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
from components.stack_file import StackFile, Value, read_stack_file, stack_path

STACKS = File("stacks")
"""Where the stack files are, from the project's folder (`stackConfigDir` of Pulumi.yaml)."""

NAMESPACE = "slipway"


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

STRICTER: dict[str, dict[str, dict[str, Value]]] = {
    EnvironmentName.PROD: {
        "slipway:network": {"natGateways": "per-zone", "flowLogs": {"retentionDays": 365}},
        "slipway:cluster": {"logRetentionDays": 365, "deletionProtection": True, "zonalShift": True},
        "slipway:gitops": {"manifests": {"highAvailability": True}},
        "slipway:mesh": {"egress": "REGISTRY_ONLY", "tracePercent": 1},
        "slipway:security": {"images": {"keep": 100}, "protected": True},
        "slipway:data": {"protected": True, "multiZone": True, "backupDays": 35, "logRetentionDays": 365},
        "slipway:observability": {
            "retention": {"metrics": 30, "logs": 90, "traces": 14},
            "keepBuckets": True,
        },
    }
}
"""Environment → section → values that it has where the stack's file gives none."""

ONLY_WHERE_GIVEN = frozenset({"manifests"})
"""Mappings that say something by being there at all; what is stricter goes into one that the file has."""


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


def environment_of(stack: str, config: Mapping[str, Value], source: StackFile | None = None) -> Environment:
    """Read one stack's configuration from its keys.

    Args:
        stack: name of the stack.
        config: key with namespace (`slipway:network`, `aws:region`) → value; a key without one is the project's own.
        source: the file it came from, so that errors can name the line; None if there is none.

    Raises:
        ConfigurationError: something is wrong; the first by line, with the rest in `others`.
    """
    ours: dict[str, Value] = {}
    found: list[Complaint] = []
    for key, value in config.items():
        namespace, _, name = key.rpartition(":")
        if not namespace:
            namespace, key = NAMESPACE, f"{NAMESPACE}:{name}"
        if namespace == NAMESPACE or key == "aws:region":
            ours[key] = value
        elif near := _meant(key, namespace, config):
            found.append(Complaint((key,), NO_SUCH_KEY, f"did you mean {near!r}?"))
    _fill(ours)
    try:
        environment = Environment.model_validate({**ours, "stack": stack})
    except ValidationError as error:
        found += complaints(error, Environment)
    if found:
        raise _first(found, source)
    return environment


def _meant(key: str, namespace: str, config: Mapping[str, Value]) -> str | None:
    """Give the key of ours that a foreign one was meant to be; None for other providers' keys."""
    near = nearest(key, [field.alias for field in Environment.model_fields.values() if field.alias])
    # The provider has keys that look like the region's (aws:stsRegion): a mistake only where the region is missing.
    misspelt = near not in config if namespace == "aws" else nearest(namespace, [NAMESPACE, "aws"])
    return near if misspelt else None


def _fill(config: dict[str, Value]) -> None:
    """Put the stricter values of an environment where the file gives none."""
    for section, values in STRICTER.get(str(config.get("slipway:environment")), {}).items():
        given = config.get(section, None if section in _required() else {})
        if isinstance(given, dict):
            config[section] = _filled(values, given)


def _required() -> list[str]:
    """Give the sections that every file has, which are missing where they are not there."""
    return [str(field.alias) for field in Environment.model_fields.values() if field.is_required()]


def _filled(values: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """Give what is given with the values that it lacks, in mappings below it too."""
    filled: dict[str, Value] = {
        **{key: value for key, value in values.items() if key not in ONLY_WHERE_GIVEN},
        **given,
    }
    for key, below in values.items():
        there = given.get(key)
        if isinstance(below, dict) and isinstance(there, dict):
            filled[key] = _filled(below, there)
    return filled


def _first(found: list[Complaint], source: StackFile | None) -> ConfigurationError:
    def line_of(path: Path) -> int | None:
        if source is None:
            return None
        bare = ("config", str(path[0]).removeprefix(f"{NAMESPACE}:"), *path[1:])
        return source.line_of(bare if bare[:2] in source.lines else ("config", *path))

    # A key that is missing because it is misspelt is one mistake, not two.
    misspelt = {(complaint.path[:-1], complaint.do) for complaint in found if complaint.what == NO_SUCH_KEY}
    kept = sorted(
        (
            complaint
            for complaint in found
            if complaint.what != MISSING
            or (complaint.path[:-1], f"did you mean {complaint.path[-1]!r}?") not in misspelt
        ),
        key=lambda complaint: line_of(complaint.path) or 0,
    )
    errors = [
        ConfigurationError(
            complaint.what,
            key=key_path(complaint.path),
            file=source.shown if source else None,
            line=line_of(complaint.path),
            do=complaint.do,
        )
        for complaint in kept
    ]
    first = errors[0]
    first.others = tuple(errors[1:])
    return first


def read_environment(stack: str, folder: File = STACKS) -> Environment:
    """Read one stack's configuration from its file, before any engine starts.

    Args:
        stack: name of the stack.
        folder: where the stack files are.

    Raises:
        ConfigurationError: there is no such stack, or its file is wrong; with file, line and key path.

    Example:
        >>> read_environment("local").cluster_name
        'slipway-local'
    """
    return environment_of_file(stack, read_stack_file(stack_path(stack, folder)))


def environment_of_file(stack: str, source: StackFile) -> Environment:
    """Read one stack's configuration from a file that was read already.

    Raises:
        ConfigurationError: it is wrong; with file, line and key path.
    """
    return environment_of(stack, _config_of(source), source)


_FILE_KEYS = ("config", "environment", "secretsprovider", "encryptedkey", "encryptionsalt")
"""What Pulumi itself keeps at the top of a stack file."""


def _config_of(source: StackFile) -> dict[str, Value]:
    content = source.content
    if not isinstance(content, dict):
        raise ConfigurationError("holds no mapping", file=source.shown, line=1, do="begin it with config:")
    for key in content:
        if key not in _FILE_KEYS:
            near = nearest(key, _FILE_KEYS)
            raise ConfigurationError(
                NO_SUCH_KEY,
                file=source.shown,
                line=source.line_of((key,)),
                key=key,
                do=f"did you mean {near!r}?" if near else "put it below config:",
            )
    config = content.get("config")
    if not isinstance(config, dict):
        raise ConfigurationError(
            "holds no configuration",
            file=source.shown,
            line=source.line_of(("config",)),
            key="config",
            do="write its keys below it",
        )
    return config
