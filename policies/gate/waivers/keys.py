"""The keys of the ledger, as people write them: one table for what is read, what an editor checks, what is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from policies.gate.waivers.waiver import LONGEST_DAYS
from toolchain.files import write_whole

SCHEMA = Path("docs/reference/waivers.schema.json")
"""Where the schema is kept, from the repository's folder."""


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


def ledger_schema() -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of `policies/waivers.yaml`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "waivers.yaml",
        "description": "The exceptions that are agreed, for every engine and at every door.",
        **_object(LEDGER_KEYS),
        "$defs": {"Waiver": _object(KEYS)},
    }


def _object(keys: Mapping[str, Key]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [word for word, key in keys.items() if key.required],
        "properties": {word: {"description": key.told, **key.form} for word, key in keys.items()},
    }


def schema_text() -> str:
    """Give the schema as the text of its file."""
    return json.dumps(ledger_schema(), indent=2) + "\n"


if __name__ == "__main__":
    write_whole(Path(__file__).parents[3] / SCHEMA, schema_text())
