"""The few calls of the Kubernetes API that the node maker makes, by the standard library: no client to import."""

from __future__ import annotations

import base64
import http.client
import json
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import yaml

from sandbox.nodes.errors import NodesError

_TIMEOUT_SECONDS = 10.0


class NodeApi:
    """Nodes of an API server.

    Args:
        kubeconfig: file with the server's address, authority and this user's token, as the sandbox writes them.
    """

    def __init__(self, kubeconfig: Path) -> None:
        self._kubeconfig = kubeconfig

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, kind: str = "application/json"
    ) -> tuple[int, Any]:
        try:
            document = yaml.safe_load(self._kubeconfig.read_text())
            cluster, user = document["clusters"][0]["cluster"], document["users"][0]["user"]
            server = urlsplit(cluster["server"])
            authority = base64.b64decode(cluster["certificate-authority-data"]).decode()
            token = user["token"]
        except (OSError, KeyError, IndexError, TypeError, ValueError, yaml.YAMLError) as error:
            raise NodesError(
                f"the kubeconfig cannot be used ({type(error).__name__}: {error})", where=str(self._kubeconfig)
            ) from error
        context = ssl.create_default_context(cadata=authority)
        connection = http.client.HTTPSConnection(
            server.hostname or "", server.port, timeout=_TIMEOUT_SECONDS, context=context
        )
        try:
            connection.request(
                method,
                path,
                body=json.dumps(body) if body is not None else None,
                headers={"Authorization": f"Bearer {token}", "Content-Type": kind, "Accept": "application/json"},
            )
            answer = connection.getresponse()
            content = answer.read()
            return answer.status, json.loads(content) if content else {}
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NodesError(f"the API server does not answer ({error})", where=cluster["server"]) from error
        finally:
            connection.close()

    def listed(self, selector: str) -> list[dict[str, Any]]:
        """Give the nodes that a label selector picks."""
        _, answer = self._wanted("GET", f"/api/v1/nodes?labelSelector={quote(selector)}")
        found: list[dict[str, Any]] = answer.get("items", [])
        return found

    def create(self, node: Mapping[str, Any]) -> None:
        """Create a node; one of that name that is there already is left for the next look."""
        self._wanted("POST", "/api/v1/nodes", node, allowed=(409,))

    def patch(self, name: str, change: Mapping[str, Any]) -> None:
        """Apply a merge patch to a node; one that is gone is left for the next look."""
        self._wanted("PATCH", f"/api/v1/nodes/{name}", change, "application/merge-patch+json", allowed=(404,))

    def remove(self, name: str) -> None:
        """Delete a node; one that is gone already is a success."""
        self._wanted("DELETE", f"/api/v1/nodes/{name}", allowed=(404,))

    def _wanted(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        kind: str = "application/json",
        *,
        allowed: tuple[int, ...] = (),
    ) -> tuple[int, Any]:
        status, answer = self._request(method, path, body, kind)
        if status >= 400 and status not in allowed:
            raise NodesError(
                f"{method} {path} was answered {status} ({answer.get('message', 'no message')})",
                where=str(self._kubeconfig),
            )
        return status, answer
