"""Serve: a process of its own for each connection, and an end when nobody has asked for a while.

Started by the gate with a socket that listens already, and on standard input one line of JSON: that socket's file
descriptor, the folder of Checkov's packages, the token that a connection must bring, the idle seconds, and the file
that tells where this worker is, which it removes at its end.

This process only imports. Each connection is served by a fork of it, which has all that was imported at once, can take
a core, may grow or die, and leaves nothing behind.
"""

from __future__ import annotations

import contextlib
import hmac
import importlib
import json
import logging
import os
import shutil
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path
from typing import Any, NoReturn

from . import isolation, wire

_PATIENCE = 600.0
"""Seconds that a connection may be silent."""

_LOOK_SECONDS = 1.0
"""How often it is looked whether children have ended, and the time is over."""


def main() -> None:
    """Import Checkov, then serve until idle."""
    told = json.loads(sys.stdin.readline())
    state = Path(told["state"])
    listening = socket.socket(fileno=told["socket"])
    try:
        isolation.close_ways_out()
        isolation.lighten(Path(told["packages"]))
        sys.path.append(told["packages"])
        logging.getLogger().setLevel(logging.WARNING)
        from . import frameworks

        frameworks.prepare()
        _serve(listening, told["token"], float(told["idle_seconds"]), state)
    except Exception:
        # Said before the socket closes: whoever waits on the other side reads it then.
        traceback.print_exc()
        sys.stderr.flush()
        sys.exit(1)
    finally:
        # First the file, so that nobody who reads it comes too late.
        _forget(state)
        listening.close()


def _serve(listening: socket.socket, token: str, idle_seconds: float, state: Path) -> None:
    asked = time.monotonic()
    children: set[int] = set()
    # Files that are judged are written there, for a child that is killed leaves them. Below the folder of `state`,
    # which is this user's alone.
    work = state.parent / "work"
    shutil.rmtree(work, ignore_errors=True)
    listening.settimeout(min(idle_seconds, _LOOK_SECONDS))
    while True:
        for child in [child for child in children if os.waitpid(child, os.WNOHANG)[0]]:
            children.remove(child)
            shutil.rmtree(work / str(child), ignore_errors=True)
        if children:
            asked = time.monotonic()
        idle = time.monotonic() - asked >= idle_seconds
        if idle:
            _forget(state)
            # Who read the file a moment ago may be in the queue still.
        try:
            connection, _ = listening.accept()
        except TimeoutError:
            if idle:
                return
            continue
        asked = time.monotonic()
        with connection:
            child = os.fork()
            if child == 0:
                _child(connection, listening, token, work / str(os.getpid()))
        children.add(child)


def _child(connection: socket.socket, listening: socket.socket, token: str, work: Path) -> NoReturn:
    try:
        # A group of its own, so that it can be ended with what it forks.
        os.setsid()
        listening.close()
        work.mkdir(mode=0o700, parents=True)
        tempfile.tempdir = str(work)
        connection.settimeout(_PATIENCE)
        with contextlib.suppress(wire.Broken):
            _converse(connection, token)
    finally:
        # Never back into the server's loop, whatever was raised.
        sys.stderr.flush()
        os._exit(0)


def _converse(connection: socket.socket, token: str) -> None:
    hello, _ = wire.receive(connection)
    if not hmac.compare_digest(str(hello.get("token")), token):
        return
    version = importlib.import_module("checkov.version").version
    wire.send(connection, {"protocol": wire.PROTOCOL, "checkov": version, "process": os.getpid()})
    while True:
        asked, blobs = wire.receive(connection)
        wire.send(connection, _answer(asked, blobs))


def _answer(asked: dict[str, Any], blobs: list[bytes]) -> dict[str, Any]:
    from . import frameworks
    from .answer import Item, fields

    if asked.get("ask") == "catalog":
        return {"catalog": frameworks.catalog()}
    items = [Item(name, content) for name, content in zip(asked["names"], blobs, strict=True)]
    answers = frameworks.judge(asked["framework"], items, asked["checks"])
    return {"answers": [fields(answer) for answer in answers]}


def _forget(state: Path) -> None:
    """Remove the file that tells of this worker, unless it tells of another by now."""
    try:
        if json.loads(state.read_bytes())["process"] == os.getpid():
            state.unlink()
    except (OSError, ValueError, KeyError):
        return


main()
