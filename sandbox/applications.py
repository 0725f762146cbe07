"""What Argo CD says of the Applications of a stack."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sandbox.kubectl import kubectl
from sandbox.state import StateFolder


@dataclass(frozen=True)
class Application:
    """One Argo CD Application.

    Args:
        name: its name, `<service>-<cluster>` or `<add-on>-<cluster>`.
        sync: Synced, OutOfSync or Unknown.
        health: Healthy, Progressing, Degraded, Missing, Suspended or Unknown.
        revision: the commit that was compared last.
        message: what its controller complains of, empty if it is well.
        service: the service that it is of; empty if it is an add-on's.
    """

    name: str
    sync: str
    health: str
    revision: str
    message: str
    service: str = ""

    @property
    def well(self) -> bool:
        """Whether it is Synced and Healthy."""
        return self.sync == "Synced" and self.health == "Healthy"


def read_applications(state: StateFolder, stack: str) -> list[Application]:
    """Ask the API server for the Applications of a stack, by name.

    Raises:
        KubectlFailed: the API server can't be asked.
    """
    listed = kubectl(
        state,
        ["get", "applications.argoproj.io", "-n", "argocd", "-l", f"slipway.dev/stack={stack}", "-o", "json"],
    )
    found = []
    for item in json.loads(listed)["items"]:
        status = item.get("status") or {}
        conditions = status.get("conditions") or []
        operation = status.get("operationState") or {}
        message = "; ".join(str(condition.get("message", "")) for condition in conditions)
        if not message and operation.get("phase") in ("Failed", "Error"):
            message = str(operation.get("message", ""))
        found.append(
            Application(
                name=item["metadata"]["name"],
                sync=(status.get("sync") or {}).get("status", "Unknown"),
                health=(status.get("health") or {}).get("status", "Unknown"),
                revision=(status.get("sync") or {}).get("revision", ""),
                message=message,
                service=(item["metadata"].get("labels") or {}).get("slipway.dev/service", ""),
            )
        )
    return sorted(found, key=lambda application: application.name)


def look_again(state: StateFolder) -> None:
    """Tell Argo CD to render every add-on anew, whatever it remembers of the last time.

    Raises:
        KubectlFailed: the API server can't be asked.
    """
    kubectl(
        state,
        [
            *("annotate", "applications.argoproj.io", "-n", "argocd", "-l", "slipway.dev/addon"),
            *("argocd.argoproj.io/refresh=hard", "--overwrite"),
        ],
    )
