"""Ask AWS what may be the thing that was being created."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from components.engine.identity import Named, Slow, Sought, filled, filled_deep

AT_WORK = frozenset({"creating", "pending", "modifying", "updating", "configuring-enhanced-monitoring", "backing-up"})
"""States, in small letters, in which AWS still works on something (EKS, EC2, RDS and ElastiCache API references)."""

Inputs = Mapping[str, object]


class Cloud(Protocol):
    """What is asked of AWS; `components.teardown.cloud.Aws` is one."""

    def ask(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> object:
        """Make one call and give what stands at a JMESPath of the answer; None if what is asked for is not there."""

    def pages(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> Iterator[Any]:
        """Give the items of all pages of a listing call."""


def candidates(cloud: Cloud, sought: Sought, inputs: Inputs) -> dict[str, str]:
    """Give all that AWS has that may have been created from some inputs.

    Returns:
        AWS's id → the id under which it is imported.
    """
    tags = _asked_tags(inputs)
    if sought.tags and not tags:
        return {}  # nothing tells it from what others own
    arguments = _arguments(sought.arguments, inputs)
    if sought.filter:
        arguments[sought.filter] = [{"Name": f"tag:{key}", "Values": [value]} for key, value in sorted(tags.items())]
    found: dict[str, str] = {}
    for item in cloud.pages(sought.service, sought.operation, arguments, sought.items):
        identity = str(_search(sought.identity, item))
        document = {"item": item, "asked": dict(inputs)}
        if sought.detail is not None:
            operation, argument = sought.detail
            document["detail"] = cloud.ask(sought.service, operation, {argument: identity}, "@")
        if sought.same and not _search(sought.same, document):
            continue
        if sought.tags and not tags.items() <= _pairs(_search(sought.tags, document)).items():
            continue
        imported = filled(sought.template, {**inputs, "id": identity})
        if imported is not None:
            found[identity] = imported
    return found


def state_of(cloud: Cloud, slow: Slow, inputs: Inputs, identity: str) -> str:
    """Give the state, in small letters, in which AWS says that something is; empty if it isn't there."""
    arguments = _arguments(slow.arguments, {**inputs, "id": identity})
    return str(cloud.ask(slow.service, slow.operation, arguments, slow.path) or "").lower()


def lookable(how: Named | Sought, inputs: Inputs) -> bool:
    """Tell whether the inputs hold all that finding it needs."""
    if isinstance(how, Named):
        return filled(how.template, inputs) is not None
    return not how.tags or bool(_asked_tags(inputs))


def _arguments(template: Mapping[str, object], inputs: Inputs) -> dict[str, object]:
    whole = filled_deep(template, inputs)
    return dict(whole) if isinstance(whole, Mapping) else {}


def _asked_tags(inputs: Inputs) -> dict[str, str]:
    tags = inputs.get("tags")
    found = tags.items() if isinstance(tags, Mapping) else ()
    return {str(key): value for key, value in found if isinstance(value, str) and not str(key).startswith("__")}


def _pairs(tags: Any) -> dict[str, str]:
    if isinstance(tags, Mapping):
        return {str(key): str(value) for key, value in tags.items()}
    return {str(one["Key"]): str(one["Value"]) for one in tags or ()}


def _search(path: str, document: Any) -> Any:
    import jmespath

    return jmespath.search(path, document)
