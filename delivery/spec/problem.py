"""How a model says what is wrong with a value, so that the reader of the file can be told where and what to do."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

PROBLEM = "slipway"


def problem(what: str, *, do: str, key: tuple[str, ...] = ()) -> PydanticCustomError:
    """Make the error for a validator to raise.

    Args:
        what: what is wrong, as a clause.
        do: what to do about it, as an imperative clause.
        key: the path from the validated model to the key that is wrong; empty if the value itself is.
    """
    return PydanticCustomError(PROBLEM, "{what}", {"what": what, "do": do, "key": key})
