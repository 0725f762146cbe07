"""The JSON Schema of `service.yaml`, for editors; `python -m delivery.schema` writes it into docs/reference/."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeAlias

from delivery.spec import ALL_ENVIRONMENTS, NAMESPACES, Service
from delivery.spec.load import ENVIRONMENTS, SAME_EVERYWHERE
from toolchain.files import write_whole

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
Schema: TypeAlias = dict[str, Json]

SCHEMA = Path("docs/reference/service.schema.json")


def service_schema() -> Schema:
    """Give the JSON Schema (2020-12) of a `service.yaml`.

    It asks only for the keys that cannot stand under an environment: every other key, and every key below one, may
    stand at the top, under the environments, or partly here and there. So no editor complains of a file that renders.
    """
    model: Schema = Service.model_json_schema()
    properties = _schema(model["properties"], named_by_people=True)
    definitions = _schema(model["$defs"], named_by_people=True)
    definitions["Environment"] = {
        "description": "What differs in one environment.",
        "type": "object",
        "additionalProperties": False,
        "properties": {key: part for key, part in properties.items() if key not in SAME_EVERYWHERE},
    }
    properties[ENVIRONMENTS] = {
        "description": "The environments it runs in, each with the keys that differ there; {} if none does.",
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": {
            environment: {
                "description": f"In the namespace {NAMESPACES[environment]}.",
                "anyOf": [{"$ref": "#/$defs/Environment"}, {"type": "null"}],
            }
            for environment in ALL_ENVIRONMENTS
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "service.yaml",
        "description": "What a team says about a service; `platform render` makes its manifests from it.",
        "type": "object",
        "additionalProperties": False,
        "required": [*sorted(SAME_EVERYWHERE)],
        "properties": properties,
        "$defs": definitions,
    }


# What pydantic generates and this schema does not say: titles made from names, and what must be there.
UNSAID = frozenset({"title", "required"})


def _schema(part: Json, *, named_by_people: bool = False) -> Schema:
    """Copy a mapping of a schema without what is unsaid; in one whose keys are names, all keys stay."""
    if not isinstance(part, dict):
        raise TypeError(f"a schema has a mapping here, not {part!r}")
    return {
        key: _copied(value, named_by_people=not named_by_people and key in ("properties", "$defs"))
        for key, value in part.items()
        if named_by_people or not (key in UNSAID or (key == "default" and value is None))
    }


def _copied(part: Json, *, named_by_people: bool) -> Json:
    if isinstance(part, dict):
        return _schema(part, named_by_people=named_by_people)
    return [_copied(each, named_by_people=False) for each in part] if isinstance(part, list) else part


def schema_text() -> str:
    """Give the schema as the text of its file."""
    return json.dumps(service_schema(), indent=2) + "\n"


if __name__ == "__main__":
    write_whole(Path(__file__).parents[1] / SCHEMA, schema_text())
