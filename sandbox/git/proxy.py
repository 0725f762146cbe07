"""The egress proxy through which Argo CD's repo-server reaches Git: every https host leads to the sandbox's repository,
but for the addresses of further ones (`sandbox.git.charts`).

The URL that a fork writes into its stack thus works unchanged in a sandbox that has no internet, and nothing that the
repo-server is made to fetch can leave the machine.
"""

from __future__ import annotations

import base64
import hmac
import json
import logging
import ssl
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sandbox.git.certificates import HostCertificates
from sandbox.git.smart_http import SmartHttpHandler
from sandbox.ports import LOOPBACK
from toolchain.errors import SlipwayError

LOG = logging.getLogger("sandbox.git")

USER = "proxy"
"""The name that goes with the token in the proxy's URL."""

HTTPS = "443"


class GitProxy(ThreadingHTTPServer):
    """Listens on one loopback port for HTTP CONNECT, and for `GET /healthz` of the supervisor.

    Args:
        port: the port; 0 takes a free one.
        bare: the repository that is served.
        pki: the folder with the sandbox's authority.
        token: what a client must send as password.
        trouble: gives what is wrong with the server's other work in a sentence, or None.
        others: further repositories, by the address (host and path) that leads to each; all else leads to `bare`.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(
        self,
        port: int,
        *,
        bare: Path,
        pki: Path,
        token: str,
        trouble: Callable[[], str | None] = lambda: None,
        others: Mapping[str, Path] | None = None,
    ) -> None:
        super().__init__((LOOPBACK, port), ConnectHandler)
        self.bare = bare
        self.others = dict(others or {})
        self.certificates = HostCertificates(pki)
        self.expected = base64.b64encode(f"{USER}:{token}".encode()).decode()
        self.trouble = trouble

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])


class ConnectHandler(BaseHTTPRequestHandler):
    """Answers the first request of a connection; after CONNECT, the connection belongs to `SmartHttpHandler`."""

    protocol_version = "HTTP/1.1"
    server_version = "slipway-proxy"
    timeout = 60
    server: GitProxy

    def do_CONNECT(self) -> None:
        """Open a way to the repository under the name of the host that is asked for."""
        if not self._authorized():
            self._refuse(
                HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
                "This proxy wants the sandbox's token as password.",
                ("Proxy-Authenticate", 'Basic realm="slipway sandbox"'),
            )
            return
        host, _, port = self.path.rpartition(":")
        if port != HTTPS:
            self._refuse(HTTPStatus.FORBIDDEN, f"Only port {HTTPS} is served, not {self.path[:100]}.")
            return
        try:
            context = self.server.certificates.context(host)
        except (ValueError, SlipwayError) as error:
            self._refuse(HTTPStatus.BAD_REQUEST, f"No certificate for this host: {error}.")
            return
        self.close_connection = True
        self.send_response_only(HTTPStatus.OK, "Connection established")
        self.end_headers()
        try:
            with context.wrap_socket(self.connection, server_side=True) as secured:
                # Each connection is to one host, whatever its requests' own headers say.
                SmartHttpHandler.for_host(host)(secured, self.client_address, self.server)
        except ssl.SSLError as error:
            LOG.info("TLS for %s failed: %s", host, error.reason or error)
        except OSError as error:
            LOG.debug("connection for %s ended: %s", host, error)

    def do_GET(self) -> None:
        """Answer `/healthz`; plain HTTP is not proxied."""
        if self.path != "/healthz":
            self._refuse(HTTPStatus.FORBIDDEN, "This proxy speaks CONNECT only, for https.")
            return
        trouble = self.server.trouble()
        body = json.dumps({"status": "ok" if trouble is None else trouble}).encode() + b"\n"
        status = HTTPStatus.OK if trouble is None else HTTPStatus.SERVICE_UNAVAILABLE
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        """Refuse: plain HTTP is not proxied."""
        self._refuse(HTTPStatus.FORBIDDEN, "This proxy speaks CONNECT only, for https.")

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the log to what went wrong."""

    def _authorized(self) -> bool:
        scheme, _, given = self.headers.get("Proxy-Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode(), self.server.expected.encode())
        return same and scheme.lower() == "basic"

    def _refuse(self, status: HTTPStatus, sentence: str, *headers: tuple[str, str]) -> None:
        # A client that may send a password asks without it first.
        if status != HTTPStatus.PROXY_AUTHENTICATION_REQUIRED or "Proxy-Authorization" in self.headers:
            LOG.info("%s %s: %d %s", self.command, self.path[:200], status, sentence)
        body = sentence.encode() + b"\n"
        self.close_connection = True
        self.send_response(status)
        for name, value in (*headers, ("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")):
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def proxy_url(port: int, token: str) -> str:
    """Give the URL for HTTPS_PROXY."""
    return f"http://{USER}:{token}@{LOOPBACK}:{port}"
