"""`--output sarif`: SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0), as code scanning of forges reads it.

Limits are those of GitHub (docs.github.com, "SARIF support for code scanning"): 25,000 results a run, 20 tags a rule.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, TextIO
from urllib.parse import quote

from policies.gate.baseline import fingerprint
from policies.gate.finding import Finding, Report, Severity
from policies.gate.reporting.source import lines_at
from policies.gate.reporting.view import View, shown
from policies.gate.reporting.words import is_rule, printable, sentence, subject

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

MOST_RESULTS = 25_000
MOST_TAGS = 20

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.NOTICE: "note",
}

SECURITY_SEVERITIES: Mapping[Severity, str] = {
    Severity.CRITICAL: "9.5",
    Severity.HIGH: "8.0",
    Severity.MEDIUM: "5.5",
    Severity.LOW: "2.5",
    Severity.NOTICE: "0.0",
}
"""In GitHub's bands: critical above 9.0, high from 7.0, medium from 4.0, low from 0.1."""


def write(report: Report, stream: TextIO, view: View) -> None:
    """Write a SARIF log of one run.

    Args:
        report: what the gate found.
        stream: where to.
        view: status, errors, and where snippets are read.
    """
    stream.write(json.dumps(sarif_log(report, view), indent=1) + "\n")


def sarif_log(report: Report, view: View) -> dict[str, Any]:
    """Give the log as JSON has it."""
    findings: Sequence[Finding] = report.findings
    left_out = max(0, len(findings) - MOST_RESULTS)
    if left_out:
        # The least severe go; the sort is stable, so the rest keeps its order within a severity.
        findings = sorted(findings, key=lambda finding: (not shown(finding), -finding.severity))[:MOST_RESULTS]
    first_of = {finding.rule: finding for finding in reversed(findings)}
    order = sorted(first_of)
    numbers = {rule: number for number, rule in enumerate(order)}
    compared = any(not finding.new for finding in findings)
    snippets = _snippets(findings, view)
    seen: Counter[str] = Counter()
    results = [_result(finding, numbers[finding.rule], compared, snippets, seen) for finding in findings]
    engines = ", ".join(f"{name} {version}" for name, version in sorted(report.summary.engines.items()))
    return {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Slipway",
                        "fullName": f"Slipway's gate{f' with {engines}' if engines else ''}",
                        "rules": [_rule(first_of[rule]) for rule in order],
                    }
                },
                "automationDetails": {"id": "slipway-gate/"},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The folder that was judged from."}}},
                "invocations": [_invocation(report, view, left_out)],
                "results": results,
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    asked = (*finding.controls, *(each for each in finding.also if each not in finding.controls))
    text = f"{finding.why}\n\n{finding.remediation}".strip() or finding.title
    markdown = f"**Why**: {finding.why}\n\n**How to mend it**: {finding.remediation}"
    if asked:
        text += f"\n\nAsked by {', '.join(asked)}."
        markdown += f"\n\n**Asked by**: {', '.join(f'`{each}`' for each in asked)}"
    return {
        "id": printable(finding.rule),
        "shortDescription": {"text": sentence(finding.title) or finding.rule},
        "fullDescription": {"text": sentence(finding.why) or finding.title or finding.rule},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {
            "security-severity": SECURITY_SEVERITIES[finding.severity],
            "precision": "very-high",
            "tags": list(dict.fromkeys(("security", finding.engine, *map(printable, asked))))[:MOST_TAGS],
        },
    }


def _result(
    finding: Finding,
    number: int,
    compared: bool,
    snippets: Mapping[tuple[str, int], str],
    seen: Counter[str],
) -> dict[str, Any]:
    location = finding.location
    region: dict[str, Any] = {"startLine": max(1, location.line), "startColumn": max(1, location.column)}
    snippet = snippets.get((location.file, location.line))
    if snippet is not None:
        region["snippet"] = {"text": printable(snippet)}
    # What it says may change with a value; the place stays, so an alert that was opened once stays the same alert.
    mark = fingerprint(finding, message=False)
    seen[mark] += 1
    place: dict[str, Any] = {"physicalLocation": {"artifactLocation": artifact(location.file), "region": region}}
    if about := subject(finding):
        place["logicalLocations"] = [{"fullyQualifiedName": finding.resource.urn or about, "kind": "resource"}]
    result: dict[str, Any] = {
        "ruleId": printable(finding.rule),
        "ruleIndex": number,
        "level": LEVELS[finding.severity],
        "message": {"text": plain_message(finding)},
        "locations": [place],
        "partialFingerprints": {"slipway/v1": f"{mark}:{seen[mark]}"},
        "properties": {"severity": finding.severity.word, "engine": finding.engine},
    }
    if finding.waived:
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": sentence(finding.waiver or "waived")}
        ]
    if compared:
        result["baselineState"] = "new" if finding.new else "unchanged"
    return result


def plain_message(finding: Finding) -> str:
    """Give the message as SARIF's plain text, in which `[text](address)` would be a link (3.11.6)."""
    about = subject(finding)
    text = f"{about}: {sentence(finding.message)}" if about else sentence(finding.message)
    return text.replace("](", "] (") or finding.rule


def artifact(file: str) -> dict[str, str]:
    """Give where a file is as SARIF writes it: an escaped URI, relative to the source's root unless it is absolute."""
    path = PurePosixPath(file)
    if path.is_absolute():
        return {"uri": "file://" + _escaped(file)}
    # A first segment with a colon would read as a scheme; quote() escapes colons.
    return {"uri": _escaped(file), "uriBaseId": "%SRCROOT%"}


def _escaped(file: str) -> str:
    # A name that is no UTF-8 has surrogates for its bytes.
    return quote(file, errors="surrogatepass")


def _snippets(findings: Iterable[Finding], view: View) -> dict[tuple[str, int], str]:
    files: dict[str, list[Finding]] = {}
    for finding in findings:
        files.setdefault(finding.location.file, []).append(finding)
    return {
        (file, number): text
        for file, there in files.items()
        for number, text in lines_at(file, there, view.lines, around=0).items()
    }


def _invocation(report: Report, view: View, left_out: int) -> dict[str, Any]:
    notes: list[dict[str, Any]] = [
        {"level": "error", "descriptor": {"id": "not-judged"}, "message": {"text": sentence(error) or "not judged"}}
        for error in view.errors
    ]
    notes += [
        {
            "level": "warning" if is_rule(each) else "note",
            "descriptor": {"id": "unknown" if is_rule(each) else "skipped"},
            "message": {"text": f"{each.count} × {printable(each.rule)}: {sentence(each.property)}"},
        }
        for each in report.summary.undecided
    ]
    if left_out:
        text = f"{left_out} findings are left out of this log, which holds at most {MOST_RESULTS}"
        notes.append({"level": "warning", "descriptor": {"id": "left-out"}, "message": {"text": text}})
    return {
        "executionSuccessful": view.status in (0, 1) and not view.errors,
        "exitCode": view.status,
        "toolExecutionNotifications": notes,
    }
