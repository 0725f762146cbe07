"""Messages between the gate and the worker."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.engines.checkov.worker import wire


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        one.settimeout(2)
        other.settimeout(2)
        yield one, other


def test_a_message_comes_whole_with_its_bytes(pair: tuple[socket.socket, socket.socket]) -> None:
    wire.send(pair[0], {"a": "ü"}, [b"", b"\0\xff"])
    assert wire.receive(pair[1]) == ({"a": "ü"}, [b"", b"\0\xff"])


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        struct.pack("!Q", 1 << 62),
        struct.pack("!Q", 2) + b"[]",
        struct.pack("!Q", 3) + b"{]}",
        struct.pack("!Q", 13) + b'{"blobs": -1}',
        struct.pack("!Q", 14) + b'{"blobs": "x"}',
        struct.pack("!Q", 12) + b'{"blobs": 1}',
        b"",
    ],
)
def test_what_is_no_message_is_refused(pair: tuple[socket.socket, socket.socket], sent: bytes) -> None:
    pair[0].sendall(sent)
    pair[0].close()
    with pytest.raises(wire.Broken):
        wire.receive(pair[1])


def test_silence_has_an_end(pair: tuple[socket.socket, socket.socket]) -> None:
    pair[1].settimeout(0.05)
    with pytest.raises(wire.Broken, match="in time") as caught:
        wire.receive(pair[1])
    assert isinstance(caught.value.__cause__, TimeoutError)


@given(st.binary(max_size=200))
def test_no_bytes_are_another_error(sent: bytes) -> None:
    one, other = socket.socketpair()
    with one, other:
        other.settimeout(2)
        one.sendall(sent)
        one.close()
        with pytest.raises(wire.Broken):
            wire.receive(other)
