"""Rules that are not written in Rego: the gate's own (inputs, the waiver ledger) and Checkov's checks."""

from __future__ import annotations

from policies.gate.engines import Facts


def facts_elsewhere(word: str) -> tuple[str, Facts] | None:
    """Give what is told of a rule that is not written in Rego, with the engine that has it; None if nobody knows it.

    Args:
        word: its id, in letters of any case.
    """
    from policies.gate.engines.checkov.advice import facts
    from policies.gate.loading import flaws
    from policies.gate.loading.flaws import Flaw
    from policies.gate.waivers.judge import LEDGER_RULES, LedgerRule

    wanted = word.strip().upper()
    of_inputs = [one for one in vars(flaws).values() if isinstance(one, Flaw)]
    own: list[LedgerRule | Flaw] = [*LEDGER_RULES, *of_inputs]
    for rule in own:
        if rule.id == wanted:
            return "gate", Facts(rule.id, rule.title, rule.why, rule.severity, (), rule.remediation)
    try:
        return "checkov", facts(wanted)
    except KeyError:
        return None
