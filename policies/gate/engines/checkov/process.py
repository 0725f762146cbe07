"""The worker's process as the gate sees it: started once, found again by the runs that follow, asked over loopback."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import socket
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from policies.errors import EngineError
from policies.gate.engines.checkov.environment import Environment, digest
from policies.gate.engines.checkov.worker import wire
from toolchain.places import Places

IDLE_SECONDS = 600.0
"""How long a worker waits for the next run before it ends: long enough for somebody who mends and looks again."""

IMPORT_SECONDS = 120.0
"""How long a worker may take until it has imported Checkov and says its hello: fifty times what it takes."""

ANSWER_SECONDS = 120.0
"""How long one question, a chunk of some files, may take: a hundred times what it takes."""

_START_SECONDS = 30.0
"""How long another process may take to start a worker; it doesn't wait for the worker's import."""

_PASSED_ON = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "TZ")
"""The variables that a worker gets; credentials are in others, and so is what switches Checkov's platform on."""

_SET = {
    "CHECKOV_MAX_FILE_SIZE": "0",  # The gate itself says which files are too large.
    "CHECKOV_PARALLELIZATION_TYPE": "none",
    "CKV_IGNORE_HIDDEN_DIRECTORIES": "false",
    "CKV_SKIP_PACKAGE_UPDATE_CHECK": "true",
    "BC_SKIP_MAPPING": "true",
    "GITHUB_CONFIG_FETCH_DATA": "false",
    "LOG_LEVEL": "WARNING",
}

# `worker` must be found, but not its neighbours, which are the gate's.
_BOOT = (
    "import runpy, sys; sys.path.append(sys.argv[1]); import worker; sys.path.remove(sys.argv[1]); "
    "runpy.run_module('worker.__main__')"
)


@cache
def source_digest() -> str:
    """Give a digest of this engine's own source: what is asked, how, and what is made of the answers."""
    total = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        total.update(file.read_bytes())
    return total.hexdigest()[:20]


def home(places: Places) -> Path:
    """Give the folder of the worker of this source and this environment, so that no other version ever answers."""
    return places.cache / "checkov" / "workers" / f"{digest()[:10]}-{source_digest()[:10]}"


class Worker:
    """A connection to a worker that runs, asked one question after another.

    Args:
        connection: a socket on which the worker has said its hello.
        process: the id of the process, and of its group, that answers there.
    """

    def __init__(self, connection: socket.socket, process: int) -> None:
        self._connection = connection
        self.process = process

    def ask(self, question: Mapping[str, Any], blobs: Sequence[bytes] = (), *, seconds: float) -> dict[str, Any]:
        """Ask, and wait for the answer.

        Raises:
            EngineError: the process that answers ended, or took longer than that; then it is ended.
        """
        self._connection.settimeout(seconds)
        try:
            wire.send(self._connection, dict(question), blobs)
            answer, _ = wire.receive(self._connection)
        except wire.Broken as error:
            late = isinstance(error.__cause__, TimeoutError)
            self.end()
            if late:
                raise EngineError(
                    f"Checkov gave no answer in {seconds:.0f} s about {_subject(question)}",
                    do="look at these files, or leave them out",
                ) from error
            raise EngineError(
                f"Checkov's worker ended while it judged {_subject(question)} ({error})",
                do="type the same command again; if it ends again, leave these files out and report it",
            ) from error
        return answer

    def close(self) -> None:
        """Leave the worker to the next run."""
        with contextlib.suppress(OSError):
            self._connection.close()

    def end(self) -> None:
        """End the process that answers no more, with what it forked; the worker itself goes on."""
        import signal

        self.close()
        with contextlib.suppress(OSError):
            os.killpg(self.process, signal.SIGKILL)


def connect(
    environment: Environment,
    folder: Path,
    *,
    idle_seconds: float = IDLE_SECONDS,
    import_seconds: float = IMPORT_SECONDS,
) -> Worker:
    """Give a connection to the worker: the one that runs, or a new one.

    Args:
        environment: what a new one runs.
        folder: a folder of this user alone, where a worker's address, token and log are; one a kind of worker.
        idle_seconds: how long a new one waits for the next run.
        import_seconds: how long to wait until it has imported Checkov.

    Raises:
        EngineError: there is none, and none can be started; or it doesn't answer.
    """
    for _ in range(2):
        start(environment, folder, idle_seconds=idle_seconds)
        address = _address(folder)
        worker = _greet(address, folder, import_seconds) if address else None
        if worker is not None:
            return worker
        # It ended between our look and our call, idle or killed, or was never there: once is chance.
        if address is not None and _address(folder) == address:
            (folder / "worker.json").unlink(missing_ok=True)
    raise EngineError(
        f"Checkov's worker ended before it answered: {_last_words(folder)}",
        where=str(folder / "worker.log"),
        do=f"read that file; if the installation is damaged, delete {environment.packages.parent} and try again",
    )


def start(environment: Environment, folder: Path, *, idle_seconds: float = IDLE_SECONDS) -> None:
    """See that a worker runs, or begins to; it imports Checkov meanwhile, and nobody waits for that here.

    Raises:
        EngineError: it can't be started.
    """
    from toolchain.errors import SlipwayError
    from toolchain.files import held_lock

    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.chmod(0o700)
        if _running(folder):
            return
        with held_lock(
            folder / "start.lock", what="the start of Checkov's worker", do="try again", wait_seconds=_START_SECONDS
        ):
            if not _running(folder):
                _spawn(environment, folder, idle_seconds)
    except SlipwayError as error:
        if isinstance(error, EngineError):
            raise
        raise EngineError(error.what, where=error.where, do=error.do) from error
    except OSError as error:
        raise EngineError(
            f"Checkov's worker can't be started ({error.strerror or error})", where=str(folder), do="mend that"
        ) from error


def _spawn(environment: Environment, folder: Path, idle_seconds: float) -> None:
    from toolchain.files import write_whole

    token, state = secrets.token_hex(32), folder / "worker.json"
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    with listening, (folder / "worker.log").open("wb") as log:
        os.fchmod(log.fileno(), 0o600)
        argv = [str(environment.python), "-I", "-S", "-X", "utf8", "-c", _BOOT, str(Path(__file__).parent)]
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _SET,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(listening.fileno(),),
            start_new_session=True,
        )
        told = {
            "socket": listening.fileno(),
            "packages": str(environment.packages),
            "token": token,
            "idle_seconds": idle_seconds,
            "state": str(state),
        }
        # The address first: a worker that ends at once removes it.
        address = {"port": listening.getsockname()[1], "process": process.pid, "token": token}
        write_whole(state, json.dumps(address), mode=0o600)
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError), process.stdin:
                process.stdin.write(json.dumps(told).encode() + b"\n")
        # It outlives us on purpose; nobody here will ask how it ended.
        process.returncode = 0


def _running(folder: Path) -> bool:
    address = _address(folder)
    if address is None:
        return False
    try:
        os.kill(address[1], 0)
    except OSError:
        return False
    return True


def _greet(address: tuple[int, int, str], folder: Path, seconds: float) -> Worker | None:
    port, _, token = address
    try:
        connection = socket.create_connection(("127.0.0.1", port), timeout=seconds)
    except OSError:
        return None
    try:
        wire.send(connection, {"token": token})
        hello, _ = wire.receive(connection)
    except wire.Broken as error:
        connection.close()
        if isinstance(error.__cause__, TimeoutError):
            raise EngineError(
                f"Checkov's worker did not answer for {seconds:.0f} s",
                where=str(folder / "worker.log"),
                do="read that file, and see what else keeps this machine busy",
            ) from error
        return None
    process = hello.get("process")
    if hello.get("protocol") != wire.PROTOCOL or not isinstance(process, int):
        connection.close()
        raise EngineError(
            f"what answers as Checkov's worker speaks another protocol ({hello.get('protocol')!r})",
            where=str(folder / "worker.json"),
            do="delete that file, then try again",
        )
    return Worker(connection, process)


def _address(folder: Path) -> tuple[int, int, str] | None:
    try:
        written = json.loads((folder / "worker.json").read_bytes())
        return int(written["port"]), int(written["process"]), str(written["token"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _last_words(folder: Path) -> str:
    try:
        lines = (folder / "worker.log").read_text(errors="replace").split("\n")
    except OSError:
        lines = []
    return next((line.strip() for line in reversed(lines) if line.strip()), "it said nothing")


def _subject(question: Mapping[str, Any]) -> str:
    names = list(question.get("names") or [])
    if not names:
        return "nothing"
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
