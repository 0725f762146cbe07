"""What the Git server says to the Kubernetes API server: two requests, for which the kubernetes package is too much."""

from __future__ import annotations

import base64
import binascii
import http.client
import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, urlsplit

from toolchain.errors import SlipwayError

GROUP = "/apis/argoproj.io/v1alpha1"
PAGE = 250
SECONDS = 10.0

TRANSIENT = (OSError, http.client.HTTPException)


class ApiFailed(SlipwayError):
    """The API server did not answer, or answered with an error."""


@dataclass(frozen=True)
class Access:
    """How to reach the API server: its host and port, the authority of its certificate (PEM), and a bearer token."""

    host: str
    port: int
    authority: str
    token: str

    @classmethod
    def read(cls, kubeconfig: Path) -> Access:
        """Read the current context of a kubeconfig whose user has a token and whose cluster names its authority.

        Raises:
            ApiFailed: the file can't be read, or lacks one of the two.
        """
        import yaml

        do = "type `platform sandbox up`, which writes it"
        try:
            content = yaml.load(kubeconfig.read_text(), yaml.CSafeLoader)
            kinds = ("cluster", "user", "context")
            entries = {kind: {entry["name"]: entry[kind] for entry in content[f"{kind}s"]} for kind in kinds}
            context = entries["context"][content["current-context"]]
            cluster, user = entries["cluster"][context["cluster"]], entries["user"][context["user"]]
            url = urlsplit(cluster["server"])
            authority = base64.b64decode(cluster["certificate-authority-data"], validate=True).decode("ascii")
            return cls(url.hostname or "", url.port or 443, authority, user["token"])
        except OSError as error:
            raise ApiFailed(f"cannot be read ({error.strerror})", where=str(kubeconfig), do=do) from error
        except (yaml.YAMLError, KeyError, TypeError, ValueError, binascii.Error) as error:
            raise ApiFailed(
                f"is no kubeconfig with a token and an authority ({type(error).__name__} {error})",
                where=str(kubeconfig),
                do=do,
            ) from error


class Api:
    """One connection to the API server, to be used in a `with` block.

    Args:
        access: where it is, and who asks.
    """

    def __init__(self, access: Access) -> None:
        self._token = access.token
        context = ssl.create_default_context(cadata=access.authority)
        self._connection = http.client.HTTPSConnection(access.host, access.port, timeout=SECONDS, context=context)

    def __enter__(self) -> Api:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def items(self, plural: str, namespace: str) -> Iterator[object]:
        """Give the objects of a kind of Argo CD's, read in pages; none if the kind is not installed yet.

        Args:
            plural: `applications` or `applicationsets`.
            namespace: where they are.

        Raises:
            ApiFailed: the server did not answer, or refused.
        """
        token = ""
        while True:
            more = f"&continue={quote(token)}" if token else ""
            status, body = self._ask("GET", f"{GROUP}/namespaces/{namespace}/{plural}?limit={PAGE}{more}")
            if status == 404:
                return
            self._expect_success(status, body, f"list {plural}")
            page = json.loads(body)
            yield from page["items"]
            token = page["metadata"].get("continue", "")
            if not token:
                return

    def item(self, plural: str, namespace: str, name: str) -> object | None:
        """Give one object; None if it is not there.

        Raises:
            ApiFailed: the server did not answer, or refused.
        """
        status, body = self._ask("GET", f"{GROUP}/namespaces/{namespace}/{plural}/{quote(name)}")
        if status == 404:
            return None
        self._expect_success(status, body, f"get {plural}/{name}")
        found: object = json.loads(body)
        return found

    def annotate(self, plural: str, namespace: str, name: str, annotation: str, value: str) -> bool:
        """Set an annotation.

        Returns:
            False if there is no such object any more.

        Raises:
            ApiFailed: the server did not answer, or refused.
        """
        patch = json.dumps({"metadata": {"annotations": {annotation: value}}})
        status, body = self._ask("PATCH", f"{GROUP}/namespaces/{namespace}/{plural}/{quote(name)}", patch)
        if status == 404:
            return False
        self._expect_success(status, body, f"annotate {plural}/{name}")
        return True

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {self._token}", "Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/merge-patch+json"
        try:
            self._connection.request(method, path, body=body, headers=headers)
            response = self._connection.getresponse()
            return response.status, response.read()
        except TRANSIENT as error:
            self._connection.close()
            raise ApiFailed(
                f"does not answer ({error or type(error).__name__})",
                where=f"https://{self._connection.host}:{self._connection.port}",
                do="type `platform sandbox status`",
            ) from error

    def _expect_success(self, status: int, body: bytes, deed: str) -> None:
        if status < 300:
            return
        try:
            said = json.loads(body)["message"]
        except (ValueError, KeyError, TypeError):
            said = body[:200].decode(errors="replace")
        do = "type `platform sandbox status`"
        raise ApiFailed(f"refused to {deed}: {status} {said}", where="the API server", do=do)
