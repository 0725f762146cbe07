"""What the ledger does to findings, and what is to be said of the ledger itself."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from policies.gate.finding import Finding, Location, Resource, Severity
from policies.gate.waivers.ledger import Ledger
from policies.gate.waivers.match import covering, names_of
from policies.gate.waivers.waiver import LONGEST_DAYS, SOON_DAYS, Waiver


@dataclass(frozen=True, slots=True)
class LedgerRule:
    """A rule of the gate's own about the ledger: the same words as a Rego rule's METADATA."""

    id: str
    title: str
    severity: Severity
    why: str
    remediation: str


EXPIRED = LedgerRule(
    "SLIP-WAIVER-001",
    "No waiver has expired",
    Severity.MEDIUM,
    "A waiver is a risk taken for a time; after it, what it hid shows again and its line only misleads.",
    "Mend what it waived and take it out of the ledger; if the risk must be taken longer, agree it anew.",
)
UNUSED = LedgerRule(
    "SLIP-WAIVER-002",
    "Every waiver matches a finding",
    Severity.LOW,
    "A waiver that matches nothing will one day hide a finding that nobody agreed to.",
    "Take it out of the ledger, or mend its rule or resource.",
)
OVER_LONG = LedgerRule(
    "SLIP-WAIVER-003",
    f"No waiver is for more than {LONGEST_DAYS} days",
    Severity.MEDIUM,
    "A risk that nobody looks at again is a decision nobody has made.",
    f"Let it expire at most {LONGEST_DAYS} days after it was created; it hides nothing after that anyway.",
)
OWNERLESS = LedgerRule(
    "SLIP-WAIVER-004",
    "Every waiver has an owner",
    Severity.MEDIUM,
    "Whoever finds it in a year must know whom to ask.",
    "Write the team that answers for it as `owner`.",
)
ENDS_SOON = LedgerRule(
    "SLIP-WAIVER-005",
    f"A waiver ends within {SOON_DAYS} days",
    Severity.NOTICE,
    "What it hides will fail pull requests from the day after, whoever opens them.",
    "Mend what it waives before then.",
)
NOT_YET = LedgerRule(
    "SLIP-WAIVER-006",
    "No waiver was created in the future",
    Severity.MEDIUM,
    "A date in the future would stretch the longest time that a waiver may have.",
    "Write the day on which it was agreed as `created`; it hides nothing before that.",
)
UNKNOWN_RULE = LedgerRule(
    "SLIP-WAIVER-007",
    "Every waiver names a rule that there is",
    Severity.MEDIUM,
    "A waiver of a rule that was renamed or mistyped hides nothing, and whoever wrote it thinks that it does.",
    "Mend the rule's id; `platform policy list` prints them.",
)
INLINE = LedgerRule(
    "SLIP-WAIVER-008",
    "Waivers are in the ledger, not in comments",
    Severity.NOTICE,
    "A comment that skips a check has no owner and no end: nobody is asked whether its reason still holds.",
    "Take the comment out and write the waiver with `platform waive`, which gives it an owner and an end.",
)
LEDGER_RULES = (EXPIRED, UNUSED, OVER_LONG, OWNERLESS, ENDS_SOON, NOT_YET, UNKNOWN_RULE, INLINE)
"""The rules about the ledger, of the engine `gate`."""


def honour(
    findings: Sequence[Finding],
    ledger: Ledger,
    today: date,
    *,
    whole: bool,
    known: Collection[str] | Callable[[str], bool] | None = None,
    environment: str | None = None,
) -> tuple[Finding, ...]:
    """Mark the findings that a waiver covers, and add what is to be said of the ledger.

    Args:
        findings: of every engine.
        ledger: the ledger.
        today: the day by which dates are judged.
        whole: whether everything was judged; a waiver that matches nothing is a finding only then.
        known: the ids of all rules, or what tells whether an id is one's; not asked if None.
        environment: the environment of all findings; if None, what each one's file says.

    Returns:
        The same findings in their order, the waived ones marked; then those about the ledger, in its order.
    """
    if not ledger.waivers:
        return tuple(findings)
    used: set[int] = set()
    marked = []
    by_rule = _by_rule(ledger.waivers)
    for finding in findings:
        near = [waiver for rule in dict.fromkeys(names_of(finding)) for waiver in by_rule.get(rule, ())]
        about = covering(near, finding, environment)
        used.update(waiver.number for waiver in about)
        holding = next((waiver for waiver in about if waiver.holds(today)), None)
        marked.append(
            finding if holding is None else dataclasses.replace(finding, waived=True, waiver=reason_of(holding))
        )
    return (*marked, *ledger_findings(ledger, today, used if whole else None, known))


def reason_of(waiver: Waiver) -> str:
    """Give a waiver's reason with who answers for it and until when."""
    owner = f"{waiver.owner}, " if waiver.owner else ""
    return f"{waiver.reason} ({owner}until {waiver.last_day.isoformat()})"


def _by_rule(waivers: Iterable[Waiver]) -> Mapping[str, list[Waiver]]:
    rules: dict[str, list[Waiver]] = {}
    for waiver in waivers:
        rules.setdefault(waiver.rule, []).append(waiver)
    return rules


def ledger_findings(
    ledger: Ledger,
    today: date,
    used: Collection[int] | None = None,
    known: Collection[str] | Callable[[str], bool] | None = None,
) -> tuple[Finding, ...]:
    """Give what is to be said of the ledger itself.

    Args:
        ledger: the ledger.
        today: the day by which dates are judged.
        used: numbers of the waivers that matched a finding; None if not everything was judged.
        known: as for `honour`.
    """
    is_known = known if callable(known) or known is None else set(known).__contains__
    return tuple(
        Finding(
            rule=rule.id,
            title=rule.title,
            controls=(),
            severity=rule.severity,
            engine="gate",
            message=f"the waiver of {waiver.rule} for {_named(waiver)} {said}",
            why=rule.why,
            remediation=rule.remediation,
            resource=Resource(None, "Waiver", None, f"{waiver.rule} {_named(waiver)}"),
            location=Location(ledger.file, waiver.line),
        )
        for waiver in ledger.waivers
        for rule, said in _said(waiver, today, used, is_known)
    )


def _named(waiver: Waiver) -> str:
    return str(waiver.resource) + (f":{waiver.container}" if waiver.container else "")


def _said(
    waiver: Waiver, today: date, used: Collection[int] | None, is_known: Callable[[str], bool] | None
) -> Iterable[tuple[LedgerRule, str]]:
    last = waiver.last_day
    days = (waiver.expires - waiver.created).days
    if days > LONGEST_DAYS:
        yield OVER_LONG, f"is for {days} days"
    if waiver.owner is None:
        yield OWNERLESS, "has no owner"
    if waiver.created > today:
        yield NOT_YET, f"was created on {waiver.created.isoformat()}, which is to come"
    if last < today:
        yield EXPIRED, f"ended on {last.isoformat()}"
    elif last - today <= timedelta(days=SOON_DAYS):
        yield ENDS_SOON, f"ends on {last.isoformat()}"
    if is_known is not None and not is_known(waiver.rule):
        yield UNKNOWN_RULE, "names a rule that there isn't"
    elif used is not None and waiver.number not in used:
        yield UNUSED, "matches no finding"
