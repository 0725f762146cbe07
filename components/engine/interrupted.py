"""What was being created when an engine was killed: found where it was to be, and taken into the state.

Pulumi keeps such creations as pending operations and asks a person for their ids (pulumi#4265); the next `up` creates
them once more, which fails where a name is taken and makes an orphan where AWS gives the id. Its own
`refresh --import-pending-creates` only marks them and then drops the mark (3.259.0), so the state is edited here: what
may exist comes in with its id and without outputs, and a refresh of just that reads it, or finds that it is not there.
Killed in between, what has no outputs yet is what is read the next time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from components.engine.errors import EngineFailed
from components.engine.identities import identity_of
from components.engine.identity import Named, Repeatable, Slow, Sought, filled
from components.engine.pending import (
    Creation,
    Document,
    any_pending,
    creations,
    described,
    forgotten,
    live,
    region_of,
    resources,
    same_as_asked,
    seconds_old,
    settled,
    unread,
    with_inputs,
)
from components.engine.sought import AT_WORK, Cloud, candidates, lookable, state_of
from components.gitops.bridge import STACK_LABEL
from toolchain.progress import Observed, wait_until

SETTLE_SECONDS = 10.0
"""How old a state must be before AWS is asked: a request may still have been on its way when its sender was killed, and
what AWS has just made it may show a little later (EC2 API reference, "Eventual consistency")."""

SLOW_SECONDS = 2400.0
"""How long AWS may take to end what it began; a Multi-AZ database takes the longest, about half of it."""

NAMED_AT_MOST = 6
"""How many resources a note names."""


class StateOfEngine(Protocol):
    """What is asked of the engine."""

    def exported(self, stack: str) -> Document:
        """Give a stack's state, secrets encrypted."""

    def put_state(self, stack: str, document: Document) -> None:
        """Put another state in its place."""

    def read_again(self, stack: str, urns: list[str]) -> None:
        """Refresh some resources."""


@dataclass(frozen=True)
class Settler:
    """Settles what was interrupted.

    Args:
        engine: the engine.
        cloud: gives AWS in a region.
        note: told what was found, and of waits.
        sleep: pauses for some seconds.
    """

    engine: StateOfEngine
    cloud: Callable[[str], Cloud]
    note: Callable[[str], None] = lambda event: None
    sleep: Callable[[float], None] = time.sleep

    def settle(self, stack: str) -> None:
        """Take in what was made, and clear what was not, so that no creation of a stack is pending any more.

        Raises:
            EngineFailed: it can't be told what was made; nothing was changed.
            CloudRefused: AWS can't be asked; nothing was changed.
        """
        document = self.engine.exported(stack)
        deployment = document["deployment"]
        begun, unread_yet = creations(deployment), [str(one["urn"]) for one in unread(deployment)]
        if not any_pending(deployment) and not unread_yet:
            return
        count = len(begun) or len(unread_yet) or 1
        words = "1 creation was" if count == 1 else f"{count} creations were"
        self.note(f"{words} interrupted: looking for what came of {'it' if count == 1 else 'them'}")
        if begun and (rest := SETTLE_SECONDS - max(0.0, seconds_old(deployment, datetime.now(UTC)))) > 0:
            self.sleep(rest)
        begun = [one for one in begun if one.urn not in unread_yet]
        found = self._found(begun, deployment)
        if any_pending(deployment):
            self.engine.put_state(stack, settled(document, found))
        sure = self._read(stack, [*unread_yet, *found], {urn: creation for urn, (creation, _) in found.items()})
        cleared = [one.urn for one in begun if one.urn not in sure]
        told = [f"took in {_listed(sure)}"] if sure else []
        told += [f"cleared {_listed(cleared)}"] if cleared else []
        self.note(f"{words} interrupted: {', '.join(told) or 'nothing came of it'}")

    def _read(self, stack: str, urns: list[str], begun: Mapping[str, Creation]) -> list[str]:
        """Read what was taken in, and give the URNs of what is there and the stack's."""
        if not urns:
            return []
        self.engine.read_again(stack, urns)
        document = self.engine.exported(stack)
        there = {urn: one for urn in urns if (one := live(document["deployment"], urn))}
        foreign = {urn: owner for urn, one in there.items() if (owner := _owner(one)) not in ("", stack)}
        asked = {urn: told for urn, one in begun.items() if urn in there and (told := _told_by_nobody(one))}
        if foreign or asked:
            self.engine.put_state(stack, forgotten(with_inputs(document, asked), foreign))
        for urn, owner in foreign.items():
            self.note(f"{described(urn)} has the name that was asked for, and is the stack {owner}'s: left alone")
        return [urn for urn in there if urn not in foreign]

    def _found(self, begun: list[Creation], deployment: Document) -> dict[str, tuple[Creation, str]]:
        """Look for each creation; those that can't have been made are left out."""
        clouds: dict[str, Cloud] = {}
        found: dict[str, tuple[Creation, str]] = {}
        taken: set[str] = set()
        for one in begun:
            how = identity_of(one.type)
            if isinstance(how, Repeatable):
                continue
            if how is None or not lookable(how, one.inputs):
                raise _unknown(one)
            region = region_of(one, deployment)
            if region not in clouds and (isinstance(how, Sought) or how.slow):
                clouds[region] = self.cloud(region)
            if isinstance(how, Named):
                identity = _named(how, one, deployment)
            else:
                identity = _one_of(one, candidates(clouds[region], how, one.inputs), deployment, taken)
            if identity is None:
                continue
            taken.add(identity)
            if how.slow is not None:
                self._await(one, clouds[region], how.slow, identity)
            found[one.urn] = (one, identity)
        return found

    def _await(self, one: Creation, cloud: Cloud, slow: Slow, identity: str) -> None:
        """Wait until AWS has ended what it does to something."""

        def look() -> Observed:
            state = state_of(cloud, slow, one.inputs, identity)
            return Observed(state not in AT_WORK, state)

        wait_until(
            f"{one}, which AWS still makes", look, deadline_seconds=SLOW_SECONDS,
            do="look what AWS says of it, and type the same command again", note=self.note, interval_seconds=2.0,
        )  # fmt: skip


def _named(how: Named, one: Creation, deployment: Document) -> str | None:
    identity = filled(how.template, one.inputs)
    standing = live(deployment, one.urn)
    if standing is not None and same_as_asked(standing, one):
        return None  # it has come into the state already
    others = (row for row in resources(deployment) if row.get("type") == one.type)
    known = {known for row in others for known in (row.get("id"), filled(how.template, row.get("inputs") or {}))}
    return None if identity in known else identity


def _one_of(one: Creation, found: dict[str, str], deployment: Document, taken: set[str]) -> str | None:
    """Choose among what AWS has: what the state knows already is not it.

    Raises:
        EngineFailed: there is more than one.
    """
    standing = live(deployment, one.urn)
    if standing is not None and same_as_asked(standing, one):
        return None
    known = {str(row.get("id") or "") for row in resources(deployment)} | taken
    left = {identity: name for identity, name in found.items() if identity not in known and name not in known}
    if len(left) > 1:
        raise EngineFailed(
            f"{one} was being created when the engine was killed, and AWS has {len(left)} things that may be it: "
            f"{', '.join(sorted(left))}",
            where=one.urn,
            do=f"delete all but one and type the command again, or take one in: {_by_hand(one, sorted(left.values()))}",
        )
    return next(iter(left.values()), None)


def _unknown(one: Creation) -> EngineFailed:
    return EngineFailed(
        f"{one} was being created when the engine was killed, and nothing tells its id",
        where=one.urn,
        do=f"if it exists, take it in: {_by_hand(one, ['ID'])}; then, and if it does not, type "
        "`pulumi refresh --clear-pending-creates`",
    )


def _by_hand(one: Creation, identities: list[str]) -> str:
    stack = one.urn.split("::")[0].rsplit(":", 1)[-1]
    parent = str(one.state.get("parent") or "")
    below = "" if "pulumi:pulumi:Stack" in parent or not parent else f" --parent 'parent={parent}'"
    return f"`pulumi import {one.type} {one.urn.split('::', 3)[3]} {identities[0]} --stack {stack}{below}`"


def _owner(row: Document) -> str:
    """Give the stack whose tag something carries, or whose label."""
    outputs = row.get("outputs") or {}
    tags = outputs.get("tagsAll") or outputs.get("tags") or (outputs.get("metadata") or {}).get("labels") or {}
    return str(tags.get(STACK_LABEL) or "") if isinstance(tags, Mapping) else ""


def _told_by_nobody(one: Creation) -> dict[str, object]:
    how = identity_of(one.type)
    names = how.unread if isinstance(how, Named) else ()
    return {name: one.inputs[name] for name in names if name in one.inputs}


def _listed(urns: list[str]) -> str:
    more = f" and {len(urns) - NAMED_AT_MOST} more" if urns[NAMED_AT_MOST:] else ""
    return ", ".join(map(described, urns[:NAMED_AT_MOST])) + more
