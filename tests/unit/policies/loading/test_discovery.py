from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.finding import Finding
from policies.gate.loading import discover, load
from policies.gate.source import Skipped, Source, SourceKind

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository, in which the test works."""
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    monkeypatch.chdir(folder)
    return folder


def write(tree: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        file = tree / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def kinds(*paths: str, excluded: dict[str, str] | None = None) -> dict[str, str]:
    """Give what was found: a source's kind, why something was skipped, or the rule of a finding."""
    found: dict[str, str] = {}
    for each in discover(paths, excluded=excluded or {}):
        if isinstance(each, Finding):
            found[each.location.file] = each.rule
        else:
            found[each.file] = each.kind.value if isinstance(each, Source) else each.reason
    return found


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


CHART = "apiVersion: v2\nname: web\nversion: 0.1.0\n"


def test_chart_is_one_source_whose_templates_are_never_read_as_they_are(tree: Path) -> None:
    write(
        tree,
        {
            "web/Chart.yaml": CHART,
            "web/values.yaml": "a: 1\n",
            "web/ci/small-values.yaml": "a: 2\n",
            "web/templates/pod.yaml": "{{ broken",
            "web/crds/crd.yaml": POD,
            "web/charts/sub/Chart.yaml": CHART,
            "web/charts/sub/templates/x.yaml": "{{",
            "web/examples/other/Chart.yaml": CHART,
            "web/examples/other/templates/x.yaml": "{{",
            "pod.yaml": POD,
        },
    )

    found = kinds()

    assert found == {
        "pod.yaml": "manifest",
        "web": "chart",
        "web/Chart.yaml": "other",
        "web/ci/small-values.yaml": "other",
        "web/examples/other": "chart",
        "web/examples/other/Chart.yaml": "other",
        "web/values.yaml": "other",
    }
    web = next(each for each in discover() if isinstance(each, Source) and each.file == "web")
    assert {part.relative_to(tree).as_posix() for part in web.parts} >= {
        "web/templates/pod.yaml",
        "web/charts/sub/templates/x.yaml",
        "web/ci/small-values.yaml",
    }


def test_chart_description_does_not_hide_the_manifests_below_it(tree: Path) -> None:
    write(tree, {"apps/Chart.yaml": CHART, "apps/web/prod/pod.yaml": POD, "apps/values-prod.yaml": "a: 1\n"})

    assert kinds() == {
        "apps": "chart",
        "apps/Chart.yaml": "other",
        "apps/values-prod.yaml": "other",
        "apps/web/prod/pod.yaml": "manifest",
    }


@pytest.mark.parametrize(
    "path", ["web", "web/templates", "web/templates/pod.yaml", "web/values.yaml", "web/Chart.yaml"]
)
def test_part_of_a_chart_that_is_named_stands_for_the_chart(tree: Path, path: str) -> None:
    write(tree, {"web/Chart.yaml": CHART, "web/templates/pod.yaml": "{{", "web/values.yaml": "a: 1\n"})

    assert kinds(path)["web"] == "chart"
    assert "web/templates/pod.yaml" not in kinds(path)


def test_part_of_a_chart_that_git_ignores_is_a_part_all_the_same(tree: Path) -> None:
    write(tree, {".gitignore": "*.tgz\n", "web/Chart.yaml": CHART, "web/charts/sub-1.tgz": "x"})

    web = next(each for each in discover() if isinstance(each, Source) and each.kind is SourceKind.CHART)

    assert [part.name for part in web.parts] == ["Chart.yaml", "sub-1.tgz"]


def test_kustomization_is_judged_as_built_and_its_files_not_a_second_time(tree: Path) -> None:
    write(
        tree,
        {
            "base/kustomization.yaml": "resources: [pod.yaml]\nconfigMapGenerator: [{name: c, files: [k=app.json]}]\n",
            "base/pod.yaml": POD,
            "base/app.json": "{}",
            "base/unused.yaml": POD,
            "prod/kustomization.yml": "resources: [../base, ../apart/pod.yaml]\npatches: [{path: patch.yaml}]\n",
            "prod/patch.yaml": POD,
            "apart/pod.yaml": POD,
            "part/kustomization.yaml": "kind: Component\nresources: []\n",
        },
    )

    assert kinds() == {
        # Somebody may apply it as it is.
        "apart/pod.yaml": "manifest",
        "base/unused.yaml": "manifest",
        "part": "kustomize-component",
        "prod": "kustomization",
    }
    (prod,) = (each for each in discover() if isinstance(each, Source) and each.file == "prod")
    assert {part.relative_to(tree).as_posix() for part in prod.parts} == {
        "apart/pod.yaml",
        "base/app.json",
        "base/kustomization.yaml",
        "base/pod.yaml",
        "base/unused.yaml",
        "prod/kustomization.yml",
        "prod/patch.yaml",
    }
    assert kinds("base")["base"] == "kustomization"


def test_folder_with_its_own_kustomization_can_be_the_working_directory(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tree, {"base/kustomization.yaml": "resources: [pod.yaml]\n", "base/pod.yaml": POD})
    monkeypatch.chdir(tree / "base")

    assert kinds(".") == {".": "kustomization"}
    assert kinds("kustomization.yaml") == {".": "kustomization"}


def test_kustomization_that_is_no_yaml_is_still_one(tree: Path) -> None:
    write(tree, {"a/kustomization.yaml": "a: [", "a/pod.yaml": POD})

    assert kinds() == {"a": "kustomization", "a/pod.yaml": "manifest"}


def test_kustomizations_in_a_circle_are_not_overlooked(tree: Path) -> None:
    write(
        tree,
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "resources: [../a]\n",
            "c/kustomization.yaml": "resources: [../c]\n",
        },
    )

    assert kinds() == {"a": "kustomization", "c": "kustomization"}


def test_skipped_and_sources_are_one_stable_order(tree: Path) -> None:
    write(tree, {"b.yaml": POD, "a.png": "", "c.yaml": POD})

    assert [each.file for each in discover() if isinstance(each, Source | Skipped)] == ["a.png", "b.yaml", "c.yaml"]
