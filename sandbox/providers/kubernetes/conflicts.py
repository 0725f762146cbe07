"""Whose fields are taken back when an apply meets fields that others changed.

The real provider refuses every conflict unless `pulumi.com/patchForce` is set. Here a field that somebody changed by
hand (kubectl, a script) since it was applied is taken back, so that `pulumi up --refresh` mends drift; one whose
owner means to keep it, another applier or a scaler, is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

#: `conflict with "kubectl-edit" with subresource "scale" using apps/v1 at 2026-…`; managers that apply have no `using`
#: (kubernetes-sigs/structured-merge-diff and apimachinery `fieldmanager`).
_CONFLICT = re.compile(
    r'conflict with "(?P<manager>[^"]*)"(?: with subresource "(?P<subresource>[^"]*)")?(?P<using> using )?'
)


@dataclass(frozen=True)
class Owner:
    """Who owns a field that was to be applied.

    Args:
        field: the field, e.g. `.spec.replicas`.
        manager: the other field manager.
        declares: True if the manager means to keep the field: it applies, or it writes by a subresource such as
            `scale`.
    """

    field: str
    manager: str
    declares: bool


def owners(causes: Iterable[tuple[str, str]]) -> list[Owner]:
    """Read the other owners out of the causes of a 409 answer to an apply."""
    found: list[Owner] = []
    for field, message in causes:
        match = _CONFLICT.search(message)
        if match is None:
            found.append(Owner(field, message, declares=True))
            continue
        by_hand = match["manager"].startswith("kubectl") and match["using"] is not None
        found.append(
            Owner(
                field, match["manager"], declares=not by_hand and (match["using"] is None or bool(match["subresource"]))
            )
        )
    return found


def refusal(kept: Iterable[Owner]) -> str:
    """Say which fields belong to whom, as one clause."""
    return "others own fields that it sets: " + ", ".join(f"{owner.field} ({owner.manager})" for owner in kept)
