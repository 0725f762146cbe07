from hypothesis import given
from hypothesis import strategies as st

from sandbox.providers.kubernetes.document import Document
from sandbox.providers.kubernetes.drift import imported_inputs, live_inputs

JSON = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=3)
    ),
    max_leaves=10,
)
DOCUMENTS = st.dictionaries(st.text("abc", min_size=1, max_size=2), JSON, max_size=3)


@given(DOCUMENTS, DOCUMENTS)
def test_object_that_nobody_touched_shows_no_drift(inputs: Document, applied: Document) -> None:
    assert live_inputs(inputs, applied, applied) == inputs


def test_changed_field_shows_its_live_value() -> None:
    assert live_inputs({"spec": {"replicas": 2}}, {"spec": {"replicas": 2}}, {"spec": {"replicas": 5}}) == {
        "spec": {"replicas": 5}
    }


def test_removed_field_is_gone() -> None:
    applied: Document = {"labels": {"a": "1", "b": "2"}}
    assert live_inputs(applied, applied, {"labels": {"b": "2"}}) == {"labels": {"b": "2"}}


def test_field_of_others_is_no_drift() -> None:
    assert live_inputs({"data": {"a": "1"}}, {"data": {"a": "1"}}, {"data": {"a": "1", "injected": "x"}}) == {
        "data": {"a": "1"}
    }


def test_servers_spelling_is_no_drift() -> None:
    assert live_inputs({"cpu": "1000m"}, {"cpu": "1"}, {"cpu": "1"}) == {"cpu": "1000m"}


def test_live_value_equal_to_the_input_is_no_drift_even_if_the_state_is_older() -> None:
    assert live_inputs({"replicas": 3}, {"replicas": 2}, {"replicas": 3}) == {"replicas": 3}


def test_entries_of_named_lists_are_matched_by_name() -> None:
    inputs: Document = {"containers": [{"name": "app", "image": "app:1"}]}
    applied: Document = {"containers": [{"name": "app", "image": "app:1", "pull": "Always"}]}
    live: Document = {
        "containers": [{"name": "proxy", "image": "envoy"}, {"name": "app", "image": "app:2", "pull": "Always"}]
    }
    assert live_inputs(inputs, applied, live) == {"containers": [{"name": "app", "image": "app:2"}]}


def test_entry_that_somebody_took_out_of_a_named_list_is_gone() -> None:
    inputs: Document = {"ports": [{"port": 80}, {"port": 443}]}
    assert live_inputs(inputs, inputs, {"ports": [{"port": 443}]}) == {"ports": [{"port": 443}]}


def test_lists_without_keys_show_what_was_added() -> None:
    assert live_inputs({"args": ["a"]}, {"args": ["a"]}, {"args": ["a", "b"]}) == {"args": ["a", "b"]}


def test_text_of_a_secret_is_compared_with_its_encoded_form() -> None:
    inputs: Document = {"stringData": {"same": "a", "changed": "b", "gone": "c"}}
    applied: Document = {"data": {"same": "YQ==", "changed": "Yg==", "gone": "Yw=="}}
    live: Document = {"data": {"same": "YQ==", "changed": "eA=="}}
    assert live_inputs(inputs, applied, live) == {"stringData": {"same": "a", "changed": "x"}}


def test_imported_object_has_no_fields_of_the_servers() -> None:
    live: Document = {
        "kind": "Pod",
        "metadata": {"name": "p", "uid": "1", "managedFields": []},
        "spec": {},
        "status": {"phase": "x"},
    }
    assert imported_inputs(live) == {"kind": "Pod", "metadata": {"name": "p"}, "spec": {}}
