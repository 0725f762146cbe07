"""A value that is taken only once some resources are there, and is known whether they are or not."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import TypeVar, cast

import pulumi

T = TypeVar("T")


def after(value: pulumi.Output[T], resources: Iterable[pulumi.Resource]) -> pulumi.Output[T]:
    """Give a value that makes whoever takes it depend on resources.

    `Output.all` over the resources' ids would do that too, but the value would then be unknown in the preview that adds
    one of them: a new endpoint would seem to replace every node group.

    Args:
        value: the value.
        resources: what must be there first.
    """
    more = set(resources)

    async def all_of_them() -> set[pulumi.Resource]:
        return more | await value.resources()

    known = cast("Awaitable[T]", value.future(with_unknowns=True))
    return pulumi.Output(all_of_them(), known, value.is_known(), value.is_secret())
