"""From a kubeconfig to what is needed to reach one cluster.

Fields as documented in https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path

from sandbox.providers.kubernetes.document import Document, Value, at, entries, mapping, text
from sandbox.providers.kubernetes.errors import KubeconfigError


@dataclass(frozen=True)
class ExecCommand:
    """A command that prints an ExecCredential, such as `aws eks get-token`.

    Args:
        command: the executable, looked up on PATH.
        arguments: its arguments.
        environment: variables set on top of the provider's own.
        api_version: of the ExecCredential, e.g. `client.authentication.k8s.io/v1beta1`.
    """

    command: str
    arguments: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    api_version: str


@dataclass(frozen=True)
class Access:
    """How to reach one cluster, and as whom.

    Args:
        server: base URL, e.g. `https://127.0.0.1:6443`.
        cluster: name of the kubeconfig's cluster entry.
        namespace: the context's default namespace.
        authority: PEM of the CAs that the server's certificate is checked against; None for the system's.
        verified: False to accept any certificate.
        server_name: name expected in the certificate; "" for the host of `server`.
        token: bearer token, or "".
        token_file: file that holds the bearer token, read again when it is refused; "" for none.
        certificate: PEM of a client certificate, or None.
        key: PEM of its key, or None.
        credential: command that gives the token, or None.
    """

    server: str
    cluster: str
    namespace: str = "default"
    authority: bytes | None = None
    verified: bool = True
    server_name: str = ""
    token: str = ""
    token_file: str = ""
    certificate: bytes | None = None
    key: bytes | None = None
    credential: ExecCommand | None = None


def access(source: str, *, context: str = "", cluster: str = "") -> Access:
    """Read a kubeconfig and choose a context.

    Args:
        source: the kubeconfig's content (YAML or JSON), or the path of a file that holds it.
        context: name of the context; "" for `current-context`.
        cluster: name of the cluster entry to use instead of the context's; "" for the context's.

    Raises:
        KubeconfigError: it isn't there, isn't YAML, or lacks the context, cluster or user.
    """
    content, where, folder = _content(source)
    document = _parsed(content, where)
    name = context or text(document, "current-context")
    if not name:
        raise KubeconfigError(
            "names no current-context", where=where, do="set current-context, or the provider's `context`"
        )
    chosen = _named(document, "contexts", "context", name, where)
    cluster_name = cluster or text(chosen, "cluster")
    server = _named(document, "clusters", "cluster", cluster_name, where)
    user_name = text(chosen, "user")
    user = _named(document, "users", "user", user_name, where) if user_name else {}
    url = text(server, "server").rstrip("/")
    if not url.startswith(("https://", "http://")):
        raise KubeconfigError(
            f"cluster {cluster_name!r} has no server URL, but {url!r}", where=where, do="set clusters[].cluster.server"
        )
    return Access(
        server=url,
        cluster=cluster_name,
        namespace=text(chosen, "namespace") or "default",
        authority=_pem(server, "certificate-authority", folder, where),
        verified=at(server, "insecure-skip-tls-verify") is not True,
        server_name=text(server, "tls-server-name"),
        token=text(user, "token"),
        token_file=str(folder / text(user, "tokenFile")) if text(user, "tokenFile") else "",
        certificate=_pem(user, "client-certificate", folder, where),
        key=_pem(user, "client-key", folder, where),
        credential=_command(mapping(user, "exec")),
    )


def _content(source: str) -> tuple[str, str, Path]:
    if "\n" in source.strip() or source.lstrip().startswith("{"):
        return source, "kubeconfig", Path.cwd()
    path = Path(source.strip()).expanduser()
    try:
        return path.read_text(encoding="utf-8"), str(path), path.parent
    except OSError as error:
        raise KubeconfigError(
            f"the kubeconfig cannot be read ({error.strerror})",
            where=str(path),
            do="make it, or set KUBECONFIG or the provider's `kubeconfig`",
        ) from error


def _parsed(content: str, where: str) -> Document:
    import yaml

    try:
        document = yaml.load(content, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - safe too
    except yaml.YAMLError as error:
        raise KubeconfigError(
            f"is not YAML: {' '.join(str(error).split())}", where=where, do="write it again"
        ) from error
    if not isinstance(document, dict):
        raise KubeconfigError(
            f"holds {type(document).__name__} where a map is wanted", where=where, do="write it again"
        )
    return document


def _named(document: Document, section: str, key: str, name: str, where: str) -> Document:
    names: list[str] = []
    for entry in entries(document, section):
        if text(entry, "name") == name:
            return mapping(entry, key)
        names.append(text(entry, "name"))
    raise KubeconfigError(
        f"has no {key} named {name!r}; it has {', '.join(names) or 'none'}",
        where=where,
        do=f"name one of them, or add it under {section}",
    )


def _pem(section: Document, key: str, folder: Path, where: str) -> bytes | None:
    encoded, path = text(section, f"{key}-data"), text(section, key)
    if encoded:
        try:
            return base64.b64decode(encoded, validate=True)
        except binascii.Error as error:
            raise KubeconfigError(f"{key}-data is not base64", where=where, do="write it again") from error
    if path:
        try:
            return (folder / path).read_bytes()
        except OSError as error:
            raise KubeconfigError(
                f"{key} {path} cannot be read ({error.strerror})", where=where, do="mend the path"
            ) from error
    return None


def _command(section: Value) -> ExecCommand | None:
    if not text(section, "command"):
        return None
    return ExecCommand(
        command=text(section, "command"),
        arguments=tuple(str(argument) for argument in entries(section, "args")),
        environment=tuple((text(entry, "name"), text(entry, "value")) for entry in entries(section, "env")),
        api_version=text(section, "apiVersion") or "client.authentication.k8s.io/v1",
    )
