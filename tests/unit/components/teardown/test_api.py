"""The edge to a cluster, against an API server of a few lines."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from components.cluster.kubeconfig import kubeconfig_of
from components.teardown.api import KubernetesApi, Refused
from components.teardown.errors import ClusterUnreachable
from components.teardown.objects import Found, Kind
from sandbox.pki import ensure_authority, ensure_certificate

SERVICE = Kind("", "v1", "Service", "services")


def resource(kind: str, plural: str, verbs: list[str], scope: str = "Namespaced") -> dict[str, Any]:
    return {"resource": plural, "responseKind": {"kind": kind}, "verbs": verbs, "scope": scope}


ALL = ["get", "list", "delete"]
DISCOVERY = {
    "/api": [
        {"metadata": {}, "versions": [{"version": "v1", "resources": [
            resource("Service", "services", ALL), resource("Binding", "bindings", ["create"]),
        ]}]}
    ],
    "/apis": [
        {"metadata": {"name": "karpenter.sh"}, "versions": [
            {"version": "v1", "resources": [resource("NodePool", "nodepools", ALL, "Cluster")]},
            {"version": "v1beta1", "resources": [resource("NodePool", "nodepools", ALL, "Cluster")]},
        ]}
    ],
}  # fmt: skip


class Server:
    """An API server that pages Services and keeps what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.token = "t-1"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self, status: int, body: object) -> None:
                text = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def handle_any(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length)) if length else None
                outer.asked.append((self.command, self.path, body))
                if self.headers.get("Authorization") != f"Bearer {outer.token}":
                    self.answer(401, {"message": "Unauthorized"})
                elif self.path in DISCOVERY:
                    self.answer(200, {"items": DISCOVERY[self.path]})
                elif self.path.startswith("/api/v1/services?"):
                    second = "continue=next" in self.path
                    item = {"metadata": {"name": "b" if second else "a", "namespace": "shop", "uid": "1"}}
                    self.answer(200, {"items": [item], "metadata": {} if second else {"continue": "next"}})
                elif self.path.endswith("/services/a"):
                    self.answer(200, {"metadata": {"name": "a", "namespace": "shop", "uid": "u-1"}})
                elif self.path.endswith("/services/broken"):
                    self.answer(500, {"message": "etcd is down"})
                else:
                    self.answer(404, {"message": "not found"})

            do_GET = do_DELETE = do_PATCH = handle_any  # noqa: N815

            def log_message(self, *arguments: object) -> None:
                pass

        ensure_authority(folder)
        certificate, key = folder / "server.pem", folder / "server.key"
        ensure_certificate(folder, "server", addresses=["127.0.0.1"])
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        self.http.socket = context.wrap_socket(self.http.socket, server_side=True)
        self.authority = (folder / "ca.pem").read_bytes()
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self.http.server_address[1]}"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path / "pki")
    yield made
    made.http.shutdown()
    made.http.server_close()


def api(server: Server, folder: Path, *, authority: bytes | None = None, token: str = "t-1") -> KubernetesApi:
    """Reach it as a stack's kubeconfig does: by an `aws` that only the given environment has on its PATH."""
    import base64

    program = folder / "bin" / "aws"
    program.parent.mkdir(exist_ok=True)
    credential = {
        "apiVersion": "client.authentication.k8s.io/v1beta1", "kind": "ExecCredential", "status": {"token": token},
    }  # fmt: skip
    program.write_text(f"#!/bin/sh\necho '{json.dumps(credential)}'\n")
    program.chmod(0o755)
    kubeconfig = kubeconfig_of(
        name="slipway-dev",
        endpoint=server.url,
        certificate_authority=base64.b64encode(authority or server.authority).decode(),
        region="eu-central-1",
    )
    return KubernetesApi(kubeconfig, {"PATH": f"{program.parent}:/usr/bin:/bin", "NO_PROXY": "127.0.0.1"})


def test_kinds_are_those_that_can_be_listed_and_deleted_in_their_preferred_version(
    server: Server, tmp_path: Path
) -> None:
    assert list(api(server, tmp_path).kinds()) == [
        SERVICE,
        Kind("karpenter.sh", "v1", "NodePool", "nodepools", namespaced=False),
    ]


def test_a_list_is_read_page_by_page(server: Server, tmp_path: Path) -> None:
    assert [one.name for one in api(server, tmp_path).list(SERVICE)] == ["a", "b"]


def test_a_kind_that_the_server_does_not_have_has_no_objects(server: Server, tmp_path: Path) -> None:
    assert api(server, tmp_path).list(Kind("x.io", "v1", "X", "xs")) == []


def test_an_object_of_the_same_name_that_was_made_later_is_another(server: Server, tmp_path: Path) -> None:
    reached = api(server, tmp_path)
    assert reached.get(Found(SERVICE, "a", "shop", uid="u-1")) is not None
    assert reached.get(Found(SERVICE, "a", "shop", uid="u-0")) is None
    assert reached.get(Found(SERVICE, "gone", "shop")) is None


def test_only_the_very_object_is_deleted_and_one_that_is_gone_is_fine(server: Server, tmp_path: Path) -> None:
    reached = api(server, tmp_path)
    reached.delete(Found(SERVICE, "a", "shop", uid="u-1"))
    reached.delete(Found(SERVICE, "gone", "shop", uid="u-2"))
    method, path, body = server.asked[0]
    assert (method, path) == ("DELETE", "/api/v1/namespaces/shop/services/a")
    assert body == {"propagationPolicy": "Background", "preconditions": {"uid": "u-1"}}


def test_an_error_names_address_and_path(server: Server, tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"/services/broken: answered 500: etcd is down") as caught:
        api(server, tmp_path).get(Found(SERVICE, "broken", "shop"))
    assert caught.value.status == 500


def test_a_server_whose_certificate_another_authority_signed_is_not_talked_to(server: Server, tmp_path: Path) -> None:
    ensure_authority(tmp_path / "other")
    with pytest.raises(ClusterUnreachable, match="certificate verify failed"):
        api(server, tmp_path, authority=(tmp_path / "other" / "ca.pem").read_bytes()).kinds()
    assert server.asked == []


def test_a_token_that_is_not_known_is_said(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ClusterUnreachable, match=r"does not know who asks \(401\); log in to AWS"):
        api(server, tmp_path, token="t-2").kinds()


def test_a_server_that_is_not_there_is_unreachable(server: Server, tmp_path: Path) -> None:
    reached = api(server, tmp_path)
    reached._client.configuration.retries = 0
    server.http.shutdown()
    server.http.server_close()
    with pytest.raises(ClusterUnreachable, match="can't be reached"):
        reached.kinds()
