"""Versions as tools print them, and the ranges of them that are accepted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_VERSION = re.compile(r"(?:v|go)?(\d+)\.(\d+)(?:\.(\d+))?(-[\w.-]+|(?:alpha|beta|rc)\d+)?(?:\+\S+)?")
_BOUND = re.compile(r"(>=|<|==)(\S+)")

Verdict = Literal["in range", "too old", "too new"]


@dataclass(frozen=True, order=True)
class Version:
    """A version in the order of Semantic Versioning 2.0.0, all pre-releases of one release being equal."""

    major: int
    minor: int
    patch: int
    released: bool = True

    @classmethod
    def parse(cls, text: str) -> Version:
        """Read "1.37.2", "v3.6.1+unknown", "go1.27rc1" or "1.31.0-alpha.3"; a missing patch is 0.

        Raises:
            ValueError: the text is no version.
        """
        found = _VERSION.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no version of the form 1.2.3")
        major, minor, patch, suffix = found.groups()
        return cls(int(major), int(minor), int(patch or 0), suffix is None)

    def __str__(self) -> str:
        """Give the three numbers, e.g. "1.37.2"."""
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True)
class Range:
    """Which versions are accepted: ">=1.37.0,<1.38.0" or "==3.6.1"."""

    text: str
    lowest: Version
    below: Version | None
    """None for "==", where only `lowest` is accepted."""

    @classmethod
    def parse(cls, text: str) -> Range:
        """Read a range.

        Raises:
            ValueError: it is neither `>=A,<B` nor `==A`.
        """
        bounds = [_BOUND.fullmatch(part.strip()) for part in text.split(",")]
        match [(bound[1], Version.parse(bound[2])) for bound in bounds if bound]:
            case [("==", only)] if len(bounds) == 1:
                return cls(text, only, None)
            case [(">=", lowest), ("<", below)] if len(bounds) == 2:
                return cls(text, lowest, below)
        raise ValueError(f"{text!r} is no range of the form '>=1.2.0,<1.3.0' or '==1.2.3'")

    def judge(self, version: Version) -> Verdict:
        """Say whether a version is in the range; a pre-release of the upper bound is beyond it."""
        if version < self.lowest:
            return "too old"
        if self.below is None:
            return "in range" if version == self.lowest else "too new"
        reached = (version.major, version.minor, version.patch) >= (
            self.below.major,
            self.below.minor,
            self.below.patch,
        )
        return "too new" if reached else "in range"

    def __str__(self) -> str:
        """Give the range as it was written."""
        return self.text
