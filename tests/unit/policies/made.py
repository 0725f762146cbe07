"""Findings and reports as tests make them up."""

from __future__ import annotations

import io
from typing import Any

from policies.gate.finding import Finding, Location, Report, Resource, Severity, Summary, Undecided
from policies.gate.reporting import write
from policies.gate.reporting.view import View

FILE = "apps/cart/prod/deployment.yaml"

MANIFEST = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: cart, namespace: shop}
spec:
  template:
    spec:
      containers:
        - name: web
          image: registry.example/cart:1
          securityContext:
            privileged: true
"""


def finding(**changed: Any) -> Finding:
    """Give a finding about a container, with some fields changed."""
    fields: dict[str, Any] = {
        "rule": "SLIP-POD-001",
        "title": "Containers are not privileged",
        "controls": ("pss/baseline/privileged", "CKV_K8S_16"),
        "severity": Severity.CRITICAL,
        "engine": "opa",
        "message": 'container "web" is privileged',
        "why": "A privileged container is root on the node.",
        "remediation": "Take out `privileged: true`.",
        "resource": Resource("apps/v1", "Deployment", "shop", "cart"),
        "location": Location(FILE, 11, 13),
        "path": ("spec", "template", "spec", "containers", 0, "securityContext", "privileged"),
        "container": "web",
    }
    return Finding(**(fields | changed))


def report(*findings: Finding, undecided: tuple[Undecided, ...] = (), **changed: Any) -> Report:
    """Give a report of findings, whose summary counts them."""
    numbers: dict[str, Any] = {
        "resources": 12,
        "rules": 88,
        "findings": sum(each.new and not each.waived for each in findings),
        "waived": sum(each.waived for each in findings),
        "unknown": sum(each.count for each in undecided if not each.rule[:1].islower()),
        "engines": {"opa": "1.22.2"},
        "seconds": 0.4123,
        "baseline": sum(not each.new for each in findings),
        "skipped": sum(each.count for each in undecided if each.rule[:1].islower()),
        "undecided": undecided,
    }
    return Report(findings, Summary(**(numbers | changed)))


def lines(file: str, numbers: Any) -> dict[int, str]:
    """Give lines of the made-up manifest, whatever the file's name."""
    return {number: line for number, line in enumerate(MANIFEST.splitlines(), 1) if number in set(numbers)}


def written(output: str, what: Report, **changed: Any) -> str:
    """Give what a reporter writes; the sources are the made-up manifest."""
    stream = io.StringIO()
    fields: dict[str, Any] = {"status": 1, "lines": lines, "environ": {}}
    write(output, what, stream, View(**(fields | changed)))
    return stream.getvalue()
