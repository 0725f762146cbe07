"""`aws:iam/getPolicyDocument`: a policy document from its parts, as a pure function.

The form is IAM's (JSON policy grammar); one-item lists become plain strings, as the real provider writes them.
"""

from __future__ import annotations

import json
import zlib

from sandbox.providers.aws.errors import BadInput
from sandbox.providers.aws.wire import Properties, Value

_VERSION = "2012-10-17"
_STATEMENT_KEYS = (
    ("actions", "Action"),
    ("notActions", "NotAction"),
    ("resources", "Resource"),
    ("notResources", "NotResource"),
)


def _words(value: Value) -> Value:
    words = sorted({str(word) for word in value}, reverse=True) if isinstance(value, list) else []
    return words[0] if len(words) == 1 else list(words)


def _principals(value: Value) -> Value:
    gathered: dict[str, set[str]] = {}
    for principal in value if isinstance(value, list) else []:
        if isinstance(principal, dict):
            identifiers = principal.get("identifiers")
            gathered.setdefault(str(principal.get("type")), set()).update(
                str(word) for word in (identifiers if isinstance(identifiers, list) else [])
            )
    if gathered.get("*") == {"*"} and len(gathered) == 1:
        return "*"
    return {kind: _words(list(words)) for kind, words in gathered.items()}


def _conditions(value: Value) -> Value:
    gathered: dict[str, dict[str, Value]] = {}
    for condition in value if isinstance(value, list) else []:
        if isinstance(condition, dict):
            values = condition.get("values")
            words = [str(word) for word in values] if isinstance(values, list) else []
            gathered.setdefault(str(condition.get("test")), {})[str(condition.get("variable"))] = (
                words[0] if len(words) == 1 else list(words)
            )
    return {test: dict(variables) for test, variables in gathered.items()}


def _statement(given: Properties) -> dict[str, Value]:
    statement: dict[str, Value] = {}
    if given.get("sid"):
        statement["Sid"] = given["sid"]
    statement["Effect"] = given.get("effect") or "Allow"
    for source, key in _STATEMENT_KEYS:
        if given.get(source):
            statement[key] = _words(given[source])
    for source, key in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(source):
            statement[key] = _principals(given[source])
    if given.get("conditions"):
        statement["Condition"] = _conditions(given["conditions"])
    return statement


def _documents(value: Value) -> list[list[Value]]:
    found: list[list[Value]] = []
    for text in value if isinstance(value, list) else []:
        try:
            statements = json.loads(str(text)).get("Statement", [])
        except (ValueError, AttributeError) as error:
            raise BadInput(
                f"a source or override policy document is not a JSON object ({error})",
                where="aws:iam/getPolicyDocument:getPolicyDocument",
                do="give policy documents as JSON text",
            ) from error
        found.append(statements if isinstance(statements, list) else [statements])
    return found


def policy_document(arguments: Properties) -> Properties:
    """Give what getPolicyDocument answers: its arguments, `json`, `minifiedJson` and an `id`.

    Args:
        arguments: `statements`, `policyId`, `version`, `sourcePolicyDocuments`, `overridePolicyDocuments`, as
            pulumi-aws has them.

    Raises:
        BadInput: a source or override document is not JSON, or two statements of the sources have one Sid.
    """
    given = arguments.get("statements")
    own: list[Value] = [
        dict(_statement(item)) for item in (given if isinstance(given, list) else []) if isinstance(item, dict)
    ]
    merged: list[Value] = []
    for statements in _documents(arguments.get("sourcePolicyDocuments")):
        taken = {item.get("Sid") for item in merged if isinstance(item, dict) and item.get("Sid")}
        for item in statements:
            if isinstance(item, dict) and item.get("Sid") in taken:
                raise BadInput(
                    f"two source documents have a statement with the Sid {item['Sid']}",
                    where="aws:iam/getPolicyDocument:getPolicyDocument",
                    do="give each statement a Sid of its own, or use overridePolicyDocuments",
                )
        merged += statements
    merged = _overriding(merged, own)
    for statements in _documents(arguments.get("overridePolicyDocuments")):
        merged = _overriding(merged, statements)
    document: dict[str, Value] = {"Version": arguments.get("version") or _VERSION}
    if arguments.get("policyId"):
        document["Id"] = arguments["policyId"]
    document["Statement"] = merged
    text = json.dumps(document, indent=2)
    return {
        **arguments,
        "id": str(zlib.crc32(text.encode())),
        "json": text,
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _overriding(statements: list[Value], later: list[Value]) -> list[Value]:
    """Give statements with those of the same Sid replaced and the others added."""
    result = list(statements)
    for item in later:
        sid = item.get("Sid") if isinstance(item, dict) else None
        place = next(
            (index for index, old in enumerate(result) if sid and isinstance(old, dict) and old.get("Sid") == sid), None
        )
        if place is None:
            result.append(item)
        else:
            result[place] = item
    return result
