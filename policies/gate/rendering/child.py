"""Running a renderer: no network, no settings of the person's, no more time, memory and output than it is given."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from policies.errors import InputError
from policies.gate.loading.limits import RENDER_MEMORY, RENDER_OUTPUT, RENDER_SECONDS

_NOWHERE = "http://127.0.0.1:9"
"""The port of `discard`, where nobody listens: whoever asks there is refused at once."""


class Failed(Exception):
    """A renderer that ended with an error.

    Args:
        said: the last it wrote to standard error.
    """

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def output_of(argv: Sequence[str], *, file: str, seconds: float | None = None) -> bytes:
    """Run a renderer and give its standard output.

    Args:
        argv: what to run; the program by its absolute path.
        file: what is rendered, for messages.
        seconds: how long it may take, if not RENDER_SECONDS.

    Raises:
        Failed: it ended with an error.
        InputError: it took too long or too much, or can't be started.
    """
    seconds = RENDER_SECONDS if seconds is None else seconds
    with tempfile.TemporaryDirectory(prefix="slipway-render-") as home, tempfile.TemporaryFile() as out:
        try:
            child = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.PIPE,
                env=_environment(home),
                start_new_session=True,
            )
        except OSError as error:
            raise InputError(f"{argv[0]} can't be started ({error.strerror})", where=file) from error
        _limit(child.pid)
        try:
            _, said = child.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            raise InputError(f"takes longer than {seconds:g} s to render", where=file, do="make it simpler") from None
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.communicate()
        if child.returncode == -signal.SIGXFSZ:
            raise InputError(f"renders to more than {RENDER_OUTPUT >> 20} MiB", where=file, do="divide it")
        if child.returncode != 0:
            words = said.decode(errors="replace").strip()
            raise Failed(words or f"{Path(argv[0]).name} ended with status {child.returncode}")
        out.seek(0)
        return out.read()


def _environment(home: str) -> dict[str, str]:
    """Give an environment without a PATH (so that nothing fetches by git), clusters, repositories and a network."""
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    helm = dict.fromkeys(("HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS"), f"{home}/helm")
    return {**proxies, **helm, "PATH": "", "HOME": home, "TMPDIR": home, "KUBECONFIG": os.devnull, "LC_ALL": "C"}


def _limit(pid: int) -> None:
    import resource

    # Only Linux can limit a process that runs already; a function between fork and exec isn't safe beside threads.
    if hasattr(resource, "prlimit"):
        try:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (RENDER_OUTPUT, RENDER_OUTPUT))
            resource.prlimit(pid, resource.RLIMIT_DATA, (RENDER_MEMORY, RENDER_MEMORY))
        except ProcessLookupError:
            pass
