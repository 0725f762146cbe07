"""A stack's resources as Pulumi's state has them, and what keeps some of them from being destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from components.teardown.objects import Body, text

CLUSTER_TYPE = "aws:eks/cluster:Cluster"


@dataclass(frozen=True)
class Standing:
    """One resource that the state has.

    Attributes:
        urn: its URN.
        type: its type token.
        id: its id at its provider; empty for a component.
        retained: whether Pulumi forgets it without deleting it (`retainOnDelete`).
        outputs: what the provider said of it.
    """

    urn: str
    type: str
    id: str = ""
    retained: bool = False
    outputs: Body = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name in the program."""
        return self.urn.split("::", 3)[-1]


def standing(rows: Iterable[Mapping[str, object]]) -> list[Standing]:
    """Read the state's resources; the stack itself, components and providers are left out: nothing stands for them."""
    return [
        Standing(
            urn=text(row, "urn"),
            type=text(row, "type"),
            id=text(row, "id"),
            retained=row.get("retainOnDelete") is True,
            outputs=outputs if isinstance(outputs := row.get("outputs"), Mapping) else {},
        )
        for row in rows
        if row.get("custom") is True and not text(row, "type").startswith("pulumi:") and row.get("delete") is not True
    ]


def identities(resources: Iterable[Standing]) -> frozenset[str]:
    """Give every id, ARN and name under which the cloud may show what the state knows."""
    known: set[str] = set()
    for one in resources:
        known |= {one.id, *(text(one.outputs, key) for key in ("id", "arn", "name", "nodeGroupName", "keyId"))}
        # EKS makes this group with the cluster and takes it away with it.
        known.add(text(one.outputs, "vpcConfig", "clusterSecurityGroupId"))
    return frozenset(filter(None, known))


def clusters(resources: Iterable[Standing]) -> list[Standing]:
    """Give the EKS clusters."""
    return [one for one in resources if one.type == CLUSTER_TYPE]


def protected(rows: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Give the URNs that Pulumi refuses to delete (`protect`), components and providers too."""
    return tuple(text(row, "urn") for row in rows if row.get("protect") is True)
