from __future__ import annotations

import base64
import json
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sandbox.git.api import Access, Api, ApiFailed
from sandbox.pki import ensure_certificate


class Answers(BaseHTTPRequestHandler):
    """An API server of two pages of Applications, one of which may be patched."""

    asked: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        self._note("")
        if "/applicationsets" in self.path:
            return self._send(404, {})
        if "continue=" in self.path:
            return self._send(200, {"metadata": {}, "items": [{"n": 2}]})
        if self.path.endswith("/applications/gone"):
            return self._send(404, {})
        return self._send(200, {"metadata": {"continue": "a b"}, "items": [{"n": 1}]})

    def do_PATCH(self) -> None:
        self._note(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if self.path.endswith("/gone"):
            return self._send(404, {})
        if self.path.endswith("/forbidden"):
            return self._send(403, {"message": "not for you"})
        return self._send(200, {})

    def _note(self, body: str) -> None:
        self.asked.append((self.path, self.headers["Authorization"], body))

    def _send(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        return


@pytest.fixture
def server(pki: Path) -> Iterator[ThreadingHTTPServer]:
    ensure_certificate(pki, "api")
    Answers.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as served:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki / "api.pem", pki / "api.key")
        served.socket = context.wrap_socket(served.socket, server_side=True)
        thread = threading.Thread(target=served.serve_forever, args=(0.02,))
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def kubeconfig(path: Path, port: int, authority: bytes) -> Path:
    content = {
        "current-context": "one",
        "contexts": [{"name": "one", "context": {"cluster": "c", "user": "u"}}],
        "clusters": [
            {
                "name": "c",
                "cluster": {
                    "server": f"https://127.0.0.1:{port}",
                    "certificate-authority-data": base64.b64encode(authority).decode(),
                },
            }
        ],
        "users": [{"name": "u", "user": {"token": "t0ken"}}],
    }
    path.write_text(json.dumps(content))
    return path


@pytest.fixture
def access(server: ThreadingHTTPServer, pki: Path, tmp_path: Path) -> Access:
    port = int(server.server_address[1])
    return Access.read(kubeconfig(tmp_path / "kubeconfig", port, (pki / "ca.pem").read_bytes()))


def test_all_pages_are_read_with_the_token(access: Access) -> None:
    with Api(access) as api:
        assert list(api.items("applications", "argocd")) == [{"n": 1}, {"n": 2}]
    paths, tokens, _ = zip(*Answers.asked, strict=True)
    assert paths[1] == "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications?limit=250&continue=a%20b"
    assert set(tokens) == {"Bearer t0ken"}


def test_a_kind_that_is_not_installed_has_no_objects(access: Access) -> None:
    with Api(access) as api:
        assert list(api.items("applicationsets", "argocd")) == []


def test_an_annotation_is_patched_alone(access: Access) -> None:
    with Api(access) as api:
        assert api.annotate("applications", "argocd", "cart", "a/b", "normal")
    path, _, body = Answers.asked[-1]
    assert path.endswith("/namespaces/argocd/applications/cart")
    assert json.loads(body) == {"metadata": {"annotations": {"a/b": "normal"}}}


def test_an_object_that_is_gone_is_no_error(access: Access) -> None:
    with Api(access) as api:
        assert not api.annotate("applications", "argocd", "gone", "a/b", "normal")
        assert api.item("applications", "argocd", "gone") is None


def test_a_refusal_carries_the_servers_words(access: Access) -> None:
    said = "refused to annotate applications/forbidden: 403 not for you"
    with Api(access) as api, pytest.raises(ApiFailed, match=said):
        api.annotate("applications", "argocd", "forbidden", "a/b", "normal")


def test_a_server_with_a_certificate_of_another_authority_is_not_spoken_to(
    server: ThreadingHTTPServer, tmp_path: Path
) -> None:
    from sandbox.pki import ensure_authority

    (tmp_path / "other").mkdir()
    ensure_authority(tmp_path / "other")
    other = (tmp_path / "other" / "ca.pem").read_bytes()
    with Api(Access.read(kubeconfig(tmp_path / "k", int(server.server_address[1]), other))) as api:
        with pytest.raises(ApiFailed, match=r"does not answer .*CERTIFICATE_VERIFY_FAILED"):
            list(api.items("applications", "argocd"))
    assert Answers.asked == []


def test_a_server_that_is_down_is_named(tmp_path: Path, pki: Path) -> None:
    with Api(Access.read(kubeconfig(tmp_path / "k", 1, (pki / "ca.pem").read_bytes()))) as api:
        with pytest.raises(ApiFailed, match=r"https://127.0.0.1:1: does not answer .*refused"):
            list(api.items("applications", "argocd"))


@pytest.mark.parametrize("content", ["", "[]", "{", "current-context: x", "\0"])
def test_a_damaged_kubeconfig_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text(content)
    with pytest.raises(ApiFailed, match=f"{path}: is no kubeconfig"):
        Access.read(path)


def test_a_missing_kubeconfig_is_named(tmp_path: Path) -> None:
    with pytest.raises(ApiFailed, match="missing: cannot be read"):
        Access.read(tmp_path / "missing")
