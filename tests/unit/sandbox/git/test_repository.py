from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.git.repository import (
    GitFailed,
    changed_files,
    changed_folders,
    commit_of,
    committed_folders,
    ensure_bare,
    push,
)

Git = Callable[..., "object"]
Commit = Callable[[str, str | None], str]


def test_a_push_puts_the_commit_on_the_branch_and_gives_its_id(checkout: Path, bare: Path, commit: Commit) -> None:
    head = commit("a", "1")
    assert push(checkout, bare) == head
    assert commit_of(bare, "HEAD") == head


def test_a_rewritten_history_replaces_what_was_pushed(checkout: Path, bare: Path, commit: Commit, git: Git) -> None:
    commit("a", "1")
    push(checkout, bare)
    git("commit", "-q", "--amend", "-m", "other words", cwd=checkout)
    amended = push(checkout, bare)
    assert commit_of(bare, "main") == amended == commit_of(checkout, "HEAD")


def test_a_shallow_clone_can_be_pushed_from(
    checkout: Path, bare: Path, commit: Commit, git: Git, tmp_path: Path
) -> None:
    commit("a", "1")
    git("clone", "-q", "--depth", "1", checkout.as_uri(), "shallow")
    assert push(tmp_path / "shallow", bare) == commit_of(checkout, "HEAD")


def test_the_users_hooks_do_not_run(checkout: Path, bare: Path, git: Git, tmp_path: Path) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "pre-receive", "update", "post-receive"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran-{name}\nexit 1\n")
        (hooks / name).chmod(0o755)
    git("config", "--global", "core.hooksPath", str(hooks))
    push(checkout, bare)
    assert not list(tmp_path.glob("ran-*"))


def test_a_checkout_without_a_commit_is_named(bare: Path, git: Git, tmp_path: Path) -> None:
    git("init", "-q", "empty")
    with pytest.raises(GitFailed, match=r"empty: HEAD names no commit; commit something"):
        push(tmp_path / "empty", bare)


def test_a_folder_that_is_no_repository_is_named(bare: Path, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(GitFailed, match=r"plain: .*not a git repository"):
        push(tmp_path / "plain", bare)


def test_missing_git_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with pytest.raises(GitFailed, match=r"git cannot be run \(No such file or directory\); install git"):
        ensure_bare(tmp_path / "git" / "slipway.git")


def test_a_damaged_copy_is_made_anew(checkout: Path, bare: Path) -> None:
    push(checkout, bare)
    (bare / "HEAD").write_bytes(b"\0\0")
    ensure_bare(bare)
    assert push(checkout, bare) == commit_of(bare, "main")


def test_an_object_that_a_crash_left_empty_makes_the_copy_anew(checkout: Path, bare: Path) -> None:
    head = push(checkout, bare)
    loose = bare / "objects" / head[:2] / head[2:]
    loose.chmod(0o600)
    loose.write_bytes(b"")
    ensure_bare(bare)
    assert push(checkout, bare) == commit_of(bare, "main") == head


def test_a_sound_copy_is_kept(checkout: Path, bare: Path) -> None:
    head = push(checkout, bare)
    ensure_bare(bare)
    assert commit_of(bare, "main") == head


def test_a_lock_that_a_killed_push_left_is_removed_but_a_fresh_one_is_not(checkout: Path, bare: Path) -> None:
    old, fresh = bare / "refs/heads/main.lock", bare / "packed-refs.lock"
    old.touch()
    fresh.touch()
    os.utime(old, (time.time() - 60,) * 2)
    ensure_bare(bare)
    assert (old.exists(), fresh.exists()) == (False, True)
    fresh.unlink()
    push(checkout, bare)


def test_changed_files_are_named_as_they_are(checkout: Path, commit: Commit) -> None:
    old = commit('apps/cart/local/a b"ü.yaml', "1")
    new = commit("apps/cart/local/config.yaml", None)
    newer = commit('apps/cart/local/a b"ü.yaml', "2")
    assert changed_files(checkout, old, new) == {"apps/cart/local/config.yaml"}
    assert changed_files(checkout, old, newer) == {"apps/cart/local/config.yaml", 'apps/cart/local/a b"ü.yaml'}


def test_folders_that_appear_and_disappear_are_named_and_others_not(checkout: Path, commit: Commit) -> None:
    old = commit("apps/cart/dev/config.yaml", "1")
    added = commit("apps/order/local/config.yaml", "1")
    removed = commit("apps/cart/dev/config.yaml", None)
    edited = commit("apps/cart/local/config.yaml", "2")

    def folders(before: str, after: str) -> frozenset[str]:
        return changed_folders(checkout, before, after, changed_files(checkout, before, after))

    assert folders(old, added) == {"apps/order", "apps/order/local"}
    assert folders(added, removed) == {"apps/cart/dev"}
    assert folders(removed, edited) == frozenset()


def test_variables_that_git_sets_for_hooks_do_not_lead_astray(
    checkout: Path, bare: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert push(checkout, bare) == commit_of(bare, "main")


def test_committed_folders_are_those_that_match_and_not_those_below_or_beside_or_uncommitted(
    checkout: Path, commit: Commit
) -> None:
    for name in ("apps/cart/dev/a.yaml", "apps/cart/prod/a.yaml", "apps/shop/dev/deep/a.yaml", "other/cart/dev/a.yaml"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        commit(name, "1")
    (checkout / "apps/new/dev").mkdir(parents=True)
    (checkout / "apps/new/dev/a.yaml").write_text("1")
    assert committed_folders(checkout, "apps/*/dev") == ["apps/cart/dev", "apps/shop/dev"]
    assert committed_folders(checkout, "apps/*/staging") == []
