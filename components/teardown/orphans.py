"""What of a stack's things in AWS nobody will delete: told from what the cloud shows and what Pulumi's state knows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from components.gitops.bridge import STACK_LABEL
from components.teardown.cloud_kinds import DELETABLE, TagRule, cluster_tags


@dataclass(frozen=True)
class CloudThing:
    """One thing in AWS.

    Attributes:
        kind: what a person calls it.
        id: its id or ARN.
        told: what it is recognised by, such as a description.
        tag: the tag or the name by which it is known to be the stack's.
        command: what a person types to delete it.
        cluster_made: whether a controller of the cluster made it, by that tag.
        in_vpc: whether it keeps the VPC from being deleted.
        busy: why it can't be deleted right now, e.g. "in use by i-0abc"; empty if it can.
        leaves: when it goes by itself (RFC 3339), such as a key in its waiting period; empty if it does not.
        kept: why it stays on purpose; empty if it does not.
        user: the instance that uses it.
        node_group: the managed node group that it goes with.
    """

    kind: str
    id: str
    told: str = ""
    tag: str = ""
    command: str = ""
    cluster_made: bool = False
    in_vpc: bool = False
    busy: str = ""
    leaves: str = ""
    kept: str = ""
    user: str = ""
    node_group: str = ""

    def __str__(self) -> str:
        """Give it as a person names it: `interface eni-0abc "aws-K8S-i-1"`."""
        return f"{self.kind} {self.id}" + (f' "{self.told}"' if self.told and self.told != self.id else "")

    @property
    def left(self) -> bool:
        """Whether it is there and should not be."""
        return not self.leaves and not self.kept

    @property
    def deletable(self) -> bool:
        """Whether `--delete-orphans` may delete it: a controller made it for this cluster, and nothing uses it."""
        return self.cluster_made and self.kind in DELETABLE and not self.busy and self.left


def tags_of(stack: str, cluster: str) -> tuple[TagRule, ...]:
    """Give the tags by which a thing is known to be a stack's or its cluster's; one is enough."""
    return (*cluster_tags(cluster), (STACK_LABEL, stack))


def matching(tags: Mapping[str, str], rules: Iterable[TagRule]) -> TagRule | None:
    """Give the first rule that tags fulfil, key and value."""
    return next((rule for rule in rules if tags.get(rule[0]) == rule[1]), None)


def orphans(things: Sequence[CloudThing], known: Collection[str]) -> list[CloudThing]:
    """Give those that Pulumi does not know, and so will not delete.

    Instances of a managed node group that Pulumi knows go with it, and with them what they use.

    Args:
        things: what the cloud shows of the stack.
        known: ids, ARNs and names that the state has.
    """
    nodes = {one.id for one in things if one.kind == "instance" and one.node_group in known}
    return [
        one
        for one in things
        if one.id not in known
        and one.id.rsplit("/", 1)[-1] not in known
        and (not one.node_group or one.node_group not in known)
        and one.user not in nodes
    ]


def blocking(things: Iterable[CloudThing]) -> list[CloudThing]:
    """Give those that would keep a subnet, a security group or the VPC from going until `pulumi destroy` gives up."""
    return [one for one in things if one.in_vpc and one.left]


def counted(things: Iterable[CloudThing]) -> dict[str, int]:
    """Count things by kind, in their order."""
    counts: dict[str, int] = {}
    for one in things:
        counts[one.kind] = counts.get(one.kind, 0) + 1
    return counts
