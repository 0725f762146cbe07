"""The JSON Schemas of what `--output json` prints: `python -m cli.schemas [--check]` keeps them in docs/reference/.

They are made from the dataclasses that the commands print (`cli.shapes`), so the two agree.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cli.kept import keep
from cli.shapes.check import Check
from cli.shapes.cost import Cost
from cli.shapes.policy import RuleList, RuleTold, StandardList
from cli.shapes.policy_proof import Mutants, TestResults
from cli.shapes.policy_server import PolicyServers
from cli.shapes.pools import Pools
from cli.shapes.preview import Preview
from cli.shapes.render import Rendering
from cli.shapes.sandbox import Diagnosis, Log, Status, Variables
from cli.shapes.stack import Graph, NewStackFile, PolicyDocuments, StackList, StackOutputs, StackUp
from cli.shapes.teardown import StackDown
from cli.shapes.up import PlatformUp
from cli.shapes.upgrade import UpgradePlan
from cli.shapes.waive import NewWaiver
from cli.shapes.why import PodAnswer

FOLDER = Path("docs/reference/output")
"""Where they are kept, from the project's folder; one file a command."""

SHAPES: Mapping[str, Any] = {
    "up": PlatformUp,
    "doctor": Diagnosis,
    "sandbox up": Status,
    "sandbox status": Status,
    "sandbox env": Variables,
    "sandbox logs": Log,
    "stack list": StackList,
    "stack preview": Preview,
    "stack up": StackUp,
    "stack outputs": StackOutputs,
    "stack graph": Graph,
    "stack down": StackDown,
    "stack cost": Cost,
    "stack policy": PolicyDocuments,
    "stack new": NewStackFile,
    "stack upgrade": UpgradePlan,
    "stack pools": Pools,
    "waive": NewWaiver,
    "why": PodAnswer,
    "check": Check,
    "render": Rendering,
    "policy list": RuleList,
    "policy show": RuleTold,
    "policy test": TestResults,
    "policy coverage": StandardList,
    "policy mutants": Mutants,
    "policy server": PolicyServers,
}
"""What each command prints, by the command's words after `platform`."""


def schema_file(command: str) -> Path:
    """Give the file of a command's schema, from the project's folder."""
    return FOLDER / f"{command.replace(' ', '-')}.schema.json"


def schema_of(command: str) -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of what a command prints."""
    from pydantic import TypeAdapter

    made = _untitled(TypeAdapter(SHAPES[command]).json_schema(mode="serialization"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"platform {command} --output json",
        # A mapping of variables is the one shape that is no class and so has no docstring.
        "description": made.pop("description", "The variables of a shell that reaches the sandbox: value by name."),
        **made,
    }


def schema_text(command: str) -> str:
    """Give a command's schema as the text of its file."""
    return json.dumps(schema_of(command), indent=2) + "\n"


def _untitled(schema: dict[str, Any]) -> dict[str, Any]:
    """Copy a schema without the titles that pydantic makes from the names of fields."""
    kept: dict[str, Any] = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            kept[key] = {name: _untitled(part) for name, part in value.items()}
        elif isinstance(value, dict):
            kept[key] = _untitled(value)
        elif isinstance(value, list):
            kept[key] = [_untitled(part) if isinstance(part, dict) else part for part in value]
        elif key != "title":
            kept[key] = value
    return kept


def main(arguments: list[str]) -> int:
    """Write the schemas, or with `--check` say which of those that are kept are not what the shapes give.

    Returns:
        Exit status: 0 written or the same, 1 different, 2 one could not be written.
    """
    texts = {schema_file(command): schema_text(command) for command in SHAPES}
    surplus = [file for file in sorted(FOLDER.glob("*.schema.json")) if file not in texts]
    return keep(texts, surplus, check="--check" in arguments, program="cli.schemas")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
