"""What a stack costs a month, from a dated table of prices."""

from __future__ import annotations

from components.cost.estimate import Estimate, Line, estimated, monthly_price
from components.cost.prices import Price, prices

__all__ = ["Estimate", "Line", "Price", "estimated", "monthly_price", "prices"]
