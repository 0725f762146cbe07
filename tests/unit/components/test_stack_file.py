from __future__ import annotations

from pathlib import Path

import pytest

from components.errors import ConfigurationError
from components.stack_file import read_stack_file, stack_names


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "Pulumi.dev.yaml"


def test_every_key_and_item_knows_its_line(file: Path) -> None:
    file.write_text("config:\n  a: 1\n  list:\n    - x\n    - y: {z: 2}\n")
    read = read_stack_file(file)
    assert read.content == {"config": {"a": 1, "list": ["x", {"y": {"z": 2}}]}}
    assert read.lines == {
        ("config",): 1,
        ("config", "a"): 2,
        ("config", "list"): 3,
        ("config", "list", 0): 4,
        ("config", "list", 1): 5,
        ("config", "list", 1, "y"): 5,
        ("config", "list", 1, "y", "z"): 5,
    }


def test_what_the_file_lacks_is_placed_at_the_nearest_thing_above_it(file: Path) -> None:
    file.write_text("config:\n  a: {b: 1}\n")
    read = read_stack_file(file)
    assert (read.line_of(("config", "a", "c")), read.line_of(("other",))) == (2, 1)


def test_anchors_and_merged_mappings_are_followed(file: Path) -> None:
    file.write_text("base: &base {x: 1, y: 2}\nconfig:\n  <<: *base\n  y: 3\n  same: *base\n")
    content = read_stack_file(file).content
    assert content == {"base": {"x": 1, "y": 2}, "config": {"x": 1, "y": 3, "same": {"x": 1, "y": 2}}}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"config:\n  a: 1\n  a: 2\n", ":3: slipway:a: is written twice; keep one of them"),
        (
            b"config:\n  slipway:network:\n    ipv6: true\n    ipv6: false\n",
            ":4: slipway:network.ipv6: is written twice; keep one of them",
        ),
        (b"config: {}\nconfig: {}\n", ":2: config: is written twice; keep one of them"),
        (b"config:\n  - a: 1\n    a: 2\n", ":3: config[0].a: is written twice; keep one of them"),
        (b"config:\n  a: [1, 2\nb: 3\n", ":3: is not YAML: did not find expected ',' or ']'; mend that line"),
        (b"config:\n\ta: 1\n", ":2: is not YAML: found character that cannot start any token; mend that line"),
        (
            b"config:\n  a: !!python/object:os.system x\n",
            ":2: is not YAML: could not determine a constructor for the tag "
            "'tag:yaml.org,2002:python/object:os.system'; mend that line",
        ),
        (b"config:\n  a: *nobody\n", ":2: is not YAML: found undefined alias; mend that line"),
        (b"config: &me\n  a: *me\n", ":1: slipway:a: an anchor holds itself; mend that line"),
        (b"config:\n  a: caf\xe9\n", ":2: byte 0xe9 is not UTF-8; save it as UTF-8"),
        (b"a: 1\n---\nb: 2\n", ":2: is not YAML: but found another document; mend that line"),
        (
            b"config:\n  a: 0100\n",
            ":2: slipway:a: 0100 is read differently by YAML 1.1 and 1.2; write a plain number, or quote it",
        ),
        (
            b"config:\n  a: [1, 58:20]\n",
            ":2: slipway:a[1]: 58:20 is read differently by YAML 1.1 and 1.2; write a plain number, or quote it",
        ),
        (b"b: 1\na: \x00\n", ":2: is not YAML: control characters are not allowed; mend that line"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_why(file: Path, content: bytes, sentence: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigurationError) as caught:
        read_stack_file(file)
    assert str(caught.value) == f"Pulumi.dev.yaml{sentence}"


def test_a_file_that_is_a_folder_says_so(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigurationError, match=r"Pulumi.dev.yaml: cannot be read \(Is a directory\)"):
        read_stack_file(file)


def test_stacks_are_named_after_their_files(tmp_path: Path) -> None:
    for name in ("Pulumi.yaml", "Pulumi.local.yaml", "Pulumi.prod-uswest.yaml", "notes.txt"):
        (tmp_path / name).touch()
    assert stack_names(tmp_path) == ["local", "prod-uswest"]
