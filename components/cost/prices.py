"""The table of prices, read from prices.toml beside this file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from pydantic import ConfigDict, Field

from components.model import Settings

FILE = Path(__file__).with_name("prices.toml")

EVERY_REGION = "*"


class Price(Settings):
    """One price."""

    model_config = ConfigDict(alias_generator=None)

    unit: str
    """What it is for, e.g. "vCPU-hour"."""

    usd: dict[str, float] = Field(min_length=1)
    """Region → US dollars for one unit; `*` stands for every region."""

    source: str = Field(min_length=1)
    """Where it was read."""

    as_of: date
    """As of when it holds."""

    def of(self, region: str) -> float | None:
        """Give the price in a region; None if it is not known there."""
        return self.usd.get(region, self.usd.get(EVERY_REGION))


@cache
def prices() -> Mapping[str, Price]:
    """Give every price by its name."""
    return {name: Price.model_validate(row) for name, row in tomllib.loads(FILE.read_text()).items()}
