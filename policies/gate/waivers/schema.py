"""The JSON Schema of the ledger, for editors: `python -m policies.gate.waivers.schema` keeps it in docs/reference/."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from policies.gate.waivers.keys import KEYS, LEDGER_KEYS, Key
from toolchain.files import write_whole

SCHEMA = Path("docs/reference/waivers.schema.json")
"""Where the schema is kept, from the repository's folder."""


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
