from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.git import following
from sandbox.git.following import Follower
from sandbox.git.repository import commit_of

Git = Callable[..., "object"]
Commit = Callable[[str, str | None], str]


def test_the_first_look_pushes_what_is_there(checkout: Path, bare: Path) -> None:
    assert Follower(checkout, bare).look() == commit_of(checkout, "HEAD") == commit_of(bare, "main")


def test_a_commit_is_pushed_at_the_next_look(checkout: Path, bare: Path, commit: Commit) -> None:
    follower = Follower(checkout, bare)
    follower.look()
    head = commit("a", "1")
    assert follower.look() == head
    assert follower.look() is None
    assert commit_of(bare, "main") == head


def test_a_look_at_an_unmoved_head_runs_no_git(checkout: Path, bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follower = Follower(checkout, bare)
    follower.look()

    def forbidden(*arguments: object, **options: object) -> str:
        raise AssertionError(f"git was run: {arguments}")

    for name in ("git", "commit_of", "push"):
        monkeypatch.setattr(following, name, forbidden)
    assert follower.look() is None


def test_another_branch_a_detached_head_and_packed_references_are_seen(
    checkout: Path, bare: Path, commit: Commit, git: Git
) -> None:
    follower = Follower(checkout, bare)
    follower.look()
    git("switch", "-qc", "feature", cwd=checkout)
    on_feature = commit("a", "1")
    assert follower.look() == on_feature
    git("pack-refs", "--all", cwd=checkout)
    assert follower.look() is None
    packed = commit("a", "2")
    git("pack-refs", "--all", cwd=checkout)  # now packed-refs alone has changed
    assert follower.look() == packed
    git("switch", "-q", "--detach", on_feature, cwd=checkout)
    assert follower.look() == on_feature


def test_a_worktree_is_followed(checkout: Path, bare: Path, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "-q", str(tmp_path / "tree"), "-b", "tree", cwd=checkout)
    follower = Follower(tmp_path / "tree", bare)
    follower.look()
    git("commit", "-q", "--allow-empty", "-m", "in the tree", cwd=tmp_path / "tree")
    assert follower.look() == commit_of(tmp_path / "tree", "HEAD") != commit_of(checkout, "HEAD")


def test_a_checkout_that_is_away_is_said_and_followed_again_when_it_is_back(
    checkout: Path, bare: Path, commit: Commit
) -> None:
    follower = Follower(checkout, bare)
    follower.look()
    head = commit("a", "1")
    checkout.rename(checkout.with_name("away"))
    assert follower.look() is None
    assert follower.trouble is not None
    assert str(checkout) in follower.trouble
    checkout.with_name("away").rename(checkout)
    assert follower.look() == head


def test_a_push_that_fails_is_tried_again(checkout: Path, bare: Path, commit: Commit) -> None:
    follower = Follower(checkout, bare)
    follower.look()
    head = commit("a", "1")
    lock = bare / "refs/heads/main.lock"
    lock.touch()
    troubles = [follower.trouble]
    assert follower.look() is None
    troubles.append(follower.trouble)
    lock.unlink()
    assert follower.look() == head
    assert [trouble is None for trouble in (*troubles, follower.trouble)] == [True, False, True]


def test_a_repository_without_a_commit_waits_for_the_first(bare: Path, git: Git, tmp_path: Path) -> None:
    git("init", "-q", "-b", "trunk", "new")
    follower = Follower(tmp_path / "new", bare)
    assert (follower.look(), follower.trouble) == (None, None)
    git("commit", "-q", "--allow-empty", "-m", "first", cwd=tmp_path / "new")
    assert follower.look() == commit_of(tmp_path / "new", "HEAD")
