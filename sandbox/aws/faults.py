"""A test aid: AWS's errors on demand, from the file `faults.json` in the folder of the AWS part's state.

The file is a list of rows, read anew whenever it changes; without it nothing is injected:

    [{"service": "ec2", "operation": "Create*", "code": "RequestLimitExceeded", "times": 3},
     {"service": "iam", "operation": "CreateRole", "code": "ServiceFailure", "status": 500, "chance": 0.2},
     {"service": "*", "operation": "Describe*", "seconds": 0.5}]

A request gets the first row that matches and is not used up. An operation is AWS's own name of it where the protocol
sends that (`CreateVpc`), else method and path (`POST /clusters`, `PUT /bucket`).
"""

from __future__ import annotations

import io
import json
import random
import sys
import threading
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from toolchain.errors import SlipwayError

FILE = "faults.json"
"""Name of the file."""

MESSAGE = "injected by faults.json, a test aid of the sandbox"
"""What AWS seems to say where a row has no message of its own."""


@dataclass(frozen=True)
class Fault:
    """One row.

    Args:
        service: pattern of the service's signing name, e.g. `ec2`.
        operation: pattern of the operation.
        code: AWS's error code, e.g. `ThrottlingException`; empty lets the request through, after its delay.
        message: AWS's words.
        status: HTTP status; AWS throttles with 400, with 503 in EC2 and S3, and fails with 500.
        times: how often it happens; None is always.
        chance: how likely it happens, 0 to 1.
        seconds: how long the answer takes first.
    """

    service: str = "*"
    operation: str = "*"
    code: str = ""
    message: str = MESSAGE
    status: int = 400
    times: int | None = None
    chance: float = 1.0
    seconds: float = 0.0


class Faults:
    """The rows of a file, and how often each one was used.

    Args:
        path: the file, which need not be there.
        seed: of the dice that chances are thrown with, so that a test sees the same twice.
    """

    def __init__(self, path: Path, seed: int = 20261124) -> None:
        self._path = path
        self._seed = seed
        self._stamp: tuple[int, int] | None = None
        self._rows: list[Fault] = []
        self._used: list[int] = []
        self._dice = random.Random(seed)  # noqa: S311 - no secret
        self._lock = threading.Lock()

    def next(self, service: str, environ: dict[str, Any]) -> Fault | None:
        """Give what happens to a request; None if nothing does.

        Args:
            service: the signing name of its service.
            environ: the WSGI request; its body can be read afterwards as before.

        Raises:
            SlipwayError: the file can't be read.
        """
        with self._lock:
            self._read()
            if not self._rows:
                return None
            operation = operation_of(environ)
            for index, row in enumerate(self._rows):
                if not (fnmatchcase(service, row.service) and fnmatchcase(operation, row.operation)):
                    continue
                if (row.times is None or self._used[index] < row.times) and self._dice.random() < row.chance:
                    self._used[index] += 1
                    return row
        return None

    def _read(self) -> None:
        try:
            told = self._path.stat()
        except FileNotFoundError:
            self._stamp, self._rows = None, []
            return
        if self._stamp != (stamp := (told.st_mtime_ns, told.st_ino)):
            self._rows = _rows(self._path)
            self._used = [0] * len(self._rows)
            self._dice = random.Random(self._seed)  # noqa: S311 - no secret
            self._stamp = stamp
            print(f"{self._path}: {len(self._rows)} rows of errors are injected", file=sys.stderr, flush=True)


def _rows(path: Path) -> list[Fault]:
    known = ", ".join(field.name for field in fields(Fault))
    try:
        return [Fault(**row) for row in json.loads(path.read_text())]
    except (ValueError, TypeError) as error:
        raise SlipwayError(
            f"is not a list of rows ({error})", where=str(path), do=f"write rows of the keys {known}"
        ) from error


def operation_of(environ: dict[str, Any]) -> str:
    """Give the operation that a request asks for, in the words of its protocol."""
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        return str(target).rpartition(".")[2]
    if "x-www-form-urlencoded" in environ.get("CONTENT_TYPE", ""):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        action: list[str] = parse_qs(body.decode(errors="replace")).get("Action", [])
        if action:
            return action[0]
    return f"{environ.get('REQUEST_METHOD', '')} {environ.get('PATH_INFO', '')}"
