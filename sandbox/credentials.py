"""Random credentials of one sandbox, each made once and kept in a file that only its owner reads."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass

from sandbox.errors import StateDamaged
from sandbox.state import StateFolder
from toolchain.files import write_whole


@dataclass(frozen=True)
class User:
    """A user of the API server: the file its token is kept in, its name there, and its groups."""

    key: str
    name: str
    groups: tuple[str, ...] = ()


ADMIN = User("admin", "slipway:admin", ("system:masters",))

PULUMI = User("pulumi", "slipway:pulumi")

USERS = (
    ADMIN,
    PULUMI,
    User("controller-manager", "system:kube-controller-manager"),
    User("scheduler", "system:kube-scheduler"),
    User("kwok", "slipway:kwok"),
    User("nodes", "slipway:nodes"),
    User("autoscaler", "slipway:autoscaler"),
    User("argocd", "slipway:argocd"),
    User("argocd-destination", "slipway:argocd-destination"),
    User("git", "slipway:git"),
)
"""Who may talk to the API server; what each may do is in `rbac.py`, but for the built-in roles of Kubernetes."""

RANDOM = ("aws-access-key-id", "aws-secret-access-key", "git-proxy", "redis", "argocd-server-key")
"""Names of the other random credentials."""

PASSPHRASE = "slipway-sandbox"  # noqa: S105
"""Pulumi's passphrase in every sandbox. It is public: the salt that belongs to it is committed in the stack
files, so that `pulumi up` never has to write one there. A sandbox's Pulumi state holds no secret (a test reads
it); a stack on AWS takes a KMS key instead (docs/how-to)."""


def ensure_credentials(state: StateFolder) -> None:
    """Make each credential that is not there, and the files derived from them that the API server reads."""
    for user in USERS:
        _ensure(state, f"token-{user.key}", secrets.token_urlsafe(32))
    for name in RANDOM:
        _ensure(
            state, name, secrets.token_hex(10).upper() if name == "aws-access-key-id" else secrets.token_urlsafe(24)
        )
    write_whole(state.secrets / "pulumi-passphrase", PASSPHRASE + "\n", mode=0o600)
    # A last column that is empty would put the user into a group without a name.
    rows = [",".join((state.secret(f"token-{user.key}"), user.name, user.key, *_quoted(user.groups))) for user in USERS]
    write_whole(state.secrets / "tokens.csv", "\n".join(rows) + "\n", mode=0o600)
    _ensure(state, "encryption-key", base64.b64encode(secrets.token_bytes(32)).decode())
    write_whole(
        state.secrets / "encryption.json",
        json.dumps(
            {
                "apiVersion": "apiserver.config.k8s.io/v1",
                "kind": "EncryptionConfiguration",
                "resources": [
                    {
                        "resources": ["secrets"],
                        "providers": [
                            {"secretbox": {"keys": [{"name": "sandbox", "secret": state.secret("encryption-key")}]}},
                            {"identity": {}},
                        ],
                    }
                ],
            }
        ),
        mode=0o600,
    )


def write_kubeconfig(state: StateFolder, user: User, server: str, cluster: str = "") -> None:
    """Write the kubeconfig of a user, mode 0600.

    Args:
        state: the sandbox's folder.
        user: whose token it carries.
        server: the API server's `https` URL.
        cluster: the cluster whose control plane is its own; the first one's if it is empty.
    """
    path = state.kubeconfig if user is ADMIN and not cluster else state.kubeconfig_of(user.key, cluster)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    authority = base64.b64encode(state.ca.read_bytes()).decode()
    content = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "slipway",
        "clusters": [{"name": "slipway", "cluster": {"server": server, "certificate-authority-data": authority}}],
        "users": [{"name": user.key, "user": {"token": state.secret(f"token-{user.key}")}}],
        "contexts": [{"name": "slipway", "context": {"cluster": "slipway", "user": user.key}}],
    }
    # JSON is YAML: kubectl and every client library read it as it is.
    write_whole(path, json.dumps(content, indent=1) + "\n", mode=0o600)


def _quoted(groups: tuple[str, ...]) -> tuple[str, ...]:
    return ('"' + ",".join(groups) + '"',) if groups else ()


def _ensure(state: StateFolder, name: str, value: str) -> None:
    path = state.secrets / name
    try:
        known = path.read_text().strip()
    except (FileNotFoundError, UnicodeDecodeError):  # a damaged one is made anew, as a missing one is
        known = ""
    except OSError as error:
        raise StateDamaged(f"cannot be read ({error.strerror})", where=str(path), do="mend its permissions") from error
    if not known:
        write_whole(path, value + "\n", mode=0o600)
