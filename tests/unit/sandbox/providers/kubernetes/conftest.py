"""An API server in memory, good enough for the calls that the provider makes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

RESOURCES: dict[str, list[tuple[str, str, bool]]] = {
    "/api/v1": [
        ("configmaps", "ConfigMap", True),
        ("namespaces", "Namespace", False),
        ("secrets", "Secret", True),
        ("pods", "Pod", True),
        ("services", "Service", True),
    ],
    "/apis/apps/v1": [("deployments", "Deployment", True)],
    "/apis/discovery.k8s.io/v1": [("endpointslices", "EndpointSlice", True)],
}


@dataclass
class FakeApiServer:
    """What the server holds, what it was asked, and how it misbehaves."""

    url: str = ""
    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    resources: dict[str, list[tuple[str, str, bool]]] = field(default_factory=lambda: dict(RESOURCES))
    refuse: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    status: dict[str, Any] = field(default_factory=dict)
    held: bool = False
    accepted_token: str = ""

    @property
    def kubeconfig(self) -> str:
        return json.dumps(
            {
                "current-context": "test",
                "clusters": [{"name": "fake", "cluster": {"server": self.url}}],
                "contexts": [{"name": "test", "context": {"cluster": "fake", "user": "me", "namespace": "home"}}],
                "users": [{"name": "me", "user": {"token": "t0ken"}}],
            }
        )

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        for index, (verb, code, status) in enumerate(self.refuse):
            if verb == method and path not in self.resources:
                del self.refuse[index]
                return code, status
        if path in self.resources:
            kinds = [{"name": name, "kind": kind, "namespaced": scoped} for name, kind, scoped in self.resources[path]]
            return 200, {"resources": kinds}
        if method == "PATCH":
            return 200, self._apply(path, query, body)
        if method == "GET" and path in self.objects:
            return 200, self.objects[path]
        if method == "GET" and path.rsplit("/", 1)[-1] in {
            name for rows in self.resources.values() for name, _, _ in rows
        }:
            return 200, {"items": [item for key, item in self.objects.items() if key.startswith(path + "/")]}
        if method == "DELETE" and path in self.objects:
            if self.held:
                self.objects[path]["metadata"] |= {"deletionTimestamp": "now", "finalizers": ["slipway.dev/keep"]}
            else:
                del self.objects[path]
            return 200, {}
        return 404, {"reason": "NotFound", "message": f"{path} not found"}

    def _apply(self, path: str, query: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        before = self.objects.get(path)
        metadata = {
            "uid": "u-1",
            "resourceVersion": str(len(self.calls)),
            "generation": 1,
            **body["metadata"],
            "managedFields": [{"manager": query["fieldManager"], "operation": "Apply"}],
        }
        stored = {**(before or {}), **body, "metadata": metadata}
        if self.status:
            stored["status"] = self.status
        if query.get("dryRun") != "All":
            self.objects[path] = stored
        return stored


@pytest.fixture
def api_server() -> Iterator[FakeApiServer]:
    fake = FakeApiServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            split = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(split.query).items()}
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else {}
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            fake.tokens.append(token)
            fake.calls.append((self.command, split.path, query))
            if fake.accepted_token and token != fake.accepted_token:
                code, answer = 401, {"reason": "Unauthorized", "message": "Unauthorized"}
            else:
                code, answer = fake.answer(self.command, split.path, query, body)
            content = json.dumps(answer).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PATCH = do_DELETE = _serve  # noqa: N815

        def log_message(self, format: str, *arguments: object) -> None:
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()
