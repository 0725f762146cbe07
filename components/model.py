"""What all configuration models share: frozen, closed, keys in camelCase, rules that name the key they are about."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

Count = Annotated[int, Field(strict=True, ge=0)]
Positive = Annotated[int, Field(strict=True, ge=1)]
Switch = Annotated[bool, Field(strict=True)]
Name = Annotated[str, Field(pattern=r"^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")]
"""A name that is good in AWS, Kubernetes and DNS: lower case, digits and hyphens, at most 40 characters."""


class Settings(BaseModel):
    """Base of every configuration model; a key that is not a field is refused.

    The text below a field is what an editor shows of its key (`components.schema` reads it; pydantic would read it at
    each start, which takes as long as all the rest).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True)


def refusal(what: str, *, at: tuple[str | int, ...] = (), do: str | None = None) -> PydanticCustomError:
    """Make the error that a rule of ours raises inside a validator.

    Args:
        what: what is wrong, as a clause that names the value.
        at: the path below the validated value to the key that is wrong, in the keys that people write.
        do: what to do about it.
    """
    return PydanticCustomError("slipway", "{what}", {"what": what, "at": at, "do": do})
