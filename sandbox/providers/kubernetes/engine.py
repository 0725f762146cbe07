"""Messages to the engine's display: what is waited for, and warnings."""

from __future__ import annotations

import contextlib
import threading


class Engine:
    """The engine that started the provider; safe to share between threads.

    Args:
        address: its gRPC address; "" for none, which makes every message go nowhere.
    """

    def __init__(self, address: str) -> None:
        from grpc import insecure_channel
        from pulumi.runtime.proto import engine_pb2_grpc

        self._stub = engine_pb2_grpc.EngineStub(insecure_channel(address)) if address else None
        self._about = threading.local()
        self._said: set[tuple[str, str]] = set()

    def about(self, urn: str) -> None:
        """Name the resource that this thread works on; its messages are shown beside it."""
        self._about.urn = urn

    def status(self, message: str) -> None:
        """Show a message in the resource's line until the next one."""
        self._log(message, warning=False)

    def warn(self, message: str) -> None:
        """Show a warning below the run, once a resource."""
        said = (getattr(self._about, "urn", ""), message)
        if said not in self._said:
            self._said.add(said)
            self._log(message, warning=True)

    def _log(self, message: str, *, warning: bool) -> None:
        from grpc import RpcError
        from pulumi.runtime.proto import engine_pb2

        if self._stub is None:
            return
        request = engine_pb2.LogRequest(
            severity=engine_pb2.WARNING if warning else engine_pb2.INFO,
            message=message,
            urn=getattr(self._about, "urn", ""),
            ephemeral=not warning,
        )
        # An engine that is going away can't show a message; the work goes on without.
        with contextlib.suppress(RpcError):
            self._stub.Log(request, timeout=5.0)
