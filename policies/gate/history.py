"""Asking git, and saying in one sentence why it can't answer."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from policies.errors import InputError
from policies.gate.loading.listing import GIT, git_environment

_NAMES = ("refs/heads/{}", "refs/remotes/{}", "refs/remotes/origin/{}", "{}")
"""What a ref may stand for, in this order: git itself would take a tag of that name before the branch."""


class Refused(Exception):
    """git ended with an error; `said` is its last line."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class History:
    """One repository.

    Args:
        root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def around(cls, directory: Path) -> History:
        """Find the repository that a folder is in.

        Raises:
            InputError: there is no git, or the folder is in no repository.
        """
        try:
            return cls(Path(os.fsdecode(cls(directory).ask("rev-parse", "--show-toplevel").rstrip(b"\n"))))
        except Refused as refused:
            raise InputError(
                f"git knows no repository here ({refused.said})",
                where=str(directory),
                do="judge from inside of a clone",
            ) from refused

    def ask(self, *words: str, given: bytes | None = None) -> bytes:
        """Ask git.

        Raises:
            Refused: it ended with an error.
            InputError: there is no git.
        """
        try:
            done = subprocess.run(
                [*GIT, *words], cwd=self.root, env=git_environment(), input=given, capture_output=True, check=False
            )
        except FileNotFoundError as error:
            raise InputError(
                "there is no git on PATH", do="install git, or leave out the option that needs it"
            ) from error
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise Refused(said[-1] if said else f"status {done.returncode}")
        return done.stdout

    def names(self, *words: str) -> list[str]:
        """Ask git for names that it gives with NUL behind each."""
        return [os.fsdecode(name) for name in self.ask(*words).split(b"\0") if name]

    def commit(self, ref: str, option: str) -> str:
        """Give the commit that a ref names: a branch before a tag, ours before origin's.

        Args:
            ref: as written.
            option: which option it was written at, for the message.

        Raises:
            InputError: there is no such ref.
        """
        for name in _NAMES:
            try:
                asked = name.format(ref) + "^{commit}"
                return self.ask("rev-parse", "--verify", "--quiet", "--end-of-options", asked).decode().strip()
            except Refused:
                continue
        raise InputError(
            f"{ref} is no branch, tag or commit that this clone has", where=option, do=f"type `git fetch origin {ref}`"
        )

    def base(self, commit: str) -> str | None:
        """Give the newest commit that a commit and HEAD have in common; None if this clone knows of none."""
        try:
            return self.ask("merge-base", commit, "HEAD").decode().strip() or None
        except Refused:
            return None

    def is_shallow(self) -> bool:
        """Tell whether this clone lacks older commits."""
        return self.ask("rev-parse", "--is-shallow-repository").strip() == b"true"

    def differing(self, commit: str, paths: Sequence[str] = ()) -> dict[str, str]:
        """Give the files that differ between a commit and the working tree, untracked ones too.

        Args:
            commit: its id.
            paths: of these files and folders only, from the root.

        Returns:
            By path from the root: `A` it is new, `M` it differs, `D` it is gone. A renamed file is both.
        """
        limit = ("--", *paths) if paths else ("--",)
        words = self.names("diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", commit, *limit)
        found = dict(zip(words[1::2], (status[0] for status in words[::2]), strict=True))
        for name in self.names("ls-files", "-z", "--others", "--exclude-standard", *limit):
            found[name.rstrip("/")] = "A" if found.get(name) != "D" else "M"
        return {name: status if status in "AD" else "M" for name, status in found.items()}
