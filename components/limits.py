"""What AWS allows of names and tags that are built on a stack's configuration, checked before the engine starts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from components.model import refusal

LONGEST_CLUSTER_NAME = 33
"""So that the longest name built on it still fits: a rule of EventBridge has 64 characters (PutRule in its API
reference), of which `-karpenter-interruption` takes 23 and what Pulumi adds to a name 8; a role has 64 too."""

LONGEST_NODE_GROUP_NAME = 63
"""EKS' limit (CreateNodegroup in its API reference)."""

ADDED_BY_PULUMI = 8
"""A hyphen and seven hexadecimal digits, by which a replacement can be there before what it replaces."""

LONGEST_TAG_KEY = 128
LONGEST_TAG_VALUE = 256
TAG = re.compile(r"[\w .:/=+@-]*")
"""What keys and values of tags may hold in every service (AWS Tagging user guide, "Tag naming limits and
requirements")."""

RESERVED_TAG = "aws:"
"""How keys of AWS's own tags begin, in upper or lower case."""


def check_names(cluster: str, pools: Sequence[str]) -> None:
    """Refuse names that would be too long in AWS, where the engine would find out halfway.

    Args:
        cluster: name of the cluster.
        pools: names of its node pools.

    Raises:
        PydanticCustomError: a refusal that names the key.
    """
    if len(cluster) > LONGEST_CLUSTER_NAME:
        raise refusal(
            f"{cluster!r} has {len(cluster)} characters, and names in AWS that are built on it have room for "
            f"{LONGEST_CLUSTER_NAME}",
            at=("slipway:cluster", "name"),
            do="give the cluster a shorter name, or the stack",
        )
    room = LONGEST_NODE_GROUP_NAME - ADDED_BY_PULUMI - len(f"{cluster}-")
    for index, pool in enumerate(pools):
        if len(pool) > room:
            raise refusal(
                f"{pool!r} has {len(pool)} characters, and beside {cluster!r} a node group's name has room for {room}",
                at=("slipway:pools", index, "name"),
                do="give the pool a shorter name",
            )


def check_tag(key: str, value: str) -> None:
    """Refuse a tag that AWS would.

    Args:
        key: its key.
        value: its value.

    Raises:
        PydanticCustomError: a refusal that names the key.
    """
    wrong: tuple[tuple[bool, str, str], ...] = (
        (key.lower().startswith(RESERVED_TAG), f"keys of tags that begin with {RESERVED_TAG} are AWS's", "rename it"),
        (
            not 1 <= len(key) <= LONGEST_TAG_KEY,
            f"the key has {len(key)} characters",
            f"write 1 to {LONGEST_TAG_KEY}",
        ),
        (
            len(value) > LONGEST_TAG_VALUE,
            f"the value has {len(value)} characters",
            f"write at most {LONGEST_TAG_VALUE}",
        ),
        (
            not (TAG.fullmatch(key) and TAG.fullmatch(value)),
            "a tag holds letters, digits, spaces and . : / = + @ _ - alone",
            "leave the other signs out",
        ),
    )
    for is_wrong, what, do in wrong:
        if is_wrong:
            raise refusal(what, at=(key,), do=do)
