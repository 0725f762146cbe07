from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.git.proxy import GitProxy, proxy_url
from sandbox.git.repository import push
from sandbox.git.smart_http import request_body

Git = Callable[..., "subprocess.CompletedProcess[str]"]


def tunnel(proxy: GitProxy, pki: Path, host: str, *, token: str | None = "right-token") -> http.client.HTTPSConnection:
    import base64

    context = ssl.create_default_context(cafile=str(pki / "ca.pem"))
    connection = http.client.HTTPSConnection("127.0.0.1", proxy.port, context=context, timeout=10)
    password = base64.b64encode(f"proxy:{token}".encode()).decode()
    authorization = {} if token is None else {"Proxy-Authorization": f"Basic {password}"}
    name, _, port = host.partition(":")
    connection.set_tunnel(name, int(port or 443), authorization)
    return connection


@pytest.mark.parametrize("url", ["https://github.com/a-team/platform", "https://git.slipway.internal/slipway.git"])
def test_any_https_url_clones_the_sandbox_repository_with_its_certificate_verified(
    url: str, git: Git, checkout: Path, bare: Path, through_proxy: dict[str, str], tmp_path: Path
) -> None:
    head = push(checkout, bare)
    git("clone", "-q", url, "clone", **through_proxy)
    assert (tmp_path / "clone/apps/cart/local/config.yaml").read_text() == "kind: ConfigMap\n"
    assert (bare / "refs/heads/main").read_text().strip() == head


def test_a_clone_that_does_not_know_the_authority_is_refused_by_the_client(
    git: Git, checkout: Path, bare: Path, through_proxy: dict[str, str], proxy: GitProxy
) -> None:
    push(checkout, bare)
    done = git("ls-remote", "https://github.com/a/b", check=False, HTTPS_PROXY=through_proxy["HTTPS_PROXY"])
    assert "certificate" in done.stderr


def test_a_long_history_comes_whole(
    git: Git, checkout: Path, bare: Path, through_proxy: dict[str, str], tmp_path: Path
) -> None:
    (checkout / "large").write_bytes(bytes(range(256)) * 4000)
    git("add", "-A", cwd=checkout)
    git("commit", "-qm", "large", cwd=checkout)
    tree, parent = (git("rev-parse", name, cwd=checkout).stdout.strip() for name in ("HEAD^{tree}", "HEAD"))
    for number in range(40):
        parent = git("commit-tree", tree, "-p", parent, "-m", f"commit {number}", cwd=checkout).stdout.strip()
    git("reset", "-q", "--hard", parent, cwd=checkout)
    push(checkout, bare)
    git("clone", "-q", "https://github.com/a/b", "clone", **through_proxy)
    assert (tmp_path / "clone/large").read_bytes() == (checkout / "large").read_bytes()
    # A second fetch tells the server what is there, which makes a long, packed request.
    git("commit", "-q", "--allow-empty", "-m", "one more", cwd=checkout)
    head = push(checkout, bare)
    git("fetch", "-q", "origin", cwd=tmp_path / "clone", **through_proxy)
    assert git("rev-parse", "origin/main", cwd=tmp_path / "clone").stdout.strip() == head


@pytest.mark.parametrize("token", [None, "wrong-token", ""])
def test_without_the_token_there_is_no_way_through(proxy: GitProxy, pki: Path, token: str | None) -> None:
    with pytest.raises(OSError, match="407"):
        tunnel(proxy, pki, "github.com", token=token).request("GET", "/")


def test_git_with_a_wrong_token_is_told_407(git: Git, proxy: GitProxy, pki: Path) -> None:
    environment = {"HTTPS_PROXY": proxy_url(proxy.port, "wrong"), "GIT_SSL_CAINFO": str(pki / "ca.pem")}
    done = git("ls-remote", "https://github.com/a/b", check=False, **environment)
    assert "407" in done.stderr


@pytest.mark.parametrize("path", ["/index.yaml", "/", "/a/b.git/HEAD", "/a/b/info/refs", "/a/b/info/refs?service=evil"])
def test_what_is_not_git_is_not_found_and_the_body_says_why(proxy: GitProxy, pki: Path, path: str) -> None:
    connection = tunnel(proxy, pki, "charts.example.com")
    connection.request("GET", path)
    response = connection.getresponse()
    assert response.status == 404
    assert b"no internet" in response.read()
    connection.close()


def test_a_push_is_refused_and_changes_nothing(
    git: Git, checkout: Path, bare: Path, through_proxy: dict[str, str]
) -> None:
    head = push(checkout, bare)
    git("commit", "-q", "--allow-empty", "-m", "mine", cwd=checkout)
    done = git("push", "https://github.com/a/b", "HEAD:main", cwd=checkout, check=False, **through_proxy)
    assert "403" in done.stderr
    assert (bare / "refs/heads/main").read_text().strip() == head


def test_a_push_straight_to_the_service_is_refused(proxy: GitProxy, pki: Path) -> None:
    connection = tunnel(proxy, pki, "github.com")
    connection.request("POST", "/a/b/git-receive-pack", body=b"0000")
    response = connection.getresponse()
    assert (response.status, b"only reads" in response.read()) == (403, True)
    connection.close()


def test_only_port_443_is_served(proxy: GitProxy, pki: Path) -> None:
    with pytest.raises(OSError, match="403"):
        tunnel(proxy, pki, "github.com:22").request("GET", "/")


@pytest.mark.parametrize("host", ["bad_host!", "-dash.example", "a" * 64 + ".example"])
def test_a_name_that_is_no_host_gets_no_certificate(proxy: GitProxy, pki: Path, host: str) -> None:
    with pytest.raises(OSError, match="400"):
        tunnel(proxy, pki, host).request("GET", "/")


@pytest.mark.parametrize("host", ["10.0.0.7", "a-long-name-" * 5 + "x." + "of-a-host-" * 5 + "x.example"])
def test_addresses_and_long_names_get_a_certificate_that_verifies(proxy: GitProxy, pki: Path, host: str) -> None:
    connection = tunnel(proxy, pki, host)
    connection.request("GET", "/nothing")
    assert connection.getresponse().status == 404
    connection.close()


def test_certificates_are_kept_by_host_and_the_oldest_go(pki: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sandbox.git import certificates

    monkeypatch.setattr(certificates, "HOSTS_KEPT", 2)
    kept = certificates.HostCertificates(pki)
    first = kept.context("a.example")
    assert kept.context("A.example.") is first
    kept.context("b.example")
    assert kept.context("a.example") is first
    kept.context("c.example")
    assert kept.context("a.example") is first
    kept.context("d.example")
    kept.context("e.example")
    assert kept.context("a.example") is not first


def test_plain_http_is_not_proxied(proxy: GitProxy) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
    connection.request("GET", "http://example.com/")
    response = connection.getresponse()
    assert (response.status, b"CONNECT only" in response.read()) == (403, True)
    connection.close()


def test_the_port_is_on_loopback_alone(proxy: GitProxy) -> None:
    assert proxy.socket.getsockname()[0] == "127.0.0.1"


def test_health_tells_what_keeps_commits_from_arriving(proxy: GitProxy) -> None:
    def health() -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.port, timeout=10)
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        answer = response.status, str(json.loads(response.read())["status"])
        connection.close()
        return answer

    assert health() == (200, "ok")
    proxy.trouble = lambda: "/nowhere: is gone"
    assert health() == (503, "/nowhere: is gone")


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        ("Transfer-Encoding: chunked", b"zz\r\nabc", 400),
        ("Transfer-Encoding: chunked", b"-5\r\nabc", 400),
        ("Content-Length: -1", b"", 400),
        ("Content-Length: 99999999999", b"", 413),
        ("Content-Length: 3\r\nContent-Encoding: br", b"abc", 415),
        ("Content-Length: 3\r\nContent-Encoding: gzip", b"abc", 400),
    ],
)
def test_a_malformed_body_is_refused_with_its_status(
    proxy: GitProxy, pki: Path, head: str, body: bytes, status: int
) -> None:
    connection = tunnel(proxy, pki, "github.com")
    connection.connect()
    assert isinstance(connection.sock, socket.socket)
    connection.sock.sendall(f"POST /a/git-upload-pack HTTP/1.1\r\nHost: a\r\n{head}\r\n\r\n".encode() + body)
    assert connection.sock.recv(4096).split()[1] == str(status).encode()
    connection.close()


def test_a_chunked_and_packed_body_is_read_as_it_was_sent() -> None:
    import gzip
    import io
    from email.message import Message

    headers = Message()
    headers["Transfer-Encoding"], headers["Content-Encoding"] = "chunked", "gzip"
    packed = gzip.compress(b"0032want " + b"a" * 1000)
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (packed[:7], packed[7:])) + b"0\r\n\r\n"
    body = b"".join(request_body(headers, io.BufferedReader(io.BytesIO(sent))))
    assert body == b"0032want " + b"a" * 1000
