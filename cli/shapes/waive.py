"""What `platform waive` prints under `--output json`."""

from __future__ import annotations

from dataclasses import dataclass

from cli.shapes.shape import Shape


@dataclass(frozen=True)
class NewWaiver(Shape):
    """A waiver that was added to the ledger."""

    file: str
    """The ledger."""
    line: int
    """The line at which the waiver begins."""
    written: bool
    """Whether the ledger was changed; false under --dry-run."""
    rule: str
    """The waived rule's id."""
    resource: str
    """What it is waived for, as Kind/namespace/name."""
    container: str | None
    """The one container that it is about; null for all."""
    files: str | None
    """The files that it is about, as a pattern; null for all."""
    environment: str | None
    """The environment that it is about; null for all."""
    reason: str
    """Why the risk is taken."""
    owner: str
    """The team that answers for it."""
    created: str
    """The day on which it was agreed."""
    expires: str
    """The last day on which it holds."""
