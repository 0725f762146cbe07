"""The few calls to an API server that a provider needs: discovery, get, list, server-side apply, delete.

The PyPI `kubernetes` client would do them too, but its import takes 2 to 3 s on two busy cores, which every `pulumi
up` would pay twice; urllib3 takes 0.2 s.
"""

from __future__ import annotations

import json
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import urllib3

from sandbox.providers.kubernetes.credentials import Credentials
from sandbox.providers.kubernetes.document import Document, Value, at, entries, mapping, text
from sandbox.providers.kubernetes.errors import ApiError, NoSuchKind, Unreachable
from sandbox.providers.kubernetes.kubeconfig import Access

APPLY = "application/apply-patch+yaml"
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 60.0
#: How long after a server did not answer all calls fail at once, so that a preview of many objects doesn't wait for
#: each.
SILENT_SECONDS = 10.0
#: Answers that ask to come again: too many requests, and a server that is starting or stopping.
COME_AGAIN = (429, 503)


@dataclass(frozen=True)
class Kind:
    """What discovery tells of a kind.

    Args:
        plural: the name in URLs, e.g. `deployments`.
        namespaced: whether its objects live in a namespace.
    """

    plural: str
    namespaced: bool


@dataclass(frozen=True)
class Reference:
    """Which object: `apps/v1`, `Deployment`, namespace ("" for cluster-scoped kinds) and name."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        """Give it as a person writes it: `Deployment shop/cart`."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


class Api:
    """One API server; safe to share between threads.

    Args:
        access: how to reach it.
        warned: called with each warning of the server (deprecated versions, unknown fields).
    """

    def __init__(self, access: Access, warned: Callable[[str], None] = lambda warning: None) -> None:
        self.access = access
        self._warned = warned
        self._credentials = Credentials(access)
        self._kinds: dict[tuple[str, str], Kind] = {}
        self._lock = threading.Lock()
        self._silence: tuple[float, Unreachable] | None = None
        # Connecting is tried for some 9 s: an API server that was killed and started again is back by then.
        retries = urllib3.Retry(
            total=8,
            connect=6,
            read=2,
            status=4,
            backoff_factor=0.15,
            allowed_methods=None,
            status_forcelist=COME_AGAIN,
            raise_on_status=False,
        )
        self._pool = urllib3.PoolManager(
            num_pools=2,
            maxsize=64,
            retries=retries,
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS),
            ssl_context=_tls(access) if access.server.startswith("https") else None,
            server_hostname=access.server_name or None,
        )

    def kind(self, api_version: str, kind: str) -> Kind:
        """Ask the server how a kind is served; what it said is kept.

        Raises:
            NoSuchKind: it doesn't serve the kind.
            Unreachable: no server answers.
        """
        with self._lock:
            known = self._kinds.get((api_version, kind))
            if known is not None:
                return known
            try:
                served = self.call("GET", _root(api_version), where=f"{api_version} {kind}")
            except ApiError as error:
                if error.code != 404:
                    raise
                served = {}
            for resource in entries(served, "resources"):
                if "/" not in text(resource, "name"):
                    found = Kind(text(resource, "name"), at(resource, "namespaced") is True)
                    self._kinds[(api_version, text(resource, "kind"))] = found
            if (api_version, kind) not in self._kinds:
                raise NoSuchKind(
                    "the API server doesn't serve this kind",
                    where=f"{api_version} {kind}",
                    do="install its CustomResourceDefinition first",
                )
            return self._kinds[(api_version, kind)]

    def get(self, reference: Reference) -> Document | None:
        """Give an object as it is now, or None if there is none.

        Raises:
            ApiError, NoSuchKind, Unreachable: as `call`.
        """
        try:
            return self.call("GET", self._path(reference), where=str(reference))
        except ApiError as error:
            if error.code == 404:
                return None
            raise

    def matching(self, api_version: str, kind: str, namespace: str, selector: Mapping[str, str]) -> list[Value]:
        """Give the objects of a kind in a namespace whose labels match."""
        path = self._path(Reference(api_version, kind, namespace, ""))
        query = {"labelSelector": ",".join(f"{key}={value}" for key, value in selector.items())} if selector else {}
        return entries(self.call("GET", path, query=query, where=f"{kind} {namespace}/"), "items")

    def apply(
        self, reference: Reference, body: Document, *, manager: str, force: bool = False, dry_run: bool = False
    ) -> Document:
        """Apply an object server-side (https://kubernetes.io/docs/reference/using-api/server-side-apply/).

        Args:
            reference: the object.
            body: its fields that the manager owns.
            manager: the field manager.
            force: take over fields that other managers own.
            dry_run: validate and answer without storing.

        Returns:
            The whole object.
        """
        query = {"fieldManager": manager, "force": str(force).lower(), **({"dryRun": "All"} if dry_run else {})}
        return self.call("PATCH", self._path(reference), query=query, body=body, where=str(reference))

    def delete(self, reference: Reference, propagation: str) -> None:
        """Ask for an object's deletion; `propagation` is Foreground, Background or Orphan."""
        options: Document = {"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": propagation}
        self.call("DELETE", self._path(reference), body=options, where=str(reference))

    def call(
        self,
        method: str,
        path: str,
        *,
        where: str,
        query: Mapping[str, str] | None = None,
        body: Document | None = None,
    ) -> Document:
        """Do one HTTP call; a refused token is asked for anew, once.

        Raises:
            ApiError: the server refused.
            Unreachable: no server answered after some tries.
        """
        response = self._sent(method, path, query, body, anew=False)
        if response.status == 401:
            response = self._sent(method, path, query, body, anew=True)
        for warning in response.headers.getlist("warning"):
            self._warned(warning.split('"')[1] if '"' in warning else warning)
        answer = _json(response.data)
        if response.status >= 400:
            raise _refusal(response.status, answer, response.data, where)
        return answer

    def _sent(
        self, method: str, path: str, query: Mapping[str, str] | None, body: Document | None, *, anew: bool
    ) -> urllib3.BaseHTTPResponse:
        if self._silence is not None and time.monotonic() < self._silence[0]:
            raise self._silence[1]
        headers = {"Accept": "application/json", "User-Agent": "slipway-sandbox-kubernetes"}
        token = self._credentials.token(anew=anew)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body is not None:
            headers["Content-Type"] = APPLY if method == "PATCH" else "application/json"
        url = self.access.server + path + (f"?{urlencode(query)}" if query else "")
        try:
            return self._pool.request(
                method, url, headers=headers, body=None if body is None else json.dumps(body).encode()
            )
        except urllib3.exceptions.HTTPError as error:
            cause = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) and error.reason else error
            silence = Unreachable(
                f"the API server does not answer ({str(cause).rsplit(': ', 1)[-1]})",
                where=self.access.server,
                do="see `platform sandbox status`, mend the kubeconfig or, if the cluster is gone for good, set "
                "PULUMI_K8S_DELETE_UNREACHABLE=true",
            )
            self._silence = (time.monotonic() + SILENT_SECONDS, silence)
            raise silence from error

    def _path(self, reference: Reference) -> str:
        kind = self.kind(reference.api_version, reference.kind)
        namespace = (
            f"/namespaces/{quote(reference.namespace, safe='')}" if kind.namespaced and reference.namespace else ""
        )
        name = f"/{quote(reference.name, safe='')}" if reference.name else ""
        return f"{_root(reference.api_version)}{namespace}/{kind.plural}{name}"


def _root(api_version: str) -> str:
    return f"/apis/{api_version}" if "/" in api_version else f"/api/{api_version}"


def _json(content: bytes) -> Document:
    try:
        parsed = json.loads(content) if content else {}
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}


def _refusal(code: int, status: Document, content: bytes, where: str) -> ApiError:
    causes = tuple(
        (text(cause, "field"), text(cause, "message")) for cause in entries(mapping(status, "details"), "causes")
    )
    message = text(status, "message") or content.decode(errors="replace")[:400]
    return ApiError(code, text(status, "reason"), message, causes, where=where)


def _tls(access: Access) -> ssl.SSLContext:
    context = ssl.create_default_context(cadata=access.authority.decode() if access.authority else None)
    if not access.verified:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if access.certificate and access.key:
        # The ssl module takes client certificates from files only.
        with tempfile.TemporaryDirectory(prefix="slipway-") as folder:
            pair = Path(folder) / "client.pem"
            pair.touch(mode=0o600)
            pair.write_bytes(access.certificate + b"\n" + access.key)
            context.load_cert_chain(pair)
    return context
