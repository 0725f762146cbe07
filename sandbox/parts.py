"""What a part of the sandbox is: a process, what it needs, and how one sees that it is ready."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sandbox.ports import LOOPBACK


@dataclass(frozen=True)
class Probe:
    """How one looks whether a part is ready.

    Args:
        kind: `https` and `http` ask for `path` and want status 200; `tcp` only connects.
        port: loopback port.
        path: path of the URL.
        ca: the authority that the server's certificate must be signed by (`https`).
        certificate: client certificate and key, if the server wants one.
        token_file: file whose content is sent as bearer token, if any.
    """

    kind: Literal["https", "http", "tcp"]
    port: int
    path: str = "/healthz"
    ca: Path | None = None
    certificate: tuple[Path, Path] | None = None
    token_file: Path | None = None

    def look(self, timeout_seconds: float = 2.0) -> str | None:
        """Look once: None if the part is ready, else what was seen, in a few words."""
        try:
            if self.kind == "tcp":
                with socket.create_connection((LOOPBACK, self.port), timeout=timeout_seconds):
                    return None
            connection = self._connection(timeout_seconds)
            headers = {}
            if self.token_file is not None:
                headers["Authorization"] = f"Bearer {self.token_file.read_text().strip()}"
            try:
                connection.request("GET", self.path, headers=headers)
                response = connection.getresponse()
                body = response.read(400)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            return (
                f"no answer on port {self.port} ({getattr(error, 'strerror', None) or error or type(error).__name__})"
            )
        if response.status == 200:
            return None
        return f"answers {response.status} {_first_trouble(body)}".rstrip()

    def _connection(self, timeout_seconds: float) -> http.client.HTTPConnection:
        if self.kind == "http":
            return http.client.HTTPConnection(LOOPBACK, self.port, timeout=timeout_seconds)
        context = ssl.create_default_context(cafile=str(self.ca) if self.ca else None)
        if self.certificate is not None:
            context.load_cert_chain(*map(str, self.certificate))
        return http.client.HTTPSConnection(LOOPBACK, self.port, timeout=timeout_seconds, context=context)


@dataclass(frozen=True)
class Part:
    """One process of the sandbox.

    Args:
        name: its name in `status`, its log's name.
        tool: the tool it is made from (`toolchain`'s name), or None for a program of ours.
        argv: its command; the first word is an absolute path.
        needs: names of the parts that must be ready before it starts.
        probe: how one sees that it is ready.
        environment: what it gets besides PATH, HOME and the sandbox's mark.
        address: where a person reaches it, for the table; empty if nobody needs to.
        purpose: what it is, for the table.
        deadline_seconds: how long it may take to become ready.
    """

    name: str
    tool: str | None
    argv: tuple[str, ...]
    needs: tuple[str, ...]
    probe: Probe
    environment: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    purpose: str = ""
    deadline_seconds: float = 60.0


def _first_trouble(body: bytes) -> str:
    lines = body.decode(errors="replace").splitlines()
    return next((line for line in lines if line.startswith("[-]")), lines[0] if lines else "")[:120]
