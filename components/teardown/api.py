"""The edge to a cluster: its API server, reached by the kubeconfig of a stack, TLS verified."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, Protocol
from urllib.parse import quote, urlencode

from components.teardown.errors import ClusterUnreachable, TeardownError
from components.teardown.objects import Body, Found, Kind, found_of, items, text

_AGGREGATED = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
"""All groups, versions and kinds in one answer (Kubernetes 1.30 and later)."""

_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
_TIMEOUT_SECONDS = (5, 30)
_PAGE = 500

Propagation = Literal["Background", "Foreground", "Orphan"]


class ClusterApi(Protocol):
    """What a teardown asks of a cluster; tests answer in its place."""

    server: str

    def kinds(self) -> Sequence[Kind]:
        """Give the kinds that can be listed and deleted."""

    def list(
        self, kind: Kind, *, namespace: str = "", labels: str = "", fields: str = "", metadata: bool = False
    ) -> list[Found]:
        """Give the objects of a kind; none for a kind that the server does not have."""

    def get(self, found: Found) -> Found | None:
        """Give an object as it is now; None if it, or that very one, is gone."""

    def delete(self, found: Found, propagation: Propagation = "Background") -> None:
        """Ask for an object's deletion; one that is gone is fine."""

    def patch(self, found: Found, patch: Mapping[str, object]) -> None:
        """Change an object by a JSON merge patch; one that is gone is fine."""


class Refused(TeardownError):
    """The API server answered with an error."""

    def __init__(self, status: int, message: str, where: str) -> None:
        self.status = status
        super().__init__(f"answered {status}: {message}", where=where, do="mend it and type the same command again")


class KubernetesApi:
    """A cluster by its kubeconfig.

    Args:
        kubeconfig: the kubeconfig as JSON.
        environment: the environment in which its command for a token is run.

    Raises:
        ClusterUnreachable: no token can be had.
    """

    def __init__(self, kubeconfig: str, environment: Mapping[str, str]) -> None:
        content = json.loads(kubeconfig)
        self.server: str = content["clusters"][0]["cluster"]["server"]
        self._client = _client(content, environment, self.server)
        self._kinds: tuple[Kind, ...] | None = None

    def kinds(self) -> Sequence[Kind]:
        """Give the kinds that can be listed and deleted, as they are now."""
        found = [kind for path in ("/api", "/apis") for kind in _kinds_of(self._call("GET", path, accept=_AGGREGATED))]
        return tuple(found)

    def list(
        self, kind: Kind, *, namespace: str = "", labels: str = "", fields: str = "", metadata: bool = False
    ) -> list[Found]:
        """Give the objects of a kind, page by page; none for a kind that the server does not have.

        Args:
            kind: the kind.
            namespace: one namespace alone.
            labels: a label selector.
            fields: a field selector.
            metadata: ask for metadata alone, which is all that a look for what is stuck needs.
        """
        query = {"limit": str(_PAGE), "labelSelector": labels, "fieldSelector": fields, "continue": ""}
        found: list[Found] = []
        while True:
            asked = urlencode({key: value for key, value in query.items() if value})
            try:
                page = self._call("GET", f"{_path(kind, namespace)}?{asked}", accept=_METADATA if metadata else "")
            except Refused as refused:
                if refused.status == 404:
                    return found
                raise
            found += [found_of(kind, {"kind": kind.kind, **one}) for one in items(page, "items")]
            query["continue"] = text(page, "metadata", "continue")
            if not query["continue"]:
                return found

    def get(self, found: Found) -> Found | None:
        """Give an object as it is now; None if it is gone, or another one has its name."""
        try:
            now = found_of(found.kind, self._call("GET", _object_path(found)))
        except Refused as refused:
            if refused.status == 404:
                return None
            raise
        return now if not found.uid or now.uid == found.uid else None

    def delete(self, found: Found, propagation: Propagation = "Background") -> None:
        """Ask for the deletion of that very object; one that is gone, or was made anew, is left alone."""
        options = {"propagationPolicy": propagation, "preconditions": {"uid": found.uid} if found.uid else None}
        self._change("DELETE", found, options)

    def patch(self, found: Found, patch: Mapping[str, object]) -> None:
        """Change an object by a JSON merge patch; one that is gone is fine."""
        self._change("PATCH", found, patch)

    def _change(self, method: str, found: Found, body: Mapping[str, object]) -> None:
        try:
            self._call(method, _object_path(found), body=body)
        except Refused as refused:
            if refused.status not in (404, 409):
                raise

    def _call(self, method: str, path: str, *, accept: str = "", body: Mapping[str, object] | None = None) -> Body:
        from kubernetes.client.exceptions import ApiException
        from urllib3.exceptions import HTTPError

        headers = {"Accept": ", ".join(filter(None, (accept, "application/json")))}
        if body is not None:
            headers["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else "application/json"
        try:
            answer = self._client.call_api(
                path, method, header_params=headers, body=body, auth_settings=["BearerToken"],
                _preload_content=False, _request_timeout=_TIMEOUT_SECONDS,
            )  # fmt: skip
        except ApiException as error:
            if error.status == 401:
                raise ClusterUnreachable(
                    "does not know who asks (401)", where=self.server, do="log in to AWS, then type the command again"
                ) from error
            raise Refused(int(error.status or 0), _message(error.body), f"{self.server}{path.split('?')[0]}") from error
        except (HTTPError, OSError) as error:
            raise ClusterUnreachable(f"can't be reached ({_cause(error)})", where=self.server) from error
        read: Body = json.loads(answer[0].data if isinstance(answer, tuple) else answer.data)
        return read


def _client(content: dict[str, Any], environment: Mapping[str, str], server: str) -> Any:
    from kubernetes import client, config
    from kubernetes.config.config_exception import ConfigException

    for user in content["users"]:
        if "exec" in user["user"]:
            # The token is fetched by the `aws` of that environment, and as whom that environment says.
            user["user"]["exec"]["env"] = [{"name": name, "value": value} for name, value in environment.items()]
    configuration = client.Configuration()
    configuration.retries = 2
    try:
        config.load_kube_config_from_dict(content, client_configuration=configuration, persist_config=False)
    except (ConfigException, OSError) as error:
        raise ClusterUnreachable(
            f"no token can be had ({error})", where=server, do="log in to AWS, then type the command again"
        ) from error
    configuration.proxy = environment.get("HTTPS_PROXY") or environment.get("https_proxy") or None
    configuration.no_proxy = environment.get("NO_PROXY") or environment.get("no_proxy") or None
    return client.ApiClient(configuration)


def _kinds_of(discovery: Body) -> Iterator[Kind]:
    """Read aggregated discovery: of each group the first version that has a kind, which is the preferred one."""
    for group in items(discovery, "items"):
        seen: set[str] = set()
        for version in items(group, "versions"):
            for resource in items(version, "resources"):
                verbs = resource.get("verbs")
                name = text(resource, "responseKind", "kind")
                able = isinstance(verbs, list) and {"list", "delete"} <= set(verbs)
                if able and name not in seen:
                    seen.add(name)
                    yield Kind(
                        text(group, "metadata", "name"), text(version, "version"), name, text(resource, "resource"),
                        text(resource, "scope") == "Namespaced",
                    )  # fmt: skip


def _path(kind: Kind, namespace: str) -> str:
    root = f"/apis/{kind.group}/{kind.version}" if kind.group else f"/api/{kind.version}"
    place = f"/namespaces/{quote(namespace)}" if namespace and kind.namespaced else ""
    return f"{root}{place}/{kind.resource}"


def _object_path(found: Found) -> str:
    return f"{_path(found.kind, found.namespace)}/{quote(found.name)}"


def _message(body: object) -> str:
    try:
        return str(json.loads(str(body)).get("message", ""))
    except (ValueError, AttributeError):
        return str(body)[:200]


def _cause(error: BaseException) -> str:
    reason = getattr(error, "reason", None)
    return " ".join(str(reason or error).split())[:200]
