from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.changes import Changes, changes_since, touched
from policies.gate.loading import discover
from policies.gate.source import Source, SourceKind
from tests.unit.policies.repository import Repository


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit({"a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "old.yaml": "o: 1\n", "gone.yaml": "g: 1\n"})
    monkeypatch.chdir(made.folder)
    return made


def names(changes: Changes, paths: frozenset[Path]) -> set[str]:
    return {path.relative_to(changes.root).as_posix() for path in paths}


def test_what_changed_is_told_committed_staged_or_neither(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "topic")
    repository.git("mv", "old.yaml", "new.yaml")
    repository.git("rm", "--quiet", "gone.yaml")
    repository.commit({"a.yaml": "a: 2\n"})
    repository.write({"staged.yaml": "s: 1\n", "é b.yaml": "x: 1\n", "untracked/c.yaml": "u: 1\n"})
    repository.git("add", "staged.yaml")

    changes = changes_since("main", repository.folder)

    assert names(changes, changes.changed) == {"a.yaml", "new.yaml", "staged.yaml", "untracked/c.yaml", "é b.yaml"}
    assert names(changes, changes.gone) == {"gone.yaml", "old.yaml"}


def test_what_the_ref_got_after_the_change_began_does_not_count(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "topic")
    repository.commit({"a.yaml": "a: 2\n"})
    repository.git("switch", "--quiet", "main")
    repository.commit({"b.yaml": "b: 2\n"})
    repository.git("switch", "--quiet", "topic")

    changes = changes_since("main", repository.folder)

    assert names(changes, changes.changed) == {"a.yaml"}


def test_branch_is_meant_before_a_tag_of_its_name(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--create", "topic")
    repository.commit({"a.yaml": "a: 2\n"})
    repository.git("tag", "main")

    changes = changes_since("main", repository.folder)

    assert names(changes, changes.changed) == {"a.yaml"}


def test_branch_of_origin_will_do_where_there_is_no_local_one(repository: Repository, tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "--quiet", str(repository.folder), str(tmp_path / "clone")], check=True)
    clone = tmp_path / "clone"
    for words in (["switch", "--quiet", "--detach"], ["branch", "--quiet", "--delete", "main"]):
        subprocess.run(["git", *words], cwd=clone, check=True)
    (clone / "a.yaml").write_text("a: 3\n")

    changes = changes_since("main", clone)

    assert names(changes, changes.changed) == {"a.yaml"}


@pytest.mark.parametrize("ref", ["nowhere", "--all", "", "HEAD:a.yaml", "a b"])
def test_unknown_ref_is_one_sentence_that_names_it(repository: Repository, ref: str) -> None:
    with pytest.raises(InputError) as caught:
        changes_since(ref, repository.folder)

    assert "no branch, tag or commit" in caught.value.what
    assert "\n" not in str(caught.value)


def test_shallow_clone_is_told_how_to_become_whole(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"a.yaml": "a: 2\n"})
    repository.git("switch", "--quiet", "--create", "topic", "HEAD~1")
    repository.commit({"b.yaml": "b: 2\n"})
    clone = tmp_path / "clone"
    source = f"file://{repository.folder}"
    subprocess.run(["git", "clone", "--quiet", "--depth=1", "--no-single-branch", source, str(clone)], check=True)

    with pytest.raises(InputError, match="shallow"):
        changes_since("origin/main", clone)


def test_histories_without_a_common_commit_are_an_error(repository: Repository) -> None:
    repository.git("switch", "--quiet", "--orphan", "apart")
    repository.commit({"z.yaml": "z: 1\n"})

    with pytest.raises(InputError, match="no commit in common"):
        changes_since("main", repository.folder)


def test_outside_of_a_repository_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="git knows no repository"):
        changes_since("main", tmp_path)


def test_without_git_is_one_sentence(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    with pytest.raises(InputError, match="no git on PATH"):
        changes_since("main", repository.folder)


def test_hooks_variables_do_not_lead_elsewhere(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))

    assert changes_since("main", repository.folder).changed == frozenset()


def touched_files(repository: Repository) -> set[str]:
    changes = changes_since("main", repository.folder)
    return {each.file for each in discover() if isinstance(each, Source) and touched(each, changes)}


def test_chart_is_touched_by_any_of_its_files_and_by_one_that_is_gone(repository: Repository) -> None:
    for name in ("one", "two", "three"):
        chart = f"apiVersion: v2\nname: {name}\nversion: 0.1.0\n"
        repository.commit(
            {f"{name}/Chart.yaml": chart, f"{name}/values.yaml": "a: 1\n", f"{name}/templates/a.yaml": "{{"}
        )
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write({"one/values.yaml": "a: 2\n"})
    repository.git("rm", "--quiet", "two/templates/a.yaml")

    assert touched_files(repository) == {"one", "one/values.yaml", "two"}


def test_kustomization_is_touched_by_its_base(repository: Repository) -> None:
    repository.commit(
        {
            "base/kustomization.yaml": "resources: [a.yaml]\n",
            "base/a.yaml": "a: 1\n",
            "prod/kustomization.yaml": "resources: [../base]\n",
            "dev/kustomization.yaml": "resources: [../a.yaml]\n",
        }
    )
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write({"base/a.yaml": "a: 2\n"})

    assert touched_files(repository) == {"prod"}


def test_link_is_touched_by_what_it_leads_to(repository: Repository, tmp_path: Path) -> None:
    (repository.folder / "sub").mkdir()
    (repository.folder / "sub/link.yaml").symlink_to("../a.yaml")
    repository.commit({})
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write({"a.yaml": "a: 2\n"})
    changes = changes_since("main", repository.folder)

    link = Source("sub/link.yaml", SourceKind.MANIFEST, repository.folder / "sub/link.yaml", "sub")
    assert touched(link, changes)


def test_repository_reached_by_a_link_is_the_same(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "short").symlink_to(repository.folder)
    repository.write({"a.yaml": "a: 2\n"})
    changes = changes_since("main", tmp_path / "short")

    changed = Source("a.yaml", SourceKind.MANIFEST, tmp_path / "short" / "a.yaml", ".")
    unchanged = Source("b.yaml", SourceKind.MANIFEST, tmp_path / "short" / "b.yaml", ".")
    assert (touched(changed, changes), touched(unchanged, changes)) == (True, False)


def test_what_lies_outside_of_the_repository_counts_as_changed(repository: Repository, tmp_path: Path) -> None:
    outside = Source("x.yaml", SourceKind.MANIFEST, tmp_path / "x.yaml", ".")

    assert touched(outside, changes_since("main", repository.folder))
