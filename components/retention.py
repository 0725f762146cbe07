"""How long CloudWatch may keep logs: the periods that it offers, as a type for configuration."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from components.model import refusal

RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""The retentions that CloudWatch Logs offers (PutRetentionPolicy in its API reference)."""


def _offered(days: int) -> int:
    if days not in RETENTION_DAYS:
        nearest = min(RETENTION_DAYS, key=lambda offered: abs(offered - days))
        raise refusal(f"{days} days is no retention that CloudWatch Logs offers", do=f"take {nearest}")
    return days


RetentionDays = Annotated[
    int, Field(strict=True), AfterValidator(_offered), WithJsonSchema({"type": "integer", "enum": list(RETENTION_DAYS)})
]
"""Days that CloudWatch keeps logs; one of the periods that it offers."""
