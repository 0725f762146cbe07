"""The provider itself: what the engine asks, answered from the table, the interpreter and the functions."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from sandbox.providers.aws.calls import Target
from sandbox.providers.aws.cloud import Cloud, Moto
from sandbox.providers.aws.difference import difference_of
from sandbox.providers.aws.errors import AwsProviderError, NotInTable
from sandbox.providers.aws.interpreter import Interpreter
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.naming import named
from sandbox.providers.aws.protocol import Autonaming, Change, Difference, Found, Subject
from sandbox.providers.aws.rows import Row
from sandbox.providers.aws.state import MAPS, declared_as
from sandbox.providers.aws.table import inputs_of, rows
from sandbox.providers.aws.template import fill
from sandbox.providers.aws.wire import UNKNOWN, Properties, Value, has_unknown

_VERSION = "7.32.0"
"""The pulumi-aws release whose types the table follows."""


@dataclass(frozen=True)
class Configuration:
    """What the provider was configured with.

    Args:
        region: `aws:region`, "" if it isn't set, UNKNOWN in a preview that can't know it yet.
        default_tags: `aws:defaultTags`' tags, put on everything that has tags.
        ignored_keys: `aws:ignoreTags`' keys, never looked at.
        ignored_prefixes: its key prefixes.
    """

    region: Value = ""
    default_tags: Mapping[str, Value] = field(default_factory=dict)
    ignored_keys: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()


def _nested(value: Value) -> dict[str, Value]:
    """Give an object of the provider's configuration, which the SDKs send as JSON text."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, dict) else {}


def _texts(value: Value) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def configuration_of(given: Properties, environment: Mapping[str, str]) -> Configuration:
    """Give the configuration that the engine sent, with the region of the environment where it names none."""
    tags, ignored = _nested(given.get("defaultTags")), _nested(given.get("ignoreTags"))
    return Configuration(
        region=given.get("region") or environment.get("AWS_REGION") or environment.get("AWS_DEFAULT_REGION") or "",
        default_tags=_nested(tags.get("tags")),
        ignored_keys=frozenset(_texts(ignored.get("keys"))),
        ignored_prefixes=tuple(_texts(ignored.get("keyPrefixes"))),
    )


class AwsProvider:
    """The stand-in for pulumi-aws.

    Args:
        cloud: where calls go.
        environment: environment variables; AWS_REGION and what rows override outputs by.
        settle_seconds: pause between looks at something that isn't ready.
    """

    version = _VERSION

    def __init__(self, cloud: Cloud, environment: Mapping[str, str], *, settle_seconds: float = 0.2) -> None:
        self._cloud = cloud
        self._environment = environment
        self._interpreter = Interpreter(cloud, settle_seconds=settle_seconds)
        self._configuration = configuration_of({}, environment)

    @staticmethod
    def of_process() -> AwsProvider:
        """Give the provider of this process: endpoint and keys of the environment, as boto3 would take them."""
        return AwsProvider(Moto(os.environ.get("AWS_ENDPOINT_URL")), os.environ)

    def configure(self, configuration: Properties) -> None:
        """Take the provider's configuration."""
        self._configuration = configuration_of(configuration, self._environment)

    def configuration_difference(self, old: Properties, new: Properties) -> Difference:
        """Say what a changed configuration means: another region is another place, so everything is made anew."""
        changed = [key for key in sorted({**old, **new}) if key != "version" and old.get(key) != new.get(key)]
        return Difference({key: Change.UPDATE_REPLACE if key == "region" else Change.UPDATE for key in changed})

    def check(
        self, subject: Subject, old: Properties, new: Properties, seed: bytes, naming: Autonaming | None
    ) -> Properties:
        """Fill in what the program left out: the name, the defaults, `tagsAll`."""
        row = self._row(subject)
        inputs = dict(new)
        if row.name is not None:
            inputs[row.name.property] = named(row.name, subject, old, new, seed, naming)
        for key, default in row.defaults.items():
            if key not in inputs:
                value = fill(default, inputs, lambda name: subject.name if name == "name" else MISSING)
                if value is not MISSING:
                    inputs[key] = value
        if row.tags is not None:
            tags = inputs.get("tags", {})
            inputs["tagsAll"] = {**self._configuration.default_tags, **tags} if isinstance(tags, dict) else UNKNOWN
        return inputs

    def difference(
        self, subject: Subject, old_inputs: Properties, old_state: Properties, new: Properties
    ) -> Difference:
        """Say what changes; makes no call, so that an `up` without changes asks AWS nothing."""
        row = self._row(subject)
        difference = difference_of(row, old_inputs or old_state, new)
        if any(change.replaces for change in difference.changes.values()):
            return difference
        known = {key for change in row.changes for key in change.on} | row.settings | {"tags", "tagsAll"}
        for path in difference.changes:
            key = path.split(".")[0].split("[")[0]
            if key not in known:
                raise AwsProviderError(
                    f"{key} differs, and the table's row for {row.type} doesn't say how to change it",
                    where=subject.urn,
                    do="add it to the row's `changes` or `replace` in sandbox/providers/aws/table, or undo the change",
                )
        return difference

    def create(self, subject: Subject, inputs: Properties, *, preview: bool, timeout: float) -> tuple[str, Properties]:
        """Make the resource, or say what is known of it beforehand."""
        row = self._row(subject)
        if preview or has_unknown(inputs):
            unknown: Properties = dict.fromkeys(row.output_names(), UNKNOWN)
            region: Properties = {"region": self._configuration.region} if row.regional else {}
            return "", unknown | region | inputs
        target = self._target(row, subject, inputs)
        identity, state = self._interpreter.create(target, inputs, _map(inputs.get("tagsAll")))
        return identity, self._finished(row, inputs, state, target.region)

    def read(self, subject: Subject, identity: str, inputs: Properties, state: Properties) -> Found:
        """Look at the resource: for a refresh, or by its import id when there is no state, as the real provider."""
        row = self._row(subject)
        importing = not state and not inputs
        known: Properties = {**inputs, **state}
        if not state:
            # What is also given says better which property a part is: a route's destination, of either kind.
            parts = _import_properties(row, subject, identity)
            known |= {key: part for key, part in parts.items() if part not in inputs.values()}
            found_id = self._interpreter.imported(self._target(row, subject, known, identity), known)
            if found_id is None:
                return Found("", {}, {})
            identity = found_id
        target = self._target(row, subject, known, identity)
        live = self._interpreter.read(target, known)
        if live is None:
            return Found("", {}, {})
        whole = self._finished(row, inputs, {**known, **live}, target.region)
        if importing:
            settable: Properties = {
                key: value for key, value in whole.items() if key in inputs_of(row) and value not in ("", [], {}, None)
            }
            tags = _map(whole.get("tags"))
            if tags:
                settable |= {"tags": tags, "tagsAll": whole["tagsAll"]}
            return Found(identity, settable, whole)
        found = dict(inputs)
        for key in inputs:
            if key in ("tags", "tagsAll"):
                found[key] = whole.get(key, {})
            elif key in live:
                found[key] = declared_as(inputs[key], live[key], partial=key not in MAPS)
            elif key in row.output_names() and key != "region":
                # AWS used to say it and doesn't any more: someone has taken it away.
                found.pop(key)
        return Found(
            identity, found, {key: value for key, value in whole.items() if key in found or key in row.output_names()}
        )

    def update(
        self,
        subject: Subject,
        identity: str,
        old_inputs: Properties,
        old_state: Properties,
        new: Properties,
        *,
        preview: bool,
        timeout: float,
    ) -> Properties:
        """Change the resource, or say what is known of it after the change."""
        row = self._row(subject)
        changed = {
            path.split(".")[0].split("[")[0] for path in self.difference(subject, old_inputs, old_state, new).changes
        }
        if preview or has_unknown(new):
            kept = {key: value for key, value in old_state.items() if key in new or key not in old_inputs}
            unknown: Properties = (
                dict.fromkeys(row.computed, UNKNOWN) if changed - {"tags", "tagsAll"} - row.settings else {}
            )
            # What AWS added inside a mapping that stays as it is, such as a cluster's security group, stays too.
            whole = {
                key: kept[key]
                for key, value in new.items()
                if key not in changed and isinstance(value, dict) and kept.get(key)
            }
            return kept | unknown | new | whole
        target = self._target(row, subject, old_state | new, identity)
        state = self._interpreter.update(target, old_inputs or old_state, old_state, new, changed)
        return self._finished(row, new, state, target.region)

    def delete(self, subject: Subject, identity: str, inputs: Properties, state: Properties, *, timeout: float) -> None:
        """Remove the resource."""
        row = self._row(subject)
        target = self._target(row, subject, state or inputs, identity)
        self._interpreter.delete(target, {**inputs, **state}, seconds=timeout)

    def invoke(self, token: str, arguments: Properties) -> dict[str, Value]:
        """Answer a function of pulumi-aws."""
        from sandbox.providers.aws.functions import answer
        from sandbox.providers.aws.overrides import overridden

        answered = answer(self._cloud, token, arguments, self._region(token, arguments))
        return overridden(token, answered, self._environment)

    def _row(self, subject: Subject) -> Row:
        row = rows().get(subject.token)
        if row is None:
            near = get_close_matches(subject.token, rows(), n=1)
            raise NotInTable(
                f"the sandbox's aws provider has no row for type {subject.token}"
                + (f" (nearest: {near[0]})" if near else ""),
                where=subject.urn,
                do="add a row to sandbox/providers/aws/table, or leave it out of stacks that run in the sandbox",
            )
        return row

    def _region(self, where: str, properties: Properties) -> str:
        region = properties.get("region") or self._configuration.region
        if not isinstance(region, str) or not region:
            raise AwsProviderError(
                "no AWS region is configured", where=where, do="type `pulumi config set aws:region REGION`"
            )
        return region

    def _target(self, row: Row, subject: Subject, properties: Properties, identity: str = "") -> Target:
        return Target(row, subject.urn, subject.name, self._region(subject.urn, properties), identity)

    def _finished(self, row: Row, inputs: Properties, state: Properties, region: str) -> Properties:
        """Give the state as the real provider would: the region in it, default tags apart, the overrides done."""
        from sandbox.providers.aws.overrides import overridden

        whole = {**state, "region": region} if row.regional else dict(state)
        if row.tags is not None:
            every = {key: value for key, value in _map(state.get("tagsAll")).items() if not self._ignored(key)}
            declared = _map(inputs.get("tags"))
            defaults = self._configuration.default_tags
            whole["tagsAll"] = every
            whole["tags"] = {
                key: value for key, value in every.items() if key in declared or defaults.get(key) != value
            }
        return overridden(row.type, whole, self._environment)

    def _ignored(self, key: str) -> bool:
        return key in self._configuration.ignored_keys or key.startswith(
            self._configuration.ignored_prefixes or ("\0",)
        )


def _map(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def _import_properties(row: Row, subject: Subject, identity: str) -> Properties:
    if not row.imported:
        return {}
    separator, *names = row.imported
    parts = identity.split(separator, len(names) - 1)
    if len(parts) != len(names):
        raise AwsProviderError(
            f"the import id {identity!r} is not of the form {separator.join(names)}",
            where=subject.urn,
            do="give it in that form",
        )
    return dict(zip(names, parts, strict=True))
