"""The calls of a row: what their templates may refer to, and how they are sent for one resource."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.providers.aws.cloud import Cloud, dns_suffix_of, partition_of
from sandbox.providers.aws.errors import AwsRefused
from sandbox.providers.aws.missing import MISSING
from sandbox.providers.aws.rows import Call, Row
from sandbox.providers.aws.state import at_or_none, fill_path, filled

_NOT_FOUND = re.compile(r"NotFound|^NoSuch|NonExistent|DoesNotExist|Fault\.Missing")


@dataclass(frozen=True)
class Target:
    """One resource in one place.

    Args:
        row: its type.
        urn: for messages.
        name: the name the program gave it.
        region: where it is.
        identity: its id, "" before it is made.
    """

    row: Row
    urn: str
    name: str
    region: str
    identity: str = ""


def is_gone(row: Row, code: str) -> bool:
    """Tell whether AWS's error says that a resource of this type is not there."""
    return code in row.gone or bool(_NOT_FOUND.search(code))


class Calls:
    """Sends the calls of rows to a cloud.

    Args:
        cloud: where they go.
    """

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def make(self, target: Target, call: Call | None, value: Any, names: Mapping[str, Any]) -> dict[str, Any]:
        """Make a call, unless there is none or something that it needs is not there.

        Args:
            target: the resource it is made for.
            call: which.
            value: what `$` refers to.
            names: more names of the context; `p` are the resource's properties where `value` is something else.

        Returns:
            AWS's answer; empty where no call was made, or where it was refused with a code to be ignored.

        Raises:
            AwsRefused: AWS refused it.
        """
        if call is None:
            return {}
        if any(not at_or_none(value, key) for key in call.needs):
            return {}
        properties = names.get("p", value)
        lookup = self.lookup(target, properties, names)
        try:
            return self.send(target, call, value, lookup, filled(call.parameters, value, lookup))
        except AwsRefused as error:
            if error.code in call.ignore:
                return {}
            raise

    def send(
        self, target: Target, call: Call, value: Any, lookup: Callable[[str], Any], parameters: dict[str, Any]
    ) -> dict[str, Any]:
        """Send a call whose parameters are filled; see `make`."""
        operation = fill_path(call.operation, value, lookup)
        return self._cloud.call(
            call.service or target.row.service, target.region, operation, parameters, urn=target.urn
        )

    def lookup(self, target: Target, properties: Mapping[str, Any], names: Mapping[str, Any]) -> Callable[[str], Any]:
        """Give the context of a resource's templates: what `@` refers to.

        Args:
            target: the resource.
            properties: its properties.
            names: more names, which come first.
        """
        known: dict[str, Callable[[], Any]] = {
            "id": lambda: target.identity or MISSING,
            "region": lambda: target.region,
            "partition": lambda: partition_of(target.region),
            "dns": lambda: dns_suffix_of(target.region),
            "account": lambda: self._cloud.account(target.region, urn=target.urn),
            "name": lambda: target.name,
            "p": lambda: properties,
        }

        def lookup(name: str) -> Any:
            if name in names:
                return names[name]
            return known[name]() if name in known else MISSING

        return lookup
