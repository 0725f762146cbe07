"""Files of a repository, and what is found in it."""

from __future__ import annotations

from pathlib import Path

from policies.gate.finding import Finding
from policies.gate.loading import discover
from policies.gate.source import Source

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"


def write(tree: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        file = tree / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)


def kinds(*paths: str, excluded: dict[str, str] | None = None) -> dict[str, str]:
    """Give what was found: a source's kind, why something was skipped, or the rule of a finding."""
    found: dict[str, str] = {}
    for each in discover(paths, excluded=excluded or {}):
        if isinstance(each, Finding):
            found[each.location.file] = each.rule
        else:
            found[each.file] = each.kind.value if isinstance(each, Source) else each.reason
    return found
