"""`python -m policies.gate.engines.opa.keeper HOME OPA BUNDLE`: one OPA server, kept warm and asked on others' behalf.

Importing opa-python-client takes longer than judging a changed file, and starting OPA longer still, so a process that
outlives the command keeps both. It ends when nobody has asked for a while, when its note is gone, or when OPA ends.

- OPA listens on a free port of loopback, takes a bearer token that only this process knows (OPA itself is given its
  SHA-256), and by an authorization policy of its own answers nothing but the gate's three questions.
- Whoever asks us proves to know the key in our note (a file of mode 0600), and so do we: multiprocessing.connection's
  mutual HMAC, https://docs.python.org/3/library/multiprocessing.html#multiprocessing-auth-keys. Messages are JSON.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

from toolchain.files import write_whole

IDLE_SECONDS = 600.0
"""After this long without a question it ends; SLIPWAY_OPA_IDLE_SECONDS says otherwise."""

SUPERSEDED = 0.1
"""The share of that time after which it ends once a server of other rules was started: who edits rules needs one,
and two clones that are used in turn keep both."""

NEWEST = "newest"
"""The file beside the servers' folders that names the newest of them."""

START_SECONDS = 60.0
"""Within which OPA must answer for the first time."""

QUESTIONS = ("documents", "sets", "changes")

AUTHORIZATION = """package system.authz

default allow := false

allow if {
	input.method == "POST"
	some question in ["documents", "sets", "changes"]
	input.path == ["v1", "data", "slipway", "gate", question]
	crypto.sha256(input.identity) == data.system.authz.token_sha256
}
"""


class Keeper:
    """OPA, and who asks it."""

    def __init__(self, home: Path, opa: Path, bundle: Path) -> None:
        self.home = home
        self.idle_seconds = float(os.environ.get("SLIPWAY_OPA_IDLE_SECONDS") or IDLE_SECONDS)
        self.asked = time.monotonic()
        self.asking = 0
        self._token = secrets.token_urlsafe(32)
        self._clients = threading.local()
        self._opa = self._start(opa, bundle)
        self._leash = _leash(self._opa.pid)
        self._port = self._listening()

    def _start(self, opa: Path, bundle: Path) -> subprocess.Popen[bytes]:
        guard = self.home / "guard"
        secret = json.dumps({"token_sha256": hashlib.sha256(self._token.encode()).hexdigest()})
        write_whole(guard / ".manifest", json.dumps({"roots": ["system/authz"], "rego_version": 1}))
        write_whole(guard / "authz.rego", AUTHORIZATION)
        write_whole(guard / "system" / "authz" / "data.json", secret, mode=0o600)
        argv: list[str | Path] = [
            opa,
            "run",
            "--server",
            "--addr",
            "127.0.0.1:0",
            "--authentication",
            "token",
            "--authorization",
            "basic",
        ]
        argv += ["--skip-version-check"]
        argv += ["--log-level", "error", "--bundle", bundle, guard]
        with (self.home / "opa.log").open("wb") as log:
            return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.home)

    def _listening(self) -> int:
        """Wait for OPA to listen, and give the port that the system chose for it."""
        import psutil

        process = psutil.Process(self._opa.pid)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._opa.poll() is None:
            with contextlib.suppress(psutil.Error):
                for one in process.net_connections("tcp"):
                    if one.status == psutil.CONN_LISTEN:
                        return int(one.laddr.port)
            time.sleep(0.005)
        self.end()
        said = (self.home / "opa.log").read_text(errors="replace").strip()[-400:]
        raise RuntimeError(f"OPA did not come up: {said or 'it said nothing'}")

    def patience(self) -> float:
        """Give for how many seconds it waits for a question."""
        try:
            newest = (self.home.parent / NEWEST).read_text()
        except OSError:
            newest = self.home.name
        return self.idle_seconds * (1 if newest == self.home.name else SUPERSEDED)

    def alive(self) -> bool:
        """Tell whether OPA runs."""
        return self._opa.poll() is None

    def answer(self, question: str, about: Any, seconds: float) -> dict[str, Any]:
        """Ask OPA; give `{"result": …}`, or `{"error": …}` with `"ended": True` where OPA has gone.

        Args:
            question: `documents`, `sets` or `changes`.
            about: the query's `input`.
            seconds: within which it must have answered.
        """
        import requests
        from opa_client import OpaClient

        if question not in QUESTIONS:
            return {"error": f"{question!r} is no question of the gate"}
        if (client := getattr(self._clients, "client", None)) is None:
            # The guarded port answers no health check, and nothing is asked twice behind our back.
            headers = {"Authorization": f"Bearer {self._token}"}
            client = self._clients.client = OpaClient("127.0.0.1", self._port, headers=headers, retries=0)
        client.timeout = seconds
        try:
            answer = client.query_rule(about, "slipway.gate", question)
            return {"result": answer["result"]}
        except KeyError:
            return {"error": "OPA knows no such rule of the gate"}
        except requests.Timeout:
            return {"error": f"OPA took longer than {seconds:g} s"}
        except requests.HTTPError as error:
            return {"error": f"OPA failed: {_said(error.response)}"}
        except (requests.RequestException, ValueError) as error:
            time.sleep(0.05)
            ended = not self.alive()
            return {"error": "OPA ended" if ended else f"OPA can't be asked ({type(error).__name__})", "ended": ended}

    def end(self) -> None:
        """End OPA."""
        with contextlib.suppress(OSError):
            self._opa.kill()
        self._opa.wait()


def _said(response: Any) -> str:
    """Give OPA's own words for a query that failed, with the place in the Rego if it names one."""
    try:
        told = response.json()
        first = (told.get("errors") or [{}])[0]
        place = first.get("location") or {}
        where = f" ({place.get('file')}:{place.get('row')})" if place else ""
        return f"{first.get('message') or told.get('message')}{where}"[:400]
    except (ValueError, AttributeError, IndexError):
        return f"status {response.status_code}"


def _leash(pid: int) -> subprocess.Popen[bytes]:
    """Start what kills OPA when our end of its pipe closes, however we end."""
    script = 'read -r _; kill -KILL "$1"'
    return subprocess.Popen(
        ["sh", "-c", script, "leash", str(pid)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def serve(keeper: Keeper, listener: Listener, note: Path) -> None:
    """Answer who asks, each in a thread of its own, until it is time to end."""

    def talk(connection: Connection) -> None:
        with contextlib.closing(connection), contextlib.suppress(EOFError, OSError):
            while True:
                message = json.loads(connection.recv_bytes())
                keeper.asking += 1
                try:
                    answer = keeper.answer(message["question"], message["input"], message["seconds"])
                finally:
                    keeper.asked = time.monotonic()
                    keeper.asking -= 1
                if answer.get("ended"):
                    # Before the answer: whoever hears it starts another server, and must not find us again.
                    withdraw(note)
                connection.send_bytes(json.dumps(answer).encode())

    def accept() -> None:
        while True:
            try:
                connection = listener.accept()
            except AuthenticationError:
                continue
            except (EOFError, OSError):
                time.sleep(0.01)
                continue
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    import opa_client  # noqa: F401 - paid while the first documents are read

    born = note.stat().st_mtime_ns
    while keeper.alive():
        time.sleep(min(1.0, keeper.idle_seconds * SUPERSEDED))
        if not keeper.asking and time.monotonic() - keeper.asked > keeper.patience():
            return
        try:
            if note.stat().st_mtime_ns != born:
                return
        except OSError:
            return


def withdraw(note: Path) -> None:
    """Take our note away, unless another keeper has put its own there."""
    with contextlib.suppress(OSError, ValueError, KeyError):
        if json.loads(note.read_bytes())["pid"] == os.getpid():
            note.unlink()


def main(arguments: list[str]) -> int:
    """Keep one OPA; the first line on standard output says `ready`, or why not."""
    home, opa, bundle = map(Path, arguments)
    for name in [one for one in os.environ if one.lower().endswith("_proxy")]:
        del os.environ[name]
    # requests would put what a .netrc says in the place of our token.
    os.environ["NETRC"] = os.devnull
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    note = home / "server.json"
    try:
        keeper = Keeper(home, opa, bundle)
    except (RuntimeError, OSError) as error:
        print(error, flush=True)
        return 2
    key = secrets.token_bytes(32)
    try:
        with Listener(("127.0.0.1", 0), backlog=64, authkey=key) as listener:
            told = {"port": listener.address[1], "key": key.hex(), "pid": os.getpid(), "opa": keeper._opa.pid}
            write_whole(note, json.dumps(told), mode=0o600)
            write_whole(home.parent / NEWEST, home.name)
            print("ready", flush=True)
            # Nobody reads what comes after the first line.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            serve(keeper, listener, note)
    finally:
        withdraw(note)
        keeper.end()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
