"""The files that Argo CD's controllers need beside their settings in the cluster."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path

from sandbox.executables import link
from sandbox.state import StateFolder
from toolchain.files import write_whole

CONTROLLERS = ("argocd-repo-server", "argocd-application-controller", "argocd-applicationset-controller")
"""The parts of Argo CD that run; the binary does the work of the one whose name it is started by."""

DESTINATION_TOKEN = "token-argocd-destination"  # noqa: S105
"""The credential that `argocd-k8s-auth` gives (`sandbox.credentials`)."""

SERVER_CERTIFICATE = "argocd-repo-server"
CLIENT_CERTIFICATE = "argocd-repo-client"

K8S_AUTH = """\
#!/bin/sh
# Stand-in for Argo CD's program of this name, which asks AWS for a token: it gives the sandbox's own.
if [ "$1" != aws ] || [ "$2" != --cluster-name ] || [ -z "$3" ]; then
  echo "argocd-k8s-auth: the sandbox answers 'aws --cluster-name NAME', not '$*'" >&2
  exit 2
fi
token=$(cat {token}) || exit 2
printf '{{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential",'
printf '"status":{{"token":"%s"}}}}\\n' "$token"
"""

GIT_VERIFY = """\
#!/bin/sh
# The repo-server runs this at each commit, whether or not signatures are asked for, and records what it prints.
# Nothing means "not signed": commits in the sandbox are the user's own, and no project asks for signatures.
exit 0
"""


@dataclass(frozen=True)
class ArgoFolder:
    """Paths inside the folder of Argo CD's files; `prepare` fills it.

    Args:
        root: absolute path of the folder.
    """

    root: Path

    @classmethod
    def of(cls, state: StateFolder) -> ArgoFolder:
        """Give the folder of a sandbox."""
        return cls(state.root / "argocd")

    @property
    def bin(self) -> Path:
        """Executables that the controllers find first on PATH, and they themselves by name."""
        return self.root / "bin"

    @property
    def settings(self) -> Path:
        """What Argo CD calls its configuration path: TLS files by component."""
        return self.root / "settings"

    @property
    def empty(self) -> Path:
        """An empty folder, for what Argo CD would else look for in folders of the machine."""
        return self.root / "empty"

    @property
    def temporary(self) -> Path:
        """The repo-server's clones; it may be emptied while the repo-server is down."""
        return self.root / "tmp"


def prepare(state: StateFolder, argocd: Path) -> ArgoFolder:
    """Make the folder's files; what is there and right stays as it is.

    Args:
        state: the sandbox's folder, with its authority.
        argocd: the tool.

    Raises:
        SlipwayError: a file can't be written, or the authority can't be read.
    """
    from sandbox.pki import ensure_certificate

    folder = ArgoFolder.of(state)
    repo_server_tls = folder.settings / "reposerver" / "tls"
    for path in (folder.bin, repo_server_tls, folder.empty, folder.temporary):
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in CONTROLLERS:
        link(folder.bin / name, argocd.resolve())
    token = shlex.quote(str(state.secrets / DESTINATION_TOKEN))
    write_whole(folder.bin / "argocd-k8s-auth", K8S_AUTH.format(token=token), mode=0o700)
    write_whole(folder.bin / "git-verify-wrapper.sh", GIT_VERIFY, mode=0o700)
    ensure_certificate(state.pki, SERVER_CERTIFICATE, hosts=("localhost",))
    ensure_certificate(state.pki, CLIENT_CERTIFICATE)
    link(repo_server_tls / "tls.crt", state.pki / f"{SERVER_CERTIFICATE}.pem")
    link(repo_server_tls / "tls.key", state.pki / f"{SERVER_CERTIFICATE}.key")
    return folder
