"""How the gate and the worker talk: a JSON object and byte strings a message, over a stream socket on loopback."""

from __future__ import annotations

import json
import socket
import struct
from collections.abc import Sequence
from typing import Any

PROTOCOL = 1
"""Raised when messages change; both sides say theirs first."""

MOST_BYTES = 1 << 30
"""No part of a message is longer; a greater length means that the other side is none of ours."""

_LENGTH = struct.Struct("!Q")


class Broken(Exception):
    """The other side is gone, or what it sends is no message."""


def send(connection: socket.socket, message: dict[str, Any], blobs: Sequence[bytes] = ()) -> None:
    """Send one message; what can't be JSON goes beside it as byte strings.

    Raises:
        Broken: the other side is gone, or takes nothing for the socket's timeout.
    """
    head = json.dumps(message | {"blobs": len(blobs)}).encode()
    try:
        for part in (head, *blobs):
            connection.sendall(_LENGTH.pack(len(part)))
            connection.sendall(part)
    except OSError as error:
        raise Broken(f"nothing can be sent ({error})") from error


def receive(connection: socket.socket) -> tuple[dict[str, Any], list[bytes]]:
    """Wait for one message; gives it and its byte strings.

    Raises:
        Broken: the other side is gone, silent for the socket's timeout, or sends what is no message.
    """
    try:
        message = json.loads(_part(connection))
        if not isinstance(message, dict):
            raise Broken("what came is no message")
        count = message.pop("blobs", 0)
        if not isinstance(count, int) or not 0 <= count < MOST_BYTES:
            raise Broken("what came is no message")
        return message, [_part(connection) for _ in range(count)]
    except TimeoutError as error:
        raise Broken("nothing came in time") from error
    except OSError as error:
        raise Broken(f"nothing can be received ({error})") from error
    except ValueError as error:
        raise Broken("what came is no message") from error


def _part(connection: socket.socket) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(connection, _LENGTH.size))
    if length > MOST_BYTES:
        raise Broken("what came is no message")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    got = bytearray()
    while len(got) < length:
        chunk = connection.recv(min(length - len(got), 1 << 20))
        if not chunk:
            raise Broken("the other side has gone")
        got += chunk
    return bytes(got)
