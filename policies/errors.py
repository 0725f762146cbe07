"""How the gate fails: in one sentence, and never by passing what it can't judge."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class GateError(SlipwayError):
    """Something could not be judged; the command line exits with 2, and a merge is blocked."""


class InputError(GateError):
    """An input can't be read as what it is: broken YAML, no such file, a chart that doesn't render."""


class EngineError(GateError):
    """An engine (OPA, Checkov) failed, ended or didn't answer in time."""


class RuleError(GateError):
    """A rule is wrong: it doesn't compile, or its METADATA lacks what every rule must have."""


class WaiverError(GateError):
    """The waiver ledger can't be read, or a waiver in it is not one."""
