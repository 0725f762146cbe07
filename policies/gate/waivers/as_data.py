"""The ledger as plain data, for a policy engine that has no clock of ours and no globs: OPA at admission.

Patterns are regular expressions that RE2 and Python read alike, times are RFC 3339 in UTC: the two doors can't differ.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from policies.gate.waivers.ledger import Ledger
from policies.gate.waivers.match import file_pattern, name_pattern
from policies.gate.waivers.waiver import Waiver


def ledger_data(ledger: Ledger) -> dict[str, Any]:
    """Give the ledger as `{waivers: […]}`, each waiver with what it matches and from when until before when it holds.

    `file` is a pattern or null; where there are no files, as at admission, a waiver with one covers nothing.
    """
    return {"waivers": [_data(waiver) for waiver in ledger.waivers]}


def _data(waiver: Waiver) -> dict[str, Any]:
    subject = waiver.resource
    return {
        "rule": waiver.rule,
        "resource": str(subject),
        "match": {
            "type" if ":" in subject.kind else "kind": name_pattern(subject.kind),
            # None: only a resource without a namespace. `*` is also for those.
            "namespace": None if subject.namespace is None else name_pattern(subject.namespace),
            "namespace_optional": subject.namespace in (None, "*"),
            "name": name_pattern(subject.name),
        },
        "container": waiver.container,
        "file": None if waiver.file is None else file_pattern(waiver.file),
        "environment": waiver.environment,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "from": f"{waiver.created.isoformat()}T00:00:00Z",
        "before": f"{(waiver.last_day + timedelta(days=1)).isoformat()}T00:00:00Z",
    }
