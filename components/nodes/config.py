"""What a stack says about its node pools."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from components.model import Count, Name, Positive, Settings, Switch, refusal
from components.nodes.instance_types import INSTANCE_TYPES, InstanceType
from components.nodes.kernel import FORM, REFUSED, name_of
from components.nodes.labels import CAPACITY_LABEL, POOL_LABEL, RETIRING_LABEL, check_labels
from components.nodes.tuning import TuningError, tuning_of

MOST_SPOT_TYPES = 20
"""Instance types that a managed node group may have (EKS API reference, CreateNodegroup)."""

KMS_KEY = r"^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$"
"""ARN of a key. Instances of managed pools are started by a service-linked role, which a key of the customer's knows
only if its policy says so (EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes");
Karpenter starts its own by its own role, and spot ones by AWSServiceRoleForEC2Spot (EC2 user guide, "Service-linked
role for Spot Instance requests")."""


class PoolKind(StrEnum):
    """What a pool is for."""

    GENERAL = "general"
    LOW_LATENCY = "low-latency"
    SPOT = "spot"


class OperatingSystem(StrEnum):
    """What a pool's nodes run."""

    AL2023 = "al2023"
    BOTTLEROCKET = "bottlerocket"


TAINTS: Mapping[PoolKind, str | None] = {
    PoolKind.GENERAL: None,
    PoolKind.LOW_LATENCY: POOL_LABEL,
    PoolKind.SPOT: CAPACITY_LABEL,
}
"""Kind of pool → key of the taint that keeps off every pod that does not tolerate it; None if there is none."""


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
    """Name of the pool, unlike any other of the stack."""

    kind: PoolKind = PoolKind.GENERAL
    """`general`; `low-latency`: pinned whole cores, one NUMA node a pod, static memory; `spot`; both tainted."""

    os: OperatingSystem = OperatingSystem.AL2023
    """`al2023` (Amazon Linux 2023) or `bottlerocket`."""

    instance_types: Annotated[tuple[str, ...], Field(min_length=1, max_length=MOST_SPOT_TYPES)]
    """EC2 instance types, the one wanted most first; of one shape where pages or cores are set, two or more of spot."""

    size: Size
    """How many nodes."""

    autoscaled: Switch = False
    """Whether cluster-autoscaler chooses how many nodes there are, from 0 on if min is 0; `desired` counts at first."""

    hugepages: Hugepages = Hugepages()
    """Hugepages of each node, e.g. {2Mi: 1024, 1Gi: 4}."""

    reserved_cores: Positive = 1
    """Whole cores kept for system and kubelet on each NUMA node of a low-latency node."""

    kernel_arguments: tuple[str, ...] = ()
    """More kernel arguments, e.g. [tsc=reliable]; a node restarts once for them, before it joins."""

    volume_gib: Annotated[int, Field(strict=True, ge=20, le=16384)] = 50
    """Size of each node's encrypted gp3 volume, in GiB; Bottlerocket's second one, since its first holds the system."""

    volume_key: Annotated[str, Field(pattern=KMS_KEY)] | None = None
    """ARN of the KMS key of the volumes, the account's own for EBS if left out; the key's policy must admit the role
    AWSServiceRoleForAutoScaling, or no node starts."""

    labels: dict[str, str] = Field(default_factory=dict)
    """More labels of the nodes."""

    serves: Name | None = None
    """Pool that its nodes stand in for, as their label slipway.dev/pool says to pods; its own name if left out."""

    retiring: Switch = False
    """Whether its nodes take no new pods (a taint), so that they can be drained and the pool left out."""

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
            if name in names[:index]:
                raise refusal(f"{name} is there twice", at=(index,), do="leave one out")
        architectures = {INSTANCE_TYPES[name].architecture for name in names}
        if len(architectures) > 1:
            raise refusal("instance types of amd64 and arm64 in one pool", do="make a pool for each")
        return names

    @field_validator("kernel_arguments")
    @classmethod
    def _are_kernel_arguments(cls, arguments: tuple[str, ...]) -> tuple[str, ...]:
        for index, argument in enumerate(arguments):
            if not FORM.fullmatch(argument):
                raise refusal(f"{argument!r} is no kernel argument", at=(index,), do="write name or name=value")
            if name_of(argument) in REFUSED:
                why, do = REFUSED[name_of(argument)]
                raise refusal(f"{name_of(argument)} {why}", at=(index,), do=do)
            if name_of(argument) in map(name_of, arguments[:index]):
                raise refusal(f"{name_of(argument)} is there twice", at=(index,), do="leave one out")
        return arguments

    @field_validator("labels")
    @classmethod
    def _are_not_ours(cls, labels: dict[str, str]) -> dict[str, str]:
        check_labels(labels)
        return labels

    @model_validator(mode="after")
    def _is_of_one_mind(self) -> PoolConfig:
        if self.kind is PoolKind.SPOT and len(self.instance_types) == 1:
            raise refusal(
                f"a spot pool of {self.instance_types[0]} alone is empty when AWS needs that type back",
                at=("instanceTypes",),
                do="name two or more, of about the same size",
            )
        if self.kind is PoolKind.SPOT and any(self.hugepages.counts.values()):
            raise refusal("a spot pool has no hugepages", at=("hugepages",), do="write kind: low-latency")
        # Bottlerocket sets pages aside while it boots, so only a node that restarts for its settings has them.
        can_have = self.os is not OperatingSystem.BOTTLEROCKET or self.kind is PoolKind.LOW_LATENCY
        if any(self.hugepages.counts.values()) and not can_have:
            raise refusal(
                f"Bottlerocket has no hugepages in a {self.kind} pool",
                at=("hugepages",),
                do="write kind: low-latency or os: al2023",
            )
        return self

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
            tuning_of(first, self.hugepages.counts, self.kept_cores, pods=self.pods_kept_for)
        except TuningError as error:
            at = ("hugepages", error.page) if error.page else ("instanceTypes", 0)
            raise refusal(error.what, at=at, do=error.do) from None
        return self

    @model_validator(mode="after")
    def _can_be_foretold(self) -> PoolConfig:
        # cluster-autoscaler takes every node of a group for one of the first type (its AWS README, "Using Mixed
        # Instances Policies and Spot Instances").
        first = self.instances[0]
        for index, instance in enumerate(self.instances if self.autoscaled else ()):
            if (instance.vcpus, instance.memory_mib) != (first.vcpus, first.memory_mib):
                raise refusal(
                    f"{instance.name} and {first.name} differ in CPUs or memory, but cluster-autoscaler plans with one "
                    "size a pool",
                    at=("instanceTypes", index),
                    do="make a pool for each, or leave autoscaled out",
                )
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
    def pods_kept_for(self) -> int:
        """Count the pods for which its nodes keep kubelet's memory: as many as EKS lets run, but where Amazon Linux
        decides, as many as have single addresses, whatever runs (nodeadm, withDefaultReservedResources)."""
        left_to_nodeadm = self.kind is not PoolKind.LOW_LATENCY and self.os is OperatingSystem.AL2023
        return self.instances[0].pods_by_addresses if left_to_nodeadm else self.instances[0].max_pods()

    @property
    def tuned(self) -> bool:
        """Whether kernel or kubelet are set by figures of its instance type."""
        return self.kind is PoolKind.LOW_LATENCY or any(self.hugepages.counts.values())

    @property
    def capacity_type(self) -> str:
        """Give how EKS buys its instances; EKS labels the nodes with it (eks.amazonaws.com/capacityType)."""
        return "SPOT" if self.kind is PoolKind.SPOT else "ON_DEMAND"

    @property
    def node_labels(self) -> dict[str, str]:
        """Give all labels of its nodes."""
        spot = {CAPACITY_LABEL: "spot"} if self.kind is PoolKind.SPOT else {}
        retiring = {RETIRING_LABEL: "true"} if self.retiring else {}
        return {**self.labels, **spot, **retiring, POOL_LABEL: self.serves or self.name}

    @property
    def taints(self) -> tuple[tuple[str, str], ...]:
        """Give key and value of the taints of its nodes; each has the effect NoSchedule."""
        key = TAINTS[self.kind]
        ours = ((key, self.node_labels[key]),) if key else ()
        return (*ours, (RETIRING_LABEL, "true")) if self.retiring else ours


class NodesConfig(Settings):
    """What all nodes of a stack have in common (`slipway:nodes`)."""

    session_manager: Switch = False
    """Whether people may open a shell on nodes by AWS Systems Manager; there is no other way to one."""
