"""Outputs that the sandbox answers itself: an EKS cluster's address and authority are a real API server's."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path

from sandbox.providers.aws.errors import AwsProviderError
from sandbox.providers.aws.wire import Properties, Value

API_SERVER = "SLIPWAY_SANDBOX_API_SERVER"
"""Environment variable: https URL of the sandbox's first API server."""

CLUSTERS = "SLIPWAY_SANDBOX_CLUSTERS"
"""Environment variable: path of the record of clusters that have an API server of their own."""

AUTHORITY = "SLIPWAY_SANDBOX_CA"
"""Environment variable: path of the PEM file of the authority that signed the servers' certificates."""

_CLUSTER = "aws:eks/cluster:Cluster"
_FUNCTION = "aws:eks/getCluster:getCluster"


def overridden(kind: str, state: Properties, environment: Mapping[str, str]) -> Properties:
    """Give a resource's state, or a function's answer, with the sandbox's own outputs in it.

    Args:
        kind: the resource's type or the function's token; only those about an EKS cluster are touched.
        state: what AWS gave.
        environment: where API_SERVER, CLUSTERS and AUTHORITY are looked for; what is not set is not overridden.

    Raises:
        AwsProviderError: the authority's file or the record can't be read.
    """
    if kind not in (_CLUSTER, _FUNCTION):
        return state
    replaced: Properties = {}
    if address := _address(str(state.get("name")), environment):
        replaced["endpoint"] = address
    if path := environment.get(AUTHORITY):
        authority: Value = {"data": base64.b64encode(_read(path)).decode()}
        replaced |= {"certificateAuthority": authority} if kind == _CLUSTER else {"certificateAuthorities": [authority]}
    return state | replaced


def _address(cluster: str, environment: Mapping[str, str]) -> str | None:
    path = environment.get(CLUSTERS)
    if path and Path(path).exists():
        try:
            record = json.loads(_read(path)).get(cluster)
        except ValueError:
            record = None
        if record is not None:
            return f"https://127.0.0.1:{record['ports']['kube-apiserver']}"
    return environment.get(API_SERVER)


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise AwsProviderError(
            f"the sandbox's file cannot be read ({error.strerror})",
            where=path,
            do="type `platform sandbox up`, then prepare the shell again",
        ) from error
