"""Git's smart HTTP protocol, reading only: what a client sees behind the proxy, whatever host it asked for.

The protocol is described in git's Documentation/gitprotocol-http.txt.
"""

from __future__ import annotations

import logging
import re
import subprocess
import tempfile
import zlib
from collections.abc import Callable
from email.message import Message
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase, BufferedReader
from typing import IO, TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

from sandbox.git.repository import clean_environment

if TYPE_CHECKING:
    from sandbox.git.proxy import GitProxy

LOG = logging.getLogger("sandbox.git")

READ = "git-upload-pack"
WRITE = "git-receive-pack"

BODY_BYTES = 64 * 1024 * 1024
"""The longest request that is read, packed or not: a client's list of what it has."""

LINGER_SECONDS = 1.0
"""How long a client may be silent while the rest of a refused request is awaited."""

GIT_PROTOCOL = re.compile(r"[a-z0-9=:._-]{1,100}")

NO_INTERNET = (
    "The sandbox has no internet: for every https host it serves one Git repository, its own, by smart HTTP. "
    "There is nothing at {path}.\n"
)
READ_ONLY = "The sandbox's Git server only reads; commit in the checkout that it follows, or push with `platform`.\n"


class RequestRefused(Exception):
    """A request that is answered with an error status and a sentence."""

    def __init__(self, status: HTTPStatus, body: str) -> None:
        super().__init__(body)
        self.status, self.body = status, body


class SmartHttpHandler(BaseHTTPRequestHandler):
    """Answers requests on one connection, after TLS."""

    protocol_version = "HTTP/1.1"
    server_version = "slipway-git"
    timeout = 60
    server: GitProxy
    host = ""

    @classmethod
    def for_host(cls, host: str) -> type[SmartHttpHandler]:
        """Give the handler of connections to one host."""
        return type(cls.__name__, (cls,), {"host": host})

    def do_GET(self) -> None:
        """Answer `<any path>/info/refs?service=git-upload-pack`."""
        self._answer(self._advertise)

    def do_POST(self) -> None:
        """Answer `<any path>/git-upload-pack`."""
        self._answer(self._upload)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the log to what went wrong."""

    def _answer(self, answer: Callable[[], None]) -> None:
        try:
            answer()
        except RequestRefused as refusal:
            LOG.info("%s %s: %s", self.command, self.path[:200], refusal.body.strip())
            self.close_connection = True
            self._send(refusal.status, "text/plain; charset=utf-8", refusal.body.encode())
            if self.command == "POST":
                self._linger()

    def _linger(self) -> None:
        """Read what is left of a refused request: closing before that would take the answer away from the client."""
        self.connection.settimeout(LINGER_SECONDS)
        left = BODY_BYTES
        try:
            while left > 0 and (block := self.rfile.read1(65536)):
                left -= len(block)
        except OSError:
            return

    def _advertise(self) -> None:
        url = urlsplit(self.path)
        services = parse_qs(url.query).get("service", [])
        if not url.path.endswith("/info/refs") or services not in ([READ], [WRITE]):
            raise RequestRefused(HTTPStatus.NOT_FOUND, NO_INTERNET.format(path=url.path))
        if services == [WRITE]:
            raise RequestRefused(HTTPStatus.FORBIDDEN, READ_ONLY)
        repository = url.path.removesuffix("/info/refs")
        with self._upload_pack(repository, "--advertise-refs", stdin=None) as process:
            refs, _ = process.communicate()
        if process.returncode != 0:
            raise RequestRefused(HTTPStatus.INTERNAL_SERVER_ERROR, "The sandbox's repository cannot be read.\n")
        service = f"# service={READ}\n".encode()
        body = b"%04x%s0000%s" % (len(service) + 4, service, refs)
        self._send(HTTPStatus.OK, f"application/x-{READ}-advertisement", body)

    def _upload(self) -> None:
        path = urlsplit(self.path).path
        if path.endswith(f"/{WRITE}"):
            raise RequestRefused(HTTPStatus.FORBIDDEN, READ_ONLY)
        if not path.endswith(f"/{READ}"):
            raise RequestRefused(HTTPStatus.NOT_FOUND, NO_INTERNET.format(path=path))
        with tempfile.TemporaryFile() as request:
            for block in request_body(self.headers, self.rfile):
                request.write(block)
            request.seek(0)
            with self._upload_pack(path.removesuffix(f"/{READ}"), stdin=request) as process:
                try:
                    self._stream(cast("BufferedReader", process.stdout))
                except OSError:  # the client went away in the middle
                    process.kill()
                    self.close_connection = True

    def _upload_pack(self, repository: str, *options: str, stdin: IO[bytes] | None) -> subprocess.Popen[bytes]:
        bare = self.server.others.get(self.host + repository, self.server.bare)
        environment = clean_environment()
        protocol = self.headers.get("Git-Protocol", "")
        if GIT_PROTOCOL.fullmatch(protocol):
            environment["GIT_PROTOCOL"] = protocol
        return subprocess.Popen(
            ["git", "upload-pack", "--stateless-rpc", "--strict", *options, str(bare)],
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=environment,
        )

    def _stream(self, output: BufferedReader) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", f"application/x-{READ}-result")
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while block := output.read1(65536):
            self.wfile.write(b"%x\r\n%s\r\n" % (len(block), block))
        self.wfile.write(b"0\r\n\r\n")

    def _send(self, status: HTTPStatus, content_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def request_body(headers: Message, source: BufferedIOBase) -> list[bytes]:
    """Read a request's body: of known length or chunked (RFC 9112, section 7.1), plain or gzip.

    Args:
        headers: the request's headers.
        source: the connection, at the body's first byte.

    Returns:
        The body in blocks, unpacked.

    Raises:
        RequestRefused: it is malformed, packed otherwise, or longer than `BODY_BYTES`.
    """
    chunked = headers.get("Transfer-Encoding", "").lower() == "chunked"
    raw = _chunks(source) if chunked else [_exactly(source, _length(headers.get("Content-Length", "0"), 10))]
    encoding = headers.get("Content-Encoding", "identity")
    if encoding == "identity":
        return raw
    if encoding not in ("gzip", "x-gzip"):
        raise RequestRefused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"A body packed by {encoding[:40]} is not read here.\n")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(b"".join(raw), BODY_BYTES)
    except zlib.error as error:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, f"The body is no gzip: {error}.\n") from error
    if unpacker.unconsumed_tail:
        raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too long.\n")
    return [plain]


def _chunks(source: BufferedIOBase) -> list[bytes]:
    blocks: list[bytes] = []
    read = 0
    while size := _length(source.readline(100).split(b";")[0].decode("latin-1").strip(), 16):
        read += size
        if read > BODY_BYTES:
            raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too long.\n")
        blocks.append(_exactly(source, size))
        source.readline(100)
    while source.readline(1000).strip():  # trailer fields mean nothing here
        pass
    return blocks


def _length(text: str, base: int) -> int:
    if not re.fullmatch(r"[0-9a-fA-F]{1,12}", text):
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body has no readable length.\n")
    try:
        length = int(text, base)
    except ValueError:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body has no readable length.\n") from None
    if length > BODY_BYTES:
        raise RequestRefused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The body is too long.\n")
    return length


def _exactly(source: BufferedIOBase, size: int) -> bytes:
    block = source.read(size)
    if len(block) != size:
        raise RequestRefused(HTTPStatus.BAD_REQUEST, "The body ended before its length.\n")
    return block
