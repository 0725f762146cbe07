"""One waiver: an agreed, dated exception of one rule for some resources."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

LONGEST_DAYS = 90
"""A waiver holds at most so long; whoever still needs it after that says why anew."""

SOON_DAYS = 14
"""From so many days before its end on, a waiver is told of."""

OPEN = re.compile(r"[*?]*")
"""A pattern that says nothing about what it matches."""

FILE_KINDS = frozenset({"Dockerfile", "Workflow", "File"})
"""Kinds of what is no Kubernetes object: its name is a path, with `/` in it, and it has no namespace."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a waiver is about; each part a name or a pattern with `*` and `?`.

    Args:
        kind: e.g. `Deployment`, or a Pulumi type token, e.g. `aws:s3/bucket:Bucket`.
        namespace: None where the resource has none; `*` matches that too.
        name: the resource's name.
    """

    kind: str
    namespace: str | None
    name: str

    @classmethod
    def parse(cls, text: str) -> Subject:
        """Read `Kind/namespace/name`, `Kind/name` (no namespace), `Dockerfile/path` or `package:module:Type/name`.

        Raises:
            ValueError: it is none of these; the text says what is wrong.
        """
        token, _, name = text.rpartition("/")
        if ":" in text.split("/", 1)[0] and token.count(":") >= 2 and name:
            return cls(token, None, name)
        kind, *rest = text.split("/")
        if kind in FILE_KINDS and rest and all(rest):
            return cls(kind, None, "/".join(rest))
        if kind and len(rest) == 1 and rest[0]:
            return cls(kind, None, rest[0])
        if kind and len(rest) == 2 and all(rest):
            return cls(kind, rest[0], rest[1])
        raise ValueError(
            f"{text!r} is no resource; write Kind/namespace/name, or Kind/name for one without a namespace"
        )

    def __str__(self) -> str:
        """Give it as people write it."""
        return "/".join(part for part in (self.kind, self.namespace, self.name) if part is not None)

    @property
    def too_wide(self) -> str | None:
        """Say why it would waive everything, or None if it doesn't."""
        kind, name = (bool(OPEN.fullmatch(part)) for part in (self.kind, self.name))
        namespace = self.namespace is None or bool(OPEN.fullmatch(self.namespace))
        if kind and name:
            return "of every kind and name"
        return f"every {self.kind}, whatever its namespace and name" if namespace and name else None


@dataclass(frozen=True, slots=True)
class Waiver:
    """An agreed exception.

    Args:
        rule: the rule's id, exactly: `SLIP-POD-004`, `CKV_DOCKER_2`.
        resource: what it is about: `Deployment/shop/cart`; `*` and `?` stand for any characters and any one.
        reason: why the risk is taken, in a sentence; whoever reviews reads it.
        owner: the team that answers for it; a waiver without one is a finding.
        created: the day it was agreed.
        expires: the last day on which it holds, at most 90 days after `created`.
        container: the one container of a pod that it is about; None for all of the resource.
        file: the files it is about, a pattern in which `*` stays within a folder and `**` doesn't; None for all.
        environment: the one environment it is about (`dev`, `staging`, `prod`); None for all.
        line: the line of the ledger at which it begins, counted from 1.
        number: which waiver of the ledger it is, counted from 0.
    """

    rule: str
    resource: Subject
    reason: str
    owner: str | None
    created: date
    expires: date
    container: str | None = None
    file: str | None = None
    environment: str | None = None
    line: int = field(default=1, compare=False)
    number: int = field(default=0, compare=False)

    @property
    def last_day(self) -> date:
        """Give the last day on which it holds: a date beyond 90 days is not believed."""
        return min(self.expires, self.created + timedelta(days=LONGEST_DAYS))

    def holds(self, today: date) -> bool:
        """Tell whether it hides findings on a day; one that was agreed in the future doesn't yet."""
        return self.created <= today <= self.last_day
