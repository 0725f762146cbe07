"""Severity, reason and remedy of Checkov's checks: it tells none of them itself."""

from __future__ import annotations

from policies.gate.engines import Facts
from policies.gate.engines.checkov.advice.dockerfiles import DOCKERFILES
from policies.gate.engines.checkov.advice.kubernetes import ARGUMENTS, KUBERNETES, OF_AN_ARGUMENT, OTHERWISE
from policies.gate.engines.checkov.advice.row import Advice
from policies.gate.engines.checkov.advice.secrets import SECRETS
from policies.gate.engines.checkov.advice.workflows import WORKFLOWS
from policies.gate.engines.checkov.catalog import titles
from policies.gate.finding import Severity

UNREADABLE = "SLIP-CHECKOV-001"
NOT_READ = "SLIP-CHECKOV-002"

_OWN = {
    UNREADABLE: Facts(
        UNREADABLE,
        "A Dockerfile or workflow can be judged",
        "What can't be parsed is not judged; Checkov leaves it out without a word, and a change could hide there.",
        Severity.HIGH,
        (),
        "Mend the file so that Docker or GitHub would take it; if it is neither, give it another name.",
    ),
    NOT_READ: Facts(
        NOT_READ,
        "A file is looked through for secrets",
        "Checkov leaves out lock files and files of some kinds, very long lines, and files that are no text.",
        Severity.NOTICE,
        (),
        "Nothing, if no secret can be there.",
    ),
}
"""The engine's own rules."""

_ROWS = {**DOCKERFILES, **WORKFLOWS, **SECRETS, **KUBERNETES}


def facts(rule: str) -> Facts:
    """Give what is to be told of a rule of this engine; nothing is started.

    Raises:
        KeyError: Checkov has no such check.
    """
    if rule in _OWN:
        return _OWN[rule]
    row = advice(rule)
    return Facts(rule, titles()[rule], row.why, row.severity, (), row.mend)


def advice(check: str) -> Advice:
    """Give the row of a check; a general one of Kubernetes if it has none of its own."""
    framework, _, number = check.rpartition("_")
    of_an_argument = framework == "CKV_K8S" and number.isdigit() and int(number) in ARGUMENTS
    return _ROWS.get(check, OF_AN_ARGUMENT if of_an_argument else OTHERWISE)


def message(check: str, title: str, name: str) -> str:
    """Give what is wrong, one sentence.

    Args:
        check: the check's id.
        title: its title, as Checkov words it.
        name: what it is about, as Checkov names it; empty if it names nothing.
    """
    return advice(check).wrong.format(name=name or "the file", title=title.strip().rstrip("."))
