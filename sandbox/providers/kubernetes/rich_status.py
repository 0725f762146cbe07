"""Errors with a detail, in the form in which gRPC carries them and Pulumi's engine reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from sandbox.providers.kubernetes.properties import encode

if TYPE_CHECKING:
    from sandbox.providers.kubernetes.resources import Stored


class RichStatus(grpc.Status):
    """A failed call that still brings an object home: it is stored, but not ready.

    Args:
        stored: the object, which goes into the stack's state.
        reason: the sentence to show.
    """

    def __init__(self, stored: Stored, reason: str) -> None:
        detail = provider_pb2.ErrorResourceInitFailed(
            id=stored.identifier,
            properties=encode(stored.outputs),
            inputs=encode(stored.inputs),
            reasons=[reason],
        )
        self.code = grpc.StatusCode.UNKNOWN
        self.details = reason
        status = status_pb2.Status(code=self.code.value[0], message=reason)
        status.details.add().Pack(detail)
        # The trailer in which gRPC's richer error model puts details (https://grpc.io/docs/guides/error/).
        self.trailing_metadata = (("grpc-status-details-bin", status.SerializeToString()),)
