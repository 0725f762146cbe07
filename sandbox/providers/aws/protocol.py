"""What the engine and a provider say to each other, as Python values: provider-neutral."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from sandbox.providers.aws.wire import Properties, Value


class Naming(Enum):
    """How the engine wants a name that the program left out (`pulumi:autonaming` in the stack's configuration)."""

    PROPOSE = 0
    ENFORCE = 1
    DISABLE = 2


@dataclass(frozen=True)
class Subject:
    """The resource a request is about.

    Args:
        urn: its whole URN.
        token: its type, e.g. `aws:ec2/vpc:Vpc`.
        name: the name the program gave it.
    """

    urn: str
    token: str
    name: str

    @staticmethod
    def of(urn: str) -> Subject:
        """Give the subject that a URN names (`urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`)."""
        parts = urn.split("::", 3)
        kinds, name = (parts[2], parts[3]) if len(parts) == 4 else ("", urn)
        return Subject(urn, kinds.rsplit("$", 1)[-1], name)


class Change(Enum):
    """How one property changes, as the engine shows it; the values are the protocol's."""

    ADD = 0
    ADD_REPLACE = 1
    DELETE = 2
    DELETE_REPLACE = 3
    UPDATE = 4
    UPDATE_REPLACE = 5

    @property
    def replaces(self) -> bool:
        """Whether this change can only be made by a new resource."""
        return self.value % 2 == 1


@dataclass(frozen=True)
class Difference:
    """What would have to change: property paths with how, and whether the old one must go first."""

    changes: dict[str, Change] = field(default_factory=dict)
    delete_first: bool = False


@dataclass(frozen=True)
class Autonaming:
    """The engine's wish for a missing name."""

    proposed: str
    mode: Naming


@dataclass(frozen=True)
class Found:
    """What a look at the cloud gave; `identity` is empty where the resource is gone."""

    identity: str
    inputs: Properties
    state: Properties


class Provider(Protocol):
    """What `serve` needs: every method takes and gives Python values and raises SlipwayError."""

    version: str

    def configure(self, configuration: Properties) -> None:
        """Take the provider's configuration."""

    def configuration_difference(self, old: Properties, new: Properties) -> Difference:
        """Say what a changed configuration means for the resources that use it."""

    def check(
        self, subject: Subject, old: Properties, new: Properties, seed: bytes, naming: Autonaming | None
    ) -> Properties:
        """Give the inputs with defaults and names filled in."""

    def difference(
        self, subject: Subject, old_inputs: Properties, old_state: Properties, new: Properties
    ) -> Difference:
        """Say what changes between what was declared and what is."""

    def create(self, subject: Subject, inputs: Properties, *, preview: bool, timeout: float) -> tuple[str, Properties]:
        """Make the resource; give its id and state."""

    def read(self, subject: Subject, identity: str, inputs: Properties, state: Properties) -> Found:
        """Look at the resource as it is."""

    def update(
        self,
        subject: Subject,
        identity: str,
        old_inputs: Properties,
        old_state: Properties,
        new: Properties,
        *,
        preview: bool,
        timeout: float,
    ) -> Properties:
        """Change the resource; give its state."""

    def delete(self, subject: Subject, identity: str, inputs: Properties, state: Properties, *, timeout: float) -> None:
        """Remove the resource; one that is gone already is a success."""

    def invoke(self, token: str, arguments: Properties) -> dict[str, Value]:
        """Answer a function."""
