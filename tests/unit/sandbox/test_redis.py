from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.redis import PasswordServer, encode, parse_command, password_of

PASSWORD = "right-password"  # checkov:skip=CKV_SECRET_6:of no server but this test's


@pytest.fixture
def server() -> Iterator[PasswordServer]:
    with PasswordServer(0, PASSWORD) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.02,))
        thread.start()
        yield served
        served.shutdown()
        thread.join()


def talk(server: PasswordServer, *sent: bytes) -> list[bytes]:
    """Send one text after the other, each when the one before was answered, and give the answers; b"" is the end."""
    answers = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        for text in sent:
            try:
                connection.sendall(text)
                answers.append(connection.recv(4096))
            except ConnectionError:
                answers.append(b"")
    return answers


def command(*words: str) -> bytes:
    return encode([word.encode() for word in words])


@pytest.mark.parametrize(
    "greeting",
    [
        command("AUTH", PASSWORD),
        command("auth", "default", PASSWORD),
        command("hello", "3", "auth", "default", PASSWORD),
        command("HELLO", "3", "AUTH", "default", PASSWORD, "SETNAME", "argocd"),
    ],
)
def test_a_client_that_begins_with_the_password_is_served(server: PasswordServer, greeting: bytes) -> None:
    answers = talk(server, greeting, command("SET", "a", "1\r\n2"), command("GET", "a"))
    assert not answers[0].startswith(b"-")
    assert answers[1:] == [b"+OK\r\n", b"$4\r\n1\r\n2\r\n"]


@pytest.mark.parametrize("first", [command("GET", "a"), command("PING"), command("HELLO", "3"), command()])
def test_a_client_without_the_password_gets_nothing(server: PasswordServer, first: bytes) -> None:
    answers = talk(server, first, command("GET", "a"))
    assert answers[0].startswith(b"-NOAUTH")
    assert answers[1] == b""


@pytest.mark.parametrize(
    "first",
    [command("AUTH", "wrong"), command("AUTH", ""), command("HELLO", "3", "AUTH", "default", "wrong")],
)
def test_a_wrong_password_is_refused_and_the_connection_ended(server: PasswordServer, first: bytes) -> None:
    answers = talk(server, first, command("GET", "a"))
    assert answers[0].startswith(b"-WRONGPASS")
    assert answers[1] == b""


@pytest.mark.parametrize("first", [b"GET / HTTP/1.1\r\n\r\n", b"*1000000\r\n", b"*2\r\n$-1\r\n", b"*1\r\n$5000\r\n"])
def test_what_is_no_command_ends_the_connection(server: PasswordServer, first: bytes) -> None:
    assert talk(server, first) == [b""]


def test_a_greeting_in_two_pieces_with_a_command_behind_it_is_understood(server: PasswordServer) -> None:
    text = command("AUTH", PASSWORD) + command("SET", "a", "1")
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(text[:9])
        threading.Event().wait(0.1)
        connection.sendall(text[9:])
        answer = b""
        while len(answer) < 10:
            answer += connection.recv(100)
    assert answer == b"+OK\r\n+OK\r\n"


def test_the_port_is_on_loopback_alone(server: PasswordServer) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"


@given(st.lists(st.binary(max_size=50), max_size=5), st.binary(max_size=30))
def test_a_command_is_read_as_it_was_written_and_never_from_a_part_of_it(words: list[bytes], behind: bytes) -> None:
    text = encode(words)
    assert parse_command(text + behind) == words
    assert all(parse_command(text[:length]) is None for length in range(len(text)))


@given(st.lists(st.binary(max_size=8), max_size=8))
def test_no_other_command_carries_a_password(words: list[bytes]) -> None:
    assert password_of([b"SET", *words]) is None
