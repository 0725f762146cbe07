"""The one ledger of agreed exceptions, honoured alike for every engine and at every door."""

from __future__ import annotations

from policies.gate.waivers.judge import LEDGER_RULES, honour, ledger_findings
from policies.gate.waivers.ledger import LEDGER, Ledger, parse_ledger, read_ledger, read_text
from policies.gate.waivers.match import covers, environment_of
from policies.gate.waivers.waiver import LONGEST_DAYS, Subject, Waiver

__all__ = [
    "LEDGER",
    "LEDGER_RULES",
    "LONGEST_DAYS",
    "Ledger",
    "Subject",
    "Waiver",
    "covers",
    "environment_of",
    "honour",
    "ledger_findings",
    "parse_ledger",
    "read_ledger",
    "read_text",
]
