"""How anything here fails: one sentence that names the thing, what is wrong, and what to do."""

from __future__ import annotations


class SlipwayError(Exception):
    """A failure a person can act on; the command line prints it and exits with `exit_status`.

    Each room derives its own from this one in its `errors.py`.

    Args:
        what: what is wrong, as a clause without a full stop, naming the value that was found.
        where: the thing it is about: `file:line`, a URN, a key path, an address; None if `what` names it.
        do: what to do about it, as an imperative clause, or the command to type next; None if there is nothing to do.
    """

    exit_status = 2

    def __init__(self, what: str, *, where: str | None = None, do: str | None = None) -> None:
        self.what = what
        self.where = where
        self.do = do
        super().__init__(str(self))

    def __str__(self) -> str:
        """Give the whole sentence: `where: what; do.`."""
        sentence = f"{self.where}: {self.what}" if self.where else self.what
        return f"{sentence}; {self.do}" if self.do else sentence


class DeadlinePassed(SlipwayError):
    """Something that was waited for did not come in time."""


class Busy(SlipwayError):
    """Another process holds what is needed."""


class Stopped(SlipwayError):
    """Work was given up because its caller asked for that."""
