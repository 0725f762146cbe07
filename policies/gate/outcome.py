"""From what a run found to its report: one finding for one question, waivers, baseline, numbers, exit status."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from policies.errors import InputError
from policies.gate.finding import Report, Summary
from policies.gate.findings import in_order
from policies.gate.options import Outcome
from policies.gate.places import checkout_of
from policies.gate.run import Run

if TYPE_CHECKING:
    from policies.gate.trust import Trusted


def outcome_of(run: Run, root: Path, trust: Trusted | None, began: float) -> Outcome:
    """Give what a run came to, after waivers and baseline.

    Args:
        run: what was found.
        root: the folder whose `policies/waivers.yaml` holds.
        trust: what was taken from a trusted ref, if anything was.
        began: when the run began, by the monotonic clock.

    Raises:
        InputError: there was nothing to judge, or no such baseline.
        WaiverError: the ledger can't be read.
    """
    from policies.gate.waivers import LEDGER, honour, read_ledger

    if run.options.changed_since is None and not run.errors and _is_nothing(run):
        raise InputError(
            "holds nothing that could be judged",
            where=", ".join(run.inputs) or str(run.options.directory),
            do="name a file or folder of manifests, a chart, a kustomization, a Dockerfile or a workflow",
        )
    ordered = in_order(run.gathering.findings)
    if any(one.engine == "checkov" for one in ordered):
        from policies.gate.engines.checkov.asks import merged

        ordered = merged(ordered)
        if trust is not None:
            from policies.gate.engines.checkov.trust import only_trusted

            ordered = only_trusted(ordered, trust, run.options.directory)
    ledger = read_ledger(root / LEDGER, _named(LEDGER, run.options.directory))
    whole = not run.inputs and run.options.changed_since is None
    marked = honour(
        ordered, ledger, run.options.today or datetime.now(UTC).date(), whole=whole, known=partial(_known, run)
    )
    if run.gathering.inline:
        from policies.gate.waivers.inline import inline_notices

        # What honour adds comes after the findings that it was given.
        marked = (*marked, *inline_notices(zip(ordered, marked, strict=False), run.gathering.inline))
    gone = 0
    if run.options.baseline is not None:
        from policies.gate.baseline import read_baseline, since

        marked, gone = since(read_baseline(run.options.baseline), marked)
    findings = tuple(in_order(marked))
    live = [one for one in findings if one.new and not one.waived]
    hidden = sum(not one.new and not one.waived for one in findings)
    summary = Summary(
        resources=run.gathering.resources,
        rules=sum(engine.rules() for engine in run.engines),
        findings=len(live),
        waived=sum(one.waived for one in findings),
        unknown=run.gathering.unknown,
        engines={engine.name: engine.version() for engine in run.engines},
        seconds=time.monotonic() - began,
        baseline=hidden,
        skipped=run.gathering.skipped,
        undecided=run.gathering.told(),
        gone=gone if whole else 0,
    )
    failing = any(one.severity >= run.options.fail_on for one in live)
    status = 2 if run.errors else int(failing)
    return Outcome(Report(findings, summary), tuple(run.errors), status)


def _is_nothing(run: Run) -> bool:
    """Tell whether there was nothing to judge: no input, or only empty ones, as a command that failed leaves them."""
    gathering = run.gathering
    empty = gathering.undecided["empty", ""]
    return not run.sources or (empty == len(run.sources) == gathering.skipped and not gathering.findings)


def _named(file: Path, directory: Path) -> str:
    """Name a file of the checkout as findings do, also where it was taken from another ref."""
    checkout = checkout_of(directory)
    return Path(os.path.relpath(checkout / file, directory)).as_posix()


def _known(run: Run, rule: str) -> bool:
    """Tell whether there is a rule of an id; of an engine that isn't asked in this run nothing is claimed."""
    if rule.startswith(("CKV", "SLIP-CHECKOV", "SLIP-GATE", "SLIP-WAIVER")):
        return True
    return any(rule == one.id for one in run.setup.bundle.rules)
