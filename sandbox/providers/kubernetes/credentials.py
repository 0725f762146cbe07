"""Bearer tokens: given, read from a file, or printed by a command (`aws eks get-token`); kept until they expire."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sandbox.providers.kubernetes.document import Value, text
from sandbox.providers.kubernetes.errors import KubeconfigError
from sandbox.providers.kubernetes.kubeconfig import Access, ExecCommand

#: How long before its expiry a token is asked for anew.
EARLY = timedelta(seconds=60)
COMMAND_SECONDS = 60.0


class Credentials:
    """The bearer token of one cluster access; safe to share between threads.

    Args:
        access: where the token comes from.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._lock = threading.Lock()
        self._token = ""
        self._until = datetime.min.replace(tzinfo=UTC)

    def token(self, *, anew: bool = False) -> str:
        """Give the token, or "" if the access has none.

        Args:
            anew: ask for a new one even if the kept one hasn't expired, because the server refused it.

        Raises:
            KubeconfigError: the command fails, or prints no token.
        """
        if self._access.token:
            return self._access.token
        with self._lock:
            if anew or datetime.now(UTC) >= self._until:
                self._token, self._until = self._asked()
            return self._token

    def _asked(self) -> tuple[str, datetime]:
        if self._access.token_file:
            try:
                return Path(self._access.token_file).read_text(encoding="utf-8").strip(), datetime.now(UTC) + EARLY
            except OSError as error:
                raise KubeconfigError(
                    f"the token file cannot be read ({error.strerror})", where=self._access.token_file
                ) from error
        if self._access.credential is None:
            return "", datetime.max.replace(tzinfo=UTC)
        return parse_credential(_printed(self._access.credential), self._access.credential)


def parse_credential(printed: str, command: ExecCommand) -> tuple[str, datetime]:
    """Read the token and its expiry (less a minute) out of an ExecCredential.

    Args:
        printed: the JSON that the command printed.
        command: the command, to name it in errors.

    Raises:
        KubeconfigError: it isn't an ExecCredential with a token.
    """
    try:
        document: Value = json.loads(printed)
    except ValueError as error:
        raise KubeconfigError(
            "the credential command printed no JSON", where=_shown(command), do="run it by hand"
        ) from error
    token, expiry = text(document, "status", "token"), text(document, "status", "expirationTimestamp")
    if not token:
        raise KubeconfigError("the credential command gave no status.token", where=_shown(command), do="run it by hand")
    if not expiry:
        return token, datetime.max.replace(tzinfo=UTC)
    try:
        return token, datetime.fromisoformat(expiry) - EARLY
    except ValueError as error:
        raise KubeconfigError(
            f"the credential command gave {expiry!r} as expiry", where=_shown(command), do="run it by hand"
        ) from error


def _printed(command: ExecCommand) -> str:
    information = {"apiVersion": command.api_version, "kind": "ExecCredential", "spec": {"interactive": False}}
    environment = {**os.environ, **dict(command.environment), "KUBERNETES_EXEC_INFO": json.dumps(information)}
    try:
        answer = subprocess.run(
            [command.command, *command.arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise KubeconfigError(
            f"the credential command cannot be run ({error})", where=_shown(command), do="put it on PATH"
        ) from error
    if answer.returncode != 0:
        said = " ".join(answer.stderr.split())[-400:]
        raise KubeconfigError(
            f"the credential command ended with status {answer.returncode}: {said}",
            where=_shown(command),
            do="run it by hand",
        )
    return answer.stdout


def _shown(command: ExecCommand) -> str:
    return " ".join((command.command, *command.arguments))
