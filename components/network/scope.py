"""What every resource of one network shares: its name's beginning, its tags, its parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi


@dataclass(frozen=True)
class Scope:
    """Where the parts of a network are made.

    Attributes:
        name: what the Pulumi names of all of them begin with.
        physical_name: what names in AWS begin with; unique in the account and region.
        region: AWS region.
        tags: tags of every resource.
        parent: the component.
    """

    name: str
    physical_name: str
    region: str
    tags: Mapping[str, str]
    parent: pulumi.Resource

    def called(self, what: str) -> str:
        """Give the Pulumi name of a part."""
        return f"{self.name}-{what}"

    def tagged(self, what: str, extra: Mapping[str, str] | None = None) -> dict[str, str]:
        """Give the tags of a part: those of all, its own, and the name that AWS's console shows."""
        return {**self.tags, **(extra or {}), "Name": self.called(what)}

    def within(self, *, after: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        """Give the options of a part.

        Args:
            after: what must be there before it, where its arguments don't say so.
        """
        return pulumi.ResourceOptions(parent=self.parent, depends_on=list(after) or None)
