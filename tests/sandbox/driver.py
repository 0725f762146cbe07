"""A checkout with a sandbox of its own, driven by the commands that a person types."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

GIT = {
    "GIT_AUTHOR_NAME": "sandbox tests",
    "GIT_AUTHOR_EMAIL": "tests@slipway.internal",
    "GIT_COMMITTER_NAME": "sandbox tests",
    "GIT_COMMITTER_EMAIL": "tests@slipway.internal",
    "GIT_CONFIG_GLOBAL": os.devnull,
}

CHANGES = re.compile(r"^\s+(?:\W+)?\s*(\d+) (created|updated|replaced|deleted|unchanged)$", re.MULTILINE)


def counted(printed: str) -> dict[str, int]:
    """Read the counts of a summary of Pulumi's."""
    return {what: int(number) for number, what in CHANGES.findall(printed)}


@dataclass
class Platform:
    """A checkout with a sandbox of its own, and the commands a person would type in it."""

    checkout: Path
    state: Path
    _environment: dict[str, str] = field(default_factory=dict)

    def platform(
        self, *arguments: str, check: bool = True, timeout: float = 600, **variables: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `platform`, with these variables in its environment."""
        command, environment = [sys.executable, "-m", "cli.main", *arguments], {**self.base(), **variables}
        return self.run(command, check=check, timeout=timeout, env=environment)

    def base(self) -> dict[str, str]:
        """Give the environment before it is prepared."""
        ours = ("AWS_", "PULUMI_", "SLIPWAY_STATE", "PYTHONDONTWRITEBYTECODE", "KUBECONFIG")
        clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {**clean, **GIT, "SLIPWAY_STATE": str(self.state), "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a shell that `platform sandbox env` prepared."""
        if not self._environment:
            script = self.platform("sandbox", "env").stdout + "\nenv -0"
            done = subprocess.run(["bash", "-c", script], env=self.base(), capture_output=True, check=True)
            rows = [row.partition("=") for row in done.stdout.decode().split("\0") if "=" in row]
            self._environment = {name: value for name, _, value in rows}
        return self._environment

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def aws_endpoint(self) -> str:
        """Address of moto's server."""
        return self.environment["AWS_ENDPOINT_URL"]

    def run(
        self,
        command: list[str],
        *,
        check: bool = True,
        timeout: float = 300,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a command in the checkout, in the prepared environment unless another is given."""
        done = subprocess.run(
            command,
            cwd=cwd or self.checkout,
            env=dict(env if env is not None else self.environment),
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert not check or done.returncode == 0, (
            f"{command} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
        )
        return done

    def pulumi(
        self, arguments: list[str], cwd: Path | None = None, check: bool = True, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Run Pulumi by hand."""
        return self.run(["pulumi", *arguments, "--non-interactive"], check=check, cwd=cwd, timeout=timeout)

    def down(self, stack: str) -> None:
        """Take a stack down, if any of it stands, by the command that a person types, protected or not."""
        state = self.state / "pulumi/.pulumi/stacks/slipway" / f"{stack}.json"
        if state.exists() and (json.loads(state.read_text())["checkpoint"]["latest"] or {}).get("resources"):
            self.platform("stack", "down", stack, "--confirm", stack, "--unprotect", timeout=1200)

    def kubectl(self, *arguments: str, check: bool = True) -> str:
        """Run kubectl and give what it prints."""
        return self.run(["kubectl", *arguments], check=check).stdout

    def commit(self, message: str) -> str:
        """Commit all that is in the checkout and give the commit."""
        self.run(["git", "add", "-A"])
        self.run(["git", "commit", "-qm", message])
        return self.run(["git", "rev-parse", "HEAD"]).stdout.strip()

    def eventually(self, look: Callable[[], object], seconds: float, what: str) -> float:
        """Look until the answer is true and give how long that took; fail with the last answer after `seconds`."""
        began = time.monotonic()
        while True:
            answer = look()
            if answer:
                return time.monotonic() - began
            assert time.monotonic() - began < seconds, f"not within {seconds} s: {what}; last answer {answer!r}"
            time.sleep(0.1)


def copied_checkout(folder: Path) -> Path:
    """Copy what Git would commit of this checkout, changes included, into a new repository."""
    names = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    environment = {**os.environ, **GIT}
    for command in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-qm", "a copy for tests"]):
        subprocess.run(["git", *command], cwd=folder, env=environment, check=True)
    return folder


@contextmanager
def brought_up(folder: Path) -> Iterator[Platform]:
    """Bring a platform up in a folder by the command that a user types, and take it away again."""
    box = Platform(copied_checkout(folder / "checkout"), folder / "state")
    try:
        box.platform("up", timeout=3600)
        yield box
    finally:
        box.platform("sandbox", "down", check=False)
        box.platform("sandbox", "reset", "--yes", check=False)
