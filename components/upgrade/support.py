"""How long EKS supports a minor version of Kubernetes.

Sources: the release calendar of the EKS user guide ("Understand the Kubernetes version lifecycle on EKS"), for
1.35 and 1.36 as https://endoflife.date/amazon-eks repeats it; read on 2026-11-24. What EKS does at the end of either:
"Manage EKS extended support" in the same guide. A version without announced dates has none.
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
    "1.36": Support(date(2027, 8, 2), date(2028, 8, 2)),
}
"""Minor version → its support."""


DAYS_AHEAD = 30
"""Days before the end of a version's support from which it is told."""


def support_of(minor: str) -> Support | None:
    """Give a version's support; None if its dates are not known here."""
    return CALENDAR.get(minor)


def support_warning(stack: str, minor: str, policy: str, today: date) -> str | None:
    """Tell that EKS upgrades a stack's cluster by itself, or will within a month; None if neither, or if unknown.

    Args:
        stack: the stack.
        minor: its version of Kubernetes, e.g. "1.35".
        policy: "standard" or "extended", by which it chose the end (`slipway:cluster.support`).
        today: the day on which it is asked.

    Example:
        >>> print(support_warning("dev", "1.33", "standard", date(2026, 8, 1)))  # doctest: +ELLIPSIS
        standard support of Kubernetes 1.33 ended on 2026-07-29, and EKS upgrades the cluster by itself...
    """
    support = support_of(minor)
    if support is None:
        return None
    last = support.extended if policy == "extended" else support.standard
    left = (last - today).days
    if left > DAYS_AHEAD:
        return None
    of, raised = f"{policy} support of Kubernetes {minor}", f"raise it first by `platform stack upgrade {stack}`"
    if left < 0:
        return f"{of} ended on {last}, and EKS upgrades the cluster by itself: {raised}"
    kept = "" if policy == "extended" else ", or write support: extended below slipway:cluster"
    return f"{of} ends on {last}, and then EKS upgrades the cluster by itself: {raised}{kept}"
