"""Stand-in for Redis, the cache that Argo CD's controllers share: `python -m sandbox.redis --help`.

PyPI's fakeredis does the work; what it lacks is added here: a client must send the password first, and a connection
without traffic costs no processor time. All is in memory: Argo CD fills the cache anew after a restart.
"""

from __future__ import annotations

import argparse
import hmac
import re
import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from fakeredis._clients import _tcp_server

from sandbox.parts import Part, Probe
from sandbox.ports import LOOPBACK
from sandbox.state import StateFolder

PASSWORD = "redis"  # noqa: S105
"""The credential that clients send (`sandbox.credentials.RANDOM`)."""

IDLE_SECONDS = 1.0
"""How often fakeredis looks whether an idle client is to be told something by itself, which only subscribers are. Its
own 10 ms keep a processor busy as soon as there are some dozens of connections."""

FIRST_COMMAND_BYTES = 4096
FIRST_COMMAND_SECONDS = 10.0


class ContinuingHandler(_tcp_server.TCPFakeRequestHandler):  # type: ignore[misc]
    """fakeredis's handler of a connection whose first command was taken out already and is given to it."""

    def __init__(self, request: socket.socket, client_address: object, server: PasswordServer, first: bytes) -> None:
        self._first = first
        super().__init__(request, client_address, server)

    def handle(self) -> None:
        """Answer the first command, and then those that the client sends."""
        self.current_client.get_socket().sendall(self._first)
        super().handle()


class PasswordServer(_tcp_server.TcpFakeServer):  # type: ignore[misc]
    """fakeredis's server, which talks only to clients that begin with the password.

    Args:
        port: loopback port; 0 takes a free one.
        password: what AUTH, or HELLO with AUTH, must carry for the user `default`.
    """

    def __init__(self, port: int, password: str) -> None:
        super().__init__((LOOPBACK, port))
        self.daemon_threads = True
        self._password = password.encode()
        self.fake_server.config[b"requirepass"] = self._password

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self.server_address[1])

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        """Serve a connection, if its first command carries the password."""
        request.settimeout(FIRST_COMMAND_SECONDS)
        try:
            words = first_command(request)
        except (OSError, ValueError):
            return
        given = password_of(words)
        if given is None:
            request.sendall(b"-NOAUTH Authentication required.\r\n")
        elif not hmac.compare_digest(given, self._password):
            request.sendall(b"-WRONGPASS invalid username-password pair or user is disabled.\r\n")
        else:
            request.settimeout(None)
            ContinuingHandler(request, client_address, self, encode(without_password(words)))


def first_command(connection: socket.socket) -> list[bytes]:
    """Take a client's first command out of its socket, and no byte more.

    Raises:
        ValueError: it is no array of strings of Redis's protocol, or is longer than any AUTH.
        OSError: the client went away or said nothing in time.
    """
    deadline = time.monotonic() + FIRST_COMMAND_SECONDS
    while time.monotonic() < deadline:
        ahead = connection.recv(FIRST_COMMAND_BYTES, socket.MSG_PEEK)
        words = parse_command(ahead)
        if words is not None:
            connection.recv(len(encode(words)))
            return words
        if len(ahead) in (0, FIRST_COMMAND_BYTES):
            break
        time.sleep(0.01)  # peeking returns at once with what is there
    raise ValueError("no whole command")


def parse_command(text: bytes) -> list[bytes] | None:
    """Give the words of the command that a text begins with; None if its end is not there yet.

    Raises:
        ValueError: it is no array of strings in Redis's protocol, written as short as it can be.
    """
    head, found, rest = text.partition(b"\r\n")
    if not found and len(head) < 8:
        return None
    words: list[bytes] = []
    for _ in range(_count(head, b"*")):
        head, found, rest = rest.partition(b"\r\n")
        if not found and len(head) < 8:
            return None
        size = _count(head, b"$")
        if len(rest) < size + 2:
            return None
        words.append(rest[:size])
        rest = rest[size + 2 :]
    return words


def encode(words: list[bytes]) -> bytes:
    """Write a command in Redis's protocol."""
    return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)


def password_of(words: list[bytes]) -> bytes | None:
    """Give the password in an AUTH, or in a HELLO with AUTH, of the user `default`; None if there is none."""
    match [word.upper() if place in (0, 2) else word for place, word in enumerate(words)]:
        case [b"AUTH", _]:
            return words[1]
        case [b"AUTH", b"default", _]:
            return words[2]
        case [b"HELLO", _, b"AUTH", b"default", password, *_]:
            return password
    return None


def without_password(words: list[bytes]) -> list[bytes]:
    """Give the command as fakeredis understands it: it takes AUTH in a HELLO only when written in capitals."""
    return [*words[:2], *words[5:]] if words[0].upper() == b"HELLO" else words


def _count(head: bytes, mark: bytes) -> int:
    if head[:1] != mark or not re.fullmatch(rb"0|[1-9][0-9]{0,2}", head[1:]):
        raise ValueError("no command of Redis's protocol")
    return int(head[1:])


def redis_part(state: StateFolder, *, port: int) -> Part:
    """Give the stand-in's process."""
    return Part(
        name="redis",
        tool=None,
        argv=(
            *(sys.executable, "-m", "sandbox.redis"),
            *("--port", str(port), "--password-file", str(state.secrets / PASSWORD)),
        ),
        needs=(),
        probe=Probe("tcp", port),
        purpose="stand-in for Redis, Argo CD's cache",
    )


def main(arguments: list[str]) -> int:
    """Serve until SIGTERM.

    Returns:
        The exit status.
    """
    options = argparse.ArgumentParser(prog="python -m sandbox.redis", description=__doc__)
    options.add_argument("--port", type=int, required=True, help="loopback port to listen on")
    options.add_argument("--password-file", type=Path, required=True, help="file with the password")
    chosen = options.parse_args(arguments)
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, _leave)
    _tcp_server._POLL_INTERVAL = IDLE_SECONDS
    try:
        server = PasswordServer(chosen.port, chosen.password_file.read_text().strip())
    except OSError as error:
        print(f"port {chosen.port} or {chosen.password_file}: {error}", file=sys.stderr)
        return 2
    print(f"listening on port {server.port}", flush=True)
    server.serve_forever(poll_interval=60)
    return 0


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
