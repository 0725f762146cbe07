from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from components import schema

ROOT = Path(__file__).parents[3]


def _stack(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / f"stacks/Pulumi.{name}.yaml").read_text())
    return content


def test_what_is_kept_is_what_the_models_give() -> None:
    for path, text in schema.generated().items():
        assert (ROOT / path).read_text() == text, "run python -m components.schema"


@pytest.mark.parametrize("file", sorted((ROOT / "stacks").glob("Pulumi.*.yaml")), ids=lambda file: file.name)
def test_every_stack_names_the_schema_and_keeps_it(file: Path) -> None:
    first = file.read_text().splitlines()[0]
    assert first == f"# yaml-language-server: $schema=../{schema.SCHEMA}"
    jsonschema.Draft202012Validator(json.loads(schema.stack_schema())).validate(yaml.safe_load(file.read_text()))


@pytest.mark.parametrize("broken", ["netwrok", "stack"])
def test_an_editor_marks_a_key_that_is_no_key(broken: str) -> None:
    content = _stack("local")
    content["config"][f"slipway:{broken}"] = "x"
    errors = list(jsonschema.Draft202012Validator(json.loads(schema.stack_schema())).iter_errors(content))
    assert [error.validator for error in errors] == ["additionalProperties"]


def test_every_key_tells_an_editor_what_it_means() -> None:
    definitions = json.loads(schema.stack_schema())["$defs"]
    silent = [
        f"{name}.{key}"
        for name, definition in definitions.items()
        for key, value in definition.get("properties", {}).items()
        if "description" not in value
    ]
    assert silent == []


def test_check_tells_a_schema_that_is_out_of_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert schema.main(["--check"]) == 1
    assert schema.main([]) == 0
    assert schema.main(["--check"]) == 0
    for path in schema.generated():
        kept = path.read_text()
        path.write_text("{}\n")
        assert schema.main(["--check"]) == 1
        path.write_text(kept)
