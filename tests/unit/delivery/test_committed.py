"""What this repository holds is what is rendered and generated today."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from delivery.render import plan
from delivery.schema import SCHEMA, schema_text, service_schema

REPOSITORY = Path(__file__).parents[3]
SPEC = REPOSITORY / "apps/order-service/service.yaml"


@pytest.mark.parametrize("environment", ["local", "dev"])
def test_order_service_is_committed_as_it_renders(environment: str) -> None:
    changes = plan(REPOSITORY, ["order-service"], environment)
    assert {str(change.path): change.action for change in changes} == {
        f"apps/order-service/{environment}/{kind}.yaml": "unchanged"
        for kind in ("deployment", "service", "serviceaccount")
    }


def test_the_schema_is_committed_as_it_is_generated() -> None:
    assert (REPOSITORY / SCHEMA).read_text() == schema_text()


def test_the_spec_points_its_editor_to_the_schema() -> None:
    reference = SPEC.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (SPEC.parent / reference).resolve() == REPOSITORY / SCHEMA


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(service_schema())


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["imgae"], {}),
        (["image", "tga"], "1"),
        (["environments", "loacl"], {}),
        (["environments", "local", "replicsa"], 1),
        (["environments", "local", "name"], "other"),
        (["environments", "local", "resources"], {"requests": {"memory": "512Mb"}}),
        (["environments"], {}),
        (["name"], "Order_Service"),
        (["ports", "http"], 80),
        (["ports", "http"], "8080"),
        (["env"], {"PORT": 8080}),
        (["replicas"], True),
        (["apiVersion"], "slipway/v2"),
        (["resources", "limits", "memory"], 512),
    ],
)
def test_an_editor_marks_what_rendering_would_refuse(path: list[str], value: object) -> None:
    spec = yaml.safe_load(SPEC.read_text())
    *above, last = path
    below = spec
    for key in above:
        below = below[key]
    below[last] = value
    assert list(jsonschema.Draft202012Validator(service_schema()).iter_errors(spec))


@pytest.mark.parametrize("key", ["apiVersion", "name", "team", "environments"])
def test_an_editor_asks_for_the_keys_that_stand_in_one_place_only(key: str) -> None:
    spec = yaml.safe_load(SPEC.read_text())
    del spec[key]
    (error,) = jsonschema.Draft202012Validator(service_schema()).iter_errors(spec)
    assert key in error.message


def test_every_key_has_a_description_for_its_reader() -> None:
    schema = json.loads(schema_text())
    parts = {"service.yaml": schema, **schema["$defs"]}
    undescribed = [
        f"{name}.{key}"
        for name, part in parts.items()
        for key, content in part["properties"].items()
        if not content.get("description")
    ]
    assert undescribed == []
