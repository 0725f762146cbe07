"""The interpreter of the table: makes, reads, changes and removes one resource as its row says."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sandbox.providers.aws.calls import Calls, Target, is_gone
from sandbox.providers.aws.cloud import Cloud
from sandbox.providers.aws.difference import same
from sandbox.providers.aws.errors import AwsProviderError, AwsRefused, PartlyDone
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.rows import Call, Change, Look
from sandbox.providers.aws.state import (
    MAPS,
    at_or_none,
    fill_path,
    filled,
    items_of,
    key_of,
    merged,
    outputs_of,
    tags_of,
)
from sandbox.providers.aws.template import at, fill, plain
from sandbox.providers.aws.wire import Properties, Value

_HELD = (
    "DependencyViolation",
    "DeleteConflict",
    "ResourceInUse",
    "ResourceInUseException",
    "InvalidIPAddress.InUse",
    "OperationAborted",
)
_REMOVAL_SECONDS = 60.0
_READY_SECONDS = 300.0


class Interpreter:
    """Runs rows against a cloud.

    Args:
        cloud: where calls go.
        settle_seconds: how long to wait between looks at something that is not ready or still held.
    """

    def __init__(self, cloud: Cloud, *, settle_seconds: float = 0.2) -> None:
        self._calls = Calls(cloud)
        self._settle_seconds = settle_seconds

    def create(self, target: Target, inputs: Properties, tags: Mapping[str, Value]) -> tuple[str, Properties]:
        """Make a resource.

        Returns:
            Its id and its state.

        Raises:
            AwsRefused: it could not be made; nothing is there.
            PartlyDone: it is there, but what follows the making failed.
        """
        row = target.row
        lookup = self._calls.lookup(target, inputs, {"tags": dict(tags) or MISSING})
        parameters = filled(row.create.parameters, inputs, lookup)
        if row.tags is not None:
            parameters |= filled(row.tags.create, inputs, lookup)
        answer = self._calls.send(target, row.create, inputs, lookup, parameters)
        identity = str(fill(row.identity, answer, lookup))
        made = replace(target, identity=identity)
        state: Properties = dict(inputs) | outputs_of(row.outputs, answer, self._calls.lookup(made, inputs, {}))
        try:
            if row.tags is not None and not row.tags.create and tags:
                self._calls.make(made, row.tags.add, state, {"tags": dict(tags)})
            for change in row.changes:
                if change.creation and any(key in inputs for key in change.on):
                    self._change(made, change, {}, state)
            return identity, self._settled(made, inputs, state)
        except AwsProviderError as error:
            raise PartlyDone(identity, dict(state), error) from error

    def read(self, target: Target, state: Properties) -> Properties | None:
        """Look at a resource.

        Returns:
            What AWS says of it, by property name; None where it is gone.
        """
        found: Properties = {}
        for place, look in enumerate(
            target.row.looks + ((target.row.tags.look,) if target.row.tags and target.row.tags.look else ())
        ):
            seen = self._seen(target, look, state | found, essential=place == 0)
            if seen is None:
                return None
            found |= seen
        return found

    def imported(self, target: Target, known: Properties) -> str | None:
        """Give the id of what is imported under the target's: the real provider's importers look it up or compose it.

        Returns:
            The id; None where there is no such thing.
        """
        row = target.row
        if row.found is not None:
            seen = self._seen(target, row.found, known, essential=True)
            return None if seen is None else str(seen["id"])
        composed = fill(row.identity, {}, self._calls.lookup(target, known, {}))
        return target.identity if composed is MISSING else str(composed)

    def update(
        self, target: Target, old: Properties, old_state: Properties, new: Properties, changed: Iterable[str]
    ) -> Properties:
        """Change a resource.

        Args:
            target: which.
            old: the inputs of last time.
            old_state: its state.
            new: the inputs of now.
            changed: names of the inputs that differ.

        Returns:
            Its state.
        """
        row = target.row
        names = set(changed)
        answer: dict[str, Any] = {}
        state: Properties = {**old_state, **new}
        for key in set(old) - set(new):
            state.pop(key, None)
        try:
            if row.tags is not None:
                self._retag(
                    target, tags_of(old.get("tagsAll", old_state.get("tagsAll"))), tags_of(new.get("tagsAll")), state
                )
            for change in row.changes:
                if names.intersection(change.on):
                    answer = self._change(target, change, {**old_state, **old}, state, answer)
            return self._settled(target, new, state)
        except AwsProviderError as error:
            raise PartlyDone(target.identity, dict(old_state), error) from error

    def delete(self, target: Target, state: Properties, *, seconds: float = 0.0) -> None:
        """Remove a resource; one that isn't there is a success.

        Args:
            target: which.
            state: its state.
            seconds: how long to go on while something still holds it; 0 is a minute.

        Raises:
            AwsRefused: AWS refused, or something still held it at the deadline.
        """
        deadline = time.monotonic() + (seconds or _REMOVAL_SECONDS)
        pause = self._settle_seconds
        for call, value in self._spread(target, state):
            while True:
                try:
                    self._calls.make(target, call, value, {"p": state})
                    break
                except AwsRefused as error:
                    if is_gone(target.row, error.code):
                        break
                    if error.code not in _HELD + target.row.retry or time.monotonic() + pause > deadline:
                        raise
                    time.sleep(pause)
                    pause = min(pause * 2, 3.0)
        self._wait_gone(target, state, deadline)

    def _spread(self, target: Target, state: Properties) -> Iterator[tuple[Call, Any]]:
        """Give the removing calls, each with the value that it is made for."""
        for call in target.row.delete:
            if call.wanted is not None and not state.get(call.wanted):
                continue
            items: list[Any] = [state] if call.each is None else items_of(state.get(call.each))
            if call.over is not None:
                items = self._listed(target, call.over, state)
            for item in items:
                yield call, item

    def _listed(self, target: Target, look: Look, state: Properties) -> list[Any]:
        lookup = self._calls.lookup(target, state, {})
        try:
            answer = self._calls.send(target, look.call, state, lookup, filled(look.call.parameters, state, lookup))
        except AwsRefused as error:
            if is_gone(target.row, error.code):
                return []
            raise
        return items_of(plain(at_or_none(answer, look.at)))

    def _wait_gone(self, target: Target, state: Properties, deadline: float) -> None:
        if target.row.ending is None:
            return
        while self.read(target, state) is not None and time.monotonic() < deadline:
            time.sleep(self._settle_seconds)

    def _settled(self, target: Target, inputs: Properties, state: Properties) -> Properties:
        """Wait until AWS says that it is ready, and give the state with what AWS says."""
        deadline = time.monotonic() + _READY_SECONDS
        while True:
            live = self.read(target, state)
            if live is None:
                raise AwsProviderError(
                    f"{target.row.create.operation} succeeded, but {target.identity} is not there in {target.region}",
                    where=target.urn,
                    do="run the same command again",
                )
            if target.row.ready is None or live.get(target.row.ready[0]) in target.row.ready[1]:
                break
            if time.monotonic() > deadline:
                raise AwsProviderError(
                    f"waited {_READY_SECONDS:.0f} s for {target.identity} to be {' or '.join(target.row.ready[1])}, "
                    f"and it is {live.get(target.row.ready[0])}",
                    where=target.urn,
                    do="see why in AWS, then run the same command again",
                )
            time.sleep(self._settle_seconds)
        whole: Properties = {**state, **live}
        return whole | {key: merged(inputs[key], live[key], partial=key not in MAPS) for key in inputs if key in live}

    def _seen(self, target: Target, look: Look, state: Properties, *, essential: bool) -> Properties | None:
        lookup = self._calls.lookup(target, state, {})
        parameters = filled(look.call.parameters, state, lookup)
        try:
            answer = self._calls.send(target, look.call, state, lookup, parameters)
        except AwsRefused as error:
            if error.code in look.absent or error.code in look.call.ignore:
                return {}
            if is_gone(target.row, error.code):
                return None if essential else {}
            raise
        seen = plain(at_or_none(answer, fill_path(look.at, state, lookup)))
        if look.where:
            wanted = filled(look.where, state, lookup)
            seen = next(
                (item for item in items_of(seen) if all(at(item, key) == value for key, value in wanted.items())), None
            )
        if seen is None or seen == []:
            return None if essential else {}
        if essential and target.row.ending is not None and at(seen, target.row.ending[0]) in target.row.ending[1]:
            return None
        return outputs_of(look.outputs, seen, lookup)

    def _retag(self, target: Target, old: dict[str, str], new: dict[str, str], state: Properties) -> None:
        assert target.row.tags is not None  # noqa: S101 - the caller has looked
        dropped = sorted(set(old) - set(new))
        put = {key: value for key, value in new.items() if old.get(key) != value}
        if dropped:
            self._calls.make(target, target.row.tags.remove, state, {"tag_keys": dropped})
        if put:
            self._calls.make(target, target.row.tags.add, state, {"tags": put})

    def _change(
        self, target: Target, change: Change, old: Properties, state: Properties, answer: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        before, after = items_of(old.get(change.on[0])), items_of(state.get(change.on[0]))
        added = [item for item in after if not any(same(item, other) for other in before)]
        removed = [item for item in before if not any(same(item, other) for other in after)]
        if change.keyed:
            put = [key_of(item, change.keyed) for item in added]
            removed = [item for item in removed if key_of(item, change.keyed) not in put]
        for call, items in ((change.remove, removed), (change.add, added)):
            for item in items if call is not None else ():
                self._calls.make(target, call, item, {"p": state, "old": old, "item": item})
        call = change.cleared if change.cleared and not any(key in state for key in change.on) else change.call
        if call is not None:
            lost = sorted(set(tags_of(old.get(change.on[0]))) - set(tags_of(state.get(change.on[0]))))
            named = {"added": added or MISSING, "removed": removed or MISSING, "lost_keys": lost or MISSING}
            return self._calls.make(target, call, state, {"old": old, "answer": answer or {}, **named})
        return answer or {}
