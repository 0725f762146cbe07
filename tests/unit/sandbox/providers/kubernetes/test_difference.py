import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.providers.kubernetes.difference import Change, changes, forced_by_refusal, forced_by_tables, replacement
from sandbox.providers.kubernetes.document import UNKNOWN, Document, with_value

JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=10,
)


def config_map(name: str = "settings", **data: str) -> Document:
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, "namespace": "shop"},
        "data": dict(data),
    }


def forced(old: Document, new: Document, *, mutable: bool = False) -> frozenset[tuple[str | int, ...]]:
    return forced_by_tables(old, new, changes(old, new), content_mutable=mutable)


@given(JSON)
def test_nothing_changes_between_a_value_and_itself(value) -> None:  # type: ignore[no-untyped-def]
    assert changes(value, value) == {}


@given(JSON, JSON)
def test_something_changes_between_two_values_exactly_if_they_differ(old, new) -> None:  # type: ignore[no-untyped-def]
    assert bool(changes(old, new)) == (old != new)


def test_changes_are_told_field_by_field() -> None:
    old: Document = {"a": {"kept": 1, "gone": 2}, "list": [1, 2], "same": 0}
    new: Document = {"a": {"kept": 1, "new": 3}, "list": [1, 5, 6], "same": 0}
    assert changes(old, new) == {
        ("a", "gone"): Change.REMOVED,
        ("a", "new"): Change.ADDED,
        ("list", 1): Change.UPDATED,
        ("list", 2): Change.ADDED,
    }


def test_another_name_forces_a_replacement_beside_the_old_object() -> None:
    old, new = config_map("a"), config_map("b")
    assert forced(old, new) == {("metadata", "name")}
    assert replacement(old, new, forced(old, new)).delete_first is False


def test_config_maps_content_is_replaced_unless_it_may_change() -> None:
    old, new = config_map(a="1"), config_map(a="2")
    assert forced(old, new) == {("data", "a")}
    assert forced(old, new, mutable=True) == frozenset()


def test_fixed_name_is_deleted_first_and_an_autoname_is_not() -> None:
    old, new = config_map(a="1"), config_map(a="2")
    assert replacement(old, new, forced(old, new)).delete_first is True
    autonamed = with_value(new, ("metadata", "annotations", "pulumi.com/autonamed"), "true")
    assert replacement(autonamed, autonamed, forced(old, new)).delete_first is False


def test_unknown_name_is_not_deleted_first() -> None:
    old, new = config_map(), with_value(config_map(), ("metadata", "name"), UNKNOWN)
    found = replacement(old, new, forced(old, new))
    assert found.fields
    assert found.delete_first is False


def test_another_version_of_the_group_is_an_update_and_another_group_is_not() -> None:
    old: Document = {"apiVersion": "apps/v1beta1", "kind": "Deployment", "metadata": {"name": "d"}}
    assert forced(old, {**old, "apiVersion": "apps/v1"}) == frozenset()
    assert forced(old, {**old, "apiVersion": "extensions/v1beta1"}) == {("apiVersion",)}


def test_selector_below_an_immutable_field_forces_a_replacement() -> None:
    old: Document = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"selector": {"matchLabels": {"a": "1"}}}}
    new: Document = {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"selector": {"matchLabels": {"a": "2"}}}}
    assert forced(old, new) == {("spec", "selector", "matchLabels", "a")}


CHANGED: list[tuple[str | int, ...]] = [
    ("spec", "template", "spec", "containers", 0, "image"),
    ("metadata", "labels", "a"),
]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("spec.template", "Invalid value: core.PodTemplateSpec{…}: field is immutable"),
        ("spec.template.spec.containers[0].image", "Value is immutable"),
        ("spec", "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden"),
    ],
)
def test_field_that_the_server_does_not_let_change_forces_a_replacement(field: str, message: str) -> None:
    assert forced_by_refusal([(field, message)], "", CHANGED) == {CHANGED[0]}


def test_refusal_for_another_reason_forces_nothing() -> None:
    assert (
        forced_by_refusal(
            [("spec.replicas", "Invalid value: -1: must be greater than or equal to 0")], "is invalid", CHANGED
        )
        == frozenset()
    )
