"""From a recorded graph and the table to policy documents, as few as IAM's limit allows."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.policy.rows import STACK_TAG, Grant, Row, Tagged
from components.policy.table import rows
from components.recorded import UNKNOWN, RecordedResource, Recording
from toolchain.errors import SlipwayError

LIMIT = 6144
"""Characters of a managed policy, white space not counted (IAM user guide, 'IAM and AWS STS quotas')."""

ALWAYS = Grant(("sts:GetCallerIdentity",))
"""What the provider asks first, whatever the stack."""

ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"

Statement = dict[str, Any]


class UnknownTypes(SlipwayError):
    """The graph has resource types that the table does not know."""


@dataclass(frozen=True)
class Where:
    """What a policy is limited to.

    Args:
        stack: the stack's name.
        cluster: its cluster's name in AWS, with which its other names begin.
        region: its AWS region.
        account: the AWS account's number.
    """

    stack: str
    cluster: str
    region: str
    account: str


@dataclass(frozen=True)
class Policies:
    """What a principal must be allowed.

    Args:
        stack: the stack's name.
        documents: the policy documents, each within IAM's limit.
        types: resource type → how many of it the stack has.
        actions: number of different actions.
    """

    stack: str
    documents: tuple[Mapping[str, Any], ...]
    types: Mapping[str, int]
    actions: int


def policies_of(recording: Recording, where: Where) -> Policies:
    """Give the documents for a recorded stack.

    Raises:
        UnknownTypes: a type of AWS has no row in the table.
    """
    counts: dict[str, int] = {}
    for one in recording.resources:
        if one.type.startswith("aws:"):
            counts[one.type] = counts.get(one.type, 0) + 1
    missing = sorted(set(counts) - set(rows()))
    if missing:
        raise UnknownTypes(
            f"{', '.join(missing)} {'has' if len(missing) == 1 else 'have'} no row, so what it needs is not known",
            where="components/policy/table",
            do="add it, from the Service Authorization Reference",
        )
    statements = _statements(recording, where)
    documents = tuple({"Version": "2012-10-17", "Statement": part} for part in _packed(statements))
    told = {action for one in statements for action in one["Action"]}
    return Policies(recording.stack, documents, dict(sorted(counts.items())), len(told))


def size(document: Mapping[str, Any]) -> int:
    """Count a document's characters as IAM does."""
    return len(json.dumps(document, separators=(",", ":")))


def _statements(recording: Recording, where: Where) -> list[Statement]:
    """Give the statements; grants with the same resources and conditions are one."""
    by_type: dict[str, list[RecordedResource]] = {}
    for one in recording.resources:
        if one.type in rows():
            by_type.setdefault(one.type, []).append(one)
    merged: dict[str, tuple[Statement, set[str]]] = {}
    _add(merged, ALWAYS, {}, where)
    for kind, resources in by_type.items():
        row = rows()[kind]
        holes = {
            "names": _names(row, resources, where),
            "stack_names": [f"{where.cluster}-*"],
            "attached": _attached(by_type.get(ATTACHMENT, ()), where),
        }
        for grant in row.grants:
            _add(merged, grant, holes, where)
    return [
        {"Sid": f"Slipway{number}", "Effect": "Allow", "Action": sorted(told), **statement}
        for number, (statement, told) in enumerate(merged.values(), 1)
    ]


def _add(
    merged: dict[str, tuple[Statement, set[str]]], grant: Grant, holes: Mapping[str, Sequence[str]], where: Where
) -> None:
    on = sorted({arn for pattern in grant.on for arn in _filled_arns(pattern, holes, where)})
    statement: Statement = {"Resource": on[0] if len(on) == 1 else on}
    conditions = {
        operator: {key: _filled_value(value, holes, where) for key, value in keys.items()}
        for operator, keys in grant.when.items()
    }
    if grant.tagged is not Tagged.NOT:
        key = "aws:RequestTag" if grant.tagged is Tagged.MADE else "aws:ResourceTag"
        conditions.setdefault("StringEquals", {})[f"{key}/{STACK_TAG}"] = where.stack
    if conditions:
        statement["Condition"] = conditions
    known = merged.setdefault(json.dumps(statement, sort_keys=True), (statement, set()))
    known[1].update(grant.actions)


def _filled_arns(pattern: str, holes: Mapping[str, Sequence[str]], where: Where) -> Iterable[str]:
    if pattern == "*":
        yield "*"
        return
    for hole in ("names", "stack_names"):
        mark = f"{{{hole}}}"
        if mark in pattern:
            for name in holes[hole]:
                yield f"arn:aws:{_filled(pattern.replace(mark, name), where)}"
            return
    yield f"arn:aws:{_filled(pattern, where)}"


def _filled(text: str, where: Where) -> str:
    for hole, value in (("region", where.region), ("account", where.account), ("cluster", where.cluster)):
        text = text.replace(f"{{{hole}}}", value)
    return text


def _filled_value(value: str | tuple[str, ...], holes: Mapping[str, Sequence[str]], where: Where) -> str | list[str]:
    if value == "{attached}":
        return list(holes["attached"])
    if isinstance(value, tuple):
        return value[0] if len(value) == 1 else list(value)
    return _filled(value, where)


def _names(row: Row, resources: Iterable[RecordedResource], where: Where) -> list[str]:
    """Give the patterns of a type's names; those that begin with the cluster's are one."""
    patterns = set()
    for one in resources:
        given = one.inputs.get(row.name)
        if not isinstance(given, str) or given == UNKNOWN:
            given = f"{one.name}-*"
        end = given.find(where.cluster) + len(where.cluster)
        # What is beyond the cluster's name and the sign behind it may be any of the stack's.
        patterns.add(f"{given[: end + 1]}*" if where.cluster in given and end < len(given) else given)
    return sorted(patterns)


def _attached(attachments: Iterable[RecordedResource], where: Where) -> list[str]:
    arns = set()
    for one in attachments:
        arn = str(one.inputs.get("policyArn"))
        own = ":policy/" in arn and not arn.startswith("arn:aws:iam::aws:")
        arns.add(f"arn:aws:iam::{where.account}:policy/{where.cluster}-*" if own or arn == UNKNOWN else arn)
    return sorted(arns)


def _packed(statements: Sequence[Statement]) -> list[list[Statement]]:
    """Put statements into as few documents as they fit, in their order: each where it fits first."""
    frame = size({"Version": "2012-10-17", "Statement": []})
    parts: list[tuple[int, list[Statement]]] = []
    for statement in statements:
        length = size(statement) + 1
        for index, (used, part) in enumerate(parts):
            if used + length <= LIMIT:
                part.append(statement)
                parts[index] = (used + length, part)
                break
        else:
            parts.append((frame + length, [statement]))
    return [part for _, part in parts]
