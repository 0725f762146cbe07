"""Skip comments that a change brings itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from policies.gate.engines.checkov.trust import undone
from policies.gate.finding import Finding, Location, Resource, Severity

SKIP = b"# checkov:skip=CKV_DOCKER_3:a builder\n"
FILE = Resource(None, "Dockerfile", None, "Dockerfile")
POD = Resource("v1", "Pod", "shop", "cart")


def waived(rule: str, reason: str, resource: Resource = FILE, line: int = 2) -> Finding:
    return Finding(
        rule,
        "t",
        (),
        Severity.HIGH,
        "checkov",
        "m",
        "w",
        "r",
        resource,
        Location("a", line),
        waived=True,
        waiver=reason,
    )


@pytest.mark.parametrize(
    ("before", "holds"),
    [
        (SKIP + b"FROM a\n", True),
        (b"FROM a\n\n" + SKIP, True),
        (b"FROM a\n", False),
        (b"# checkov:skip=CKV_DOCKER_3:another reason\n", False),
        (b"# checkov:skip=CKV_DOCKER_2:a builder\n", False),
        (None, False),
    ],
)
def test_a_comment_for_a_file_holds_if_the_file_had_it(before: bytes | None, holds: bool) -> None:
    (finding,) = undone([waived("CKV_DOCKER_3", "a builder")], lambda _: SKIP, lambda _: before)
    assert finding.waived is holds
    assert ("not in the trusted ref" in finding.message) is not holds


@pytest.mark.parametrize(
    ("before", "holds"),
    [
        (b"x\nkey = 1 # pragma: allowlist secret\n", True),
        (b"key = 1 # pragma: allowlist secret\nx\ny\n", True),
        (b"x\nkey = 2 # pragma: allowlist secret\n", False),
        (b"x\nkey = 1\n", False),
    ],
)
def test_under_an_old_comment_a_new_secret_is_new(before: bytes, holds: bool) -> None:
    now = b"x\nkey = 1 # pragma: allowlist secret\n"
    (finding,) = undone([waived("CKV_SECRET_6", "pragma: allowlist secret")], lambda _: now, lambda _: before)
    assert finding.waived is holds


@pytest.mark.parametrize(
    ("before", "holds"), [(b"checkov.io/skip1: CKV_K8S_16=needs it", True), (b"checkov.io/skip1: CKV_K8S_16=x", False)]
)
def test_an_annotation_holds_if_the_file_had_it(before: bytes, holds: bool) -> None:
    (finding,) = undone([waived("CKV_K8S_16", "needs it", POD)], lambda _: before, lambda _: before)
    assert finding.waived is holds


def test_what_is_not_checkovs_stays_as_it_is() -> None:
    finding = replace(waived("SLIP-POD-004", "x"), engine="opa")
    assert undone([finding], lambda _: None, lambda _: None) == [finding]
