"""What raising a stack's Kubernetes takes, and what of ours would not survive it."""

from __future__ import annotations

from components.upgrade.findings import Finding, findings_in_files, findings_in_graph
from components.upgrade.plan import Plan, plan_of
from components.upgrade.support import Support, support_of, support_warning

__all__ = [
    "Finding",
    "Plan",
    "Support",
    "findings_in_files",
    "findings_in_graph",
    "plan_of",
    "support_of",
    "support_warning",
]
