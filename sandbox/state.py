"""The one folder that holds all of a sandbox: where each thing in it lies."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from sandbox.errors import StateDamaged
from toolchain.files import write_whole

STATE_VARIABLE = "SLIPWAY_STATE"
"""Environment variable that names another state folder than `.slipway` of the checkout."""

MARK_VARIABLE = "SLIPWAY_SANDBOX"
"""Environment variable that every process of a sandbox carries, its value the state folder's path."""


@dataclass(frozen=True)
class StateFolder:
    """Paths inside one sandbox's state folder; nothing is made until `prepare` is called.

    Args:
        root: absolute path of the folder.
    """

    root: Path

    @classmethod
    def of(cls, checkout: Path) -> StateFolder:
        """Give the state folder of a checkout: `SLIPWAY_STATE` if it is set, else `.slipway` in it."""
        named = os.environ.get(STATE_VARIABLE)
        return cls(Path(named).resolve() if named else checkout.resolve() / ".slipway")

    def prepare(self) -> None:
        """Make the folder and those in it, readable by their owner alone.

        Raises:
            StateDamaged: the folder holds something else than a sandbox, or can't be made.
        """
        names = {entry.name for entry in self.root.iterdir()} if self.root.is_dir() else set()
        ours = {self.secrets.name, self.supervisor_lock.name, self.command_lock.name, self.engine_lock.name}
        if names and not names & ours:
            raise StateDamaged(
                "holds something else than a sandbox",
                where=str(self.root),
                do="set SLIPWAY_STATE to a folder of its own",
            )
        for folder in (self.root, self.secrets, self.pki, self.kubeconfigs, self.config, self.logs, self.bin):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.root / "kubeconfig"

    @property
    def secrets(self) -> Path:
        """Random credentials, a file each, mode 0600."""
        return self.root / "secrets"

    @property
    def pki(self) -> Path:
        """The sandbox's certificate authority, certificates and keys."""
        return self.root / "pki"

    @property
    def ca(self) -> Path:
        """The certificate authority's certificate (PEM)."""
        return self.pki / "ca.pem"

    @property
    def kubeconfigs(self) -> Path:
        """A kubeconfig for each user but the administrator."""
        return self.root / "kubeconfigs"

    @property
    def config(self) -> Path:
        """Configuration files of the parts, written anew at each start."""
        return self.root / "config"

    @property
    def logs(self) -> Path:
        """A log file for each part."""
        return self.root / "logs"

    @property
    def bin(self) -> Path:
        """Executables that a prepared shell finds first on PATH: tools, shims and stand-in providers."""
        return self.root / "bin"

    @property
    def git(self) -> Path:
        """The bare repository that Argo CD syncs from."""
        return self.root / "git" / "slipway.git"

    @property
    def pulumi(self) -> Path:
        """Pulumi's `file://` backend."""
        return self.root / "pulumi"

    @property
    def supervisor_lock(self) -> Path:
        """Held by the supervisor for as long as it lives; its content is the supervisor's process id."""
        return self.root / "supervisor.lock"

    @property
    def command_lock(self) -> Path:
        """Held by the one command that changes the sandbox."""
        return self.root / "command.lock"

    @property
    def engine_lock(self) -> Path:
        """Held by the one command that changes stacks."""
        return self.root / "engine.lock"

    @property
    def desired(self) -> Path:
        """What the supervisor shall run."""
        return self.root / "desired.json"

    @property
    def clusters(self) -> Path:
        """Which clusters have a control plane of their own."""
        return self.root / "clusters.json"

    @property
    def status(self) -> Path:
        """What the supervisor says of each part."""
        return self.root / "status.json"

    def log(self, part: str) -> Path:
        """Give the log file of a part."""
        return self.logs / f"{part}.log"

    def kubeconfig_of(self, user: str, cluster: str = "") -> Path:
        """Give the kubeconfig of a user of the API server, or of the one of a cluster that has its own."""
        return self.kubeconfigs / cluster / f"{user}.kubeconfig"

    def secret(self, name: str) -> str:
        """Read a credential.

        Raises:
            StateDamaged: it is not there or damaged; `platform sandbox up` makes it.
        """
        path = self.secrets / name
        try:
            return path.read_text().strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is damaged"
            raise StateDamaged(f"cannot be read ({why})", where=str(path), do="type `platform sandbox up`") from error


def read_json(path: Path) -> dict[str, object] | None:
    """Read a state file that can be made again: None if it is missing, damaged or not an object."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return content if isinstance(content, dict) else None


def write_json(path: Path, content: object) -> None:
    """Write a state file whole, mode 0600."""
    write_whole(path, json.dumps(content, indent=1, sort_keys=True) + "\n", mode=0o600)
