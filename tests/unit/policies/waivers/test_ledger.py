"""The ledger as it is read: what is no waiver is refused at its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from policies.errors import WaiverError
from policies.gate.waivers import Subject, parse_ledger, read_ledger
from policies.gate.waivers.schema import SCHEMA, ledger_schema, schema_text

REPOSITORY = Path(__file__).parents[4]

WHOLE = """\
# why
waivers:
  - rule: SLIP-POD-004
    resource: Deployment/shop/cart
    container: web
    file: apps/**/*.yaml
    environment: dev
    reason: >-
      The base image
      has no user yet.
    owner: shop
    created: 2026-10-01
    expires: 2026-12-01
  - {rule: CKV_DOCKER_2, resource: Dockerfile/src/a/Dockerfile, reason: r, created: 2026-10-01, expires: 2026-10-02}
"""


def _without(key: str) -> str:
    return "".join(line + "\n" for line in WHOLE.splitlines() if not line.strip().startswith(f"{key}:"))


def test_a_waiver_is_read_with_its_line() -> None:
    first, second = parse_ledger(WHOLE).waivers
    assert (first.rule, first.line, first.owner, first.container) == ("SLIP-POD-004", 3, "shop", "web")
    assert first.reason == "The base image has no user yet."
    assert (first.created, first.expires) == (date(2026, 10, 1), date(2026, 12, 1))
    assert second.resource == Subject("Dockerfile", None, "src/a/Dockerfile")
    assert (second.line, second.owner) == (14, None)


@pytest.mark.parametrize("text", ["", "# nothing\n", "waivers:\n", "waivers: []\n", "waivers: null"])
def test_an_empty_ledger_waives_nothing(text: str) -> None:
    assert parse_ledger(text).waivers == ()


def test_a_ledger_that_is_not_there_waives_nothing(tmp_path: Path) -> None:
    assert read_ledger(tmp_path / "waivers.yaml").waivers == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("waivers: {", 1, "is no YAML"),
        ("- rule: x\n", 1, "the ledger must be a mapping"),
        ("waiver: []\n", 1, "the ledger has no key 'waiver'"),
        ("waivers: []\nwaivers: []\n", 2, "stands there twice"),
        ("waivers:\n  rule: x\n", 2, "waivers must be a list"),
        ("waivers:\n  - x\n", 2, "a waiver must be a mapping"),
        (_without("expires"), 3, "lacks 'expires'"),
        (WHOLE.replace("owner: shop", "ownr: shop"), 11, "has no key 'ownr'"),
        (WHOLE.replace("SLIP-POD-004", "SLIP-*"), 3, "is a pattern"),
        (WHOLE.replace("rule: SLIP-POD-004", "rule:"), 3, "rule is empty"),
        (WHOLE.replace("rule: SLIP-POD-004", "rule: [a]"), 3, "rule must be text"),
        (WHOLE.replace("Deployment/shop/cart", "cart"), 4, "is no resource"),
        (WHOLE.replace("Deployment/shop/cart", "Deployment/*/*"), 4, "every Deployment"),
        (WHOLE.replace("Deployment/shop/cart", '"*/shop/?*"'), 4, "every kind and name"),
        (WHOLE.replace("Deployment/shop/cart", "ClusterRole/*"), 4, "every ClusterRole"),
        (WHOLE.replace("expires: 2026-12-01", "expires: soon"), 13, "is no date"),
        (WHOLE.replace("expires: 2026-12-01", "expires: 20261201"), 13, "is no date"),
        (WHOLE.replace("expires: 2026-12-01", "expires: 2026-09-01"), 13, "before it was created"),
        ("[" * 4_000_000, 1, "is nested deeper"),
        ("{a: " * 500_000, 1, "is nested deeper"),
        ("waivers: &a [*a]", 1, "a waiver must be a mapping"),
    ],
)
def test_what_is_no_ledger_is_refused_at_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(WaiverError) as raised:
        parse_ledger(text)
    assert said in str(raised.value)
    assert raised.value.where is not None
    assert raised.value.where.partition(":")[0] == "policies/waivers.yaml"
    if line > 1:
        assert raised.value.where.endswith(f":{line}")


def test_a_ledger_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path, tmp_path / "bytes.yaml"):
        with pytest.raises(WaiverError):
            read_ledger(path)


@pytest.mark.parametrize("text", ["Deployment/*/cart", "Deployment/shop/*", "*/shop/cart", "Deployment/shop/c?rt-*"])
def test_a_pattern_that_says_what_it_is_about_is_taken(text: str) -> None:
    assert Subject.parse(text).too_wide is None


def test_a_resource_of_a_program_is_named_by_its_type() -> None:
    subject = Subject.parse("aws:s3/bucket:Bucket/logs")
    assert (subject.kind, subject.namespace, subject.name) == ("aws:s3/bucket:Bucket", None, "logs")
    assert str(subject) == "aws:s3/bucket:Bucket/logs"
    assert Subject.parse("ClusterRole/system:admin") == Subject("ClusterRole", None, "system:admin")


def test_the_schema_takes_what_is_read_and_is_kept_in_the_reference() -> None:
    validator = jsonschema.Draft202012Validator(ledger_schema())
    validator.validate(yaml.load(WHOLE, yaml.BaseLoader))
    for key in ("reason", "expires", "resource", "created"):
        assert list(validator.iter_errors(yaml.load(_without(key), yaml.BaseLoader)))
    assert (REPOSITORY / SCHEMA).read_text() == schema_text()
    assert json.loads(schema_text())["$defs"]["Waiver"]["required"] == [
        "rule",
        "resource",
        "reason",
        "created",
        "expires",
    ]
