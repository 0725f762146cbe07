"""What an environment's keys do to the rest of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.spec import Service, load_service
from delivery.spec.merge import merged
from delivery.spec.tree import Entry, Mapping, Node, Place, Plain, Scalar, Sequence, plain

SPEC = Path("apps/shop/service.yaml")
PLACE = Place("service.yaml", 1)

SCALARS = st.sampled_from([None, True, 0, 1, "", "x"])
TREES = st.recursive(
    SCALARS | st.lists(SCALARS, max_size=2), lambda below: st.dictionaries(st.sampled_from("abc"), below), max_leaves=8
)
MAPPINGS = st.dictionaries(st.sampled_from("abc"), TREES)


def _node(value: Plain) -> Node:
    if isinstance(value, dict):
        return _mapping(value)
    if isinstance(value, list):
        return Sequence(tuple(_node(each) for each in value), PLACE)
    return Scalar(value, str(value), PLACE)


def _mapping(value: dict[str, Plain]) -> Mapping:
    return Mapping({key: Entry(_node(each), PLACE) for key, each in value.items()}, PLACE)


def _merge_patch(target: Plain, patch: Plain) -> Plain:
    """RFC 7386, section 2, word for word, except that a null takes away only what is there."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None and key in result:
            del result[key]
        else:
            result[key] = _merge_patch(result.get(key), value)
    return result


@settings(deadline=None)
@given(MAPPINGS, MAPPINGS)
def test_an_environment_is_laid_over_the_rest_as_json_merge_patch_says(
    base: dict[str, Plain], over: dict[str, Plain]
) -> None:
    assert plain(merged(_mapping(base), _mapping(over))) == _merge_patch(base, over)


@settings(deadline=None)
@given(MAPPINGS)
def test_an_environment_that_says_nothing_changes_nothing(base: dict[str, Plain]) -> None:
    assert plain(merged(_mapping(base), _mapping({}))) == base


def _in_dev(checkout: Path) -> Service:
    return load_service(checkout, SPEC).environments["dev"]


def test_an_environment_changes_what_it_names_and_nothing_beside_it(checkout: Path, edit: Callable[..., None]) -> None:
    edit("    replicas: 3", '    image: {tag: "2.0"}\n    resources:\n      limits: {memory: 128Mi}')
    service = load_service(checkout, SPEC)
    dev, local = service.environments["dev"], service.environments["local"]
    assert (dev.image.reference, local.image.reference) == (
        "ghcr.io/slipway-dev/shop:2.0",
        "ghcr.io/slipway-dev/shop:1.0",
    )
    assert (dev.resources.memory_limit, local.resources.memory_limit) == ("128Mi", "64Mi")
    assert dev.resources.requests == local.resources.requests


def test_an_environment_adds_variables_to_those_of_all(checkout: Path, edit: Callable[..., None]) -> None:
    edit("resources:\n", "env: {A: a, B: b}\nresources:\n")
    edit("    replicas: 3", "    env: {B: other, C: c}")
    assert _in_dev(checkout).env == {"A": "a", "B": "other", "C": "c"}


def test_a_key_without_a_value_takes_away_what_was_said_for_all(checkout: Path, edit: Callable[..., None]) -> None:
    edit("resources:\n", "env: {A: a, B: b}\nreplicas: 5\nresources:\n")
    edit("    replicas: 3", "    env: {B: null}\n    replicas:")
    assert _in_dev(checkout).env == {"A": "a"}
    assert _in_dev(checkout).replicas == 2


def test_what_every_environment_brings_itself_need_not_be_said_for_all(
    checkout: Path, edit: Callable[..., None]
) -> None:
    edit('  tag: "1.0"\n', "")
    edit("  local: {}", '  local: {image: {tag: "1.1"}}')
    edit("    replicas: 3", '    image: {tag: "1.2"}')
    assert [each.image.tag for each in load_service(checkout, SPEC).environments.values()] == ["1.1", "1.2"]


def test_environments_come_in_the_order_in_which_a_change_travels(checkout: Path, edit: Callable[..., None]) -> None:
    edit("  local: {}\n", "  prod:\n  staging:\n  local:\n")
    assert list(load_service(checkout, SPEC).environments) == ["local", "dev", "staging", "prod"]


def test_quotes_make_text_of_anything(checkout: Path, edit: Callable[..., None]) -> None:
    variables = ["A: 'no'", 'B: "010"', "C: |", "  1e3", "D: >-", "  true", "\"on\": ''"]
    edit("    replicas: 3", "\n".join(["    env:", *(f"      {line}" for line in variables)]))
    assert _in_dev(checkout).env == {"A": "no", "B": "010", "C": "1e3\n", "D": "true", "on": ""}
