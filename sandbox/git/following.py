"""Follow a checkout: what is committed there is pushed to the sandbox's repository by itself."""

from __future__ import annotations

import logging
from pathlib import Path

from sandbox.git.repository import GitFailed, commit_of, git, push

LOG = logging.getLogger("sandbox.git")

Stamp = tuple[int, int, int]


class Follower:
    """Looks at a checkout's HEAD and pushes it when it has moved.

    A look costs a few `stat` calls; git runs only when one of the files in which git keeps references has changed.

    Args:
        checkout: the clone or worktree.
        bare: the repository to push to.
        branch: its branch that follows.
    """

    def __init__(self, checkout: Path, bare: Path, branch: str = "main") -> None:
        self.trouble: str | None = None
        self._checkout, self._bare, self._branch = checkout, bare, branch
        self._watched: tuple[Path, ...] = ()
        self._stamps: tuple[Stamp | None, ...] = ()

    def look(self) -> str | None:
        """Look once.

        Returns:
            The commit that was pushed now; None if HEAD has not moved, or names no commit yet, or the push failed:
            `trouble` says then what is wrong, and the next look tries again.
        """
        stamps = tuple(_stamp(path) for path in self._watched)
        if self._watched and stamps == self._stamps:
            return None
        try:
            # Stamps are taken before HEAD is read, so that a commit made in between is seen at the next look.
            self._watched = reference_files(self._checkout)
            stamps = tuple(_stamp(path) for path in self._watched)
            commit = commit_of(self._checkout, "HEAD")
            pushed = None
            if commit is not None and commit != commit_of(self._bare, f"refs/heads/{self._branch}"):
                pushed = push(self._checkout, self._bare, commit, self._branch)
        except GitFailed as error:
            if self.trouble != str(error):
                LOG.warning("%s", error)
            self.trouble, self._stamps = str(error), ()
            return None
        self.trouble, self._stamps = None, stamps
        return pushed


def reference_files(checkout: Path) -> tuple[Path, ...]:
    """Give the files of which at least one changes whenever HEAD comes to name another commit.

    Works for clones and worktrees, loose and packed references, and references kept in reftables.

    Raises:
        GitFailed: the folder is no repository that git would read.
    """
    do = "name a folder that is a git repository of yours"
    own, shared = git("rev-parse", "--absolute-git-dir", "--git-common-dir", folder=checkout, do=do).split("\n")
    common = (checkout / shared).resolve()
    files = [Path(own, "HEAD"), common / "packed-refs"]
    files += [folder / "reftable" / "tables.list" for folder in (Path(own), common)]
    try:
        files.append(common / git("symbolic-ref", "--quiet", "HEAD", folder=checkout, do=do))
    except GitFailed:
        LOG.debug("HEAD of %s is detached", checkout)
    return tuple(files)


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
