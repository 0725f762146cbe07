from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.loading import discover, load
from policies.gate.source import Skipped, Source, SourceKind
from tests.unit.policies.loading.repository import POD, kinds, write


def test_each_file_is_sorted_by_its_name(tree: Path) -> None:
    rows = {
        "Containerfile": "dockerfile",
        "Dockerfile": "dockerfile",
        "Dockerfile.dockerignore": "other",
        "a/api.Dockerfile": "dockerfile",
        "a/Dockerfile.dev": "dockerfile",
        "a/pod.json": "manifest",
        "a/pod.yaml": "manifest",
        "a/pod.yml": "manifest",
        "action.yml": "workflow",
        ".github/workflows/ci.yaml": "workflow",
        ".github/dependabot.yml": "manifest",
        ".vscode/settings.json": "other",
        "logo.PNG": "binary",
        "main.py": "other",
        "package.json": "other",
    }
    write(tree, dict.fromkeys(rows, POD))

    assert kinds() == rows
    assert list(kinds()) == sorted(rows)


def test_no_path_is_the_whole_repository_wherever_one_stands_in_it(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a/pod.yaml": POD, "b/c/pod.yaml": POD})
    monkeypatch.chdir(tree / "b")

    assert list(kinds()) == ["../a/pod.yaml", "c/pod.yaml"]
    assert list(kinds(".")) == ["c/pod.yaml"]


def test_what_git_ignores_is_left_out_unless_it_is_named(tree: Path) -> None:
    write(tree, {".gitignore": "dist/\n", "dist/pod.yaml": POD, "pod.yaml": POD})

    assert kinds() == {".gitignore": "other", "pod.yaml": "manifest"}
    assert kinds("dist") == {"dist/pod.yaml": "manifest"}
    assert kinds("dist/pod.yaml") == {"dist/pod.yaml": "manifest"}


def test_tracked_file_that_is_not_there_is_counted(tree: Path) -> None:
    write(tree, {"a.yaml": POD, "b.yaml": POD})
    subprocess.run(["git", "add", "."], check=True)
    (tree / "a.yaml").unlink()

    assert kinds() == {"a.yaml": "absent", "b.yaml": "manifest"}


def test_repository_in_the_repository_is_gone_through(tree: Path) -> None:
    write(tree, {"a.yaml": POD})
    subprocess.run(["git", "init", "--quiet", "inner"], check=True)
    write(tree, {"inner/b.yaml": POD})

    assert kinds() == {"a.yaml": "manifest", "inner/b.yaml": "manifest"}


def test_without_git_all_is_gone_through_but_what_no_repository_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a.yaml": POD, "node_modules/b.yaml": POD, ".venv/c.yaml": POD, "d/e.yaml": POD})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "")

    assert kinds() == {"a.yaml": "manifest", "d/e.yaml": "manifest"}


def test_file_named_twice_is_judged_once(tree: Path) -> None:
    write(tree, {"a/pod.yaml": POD})

    assert kinds("a", "a/pod.yaml", "./a/", str(tree / "a")) == {"a/pod.yaml": "manifest"}


@pytest.mark.parametrize("name", ["rendered", "pod.YAML", "pod.yaml.tpl", "pod.txt"])
@pytest.mark.parametrize("text", [POD, f"# why\n---\n{POD}", '{\n  "apiVersion": "v1",\n  "kind": "Pod"\n}'])
def test_object_that_is_named_is_judged_whatever_its_name_ends_with(tree: Path, name: str, text: str) -> None:
    write(tree, {name: text, "notes.md": f"# A pod\n\nAs in:\n\n{POD}"})
    assert kinds(name) == {name: SourceKind.MANIFEST}
    assert kinds("notes.md") == {"notes.md": SourceKind.OTHER}
    assert kinds()[name] == SourceKind.OTHER


def test_file_outside_of_the_working_directory_is_named_as_it_was_written(tree: Path) -> None:
    write(tree.parent, {"elsewhere/pod.yaml": POD})

    assert list(kinds("../elsewhere")) == ["../elsewhere/pod.yaml"]
    assert list(kinds(str(tree.parent / "elsewhere"))) == [f"{tree.parent}/elsewhere/pod.yaml"]


def test_excluded_path_is_skipped_with_its_reason(tree: Path) -> None:
    write(tree, {"a/b/pod.yaml": POD, "a/pod.yaml": POD, "ab/pod.yaml": POD, "x/a/pod.yaml": POD, "c.yaml": POD})

    assert kinds(excluded={"a/": "examples", "**/a/*.yaml": "tests", "c.y?ml": "old"}) == {
        "a/b/pod.yaml": "excluded: examples",
        "a/pod.yaml": "excluded: examples",
        "ab/pod.yaml": "manifest",
        "c.yaml": "excluded: old",
        "x/a/pod.yaml": "excluded: tests",
    }
    assert kinds("a/pod.yaml", excluded={"a": "examples"}) == {"a/pod.yaml": "excluded: examples"}


def test_missing_path_is_an_error_that_names_it(tree: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.yaml"):
        kinds("nowhere.yaml")


def test_folder_that_git_may_not_read_is_an_error(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a.yaml": POD})
    # Root may read everything, so git's answer to others is played.
    git = tree.parent / "bin" / "git"
    write(
        tree.parent,
        {"bin/git": "#!/bin/sh\nprintf 'a.yaml\\0'\necho \"warning: could not open directory 'b/': no\" >&2\n"},
    )
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{git.parent}:{os.environ['PATH']}")

    with pytest.raises(InputError, match="could not open directory 'b/'"):
        kinds()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_an_error(tree: Path) -> None:
    write(tree, {"a.yaml": POD})
    (tree / "a.yaml").chmod(0)

    with pytest.raises(InputError, match="permission"):
        [list(load(each)) for each in discover() if isinstance(each, Source)]


def test_file_that_vanished_is_an_error(tree: Path) -> None:
    write(tree, {"a.yaml": POD})
    (source,) = discover()
    (tree / "a.yaml").unlink()
    assert isinstance(source, Source)

    with pytest.raises(InputError, match=r"a\.yaml"):
        list(load(source))


def test_links_stay_inside_of_the_tree(tree: Path) -> None:
    write(tree, {"a/pod.yaml": POD, "b/pod.yaml": POD})
    write(tree.parent, {"outside.yaml": POD})
    for name, target in {
        "circle": "circle",
        "ping": "pong",
        "pong": "ping",
        "nowhere": "nothing",
        "out.yaml": "../outside.yaml",
        "root": "/",
        "a/up": "..",
        "link.yaml": "a/pod.yaml",
        "folder": "a",
    }.items():
        (tree / name).symlink_to(target)

    assert kinds() == {
        "a/pod.yaml": "manifest",
        "a/up": "SLIP-GATE-104",
        "b/pod.yaml": "manifest",
        "circle": "SLIP-GATE-104",
        "folder": "link",
        "link.yaml": "link",
        "nowhere": "SLIP-GATE-104",
        "out.yaml": "SLIP-GATE-104",
        "ping": "SLIP-GATE-104",
        "pong": "SLIP-GATE-104",
        "root": "SLIP-GATE-104",
    }


def test_link_to_what_is_not_judged_by_its_own_name_is_followed(tree: Path) -> None:
    write(tree, {"a/pod.yaml": POD, "b/other.yaml": POD, "b/c/deep.yaml": POD})
    (tree / "a/link.yaml").symlink_to("../b/other.yaml")
    (tree / "a/folder").symlink_to("../b/c")

    assert kinds("a") == {"a/link.yaml": "manifest", "a/pod.yaml": "manifest", "b/c/deep.yaml": "manifest"}


def test_what_is_no_file_is_a_finding_and_never_read(tree: Path) -> None:
    write(tree, {"a.yaml": POD})
    os.mkfifo(tree / "pipe.yaml")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("socket.yaml")
    (tree / "link.yaml").symlink_to("pipe.yaml")
    # git lists no pipes; a folder that is not git's does.
    subprocess.run(["rm", "-r", ".git"], check=True)

    assert kinds() == {
        "a.yaml": "manifest",
        "link.yaml": "link",
        "pipe.yaml": "SLIP-GATE-105",
        "socket.yaml": "SLIP-GATE-105",
    }
    for named in ("pipe.yaml", "link.yaml", "/dev/null"):
        with pytest.raises(InputError, match="standard input"):
            kinds(named)


def test_standard_input_is_read_once_and_can_be_located(monkeypatch: pytest.MonkeyPatch) -> None:
    class Given:
        buffer = io.BytesIO((POD + "---\n" + POD).encode())

    monkeypatch.setattr(sys, "stdin", Given())
    (source,) = discover(["-"])
    assert isinstance(source, Source)

    found = [item for item in load(source) if isinstance(item, Document)]

    assert [(each.file, each.line, each.locate(("kind",)).line) for each in found] == [("-", 1, 2), ("-", 5, 6)]


def test_the_copy_of_standard_input_has_no_name_that_could_stay_and_forked_processes_read_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Given:
        buffer = io.BytesIO(POD.encode())

        def close(self) -> None:
            """Do nothing; a forked process asks for it."""

    monkeypatch.setattr(sys, "stdin", Given())
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (source,) = discover(["-"])
    assert isinstance(source, Source)
    assert list(tmp_path.iterdir()) == []

    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        found = pool.submit(_kinds_of, source).result()

    assert found == ["Pod"]


def _kinds_of(source: Source) -> list[object]:
    return [item.value["kind"] for item in load(source) if isinstance(item, Document)]


def test_skipped_and_sources_are_one_stable_order(tree: Path) -> None:
    write(tree, {"b.yaml": POD, "a.png": "", "c.yaml": POD})

    assert [each.file for each in discover() if isinstance(each, Source | Skipped)] == ["a.png", "b.yaml", "c.yaml"]
