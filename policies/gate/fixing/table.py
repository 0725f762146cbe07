"""Which findings a program may mend, and how: a rule's id, the value that the property gets, and what to look out for.

Only what leaves no choice stands here. Which image, which user or which port is meant nobody but its owner knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Value: TypeAlias = "bool | int | str | list[str] | dict[str, str]"


@dataclass(frozen=True, slots=True)
class Mending:
    """How findings of a rule are mended.

    Args:
        property: the last key of the finding's path; findings of the rule about another property stay.
        value: what the property gets.
        beware: what may stop working, told beside the change; None if nothing does that worked before.
        unless: what keeps the change from being made, as the container's or pod's securityContext says it: the API
            server would refuse the pod, or the kubelet never start it.
    """

    property: str
    value: Value
    beware: str | None = None
    unless: Mapping[str, tuple[object, ...]] | None = None


MENDINGS: Mapping[str, Mending] = {
    "SLIP-POD-004": Mending(
        "runAsNonRoot",
        True,
        "an image without a numeric USER no longer starts",
        {"runAsUser": (0,)},
    ),
    # The API server refuses it together with these ("cannot set `allowPrivilegeEscalation` to false and …").
    "SLIP-POD-006": Mending(
        "allowPrivilegeEscalation",
        False,
        "sudo and other set-user-id programs no longer work",
        {"privileged": (True,), "capabilities.add": ("SYS_ADMIN", "CAP_SYS_ADMIN")},
    ),
    "SLIP-POD-008": Mending("drop", ["ALL"], "a program that needs a capability must have it added back by name"),
    "SLIP-POD-009": Mending("type", "RuntimeDefault"),
    "SLIP-POD-010": Mending("seccompProfile", {"type": "RuntimeDefault"}),
    "SLIP-POD-021": Mending(
        "readOnlyRootFilesystem", True, "a program that writes files needs a volume (emptyDir) where it does"
    ),
    "SLIP-POD-023": Mending("shareProcessNamespace", False, "a sidecar no longer sees the other containers' processes"),
    "SLIP-POD-024": Mending(
        "automountServiceAccountToken", False, "a program that calls the API server must be given its token"
    ),
    "SLIP-RBAC-019": Mending(
        "automountServiceAccountToken", False, "pods that call the API server must ask for the token themselves"
    ),
    "SLIP-BUDGET-004": Mending("unhealthyPodEvictionPolicy", "AlwaysAllow"),
}

SPEC_KEYS: Mapping[str, str] = {
    "replicas": "replicas",
    "image": "image",
    "resources": "resources",
    "livenessProbe": "probes.liveness",
    "readinessProbe": "probes.readiness",
    "startupProbe": "probes.liveness",
    "env": "env",
    "ports": "ports",
}
"""Properties of a rendered object that a key of the spec (`service.yaml`) decides, by the nearest of the path."""

SPEC_VALUES: Mapping[str, Mending] = {
    "SLIP-WORKLOAD-012": Mending("replicas", 2, "two pods take twice the resources of one"),
}
"""Rules whose findings in a rendered file a key of the spec mends, with a value that leaves no choice; the key has the
property's name, and it is set for the one environment."""
