"""What a stack says about Karpenter: node classes and node pools, in the words of its API (karpenter.sh/v1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from components.model import Name, Positive, Settings, refusal
from components.nodes.config import KMS_KEY, PoolConfig
from components.nodes.karpenter.schedule import complaint_about
from components.nodes.labels import CAPACITY_LABEL, POOL_LABEL

Quantity = Annotated[str, Field(pattern=r"^[0-9]+(m|Ki|Mi|Gi|Ti)?$")]
Duration = Annotated[str, Field(pattern=r"^([0-9]+(s|m|h))+$|^Never$")]

_MANAGED_ONLY = ("hugepages", "reservedCores", "kernelArguments")
"""Keys of `slipway:pools` that people look for here."""

_HUGEPAGES = "hugepages"

INTEGER = re.compile(r"[0-9]+")
"""What Gt and Lt compare with (Karpenter's NodePool CRD, rules of spec.template.spec.requirements)."""


def _refuse_what_only_managed_pools_have(given: Any, of: str) -> Any:
    # Karpenter works out what a node would offer before there is one, and knows no hugepages of it: a pod that asks for
    # them is never given a node (kubernetes-sigs/karpenter #751).
    for key in given if isinstance(given, dict) else ():
        if key in _MANAGED_ONLY:
            raise refusal(
                f"Karpenter can't plan for {key} in a {of}", at=(key,), do="make a low-latency pool of slipway:pools"
            )
    return given


class KarpenterClass(Settings):
    """What Karpenter's instances are made of: an EC2NodeClass (an item of `slipway:karpenter.classes`)."""

    name: Name
    """Name of the class."""

    image: Annotated[str, Field(pattern=r"^(al2023|bottlerocket)@v?[0-9][A-Za-z0-9.]*$")]
    """Image and its release, e.g. bottlerocket@1.64.0 or al2023@v20260901; never `latest`, which changes by itself."""

    volume_gib: Annotated[int, Field(strict=True, ge=20, le=16384)] = 50
    """Size of each node's encrypted gp3 volume, in GiB; Bottlerocket's second one."""

    volume_key: Annotated[str, Field(pattern=KMS_KEY)] | None = None
    """ARN of the KMS key of the volumes, the account's own for EBS if left out; the key's policy must admit Karpenter's
    role and, for spot, AWSServiceRoleForEC2Spot, or no node starts."""

    @model_validator(mode="before")
    @classmethod
    def _has_what_karpenter_has(cls, given: Any) -> Any:
        return _refuse_what_only_managed_pools_have(given, "class")


class Requirement(Settings):
    """What a node's label must be (an item of a pool's `requirements`)."""

    key: Annotated[str, Field(min_length=1)]
    """Label, e.g. karpenter.k8s.aws/instance-category."""

    operator: Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"] = "In"
    """How it is compared."""

    values: tuple[str, ...] = ()
    """Values it is compared with."""

    @model_validator(mode="after")
    def _has_the_values_that_its_operator_takes(self) -> Requirement:
        count = len(self.values)
        if self.operator in ("Gt", "Lt") and not (count == 1 and INTEGER.fullmatch(self.values[0])):
            raise refusal(f"{self.operator} compares with one integer", at=("values",), do='write e.g. values: ["5"]')
        if self.operator in ("In", "NotIn") and not count:
            raise refusal(f"{self.operator} compares with nothing", at=("values",), do="name one value or more")
        if self.operator in ("Exists", "DoesNotExist") and count:
            raise refusal(f"{self.operator} takes no values", at=("values",), do="leave them out, or write In or NotIn")
        return self


class Budget(Settings):
    """How many nodes may be disrupted at once (an item of a pool's `budgets`)."""

    nodes: Annotated[str, Field(pattern=r"^([0-9]+|[0-9]{1,2}%|100%)$")]
    """A number of nodes or a share of the pool's, e.g. "10%"; "0" disrupts none."""

    schedule: str | None = None
    """When it begins to hold, as cron has it, in UTC; always if left out."""

    duration: Duration | None = None
    """How long it holds, e.g. 8h; needed by `schedule`."""

    reasons: tuple[Literal["Underutilized", "Empty", "Drifted"], ...] = ()
    """Reasons that it is about; all if left out."""

    @field_validator("schedule")
    @classmethod
    def _is_a_schedule(cls, schedule: str | None) -> str | None:
        wrong = complaint_about(schedule) if schedule is not None else None
        if wrong:
            raise refusal(wrong, do='write cron\'s five fields, e.g. "0 9 * * mon-fri", or @daily')
        return schedule

    @model_validator(mode="after")
    def _has_both_or_none(self) -> Budget:
        if (self.schedule is None) != (self.duration is None):
            raise refusal("schedule and duration go together", at=("schedule",), do="give both or none")
        return self


class KarpenterPool(Settings):
    """Which nodes Karpenter may make: a NodePool (an item of `slipway:karpenter.pools`)."""

    name: Name
    """Name of the pool; nodes carry it as label slipway.dev/pool."""

    node_class: Annotated[str, Field(alias="class")]
    """Name of its class."""

    capacity_types: Annotated[tuple[Literal["spot", "on-demand"], ...], Field(min_length=1)] = ("on-demand",)
    """How instances may be bought; Karpenter takes spot first where both are there."""

    architectures: Annotated[tuple[Literal["amd64", "arm64"], ...], Field(min_length=1)] = ("amd64",)
    """Architectures that the pods' images are built for."""

    requirements: tuple[Requirement, ...] = ()
    """What else instances must be, e.g. of the categories c, m and r and younger than their fifth generation."""

    limits: dict[Literal["cpu", "memory"], Quantity]
    """Most of all its nodes together, e.g. {cpu: "200", memory: 800Gi}."""

    budgets: tuple[Budget, ...] = (Budget(nodes="10%"),)
    """How many nodes may be disrupted at once."""

    consolidation: Literal["WhenEmpty", "WhenEmptyOrUnderutilized"] = "WhenEmptyOrUnderutilized"
    """When Karpenter makes nodes fewer or cheaper."""

    consolidate_after: Duration = "5m"
    """How long a node must have been so."""

    expire_after: Duration = "720h"
    """Age at which a node is replaced, so that its image is never old."""

    weight: Annotated[int, Field(strict=True, ge=1, le=100)] = 10
    """Which pool comes first where a pod fits several; the greater."""

    labels: dict[str, str] = Field(default_factory=dict)
    """More labels of the nodes."""

    tainted: bool = False
    """Whether its nodes keep off pods that don't tolerate slipway.dev/pool=<name>."""

    @model_validator(mode="before")
    @classmethod
    def _has_what_karpenter_has(cls, given: Any) -> Any:
        return _refuse_what_only_managed_pools_have(given, "pool")

    @model_validator(mode="after")
    def _asks_for_what_karpenter_knows(self) -> KarpenterPool:
        for index, requirement in enumerate(self.requirements):
            if _HUGEPAGES in requirement.key:
                raise refusal(
                    "Karpenter can't plan for hugepages",
                    at=("requirements", index, "key"),
                    do="make a low-latency pool of slipway:pools",
                )
        for key in (POOL_LABEL, CAPACITY_LABEL):
            if key in self.labels:
                raise refusal(f"{key} is set by the pool itself", at=("labels", key), do="leave it out")
        return self


class KarpenterConfig(Settings):
    """Karpenter and what it may make (`slipway:karpenter`); a stack without the section has none."""

    replicas: Positive = 2
    """How many controllers run; one of them works."""

    classes: Annotated[tuple[KarpenterClass, ...], Field(min_length=1)]
    """What instances are made of."""

    pools: Annotated[tuple[KarpenterPool, ...], Field(min_length=1)]
    """Which nodes may be made."""

    @model_validator(mode="after")
    def _names_what_is_there(self) -> KarpenterConfig:
        for key, names in (
            ("classes", [one.name for one in self.classes]),
            ("pools", [one.name for one in self.pools]),
        ):
            for index, name in enumerate(names):
                if name in names[:index]:
                    raise refusal(f"two are called {name!r}", at=(key, index, "name"), do="give each a name of its own")
        known = [one.name for one in self.classes]
        for index, pool in enumerate(self.pools):
            if pool.node_class not in known:
                raise refusal(
                    f"there is no class {pool.node_class!r}",
                    at=("pools", index, "class"),
                    do=f"the classes are {', '.join(known)}",
                )
        return self


def check_pool_names(karpenter: KarpenterConfig | None, managed: Sequence[PoolConfig]) -> None:
    """Refuse a pool of Karpenter's that has the name of a managed one: pods couldn't tell their nodes apart.

    Raises:
        PydanticCustomError: a refusal that names the key.
    """
    taken = {name for pool in managed for name in (pool.name, pool.serves) if name}
    for index, pool in enumerate(karpenter.pools if karpenter else ()):
        if pool.name in taken:
            raise refusal(
                f"{pool.name!r} is a pool of slipway:pools too, and nodes of both would be labelled "
                f"{POOL_LABEL}={pool.name}",
                at=("slipway:karpenter", "pools", index, "name"),
                do="give it another name",
            )
