from __future__ import annotations

import pytest

from components.nodes.config import PoolConfig
from components.nodes.replacement import PROPERTIES, Effect, changes_of_pool, changes_of_pools, effect_of_properties
from sandbox.providers.aws.table import rows

SIZE = {"min": 1, "max": 3, "desired": 1}
WEB: dict[str, object] = {"name": "web", "instanceTypes": ["m7i.large", "m6i.large"], "size": SIZE}
FAST: dict[str, object] = {
    "name": "fast",
    "kind": "low-latency",
    "instanceTypes": ["c7i.4xlarge"],
    "size": SIZE,
    "hugepages": {"1Gi": 4},
}


def _pool(pool: dict[str, object], **changes: object) -> PoolConfig:
    return PoolConfig.model_validate({**pool, **changes})


@pytest.mark.parametrize(
    ("pool", "change", "effect"),
    [
        (WEB, {"instanceTypes": ["m7i.xlarge"]}, Effect.REPLACE),
        (WEB, {"os": "bottlerocket"}, Effect.REPLACE),
        (WEB, {"kind": "spot"}, Effect.REPLACE),
        (WEB, {"volumeGib": 90}, Effect.ROLL),
        (FAST, {"kernelArguments": ["quiet"]}, Effect.ROLL),
        (FAST, {"hugepages": {"1Gi": 8}}, Effect.ROLL),
        (FAST, {"reservedCores": 2}, Effect.ROLL),
        (FAST, {"kind": "general"}, Effect.ROLL),
        (WEB, {"reservedCores": 2}, Effect.NONE),
        (WEB, {"size": {"min": 0, "max": 9, "desired": 0}}, Effect.IN_PLACE),
        (WEB, {"labels": {"a": "b"}}, Effect.IN_PLACE),
        (WEB, {"autoscaled": True}, Effect.IN_PLACE),
        (WEB, {"retiring": True}, Effect.IN_PLACE),
        (WEB, {"serves": "other"}, Effect.IN_PLACE),
    ],
)
def test_a_change_has_the_effect_that_eks_gives_it(
    pool: dict[str, object], change: dict[str, object], effect: Effect
) -> None:
    (found,) = changes_of_pool(_pool(pool), _pool(pool, **change))
    assert (found.key, found.effect) == (next(iter(change)), effect)


def test_every_key_of_a_pool_but_its_name_is_known() -> None:
    from components.nodes.replacement import _BY_KEY, _BY_USER_DATA

    assert {*_BY_KEY, *_BY_USER_DATA, "name"} == set(_pool(WEB).model_dump(by_alias=True))


def test_what_is_the_same_is_no_change() -> None:
    assert changes_of_pools([_pool(WEB), _pool(FAST)], [_pool(FAST), _pool(WEB)]) == ()


def test_a_twin_comes_and_a_retiring_pool_goes_without_replacing_anything() -> None:
    old, twin = _pool(FAST), _pool(FAST, name="fast-2", serves="fast", instanceTypes=["c7i.8xlarge"])
    first = changes_of_pools([old], [_pool(FAST, retiring=True), twin])
    second = changes_of_pools([_pool(FAST, retiring=True), twin], [twin])
    assert max(change.effect for change in (*first, *second)) is Effect.IN_PLACE


def test_a_pool_that_goes_while_it_takes_pods_is_as_grave_as_a_replacement() -> None:
    (change,) = changes_of_pools([_pool(WEB), _pool(FAST)], [_pool(WEB)])
    assert (change.pool, change.effect) == ("fast", Effect.REPLACE)


@pytest.mark.parametrize(
    ("paths", "effect"),
    [
        ([], Effect.NONE),
        (["scalingConfig.maxSize", "taints[0].value"], Effect.IN_PLACE),
        (["labels.a", "launchTemplate.version"], Effect.ROLL),
        (["launchTemplate.id"], Effect.REPLACE),
        (["launchTemplate.version", "instanceTypes[0]"], Effect.REPLACE),
        (["somethingNew"], Effect.ROLL),
    ],
)
def test_the_gravest_property_that_differs_counts(paths: list[str], effect: Effect) -> None:
    assert effect_of_properties(paths) is effect


def test_the_properties_that_replace_are_those_of_the_sandbox_s_provider_too() -> None:
    row = rows()["aws:eks/nodeGroup:NodeGroup"]
    assert {name for name, effect in PROPERTIES.items() if effect is Effect.REPLACE} == {
        *row.replace,
        *row.replace_within,
    }
