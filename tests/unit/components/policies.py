"""The judge of IAM policy documents, for every test that looks at one: what is too wide, in a sentence each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from components.recorded import RecordedResource
from tests.unit.components.recordings import texts

READS = ("Describe*", "Get*", "List*", "BatchGet*", "BatchCheck*", "Lookup*", "Search*", "View*")
"""Names of actions that change nothing. What they read of secrets and objects is in `DATA`."""

DATA = ("s3:GetObject*", "secretsmanager:GetSecretValue", "ssm:GetParameter*", "kms:*", "dynamodb:*")
"""Actions that read what is secret: never on every resource."""

NO_RESOURCE: frozenset[str] = frozenset()
"""Changing actions for which AWS has no resource to name (Service Authorization Reference: no resource type)."""

WIDE_POLICIES = ("*/AdministratorAccess", "*/PowerUserAccess", "*FullAccess")
"""Names of AWS's own policies that grant a whole service or account."""


def documents(resource: RecordedResource) -> Iterator[dict[str, Any]]:
    """Give each policy document that is in a resource's inputs."""
    for text in texts(dict(resource.inputs)):
        if '"Statement"' in text:
            document = json.loads(text)
            assert isinstance(document, dict), text
            yield document


def too_wide(document: str, kind: str = "aws:iam/rolePolicy:RolePolicy") -> list[str]:
    """Tell what is too wide in one policy document, as if it were a resource's of some type."""
    return complaints(RecordedResource("", kind, "document", inputs={"policy": document}))


def complaints(resource: RecordedResource) -> list[str]:
    """Tell what is too wide in a resource's policy documents."""
    found = []
    for document in documents(resource):
        for statement in _several(document["Statement"]):
            told = "; ".join(_of_statement(statement, resource))
            if told:
                found.append(f"{resource.type} {resource.name}: {statement.get('Sid', 'a statement')}: {told}")
    return found


def _of_statement(statement: dict[str, Any], resource: RecordedResource) -> Iterator[str]:
    if statement["Effect"] == "Deny":
        return
    condition = statement.get("Condition")
    actions = _several(statement.get("Action", ()))
    yield from (
        f"allows all but some ({key})" for key in ("NotAction", "NotResource", "NotPrincipal") if key in statement
    )
    if _is_of_the_account_itself(statement, resource):
        return
    if resource.type == "aws:ec2/vpcEndpoint:VpcEndpoint":
        yield from _of_endpoint(statement, resource)
        return
    for action in actions:
        # A key's policy is for one key, and AWS' own for CloudWatch Logs says kms:Encrypt*; others write actions out.
        service = action == "*" or action.endswith(":*")
        wide = service if resource.type == "aws:kms/key:Key" else "*" in action
        if wide and not (action.endswith(":*") and _is_a_boundary(resource)):
            yield f"allows {action}"
    if "Principal" in statement:
        yield from _of_principal(statement, actions)
    if "*" in _several(statement.get("Resource", ())) and not condition and "Principal" not in statement:
        writes = [action for action in actions if not _reads(action) and action not in NO_RESOURCE]
        if writes:
            yield f"allows {', '.join(writes)} on every resource, without a condition"


def _of_principal(statement: dict[str, Any], actions: list[str]) -> Iterator[str]:
    principal, condition = statement["Principal"], statement.get("Condition") or {}
    who = [
        name
        for names in (principal.values() if isinstance(principal, dict) else [principal])
        for name in _several(names)
    ]
    if "*" in who and not condition:
        yield "lets everybody in"
    if "pods.eks.amazonaws.com" in who and not condition:
        yield "lets pods of any cluster in"
    if "sts:AssumeRoleWithWebIdentity" in actions:
        keys = [key for test in condition.values() for key in test]
        for wanted in (":sub", ":aud"):
            if not any(key.endswith(wanted) for key in keys):
                yield f"takes any token of the issuer, whatever its {wanted[1:]}"
        subjects = [
            value for test in condition.values() for key, values in test.items() if key.endswith(":sub")
            for value in _several(values)
        ]  # fmt: skip
        yield from (f"takes the subject {value}" for value in subjects if value.strip("*:") in ("", "repo"))


def _of_endpoint(statement: dict[str, Any], resource: RecordedResource) -> Iterator[str]:
    """Judge an endpoint's policy, which grants nothing: it narrows what the caller's own policies grant already."""
    service = str(resource.inputs["serviceName"]).split(".")[3]
    keys = {key for test in (statement.get("Condition") or {}).values() for key in test}
    for action in _several(statement["Action"]):
        if action.partition(":")[0] != service:
            yield f"lets {action} through, which is not of {service}"
        if action.endswith("*") and "aws:PrincipalAccount" not in keys:
            yield f"lets {action} through for identities of any account"
        if not keys and not _reads(action) and action != "s3:GetObject":
            yield f"lets {action} through for everybody on everything"


def _is_of_the_account_itself(statement: dict[str, Any], resource: RecordedResource) -> bool:
    """Whether it is a key policy's first statement, without which nobody could ever manage the key."""
    principal = statement.get("Principal")
    who = _several(principal.get("AWS", ())) if isinstance(principal, dict) else []
    return resource.type == "aws:kms/key:Key" and bool(who) and all(name.endswith(":root") for name in who)


def _is_a_boundary(resource: RecordedResource) -> bool:
    """Whether it is a permission boundary, which grants nothing: a ceiling names services, not actions."""
    return resource.type == "aws:iam/policy:Policy" and str(resource.inputs.get("name")).endswith("-boundary")


def _reads(action: str) -> bool:
    name = action.partition(":")[2]
    return any(fnmatchcase(name, read) for read in READS) and not any(fnmatchcase(action, data) for data in DATA)


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
