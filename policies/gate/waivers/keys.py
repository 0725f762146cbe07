"""The keys of the ledger, as people write them: one table for what is read, what an editor checks, what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from policies.gate.waivers.waiver import LONGEST_DAYS


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a mapping.

    Args:
        told: what it says, for people.
        required: whether it must be there.
        form: what the JSON Schema asks of its value.
    """

    told: str
    required: bool = False
    form: Mapping[str, Any] = field(default_factory=lambda: {"type": "string", "minLength": 1})


_DATE = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_OPTIONAL = {"type": ["string", "null"], "minLength": 1}

KEYS: Mapping[str, Key] = {
    "rule": Key(
        "The rule's id, exactly: one of ours (`platform policy list`), a team's, or Checkov's (CKV_DOCKER_2).",
        True,
        {"type": "string", "pattern": r"^[^*?\s]+$"},
    ),
    "resource": Key(
        "What it is about: Kind/namespace/name, Kind/name for what has no namespace, Dockerfile/path, or a Pulumi type "
        "token and name (aws:s3/bucket:Bucket/logs). `*` stands for any characters, `?` for one; a namespace `*` also "
        "for none.",
        True,
        {"type": "string", "pattern": r"^[^/\s]+(/[^/\s]+)+$"},
    ),
    "container": Key("The one container of a pod that it is about; all of the resource without it.", form=_OPTIONAL),
    "file": Key(
        "Only findings in these files: a path in which `*` stays within a folder and `**` doesn't.", form=_OPTIONAL
    ),
    "environment": Key("Only in this environment: dev, staging, prod.", form=_OPTIONAL),
    "reason": Key("Why the risk is taken, in a sentence.", True),
    "owner": Key("The team that answers for it. A waiver without one is a finding.", form=_OPTIONAL),
    "created": Key("The day on which it was agreed, as 2026-01-31.", True, _DATE),
    "expires": Key(
        f"The last day on which it holds, at most {LONGEST_DAYS} days after `created`; it hides nothing after those.",
        True,
        _DATE,
    ),
}
"""The keys of a waiver, in the order in which they are written."""

LEDGER_KEYS: Mapping[str, Key] = {
    "waivers": Key("The waivers.", True, {"type": ["array", "null"], "items": {"$ref": "#/$defs/Waiver"}}),
}
