"""One property is set, and nothing else of a text changes."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.fixing.yaml_edit import Object, Unchangeable, object_at, value_at, with_value

PATH = ("spec", "containers", 0, "securityContext", "readOnlyRootFilesystem")
HEAD = "spec:\n  containers:\n    - name: web  # mine\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # nothing there
        (HEAD, HEAD + "      securityContext:\n        readOnlyRootFilesystem: true\n"),
        (HEAD.rstrip("\n"), HEAD + "      securityContext:\n        readOnlyRootFilesystem: true\n"),
        # a comment behind stays where it is
        (
            HEAD + "      # later\n  volumes: []\n",
            HEAD + "      securityContext:\n        readOnlyRootFilesystem: true\n      # later\n  volumes: []\n",
        ),
        # the mapping is there, at its own indentation
        (
            HEAD + "      securityContext:\n          runAsUser: 7 # why\n      image: x\n",
            HEAD + "      securityContext:\n          runAsUser: 7 # why\n          readOnlyRootFilesystem: true\n"
            "      image: x\n",
        ),
        # it is empty
        (
            HEAD + "      securityContext:\n      image: x\n",
            HEAD + "      securityContext: {readOnlyRootFilesystem: true}\n      image: x\n",
        ),
        (HEAD + "      securityContext: {}\n", HEAD + "      securityContext: {readOnlyRootFilesystem: true}\n"),
        (HEAD + "      securityContext: null\n", HEAD + "      securityContext: {readOnlyRootFilesystem: true}\n"),
        # it is in braces
        (
            "spec: {containers: [{name: web, securityContext: {runAsUser: 7}}]}\n",
            "spec: {containers: [{name: web, securityContext: {runAsUser: 7, readOnlyRootFilesystem: true}}]}\n",
        ),
        (
            "spec: {containers: [{name: web}]} # end\n",
            "spec: {containers: [{name: web, securityContext: {readOnlyRootFilesystem: true}}]} # end\n",
        ),
        # the wrong value is there
        (
            HEAD + "      securityContext:\n        readOnlyRootFilesystem: false # no\n",
            HEAD + "      securityContext:\n        readOnlyRootFilesystem: true # no\n",
        ),
        (
            HEAD + '      securityContext: {readOnlyRootFilesystem: "no", runAsUser: 7}\n',
            HEAD + "      securityContext: {readOnlyRootFilesystem: true, runAsUser: 7}\n",
        ),
        # the last value goes over several lines
        (
            HEAD + "      args:\n        - |\n          one\n          two\n      command: [a,\n        b]\n",
            HEAD + "      args:\n        - |\n          one\n          two\n      command: [a,\n        b]\n"
            "      securityContext:\n        readOnlyRootFilesystem: true\n",
        ),
        # lines end as they do elsewhere
        (
            HEAD.replace("\n", "\r\n"),
            (HEAD + "      securityContext:\n        readOnlyRootFilesystem: true\n").replace("\n", "\r\n"),
        ),
        # letters of more than one byte stand in front
        (
            "spec: {containers: [{name: 漢字, securityContext: {}}]}\n",
            "spec: {containers: [{name: 漢字, securityContext: {readOnlyRootFilesystem: true}}]}\n",
        ),
    ],
)
def test_a_property_is_put_in_or_replaced_in_the_style_around_it(before: str, after: str) -> None:
    assert with_value(before, Object(0), PATH, True) == after


def test_only_the_object_that_is_meant_changes() -> None:
    text = f"---\n{HEAD}---\n# two\n{HEAD}"
    assert with_value(text, Object(1), PATH, True).startswith(f"---\n{HEAD}---\n# two\n{HEAD}      securityContext:")


def test_an_item_of_a_list_is_an_object() -> None:
    text = "kind: List\nitems:\n- kind: Pod\n  metadata: {name: a}\n- kind: Pod\n  metadata:\n    name: b\n"
    where = object_at(text, 7)
    assert where == Object(0, 1)
    assert value_at(text, where, ("metadata", "name")) == "b"
    assert with_value(text, where, ("spec", "hostNetwork"), False) == text + "  spec:\n    hostNetwork: false\n"


@pytest.mark.parametrize(
    ("value", "rows"),
    [
        (["ALL"], "readOnlyRootFilesystem: [ALL]"),
        ({"type": "RuntimeDefault"}, "readOnlyRootFilesystem:\n          type: RuntimeDefault"),
        (2, "readOnlyRootFilesystem: 2"),
    ],
)
def test_lists_mappings_and_numbers_can_be_set_too(value: Any, rows: str) -> None:
    assert with_value(HEAD, Object(0), PATH, value) == HEAD + f"      securityContext:\n        {rows}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spec: {{ .Values.spec }}\n", "template"),
        ("spec:\n  containers: []\n", "shape"),
        ("spec:\n  containers: web\n", "shape"),
        ("x: &c\n  runAsUser: 7\nspec:\n  containers:\n    - name: web\n      securityContext: *c\n", "alias"),
        ("spec:\n  containers:\n    - &c\n      name: web\n    - *c\n", "more than it"),
        (HEAD + "      securityContext:\n        readOnlyRootFilesystem:\n          - 1\n", "several lines"),
        ("spec:\n" + " " * 1_000_001, "too large"),
    ],
)
def test_what_cannot_be_changed_alone_is_not_changed(text: str, said: str) -> None:
    with pytest.raises(Unchangeable, match=said):
        with_value(text, Object(0), PATH, True)


def test_a_line_without_an_object_has_none() -> None:
    with pytest.raises(Unchangeable, match="no object"):
        object_at("a: 1\n", 9)


keys = st.sampled_from(("a", "b", "spec", "é"))
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.sampled_from(("x", "two words", "#", "- a", "1.5", "multi\nline\n"))
)
trees = st.recursive(
    leaves, lambda inner: st.dictionaries(keys, inner, max_size=3) | st.lists(inner, max_size=3), max_leaves=8
)


@given(
    st.dictionaries(keys, trees, min_size=1),
    st.lists(keys, min_size=1, max_size=4),
    st.sampled_from((None, True, False)),
    st.sampled_from((2, 4, 8)),
)
def test_whatever_the_text_it_says_the_same_with_the_one_property_set_or_is_left(
    tree: dict[str, Any], path: list[str], flow: bool | None, indent: int
) -> None:
    text = yaml.safe_dump(tree, default_flow_style=flow, indent=indent, allow_unicode=True)
    try:
        changed = with_value(text, Object(0), tuple(path), False)
    except Unchangeable:
        return
    expected = yaml.safe_load(text)
    inner = expected
    for key in path[:-1]:
        if inner.get(key) is None:
            inner[key] = {}
        inner = inner[key]
    inner[path[-1]] = False
    assert yaml.safe_load(changed) == expected
