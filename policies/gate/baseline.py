"""What was there before: `--baseline` hides findings that a file of fingerprints has, so that only what is new fails.

A fingerprint holds what a finding is about and what it says, not where it stands: lines may move, files be reordered,
and items of a list change places. What says something else than before (another image, another host) is new.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.errors import InputError
from policies.gate.finding import Finding

BASELINE = Path("policies/baseline.json")
"""Where the baseline is kept, from the repository's folder."""

FORM = "slipway-baseline/v1"
LARGEST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Baseline:
    """Fingerprints, each with how many findings had it."""

    counts: Counter[str]


def fingerprint(finding: Finding, *, message: bool = True) -> str:
    """Give a finding's fingerprint, 32 hexadecimal digits.

    Args:
        finding: the finding.
        message: whether what it says counts; without, a changed value is the same finding.
    """
    resource = finding.resource
    parts = [
        finding.rule,
        finding.location.file,
        resource.apiVersion,
        resource.kind,
        resource.namespace,
        resource.name,
        resource.urn,
        finding.container,
        # Items of lists change places; a container is known by its name.
        [part for part in finding.path if isinstance(part, str)],
        finding.message if message else None,
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def since(baseline: Baseline, findings: Sequence[Finding]) -> tuple[tuple[Finding, ...], int]:
    """Mark the findings that the baseline has as not new.

    The gate's own findings (engine `gate`: waivers, changes to the policies) are always new: they are about the
    exceptions themselves.

    Args:
        baseline: the baseline.
        findings: in a stable order; of several with one fingerprint, as many as the baseline counts are hidden.

    Returns:
        The findings in their order, and how many entries of the baseline match nothing any more.
    """
    left = Counter(baseline.counts)
    marked = []
    for finding in findings:
        key = fingerprint(finding)
        known = finding.engine != "gate" and left[key] > 0
        if known:
            left[key] -= 1
        marked.append(dataclasses.replace(finding, new=False) if known else finding)
    return tuple(marked), sum(left.values())


def baseline_text(findings: Iterable[Finding]) -> str:
    """Give the text of a baseline: all findings that no waiver covers, one a line, sorted so that diffs are small."""
    rows = Counter(
        (finding.location.file, finding.rule, fingerprint(finding))
        for finding in findings
        if not finding.waived and finding.engine != "gate"
    )
    lines = [
        json.dumps({"fingerprint": key, "rule": rule, "file": file, "count": rows[file, rule, key]})
        for file, rule, key in sorted(rows)
    ]
    listed = "[\n    " + ",\n    ".join(lines) + "\n  ]" if lines else "[]"
    return f'{{\n  "form": "{FORM}",\n  "findings": {listed}\n}}\n'


def read_baseline(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        InputError: it isn't there, can't be read or isn't one: nothing passes that was meant to be hidden.
    """
    do = "write it anew with `platform check --write-baseline`"
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"is larger than {LARGEST_BYTES} bytes, so it is no baseline", where=str(path), do=do)
        content: Any = json.loads(path.read_bytes())
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror or error})", where=str(path), do=do) from error
    except (ValueError, RecursionError) as error:
        raise InputError("is no JSON, so it is no baseline", where=str(path), do=do) from error
    entries = content.get("findings") if isinstance(content, dict) and content.get("form") == FORM else None
    if not isinstance(entries, list):
        raise InputError(f"is no baseline of the form {FORM}", where=str(path), do=do)
    counts: Counter[str] = Counter()
    for number, entry in enumerate(entries):
        key, count = (entry.get("fingerprint"), entry.get("count")) if isinstance(entry, dict) else (None, None)
        if not isinstance(key, str) or type(count) is not int or count < 1:
            raise InputError(f"findings[{number}] has no fingerprint and count", where=str(path), do=do)
        counts[key] += count
    return Baseline(counts)
