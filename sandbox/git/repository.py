"""The bare repository that Argo CD syncs from: make it, push to it, and say what changed between two commits."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import dirname

from toolchain.errors import SlipwayError

GIT_SECONDS = 120
"""How long one git command may take."""

STALE_LOCK_SECONDS = 10
"""A lock file of git's that is older was left by a process that was killed: no update of a reference takes so long."""

BARE_SETTINGS = {
    # A clone made with --depth can be pushed from, too.
    "receive.shallowUpdate": "true",
    # Housekeeping ends with the push, so that no process outlives the sandbox.
    "gc.autoDetach": "false",
    # Argo CD may ask for a commit that an amended one has since replaced.
    "uploadpack.allowAnySHA1InWant": "true",
    # Neither the user's global hooks nor those of an init template run here.
    "core.hooksPath": "hooks",
}


class GitFailed(SlipwayError):
    """A git command failed, or git is not there."""


def git(*arguments: str, folder: Path, do: str, stdin: str | None = None) -> str:
    """Run git and give what it printed, without the newline at the end.

    Variables such as GIT_DIR, which git sets for hooks, are left out: the folder alone says which repository is meant.

    Args:
        arguments: what follows `git -C <folder>`.
        folder: a folder of the repository.
        do: what to do if it fails, for the message.
        stdin: text for its standard input.

    Raises:
        GitFailed: git is not on PATH, took longer than `GIT_SECONDS`, or exited with another status than 0.
    """
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            env=clean_environment(),
            input=stdin or "",
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=GIT_SECONDS,
            check=False,
        )
    except OSError as error:
        raise GitFailed(f"git cannot be run ({error.strerror})", do="install git, or put it on PATH") from error
    except subprocess.TimeoutExpired:
        raise GitFailed(f"`git {arguments[0]}` took longer than {GIT_SECONDS} s", where=str(folder), do=do) from None
    if done.returncode != 0:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        why = said[-1] if said else f"exit status {done.returncode}"
        raise GitFailed(f"`git {arguments[0]}` failed: {why}", where=str(folder), do=do)
    return done.stdout.rstrip("\n")


def clean_environment() -> dict[str, str]:
    """Give this process's environment without git's own variables, and with prompts switched off."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def ensure_bare(bare: Path, *, branch: str = "main") -> None:
    """Make the bare repository unless a usable one is there; one that is damaged is made anew, it is only a copy.

    Args:
        bare: the repository's folder.
        branch: the branch that HEAD names, which clients get if they name none.

    Raises:
        GitFailed: git can't make it.
    """
    do = "free space or mend its permissions, then type `platform sandbox up`"
    if bare.exists() and not _usable(bare):
        shutil.rmtree(bare)
    if not bare.exists():
        bare.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        git("init", "--quiet", "--bare", "--template=", str(bare), folder=bare.parent, do=do)
    for lock in bare.rglob("*.lock"):
        if time.time() - lock.stat().st_mtime > STALE_LOCK_SECONDS:
            lock.unlink(missing_ok=True)
    git("symbolic-ref", "HEAD", f"refs/heads/{branch}", folder=bare, do=do)
    for name, value in BARE_SETTINGS.items():
        git("config", name, value, folder=bare, do=do)


def push(checkout: Path, bare: Path, ref: str = "HEAD", branch: str = "main") -> str:
    """Push a commit of a checkout to the bare repository, whatever was there before.

    Args:
        checkout: a clone or worktree, shallow ones too.
        bare: the bare repository.
        ref: what to push: a branch, tag or commit.
        branch: the branch of the bare repository that shall be at that commit.

    Returns:
        The commit's full id.

    Raises:
        GitFailed: `ref` names no commit, or the push failed.
    """
    commit = commit_of(checkout, ref)
    if commit is None:
        do = "commit something, then type the same command again"
        raise GitFailed(f"{ref} names no commit", where=str(checkout), do=do)
    git(
        *("push", "--quiet", "--force", "--no-verify", "--no-follow-tags", "--recurse-submodules=no"),
        *(str(bare.resolve()), f"{commit}:refs/heads/{branch}"),
        folder=checkout,
        do="type `platform sandbox logs git`",
    )
    return commit


def commit_of(repository: Path, ref: str) -> str | None:
    """Give the full id of the commit that a ref names; None if it names none.

    Raises:
        GitFailed: the folder is no repository that git would read.
    """
    git("rev-parse", "--git-dir", folder=repository, do="name a folder that is a git repository of yours")
    try:
        return git("rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}", folder=repository, do="")
    except GitFailed:
        return None


def changed_files(repository: Path, old: str, new: str) -> frozenset[str]:
    """Give the paths, relative to the root, of the files that differ between two commits.

    Raises:
        GitFailed: one of the two commits is not there.
    """
    listed = git("diff", "--name-only", "--no-renames", "-z", old, new, folder=repository, do="push again")
    return frozenset(path for path in listed.split("\0") if path)


def changed_folders(repository: Path, old: str, new: str, files: Collection[str]) -> frozenset[str]:
    """Give the folders that one of two commits has and the other has not.

    The work is proportional to the files that changed: only folders on their paths are looked up.

    Args:
        repository: where both commits are.
        old: one commit.
        new: the other.
        files: paths that differ between them, as `changed_files` gives them.

    Raises:
        GitFailed: one of the two commits is not there.
    """
    candidates = sorted({folder for path in files for folder in parents(path)})
    if not candidates:
        return frozenset()
    return frozenset(_folders(repository, old, candidates) ^ _folders(repository, new, candidates))


def parents(path: str) -> Iterable[str]:
    """Give the folders that a path lies in, the nearest first, without the root."""
    folder = dirname(path)
    while folder:
        yield folder
        folder = dirname(folder)


def _folders(repository: Path, commit: str, candidates: list[str]) -> set[str]:
    asked = "".join(f"{commit}:{folder}\n" for folder in candidates)
    kinds = git("cat-file", "--batch-check=%(objecttype)", folder=repository, do="push again", stdin=asked).splitlines()
    return {folder for folder, kind in zip(candidates, kinds, strict=True) if kind == "tree"}


def _usable(bare: Path) -> bool:
    try:
        if git("rev-parse", "--is-bare-repository", folder=bare, do="") != "true":
            return False
        # An object that a crash left empty shows here; the history behind it is not walked.
        git("for-each-ref", "--format=%(tree)", folder=bare, do="")
    except GitFailed:
        return False
    return True


def committed_folders(checkout: Path, pattern: str) -> list[str]:
    """Give the folders that the checkout's HEAD holds and that match a pattern such as `apps/*/dev`, sorted.

    Raises:
        GitFailed: the folder is no checkout, or has no commit.
    """
    listed = git(
        *("ls-tree", "-r", "-d", "-z", "--name-only", "HEAD", pattern.split("*", 1)[0]),
        folder=checkout,
        do="commit something first",
    )
    depth = pattern.count("/")
    return [name for name in listed.split("\0") if name.count("/") == depth and fnmatchcase(name, pattern)]
