"""Secrets in a stack's configuration: none of our keys holds one, and no value is a token in clear."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from components.complaints import Complaint, Path
from components.stack_file import NAMESPACE, Value

TOKENS: Mapping[str, re.Pattern[str]] = {
    "a token of GitHub": re.compile(r"\b(gh[oprsu]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})"),
    "an access key of AWS": re.compile(r"\b(AKIA|ASIA)[A-Z0-9]{16}\b"),
    "a private key": re.compile(r"-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY-----"),
    "a token of Slack": re.compile(r"\b(xox[abeoprs]|xapp)-[A-Za-z0-9.-]{10}"),
    "a JSON Web Token": re.compile(r"\beyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}"),
}
"""What a value looks like → how it is known, as a part of the value.

Sources: GitHub docs, "About authentication to GitHub" (prefixes; the lengths are those of the tokens that it issues);
IAM user guide, "IAM identifiers" (unique ID prefixes); RFC 7468, section 10 and 11; Slack's docs, "Tokens"; RFC 7519,
section 3.1: header and claims are JSON objects in base64url, each of which begins with eyJ.
"""

OURS = "keep it in AWS Secrets Manager, from where External Secrets brings it to pods, and take the key out"
"""What to do with a secret in a key of ours."""

IN_CLEAR = "make it void, and keep a new one in AWS Secrets Manager, from where External Secrets brings it to pods"
IN_CLEAR_ELSEWHERE = "make it void, and set a new one by `pulumi config set --secret`"


def secrets_of(config: Mapping[str, Value]) -> list[Complaint]:
    """Give what is wrong about secrets in a configuration; no complaint repeats a value.

    Args:
        config: key with namespace → value, as the stack's file has it; secrets of other namespaces, e.g. of a
            provider, are right where Pulumi encrypted them.
    """
    return [complaint for key, value in config.items() for complaint in _of(value, (key,), _is_ours(key))]


def _is_ours(key: str) -> bool:
    return key == "aws:region" or key.rpartition(":")[0] == NAMESPACE


def _of(value: Value, path: Path, ours: bool) -> Iterator[Complaint]:
    if isinstance(value, dict):
        # So Pulumi writes a secret: whatever mapping has this key alone.
        if list(value) == ["secure"] and isinstance(value["secure"], str):
            if ours:
                yield Complaint(path, "is a secret, and no key of ours holds one", OURS)
            return
        for key, below in value.items():
            yield from _of(below, (*path, key), ours)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _of(item, (*path, index), ours)
    elif isinstance(value, str):
        what = next((what for what, pattern in TOKENS.items() if pattern.search(value)), None)
        if what:
            yield Complaint(path, f"looks like {what} in clear", IN_CLEAR if ours else IN_CLEAR_ELSEWHERE)
