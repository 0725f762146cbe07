"""The shape of the table: for a resource type, what the provider calls to make, read, change and delete one.

Source of each row: the actions, resource types and condition keys of the Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/), and the calls that the AWS provider makes for
the type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

STACK_TAG = "slipway.dev/stack"
"""The tag by which AWS itself tells a stack's resources from others'."""


class Tagged(StrEnum):
    """How the stack's tag limits a grant."""

    NOT = "not"
    """It does not: the action has no such condition, or its resource has no tags yet."""

    MADE = "made"
    """What is made must carry it (aws:RequestTag)."""

    OWN = "own"
    """What is touched must carry it (aws:ResourceTag)."""


@dataclass(frozen=True)
class Grant:
    """Some actions on some resources.

    Args:
        actions: actions of IAM, never with a wildcard.
        on: the resources as ARNs without `arn:aws:`; {region}, {account} and {cluster} are filled in, {names} becomes
            the names of the type's resources. "*" where AWS knows nothing narrower.
        tagged: how the stack's tag limits it.
        when: more conditions: operator → key → value; filled in like `on`.
    """

    actions: tuple[str, ...]
    on: tuple[str, ...] = ("*",)
    tagged: Tagged = Tagged.NOT
    when: Mapping[str, Mapping[str, str | tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Args:
        types: the resource types.
        grants: what is needed for each.
        name: the property with the physical name; Pulumi makes one from its own name where it is not given.
    """

    types: tuple[str, ...]
    grants: tuple[Grant, ...]
    name: str = "name"


def actions(service: str, words: str) -> tuple[str, ...]:
    """Give a service's actions: `actions("ec2", "CreateVpc DeleteVpc")`."""
    return tuple(f"{service}:{word}" for word in words.split())


def looks(service: str, words: str) -> Grant:
    """Grant what only looks, and can't be limited to resources, in the stack's region."""
    return Grant(actions(service, words), when={"StringEquals": {"aws:RequestedRegion": "{region}"}})


def pass_role(*services: str) -> Grant:
    """Grant handing the stack's own roles to services and to none other."""
    return Grant(
        ("iam:PassRole",),
        ("iam::{account}:role/{stack_names}",),
        when={"StringEquals": {"iam:PassedToService": services}},
    )


def service_linked_role(*services: str) -> Grant:
    """Grant making the roles that services make for themselves, where the account has none yet."""
    return Grant(
        ("iam:CreateServiceLinkedRole",),
        ("iam::{account}:role/aws-service-role/*",),
        when={"StringEquals": {"iam:AWSServiceName": services}},
    )
