"""`--output json`: one object, in the shape that the design fixes, with more keys beside."""

from __future__ import annotations

import json
from typing import Any, TextIO

from policies.gate.finding import Finding, Report, Summary
from policies.gate.reporting.view import View


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write one JSON object, each finding on a line of its own, and a line break.

    Args:
        report: what the gate found.
        stream: where to.
        view: of it, the status, the errors and what was mended.
    """
    # Characters beyond ASCII as escapes: whatever reads the stream needn't know its encoding. Indented, the encoder
    # would not be the one in C: that would cost a second for ten thousand findings.
    lines = ",".join(f"\n    {json.dumps(finding_object(finding))}" for finding in report.findings)
    stream.write('{\n  "findings": [' + lines + ("\n  " if lines else "") + "],\n")
    rest = {
        "summary": summary_object(report.summary),
        "status": view.status,
        "errors": list(view.errors),
        "fix": view.fix,
    }
    stream.write(json.dumps(rest, indent=2).removeprefix("{\n") + "\n")


def finding_object(finding: Finding) -> dict[str, Any]:
    """Give a finding as JSON has it; the severity is a word."""
    resource, location = finding.resource, finding.location
    return {
        "rule": finding.rule,
        "title": finding.title,
        "controls": list(finding.controls),
        "severity": finding.severity.word,
        "engine": finding.engine,
        "message": finding.message,
        "why": finding.why,
        "remediation": finding.remediation,
        "waived": finding.waived,
        "waiver": finding.waiver,
        "new": finding.new,
        "resource": {
            "apiVersion": resource.apiVersion,
            "kind": resource.kind,
            "namespace": resource.namespace,
            "name": resource.name,
            "urn": resource.urn,
            "type": resource.type,
        },
        "container": finding.container,
        "location": {"file": location.file, "line": location.line, "column": location.column},
        "path": list(finding.path),
        "also": list(finding.also),
    }


def summary_object(summary: Summary) -> dict[str, Any]:
    """Give a run's numbers as JSON has them; seconds to the millisecond."""
    return {
        "resources": summary.resources,
        "rules": summary.rules,
        "findings": summary.findings,
        "waived": summary.waived,
        "unknown": summary.unknown,
        "engines": dict(summary.engines),
        "seconds": round(summary.seconds, 3),
        "baseline": summary.baseline,
        "gone": summary.gone,
        "skipped": summary.skipped,
        "undecided": [
            {"rule": each.rule, "property": each.property, "count": each.count} for each in summary.undecided
        ],
    }
