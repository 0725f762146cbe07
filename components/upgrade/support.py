"""How long EKS supports a minor version of Kubernetes.

Sources: the release calendar of the EKS user guide ("Understand the Kubernetes version lifecycle on EKS"), for
1.35 as https://endoflife.date/amazon-eks repeats it; read on 2026-11-24. A version without announced dates has none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Support:
    """The support of one minor version.

    Args:
        standard: last day of standard support.
        extended: last day of extended support, which costs six times as much; then EKS upgrades the cluster itself.
    """

    standard: date
    extended: date


CALENDAR: Mapping[str, Support] = {
    "1.32": Support(date(2026, 3, 23), date(2027, 3, 23)),
    "1.33": Support(date(2026, 7, 29), date(2027, 7, 29)),
    "1.34": Support(date(2026, 12, 2), date(2027, 12, 2)),
    "1.35": Support(date(2027, 3, 27), date(2028, 3, 27)),
}
"""Minor version → its support."""


def support_of(minor: str) -> Support | None:
    """Give a version's support; None if its dates are not known here."""
    return CALENDAR.get(minor)
