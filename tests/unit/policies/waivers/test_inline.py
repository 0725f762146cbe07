"""Comments that waive: each tells of itself, as long as the ledger doesn't cover what it hides."""

from __future__ import annotations

from dataclasses import replace

from policies.gate.finding import Location, Resource, Severity
from policies.gate.waivers.inline import inline_notices
from tests.unit.policies.made import finding

HIDDEN = finding(
    rule="CKV_SECRET_6",
    engine="checkov",
    resource=Resource(None, "File", None, "a b.py"),
    location=Location("a b.py", 4),
    waived=True,
    waiver="a test's",
)


def test_a_comment_that_hides_a_finding_is_a_notice_at_its_own_line_with_the_command_that_mends_it() -> None:
    (notice,) = inline_notices([(HIDDEN, HIDDEN)], {HIDDEN: 3})
    assert (notice.rule, notice.engine, notice.severity) == ("SLIP-WAIVER-008", "gate", Severity.NOTICE)
    assert notice.location == Location("a b.py", 3, 1)
    assert "`platform waive CKV_SECRET_6 'File/a b.py' …`" in notice.message
    assert not notice.waived


def test_one_comment_tells_once_of_a_rule() -> None:
    other = replace(HIDDEN, location=Location("a b.py", 2))
    assert len(inline_notices([(HIDDEN, HIDDEN), (other, other)], {HIDDEN: 3, other: 3})) == 1


def test_what_the_ledger_covers_too_and_what_no_comment_hides_is_no_notice() -> None:
    agreed = replace(HIDDEN, waiver="a test's (team-shop, until 2026-12-01)")
    assert not inline_notices([(HIDDEN, agreed)], {HIDDEN: 3})
    assert not inline_notices([(HIDDEN, HIDDEN)], {})
