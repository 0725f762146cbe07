"""What a stack's state says of creations that an engine did not see the end of, and the state with their end in it.

All functions here are from documents to documents: `pulumi stack export`, and what `pulumi stack import` takes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Document = dict[str, Any]


@dataclass(frozen=True)
class Creation:
    """One creation that was begun and whose end nobody saw.

    Attributes:
        state: the resource as it would have come into the state, without id and outputs.
    """

    state: Mapping[str, Any] = field(default_factory=dict)

    @property
    def urn(self) -> str:
        """The resource's URN."""
        return str(self.state["urn"])

    @property
    def type(self) -> str:
        """Its type token."""
        return str(self.state["type"])

    @property
    def inputs(self) -> Mapping[str, object]:
        """What was asked for."""
        inputs = self.state.get("inputs")
        return inputs if isinstance(inputs, Mapping) else {}

    def __str__(self) -> str:
        """Say type and name."""
        return described(self.urn)


def described(urn: str) -> str:
    """Say a URN in short.

    Example:
        >>> described("urn:pulumi:dev::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::slipway-dev")
        'aws:ec2/vpc:Vpc slipway-dev'
    """
    _, _, kind, name = urn.split("::", 3)
    return f"{kind.rsplit('$', 1)[-1]} {name}"


def resources(deployment: Mapping[str, Any]) -> list[Document]:
    """Give the resources of a deployment."""
    return deployment.get("resources") or []


def creations(deployment: Mapping[str, Any]) -> list[Creation]:
    """Give the creations that are pending, each URN once; what has nothing in a cloud is left out."""
    found = {
        str(one["resource"]["urn"]): Creation(one["resource"])
        for one in deployment.get("pending_operations") or []
        if one.get("type") == "creating" and _stands_in_a_cloud(one["resource"])
    }
    return list(found.values())


def any_pending(deployment: Mapping[str, Any]) -> bool:
    """Tell whether a creation is pending, of whatever it is."""
    return any(one.get("type") == "creating" for one in deployment.get("pending_operations") or [])


def unread(deployment: Mapping[str, Any]) -> list[Document]:
    """Give resources that were taken into the state and not read yet: no engine leaves one without outputs."""
    return [
        one
        for one in resources(deployment)
        if _stands_in_a_cloud(one) and one.get("id") and not one.get("outputs") and not one.get("delete")
    ]


def live(deployment: Mapping[str, Any], urn: str) -> Document | None:
    """Give the resource that the state has under a URN, if it has one that stays."""
    return next((one for one in resources(deployment) if one["urn"] == urn and not one.get("delete")), None)


def same_as_asked(standing: Mapping[str, Any], creation: Creation) -> bool:
    """Tell whether what stands under a creation's URN is what was asked for, and not what it was to replace."""
    inputs = standing.get("inputs") or {}
    return all(inputs[key] == value for key, value in creation.inputs.items() if key in inputs and key != "tagsAll")


def region_of(creation: Creation, deployment: Mapping[str, Any]) -> str:
    """Give the AWS region in which something was to be created: its own, else its provider's; empty if none is told."""
    own = creation.inputs.get("region")
    provider = str(creation.state.get("provider") or "").rpartition("::")[0]
    inputs = (live(deployment, provider) or {}).get("inputs") or {}
    return str(own or inputs.get("region") or "")


def seconds_old(deployment: Mapping[str, Any], now: datetime) -> float:
    """Tell how long ago a deployment was written; long ago if it does not say so."""
    said = str((deployment.get("manifest") or {}).get("time") or "")
    try:
        # Go writes nanoseconds, which Python 3.11 cuts to microseconds.
        return (now - datetime.fromisoformat(said)).total_seconds()
    except (ValueError, TypeError):
        return float("inf")


def settled(document: Document, found: Mapping[str, tuple[Creation, str]]) -> Document:
    """Give a state in which no creation is pending any more.

    Args:
        document: the state.
        found: URN → creation and id of what is to be taken in; it comes in without outputs, so that it is read next.
    """
    rows = [_beside_its_successor(one) if one["urn"] in found else one for one in resources(document["deployment"])]
    rows += [{**creation.state, "id": identity, "outputs": {}} for creation, identity in found.values()]
    return _with(document, [one for one in rows if one is not None], ())


def forgotten(document: Document, urns: Collection[str]) -> Document:
    """Give a state without some resources."""
    rows = [one for one in resources(document["deployment"]) if one["urn"] not in urns or one.get("delete")]
    return _with(document, rows, document["deployment"].get("pending_operations") or ())


def with_inputs(document: Document, asked: Mapping[str, Mapping[str, object]]) -> Document:
    """Give a state in which some resources have properties as they were asked for.

    Args:
        document: the state.
        asked: URN → properties that the provider can't read.
    """
    rows = [
        one
        if one.get("delete") or not (said := asked.get(one["urn"]))
        else {**one, "inputs": {**one.get("inputs", {}), **said}, "outputs": {**one.get("outputs", {}), **said}}
        for one in resources(document["deployment"])
    ]
    return _with(document, rows, document["deployment"].get("pending_operations") or ())


def _beside_its_successor(old: Document) -> Document | None:
    """Give what becomes of a resource whose replacement was made: it is deleted by the next `up`, if it still is."""
    return None if old.get("pendingReplacement") else {**old, "delete": True}


def _stands_in_a_cloud(state: Mapping[str, Any]) -> bool:
    return state.get("custom") is True and not str(state["type"]).startswith("pulumi:")


def _with(document: Document, rows: Sequence[Document], pending: Sequence[Document]) -> Document:
    deployment = {key: value for key, value in document["deployment"].items() if key != "pending_operations"}
    more = {"pending_operations": list(pending)} if pending else {}
    return {**document, "deployment": {**deployment, "resources": list(rows), **more}}
