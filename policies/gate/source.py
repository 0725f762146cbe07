"""One input of the gate before it is read: a file of manifests, a chart, a kustomization, or a file of another kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class SourceKind(StrEnum):
    """What an input is, told from names alone, so that an input that did not change is never parsed."""

    MANIFEST = "manifest"
    """YAML or JSON: Kubernetes objects, or what turns out to be none when it is parsed."""
    CHART = "chart"
    """A Helm chart's folder; rendered."""
    KUSTOMIZATION = "kustomization"
    """A folder with a kustomization; rendered."""
    DOCKERFILE = "dockerfile"
    WORKFLOW = "workflow"
    """A GitHub Actions workflow."""
    OTHER = "other"
    """Any other text file: looked through for secrets."""


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    Args:
        file: how findings name it: relative to the working directory where it is below it, with `/`;
            `-` is standard input.
        kind: what it is.
        path: where it is; None for standard input.
        unit: what its objects are deployed together with: the folder of a file of manifests (as findings name it), the
            chart, the kustomization; rules on several documents see the documents of one unit.
        parts: of a chart or kustomization, every file that its rendering depends on; else empty. The verdict cache
            hashes these.
        content: what is read instead of `path`: standard input, or the file at another commit.
    """

    file: str
    kind: SourceKind
    path: Path | None
    unit: str
    parts: tuple[Path, ...] = ()
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not judged, and why (`not-kubernetes`, `excluded`, `binary`, …)."""

    file: str
    reason: str
