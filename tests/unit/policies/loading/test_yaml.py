from __future__ import annotations

import pytest

from policies.errors import InputError
from policies.gate.loading.limits import DEPTH
from tests.unit.policies.loading.reading import document, documents, finding, items, skipped

POD = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n"


def test_documents_of_a_stream_are_given_in_order_with_their_lines() -> None:
    found = documents("# first\n---\n" + POD.format("a") + "---\n# only a comment\n---\n" + POD.format("b") + "...\n")

    assert [(each.value["metadata"]["name"], each.number, each.line) for each in found] == [("a", 0, 3), ("b", 1, 10)]


def test_separator_may_carry_a_comment_or_the_document_itself() -> None:
    assert (
        len(documents("--- # first\n" + POD.format("a") + "--- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n"))
        == 2
    )


def test_separator_inside_of_a_block_scalar_is_indented_and_so_none() -> None:
    text = POD.format("a") + "data:\n  script: |\n    ---\n    echo\n"

    assert document(text).value["data"]["script"] == "---\necho\n"


def test_directive_belongs_to_the_document_behind_the_separator() -> None:
    assert document("%YAML 1.1\n---\n" + POD.format("a")).line == 3


def test_windows_lines_are_lines() -> None:
    found = documents((POD.format("a") + "---\n" + POD.format("b")).replace("\n", "\r\n"))

    assert [each.line for each in found] == [1, 6]


def test_lone_carriage_returns_divide_documents_too() -> None:
    assert len(documents((POD.format("a") + "---\n" + POD.format("b")).replace("\n", "\r"))) == 2


def test_last_line_needs_no_end() -> None:
    assert len(documents(POD.format("a") + "---\n" + POD.format("b").rstrip() + "\n---")) == 2


@pytest.mark.parametrize("text", ["", "\n", "---\n", "---\n---\n", "# nothing\n", "null\n", "--- ~\n...\n"])
def test_empty_documents_are_nothing(text: str) -> None:
    assert items(text) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_text_may_be_of_any_encoding_that_a_byte_order_mark_names(encoding: str) -> None:
    mark = "" if encoding in ("utf-16", "utf-8-sig") else "\ufeff"
    text = mark + POD.format("é") + "spec:\n  nodeName: x\n---\n" + POD.format("b") + "spec: {}\n"

    found = documents(text.encode(encoding))

    assert [each.value["metadata"]["name"] for each in found] == ["é", "b"]
    assert [each.locate(("spec",)).line for each in found] == [5, 12]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"apiVersion: v1\nkind: Pod\nmetadata: {name: \xff}\n", 3),
        (b"a: 1\n---\nb: \xe9\n", 3),
        (b"a: \x00\n", 1),
        (b"a: 1\nb: \x07\n", 2),
        (b"\xff\xfea", None),
        (b"\xff\xfe\x00\xd8", None),
    ],
)
def test_what_is_no_text_is_an_error_with_its_line(content: bytes, line: int | None) -> None:
    with pytest.raises(InputError) as caught:
        items(content)

    assert (caught.value.where or "").startswith(f"manifest.yaml:{line}" if line else "manifest.yaml")


def test_broken_yaml_is_an_error_at_its_line_and_what_came_before_stands() -> None:
    from policies.gate.loading import load
    from policies.gate.source import Source, SourceKind

    content = (POD.format("a") + "---\na: [1,\nb: 2\n").encode()
    found = load(Source("x.yaml", SourceKind.MANIFEST, None, ".", content=content))

    assert next(found).value["metadata"]["name"] == "a"  # type: ignore[union-attr]
    with pytest.raises(InputError) as caught:
        next(found)
    assert (caught.value.where or "").startswith("x.yaml:8:")
    assert "no YAML" in caught.value.what
    assert "from line 6" in caught.value.what


@pytest.mark.parametrize(
    ("more", "line", "word"),
    [
        ("spec:\n  hostPID: true\n  hostPID: false\n", 7, "'hostPID'"),
        ("spec:\n  80: a\n  '80': b\n", 7, "'80'"),
        ("kind: Deployment\n", 5, "'kind'"),
        ("spec: {a: 1, a: 1}\n", 5, "'a'"),
        ("spec: !!python/object/apply:os.system [echo]\n", 5, "!!python"),
        ("spec:\n  - !Ref a\n", 6, "!Ref"),
        ("spec: !!int abc\n", 5, "!!int"),
        ("spec: !!set {a}\n", 5, "!!set"),
        ("spec: !!binary '%%'\n", 5, "!!binary"),
        ("spec:\n  ~: 1\n", 6, "no text"),
        ("spec:\n  [a]: 1\n", 6, "no text"),
        ("spec:\n  ? {a: b}\n  : 1\n", 6, "no text"),
        ("spec: .nan\n", 5, ".nan"),
        ("spec: -.Inf\n", 5, "-.Inf"),
        ("spec: {a: 1, <<: {a: 2}}\n", 5, "<<"),
        ("spec: {<<: 5}\n", 5, "<<"),
    ],
)
def test_what_readers_refuse_or_disagree_about_is_an_error_in_an_object(more: str, line: int, word: str) -> None:
    with pytest.raises(InputError) as caught:
        items(POD.format("a") + more)

    assert (caught.value.where or "").startswith(f"manifest.yaml:{line}:")
    assert word in caught.value.what


def test_what_readers_refuse_does_not_matter_in_a_file_that_holds_no_object() -> None:
    assert skipped("Resources:\n  a: !Ref b\n  a: 1\n") == ["not-kubernetes"]


def test_tags_of_yaml_itself_are_honoured() -> None:
    inside = "a: !!str 1, b: !!int '2', c: !!float 3, d: !!bool 'yes', e: !!null '', f: ! 4, g: !!binary aGk="
    more = f"spec: !!map {{{inside}}}\n"

    assert document(POD.format("a") + more).value["spec"] == {
        "a": "1", "b": 2, "c": 3, "d": True, "e": None, "f": 4, "g": "hi",
    }  # fmt: skip


def test_aliases_and_merges_stand_for_what_they_name() -> None:
    more = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nspec:\n  <<: [*x, *y]\n  d: *x\n  c: 5\nz: {<<: *x}\n"

    value = document(POD.format("a") + more).value

    assert value["spec"] == {"a": 1, "b": 2, "c": 5, "d": {"a": 1, "b": 2}}
    assert value["z"] == {"a": 1, "b": 2}


def test_quoted_merge_key_is_a_key() -> None:
    assert document(POD.format("a") + "spec: {'<<': {a: 1}}\n").value["spec"] == {"<<": {"a": 1}}


def test_anchor_does_not_outlive_its_document() -> None:
    with pytest.raises(InputError, match=r"\*x"):
        items(POD.format("&x a") + "---\n" + POD.format("*x"))


@pytest.mark.parametrize("more", ["spec: &a [*a]\n", "spec: &a {b: *a}\n", "spec: *nowhere\n"])
def test_alias_of_what_is_not_complete_is_an_error(more: str) -> None:
    with pytest.raises(InputError, match="stands for nothing"):
        items(POD.format("a") + more)


@pytest.mark.parametrize(
    "bomb",
    [
        "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "".join(f"x{n}: &x{n} {{a: *x{n - 1}, b: *x{n - 1}}}\n" for n in range(1, 40)),
        "t: &t " + "a" * 100_000 + "\nlist: [" + ", ".join(["*t"] * 1000) + "]\n",
        "".join(f"x{n}: &x{n} [*x{n - 1}]\n" for n in range(1, 300)),
    ],
    ids=["billion-laughs", "doubling", "long-text", "deep"],
)
def test_aliases_that_grow_without_end_are_an_error(bomb: str) -> None:
    with pytest.raises(InputError, match="aliases"):
        items(POD.format("a") + "x0: &x0 lol\n" + bomb)


@pytest.mark.parametrize(
    "deep",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "[" * 5000 + "]" * 5000,
        "- " * 5000 + "a",
        "\n".join(" " * n + "a:" for n in range(DEPTH + 10)),
    ],
)
def test_nesting_without_end_is_an_error(deep: str) -> None:
    with pytest.raises(InputError, match="levels deep"):
        items(deep)


def test_nesting_of_real_schemas_is_read() -> None:
    text = POD.format("a") + "spec:\n" + "\n".join("  " * n + "a:" for n in range(1, 100)) + " 1\n"

    assert document(text).value["spec"]["a"]["a"] is not None


def test_document_that_is_too_large_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policies.gate.loading.stream.DOCUMENT_BYTES", 1 << 20)

    with pytest.raises(InputError, match="more than 1 MiB"):
        items(POD.format("a") + "x: " + "a" * (3 << 20))


def test_finding_of_a_flaw_names_object_and_line() -> None:
    found = finding("---\napiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n")

    assert (found.rule, found.location.line, found.resource.kind) == ("SLIP-GATE-102", 2, "Pod")
