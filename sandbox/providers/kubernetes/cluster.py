"""The cluster that one provider instance works on, reached when it is first needed, and where objects are in it."""

from __future__ import annotations

import threading
import time

from sandbox.providers.kubernetes import kinds
from sandbox.providers.kubernetes.api import Api, Reference
from sandbox.providers.kubernetes.document import UNKNOWN, Document, at, text, with_value, without
from sandbox.providers.kubernetes.engine import Engine
from sandbox.providers.kubernetes.errors import ApiError, Cancelled, KubeconfigError, NoSuchKind, Refused, Unreachable
from sandbox.providers.kubernetes.naming import kind_of_token, resource_type
from sandbox.providers.kubernetes.settings import Settings

#: How long a creation waits for a CustomResourceDefinition or a namespace that another resource is just making.
APPEARS_SECONDS = 60.0

#: What a preview can go on without.
ABSENT = (Unreachable, KubeconfigError, NoSuchKind)


class Cluster:
    """One provider instance's cluster.

    Args:
        settings: the provider's configuration.
        engine: where warnings of the server go.
        cancelled: set when the user interrupts.
    """

    def __init__(self, settings: Settings, engine: Engine, cancelled: threading.Event) -> None:
        self.settings = settings
        self.engine = engine
        self.cancelled = cancelled
        self._lock = threading.Lock()
        self._api: Api | None = None

    @property
    def api(self) -> Api:
        """The API server.

        Raises:
            Unreachable: the configuration is not known yet (previews).
            KubeconfigError: the kubeconfig can't be used.
        """
        with self._lock:
            if self._api is None:
                if self.settings.unknown:
                    raise Unreachable(
                        "the provider's configuration is only known after other resources are made",
                        where="kubernetes provider",
                    )
                self._api = Api(self.settings.access(), self._warned)
            return self._api

    def _warned(self, warning: str) -> None:
        if not (self.settings.quiet_deprecations and "deprecated" in warning):
            self.engine.warn(warning)

    def default_namespace(self) -> str:
        """Give the namespace for objects that name none: the provider's, else the context's, else `default`."""
        if self.settings.namespace:
            return self.settings.namespace
        try:
            return self.api.access.namespace
        except ABSENT:
            return "default"

    def namespaced(self, document: Document) -> bool | None:
        """Tell whether an object's kind lives in namespaces; None if nobody can tell yet."""
        api_version, kind = text(document, "apiVersion"), text(document, "kind")
        try:
            return self.api.kind(api_version, kind).namespaced
        except ABSENT:
            if kinds.group(api_version) not in kinds.BUILT_IN_GROUPS:
                return None
            return kind not in kinds.CLUSTER_SCOPED

    def placed(self, document: Document, old: Document) -> Document:
        """Give inputs with the namespace that the object will be in, as far as that can be told.

        An object of a kind that isn't served yet keeps the namespace that the program gave, or none; it is found out
        at its creation and stays out of the inputs from then on, so that a second run shows no change.
        """
        if at(document, "metadata") is UNKNOWN or at(document, "metadata", "namespace") is UNKNOWN:
            return document
        namespaced = self.namespaced(document)
        if namespaced is False:
            return without(document, ("metadata", "namespace"))
        untold = bool(old) and not text(old, "metadata", "namespace")
        if namespaced is None or untold or text(document, "metadata", "namespace"):
            return document
        return with_value(document, ("metadata", "namespace"), self.default_namespace())

    def reference(self, document: Document, name: str) -> Reference:
        """Give the place of an object that is to be made, waiting for its kind to be served if need be.

        Raises:
            NoSuchKind: the kind isn't served after a minute.
            Unreachable, KubeconfigError: no server.
        """
        deadline = time.monotonic() + APPEARS_SECONDS
        while True:
            try:
                kind = self.api.kind(text(document, "apiVersion"), text(document, "kind"))
                break
            except NoSuchKind as error:
                self.engine.status(f"waiting for the API server to serve {error.where}")
                if time.monotonic() > deadline:
                    raise
                self.pause(0.5, f"{error.where} to be served")
        namespace = (text(document, "metadata", "namespace") or self.default_namespace()) if kind.namespaced else ""
        return Reference(text(document, "apiVersion"), text(document, "kind"), namespace, name)

    def pause(self, seconds: float, what: str) -> None:
        """Sleep, unless the user interrupts.

        Raises:
            Cancelled: the user interrupted.
        """
        if self.cancelled.wait(seconds):
            raise Cancelled(f"interrupted while waiting for {what}", where="kubernetes provider")


def require_object(urn: str, document: Document) -> None:
    """Refuse by name what isn't a plain Kubernetes object.

    Raises:
        Refused: a Helm release, a `…Patch` or a `…List` resource, or an object without apiVersion and kind.
    """
    token = resource_type(urn)
    api_version, kind = kind_of_token(token)
    if kind.endswith("Patch") and text(document, "kind") != kind:
        raise Refused(
            f"{token} is not supported by the sandbox's provider",
            where=urn,
            do="declare the whole object instead of a patch",
        )
    if kind.endswith("List") and "items" in document:
        raise Refused(
            f"{token} is not supported by the sandbox's provider", where=urn, do="declare each object by itself"
        )
    if api_version.startswith("helm.sh/") or not (text(document, "apiVersion") and text(document, "kind")):
        raise Refused(
            f"{token} is not supported by the sandbox's provider",
            where=urn,
            do="declare Kubernetes objects, with apiVersion and kind",
        )


def namespace_is_missing(error: ApiError) -> bool:
    """Tell whether an object was refused because its namespace isn't there (yet)."""
    return error.code in (403, 404) and "namespaces" in error.message and "not found" in error.message


def api_versions(document: Document, urn: str) -> tuple[str, str]:
    """Give `apiVersion` and `kind` of an object, out of its fields or, if they are missing, its type token."""
    if text(document, "apiVersion") and text(document, "kind"):
        return text(document, "apiVersion"), text(document, "kind")
    return kind_of_token(resource_type(urn))
