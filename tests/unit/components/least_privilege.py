"""What makes a policy document broader than it need be, for any test that looks at one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

READING = ("Describe", "List")
"""How actions begin that AWS mostly knows no resource for."""

READING_TOO = ("ec2:GetSecurityGroupsForVpc",)
"""Actions that only read although their names begin otherwise, and that need "*"."""


def too_broad(document: str) -> list[str]:
    """Give what is broader than need be in the policy document of a role, one sentence each; none if it is narrow.

    No wildcard in an action, nothing turned round (NotAction, NotResource), and "*" as resource only beside actions
    that describe or list, or with a condition.
    """
    return [found for statement in json.loads(document)["Statement"] for found in _of(statement)]


def trusts_too_many(document: str) -> list[str]:
    """Give what is too broad in a trust policy: anybody as principal, or pods of any cluster."""
    found = []
    for statement in json.loads(document)["Statement"]:
        principal = statement.get("Principal")
        if principal == "*" or (isinstance(principal, dict) and "*" in principal.values()):
            found.append("anybody may take the role on")
        if principal == {"Service": "pods.eks.amazonaws.com"} and "Condition" not in statement:
            found.append("pods of any cluster may take the role on")
    return found


def _of(statement: dict[str, Any]) -> Iterator[str]:
    if statement["Effect"] != "Allow":
        return
    sid = statement.get("Sid", "a statement")
    for key in ("NotAction", "NotResource", "NotPrincipal"):
        if key in statement:
            yield f"{sid} allows all but its {key}"
    for action in _listed(statement.get("Action", [])):
        service, _, verb = action.partition(":")
        if "*" in action or not verb:
            yield f"{sid} allows {action}"
        elif "*" in _listed(statement.get("Resource", [])) and not (
            verb.startswith(READING) or f"{service}:{verb}" in READING_TOO or statement.get("Condition")
        ):
            yield f"{sid} allows {action} on everything"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value)
