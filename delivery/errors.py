"""How delivery fails: a spec that says something wrong, a service that is not there, a file that is not ours."""

from __future__ import annotations

import json
from collections.abc import Iterable

from toolchain.errors import SlipwayError


class SpecError(SlipwayError):
    """A `service.yaml` says what cannot be rendered; `where` is its `file:line`, `what` opens with the key.

    Args:
        what: as for `SlipwayError`; what a terminal would obey is shown as an escape, here and in `do`.
        where: as for `SlipwayError`.
        do: as for `SlipwayError`.
    """

    def __init__(self, what: str, *, where: str | None = None, do: str | None = None) -> None:
        super().__init__(visible(what), where=where, do=visible(do) if do else None)


class ServiceNotFoundError(SlipwayError):
    """A service or an environment was named that this checkout does not have."""


class NotOursError(SlipwayError):
    """A file that people wrote stands where a rendered one would go."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that `word` was probably meant to be, or None if none is near.

    Args:
        word: what was written.
        known: the words that would have been right.
    """
    import difflib

    by_lower_case = {candidate.lower(): candidate for candidate in known}
    matches = difflib.get_close_matches(word.lower(), sorted(by_lower_case), n=1, cutoff=0.6)
    return by_lower_case[matches[0]] if matches else None


def visible(text: str) -> str:
    """Give a text on one line, with an escape for every character that cannot be printed.

    Args:
        text: what comes from outside.
    """
    return text if text.isprintable() else "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


def quoted(word: str) -> str:
    """Give a word from outside in double quotes: at most 60 characters, and nothing in it that a terminal obeys.

    Args:
        word: what was written.
    """
    return visible(json.dumps(word if len(word) <= 60 else word[:57] + "...", ensure_ascii=False))
