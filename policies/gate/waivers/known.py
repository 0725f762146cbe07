"""Which rules there are to waive, told without an engine."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from policies.gate.places import RULES, with_rules
from policies.gate.waivers.judge import LEDGER_RULES

CHECKOV_RULE = re.compile(r"CKV2?_[A-Z0-9]+_\d+|SLIP-CHECKOV-\d+")
"""How Checkov names its rules, and our engine around it its own."""

OWN_RULE = re.compile(r"SLIP-(GATE|CHECKOV)-\d{3}")
"""How the gate's own findings about what it was given are named; they are in no Rego file."""

_ID = re.compile(r"^#\s+id:\s*(\S+)\s*$", re.MULTILINE)


def rule_ids(checkout: Path) -> frozenset[str]:
    """Give the ids that the METADATA of the Rego files tell by which a checkout is judged."""
    folders = (with_rules(checkout) / RULES, checkout / "teams")
    return frozenset(found for folder in folders for file in _rego(folder) for found in _ID.findall(_text(file)))


def is_known(rule: str, ids: Collection[str]) -> bool:
    """Tell whether a rule can be waived: one of `ids`, one that may be Checkov's, or the gate's own about its input.

    The gate's own about waivers can't: an exception is no reason for an exception.
    """
    return rule in ids or any(pattern.fullmatch(rule) for pattern in (CHECKOV_RULE, OWN_RULE))


def nearest_rule(rule: str, ids: Collection[str]) -> str | None:
    """Give the rule that was probably meant, None if none is near."""
    import difflib

    # A number with too few or too many zeros is the most likely slip.
    same = [one for one in ids if _without_zeros(one) == _without_zeros(rule.upper())]
    near = same or difflib.get_close_matches(rule.upper(), sorted(ids), n=1, cutoff=0.6)
    return near[0] if near else None


def _without_zeros(rule: str) -> str:
    return re.sub(r"-0*(\d+)$", r"-\1", rule)


def is_about_waivers(rule: str) -> bool:
    """Tell whether a rule is one about the ledger."""
    return any(rule == one.id for one in LEDGER_RULES)


def _rego(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*.rego")) if not file.name.endswith("_test.rego"))


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
