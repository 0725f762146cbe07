"""Outputs that the sandbox answers itself: an EKS cluster's address and authority are its own API server's."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path

from sandbox.providers.aws.errors import AwsProviderError
from sandbox.providers.aws.wire import Properties

API_SERVER = "SLIPWAY_SANDBOX_API_SERVER"
"""Environment variable: https URL of the sandbox's API server."""

AUTHORITY = "SLIPWAY_SANDBOX_CA"
"""Environment variable: path of the PEM file of the authority that signed its certificate."""


def overridden(kind: str, state: Properties, environment: Mapping[str, str]) -> Properties:
    """Give a resource's state with the sandbox's own outputs in it.

    Args:
        kind: the resource's type; only `aws:eks/cluster:Cluster` is touched.
        state: its state as AWS gave it.
        environment: where API_SERVER and AUTHORITY are looked for; what is not set is not overridden.

    Raises:
        AwsProviderError: the authority's file can't be read.
    """
    if kind != "aws:eks/cluster:Cluster":
        return state
    replaced: Properties = {}
    if address := environment.get(API_SERVER):
        replaced["endpoint"] = address
    if authority := environment.get(AUTHORITY):
        try:
            replaced["certificateAuthority"] = {"data": base64.b64encode(Path(authority).read_bytes()).decode()}
        except OSError as error:
            raise AwsProviderError(
                f"the sandbox's certificate authority cannot be read ({error.strerror})",
                where=authority,
                do="type `platform sandbox up`, then prepare the shell again",
            ) from error
    return state | replaced
