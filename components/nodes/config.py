"""What a stack says about its node pools."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from components.model import Count, Name, Positive, Settings, refusal
from components.nodes.instance_types import INSTANCE_TYPES, InstanceType
from components.nodes.tuning import TuningError, tuning_of

POOL_LABEL = "slipway.dev/pool"
"""Label of every node, and key of the taint of those that only wanted pods may use; its value is the pool's name."""


class PoolKind(StrEnum):
    """What a pool is for."""

    GENERAL = "general"
    LOW_LATENCY = "low-latency"


class Hugepages(Settings):
    """Hugepages of each instance of a pool, spread evenly over its NUMA nodes."""

    of_2mi: Count = Field(default=0, alias="2Mi")
    """Pages of 2 MiB."""

    of_1gi: Count = Field(default=0, alias="1Gi")
    """Pages of 1 GiB."""

    @property
    def counts(self) -> dict[str, int]:
        """Give page size → pages of the whole instance."""
        return {"2Mi": self.of_2mi, "1Gi": self.of_1gi}


class Size(Settings):
    """How many nodes a pool has."""

    min: Count
    """Fewest nodes."""

    max: Positive
    """Most nodes."""

    desired: Count
    """Nodes at first, between `min` and `max`."""

    @model_validator(mode="after")
    def _is_in_order(self) -> Size:
        if self.min > self.max:
            raise refusal(f"min {self.min} is more than max {self.max}", at=("min",), do="make it at most max")
        if not self.min <= self.desired <= self.max:
            raise refusal(
                f"desired {self.desired} is not between min {self.min} and max {self.max}",
                at=("desired",),
                do=f"write {min(max(self.desired, self.min), self.max)}",
            )
        return self


class PoolConfig(Settings):
    """One node pool (an item of `slipway:pools`)."""

    name: Name
    """Name of the pool, unlike any other of the stack; nodes carry it as label slipway.dev/pool."""

    kind: PoolKind = PoolKind.GENERAL
    """`general`, or `low-latency`: pinned whole cores, one NUMA node a pod, static memory, and a taint."""

    instance_types: Annotated[tuple[str, ...], Field(min_length=1)]
    """EC2 instance types, the one wanted most first; of one shape where pages or cores are set."""

    size: Size
    """How many nodes."""

    hugepages: Hugepages = Hugepages()
    """Hugepages of each node, e.g. {2Mi: 1024, 1Gi: 4}."""

    reserved_cores: Positive = 1
    """Whole cores kept for system and kubelet on each NUMA node of a low-latency node."""

    volume_gib: Annotated[int, Field(strict=True, ge=20, le=16384)] = 50
    """Size of each node's encrypted gp3 volume, in GiB."""

    labels: dict[str, str] = Field(default_factory=dict)
    """More labels of the nodes."""

    @field_validator("instance_types")
    @classmethod
    def _are_known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for index, name in enumerate(names):
            if name not in INSTANCE_TYPES:
                near = get_close_matches(name, INSTANCE_TYPES, n=1, cutoff=0.5)
                add = "take one of components/nodes/instance_types.py or add its row"
                raise refusal(
                    f"{name!r} is not in the table of instance types",
                    at=(index,),
                    do=f"did you mean {near[0]!r}?" if near else add,
                )
        architectures = {INSTANCE_TYPES[name].architecture for name in names}
        if len(architectures) > 1:
            raise refusal("instance types of amd64 and arm64 in one pool", do="make a pool for each")
        return names

    @field_validator("labels")
    @classmethod
    def _are_not_ours(cls, labels: dict[str, str]) -> dict[str, str]:
        if POOL_LABEL in labels:
            raise refusal(f"{POOL_LABEL} is set by the pool itself", at=(POOL_LABEL,), do="leave it out")
        return labels

    @model_validator(mode="after")
    def _fits_its_instances(self) -> PoolConfig:
        if not self.tuned:
            return self
        first = self.instances[0]
        for index, instance in enumerate(self.instances):
            if instance.shape != first.shape:
                raise refusal(
                    f"{instance.name} and {first.name} differ in CPUs, memory or NUMA nodes, but pages and cores are "
                    "set once for the pool",
                    at=("instanceTypes", index),
                    do="make a pool for each",
                )
        try:
            tuning_of(first, self.hugepages.counts, self.kept_cores)
        except TuningError as error:
            at = ("hugepages", error.page) if error.page else ("instanceTypes", 0)
            raise refusal(error.what, at=at, do=error.do) from None
        return self

    @property
    def instances(self) -> tuple[InstanceType, ...]:
        """Give the facts of its instance types, in the order of the configuration."""
        return tuple(INSTANCE_TYPES[name] for name in self.instance_types)

    @property
    def kept_cores(self) -> int:
        """Count the whole cores that system and kubelet keep on each NUMA node: none but in a low-latency pool."""
        return self.reserved_cores if self.kind is PoolKind.LOW_LATENCY else 0

    @property
    def tuned(self) -> bool:
        """Whether kernel or kubelet are set otherwise than the image does by itself."""
        return self.kind is PoolKind.LOW_LATENCY or any(self.hugepages.counts.values())

    @property
    def node_labels(self) -> dict[str, str]:
        """Give all labels of its nodes."""
        return {**self.labels, POOL_LABEL: self.name}
