"""The short cut reads what it reads exactly as libyaml does, and leaves the rest to it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.gate.loading.plain import plain_tree
from policies.gate.loading.tree import Refusal, Tree, trees
from tests.unit.policies.loading.scalars import SCALARS

ROOT = Path(__file__).parents[4]

KEYS = [
    "a",
    "b",
    "on",
    "n",
    "null",
    "no-way",
    '"q"',
    "'s'",
    "a/b.c",
    "1",
    "x y",
    "a b",
    '"1"',
    "<<",
    "true",
    "_",
    "~",
    ".5",
    "",
]
VALUES = [
    '', 'v', '1', '017', '1e3', 'true', '~', '.inf', '-1', '--x', '-', '- a', "'s'", '"d"', "'it''s'", '"a\\n"', "''",
    '""', 'a: b', 'a:b', 'a:', 'a #b', 'a#b', 'a  b', 'a b ', '#c', '# c', '[]', '{}', '[a]', "[ a, 'b' ]", '[a,b]',
    '[a, b', '[a, ]', '[a b, c]', '{a: b}', '{a: 1, on: 2}', "{a: [b, {c: d}], e: 'f'}", '{a}', '{a: }', '{a:b}',
    '{ a: b }', "{'a': b}", '{a: b, a: c}', '{1: a}', '[https://x.y/z:1]', '[a:]', '[a: b]', '[-1]', '[a] b', '|',
    '>-', '&a b', '*a', '!t x', '@x', '%x', '$x', '(x)', '`x', 'x: |', ',', 'x, y', 'a]', 'a}', '?', '? a', 'a?',
    '!!str a', '..', '...', '---', '--- a', '=', '<', '$(A)', 'http://a:1/b', '\\x', '*', 'é', '\t', '"a" b', "'a'b",
    '[[a], [b, [c]]]', '{}x', '[a,  b]', '[ ]', '{ }', '{a: b} # c', '[a#b]', '[a #b]', '[.inf]', '{a: .nan}',
]  # fmt: skip
LINES = st.builds(
    lambda indent, dashes, key, colon, value, end: " " * indent + dashes + key + colon + value + end,
    st.integers(0, 6),
    st.sampled_from(["", "", "", "- ", "- - ", "-  ", "-"]),
    st.sampled_from(KEYS),
    st.sampled_from([": ", ": ", ": ", ":", ":  ", ""]),
    st.sampled_from(VALUES),
    st.sampled_from(["", "", "", " ", " # c", "#c", "   # c: d"]),
)
TEXTS = st.builds(
    lambda head, lines, end: head + "\n".join(lines) + end,
    st.sampled_from(["", "", "---\n", "--- # c\n", "---", "# c\n", "\n", "--- a\n", "---  \n"]),
    st.lists(LINES | st.sampled_from(["", "  ", "# c", "    # c", "...", "---"]), max_size=12),
    st.sampled_from(["", "\n", "\n\n"]),
)


def by_libyaml(text: str) -> Tree | None:
    """Give the only document without a problem; None if it isn't so simple."""
    try:
        found = list(trees(text.encode()))
    except (yaml.YAMLError, Refusal):
        return None
    return found[0] if len(found) == 1 and found[0].problem is None else None


def same(text: str) -> bool:
    """Compare, and tell whether the short cut was taken."""
    mine = plain_tree(text.encode())
    if mine is not None:
        theirs = by_libyaml(text)
        assert theirs is not None, text
        # As text, since True is 1 to Python.
        assert (repr(mine.value), mine.line) == (repr(theirs.value), theirs.line), text
    return mine is not None


@given(TEXTS)
@example("a:\n- b\n- c: d\n  e:\n  - f\ng: h\n")
@example("- - a\n  - b\n- c: d\n")
@example("a:\n  - b\n  c: d\n")
@example("a: b\n  c\n")
@example("a:\n b: c\n  d: e\n")
@settings(max_examples=1500)
def test_short_cut_and_libyaml_agree(text: str) -> None:
    same(text)


STRUCTURED = st.recursive(
    st.sampled_from(
        ["x", 1, True, None, "on", "0x1", "a: b", "#", "-", "", "é", "two\nlines", "a b", 1.5, "1.5", "- a", "[", "{}"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "no", "x y", "1", "a/b"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(STRUCTURED, st.sampled_from([True, False, None]), st.sampled_from([2, 4]))
@settings(max_examples=500)
def test_short_cut_and_libyaml_agree_on_what_is_written_by_programs(
    value: object, flow: bool | None, indent: int
) -> None:
    same(yaml.safe_dump(value, default_flow_style=flow, indent=indent, width=1000))


@pytest.mark.parametrize("text", [row[0] for row in SCALARS])
@pytest.mark.parametrize("form", ["a: {}\n", "- {}\n", "a: [{}]\n", "a: {{b: {}}}\n", "{}: a\n", "a: {{{}: b}}\n"])
def test_short_cut_and_libyaml_agree_on_scalars_everywhere(text: str, form: str) -> None:
    same(form.format(text))


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {app.kubernetes.io/name: a, x: y}\n",
        "---\n# why\nspec:\n  containers:\n  - name: a # c\n    args: [\"a\", '--b=c']\n    command:\n      - -c\n",
        "a:\nb: {}\nc: []\nd: null\n",
        "- a\n-   b: c\n    d: e\n",
        "image: registry.example:5000/web@sha256:0123\n",
    ],
)
def test_usual_manifests_take_the_short_cut(text: str) -> None:
    assert same(text)


def test_our_own_manifests_are_read_the_same() -> None:
    files = [*ROOT.glob("apps/*/*/*.yaml"), *ROOT.glob("policies/examples/*/*/*.yaml"), *ROOT.glob("stacks/*.yaml")]
    parts = [part for file in files for part in file.read_text().split("\n---\n")]

    assert sum(map(same, parts)) > 0.8 * len(parts)


def test_policy_set_is_read_the_same() -> None:
    cases = sorted((ROOT / "../shared/policy-set/cases").glob("*.yaml"))
    if not cases:
        pytest.skip("../shared/policy-set is not beside the checkout")
    parts = [part for file in cases for part in file.read_text().split("\n---\n")]

    assert sum(map(same, parts)) > 0.95 * len(parts)


@pytest.mark.parametrize(
    "text",
    [
        " " * 300_000 + "x",
        "a:" + " " * 300_000 + '"',
        "-" + " " * 300_000 + "x y",
        "a: b" + " " * 300_000 + "x",
        "a: " + "x " * 150_000,
        "a: [" + "x, " * 100_000,
        "- " * 150_000 + "x",
        "a: {" + " " * 300_000 + "}",
        "a: [" * 75_000,
    ],
)
def test_no_line_takes_long(text: str) -> None:
    began = time.process_time()

    plain_tree(text.encode())

    # A line whose time grew by its square would take minutes.
    assert time.process_time() - began < 2
