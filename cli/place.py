"""Where a command works: the checkout it was typed in, and that checkout's sandbox."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from toolchain.errors import SlipwayError

if TYPE_CHECKING:
    from components.engine import Engine
    from sandbox.state import StateFolder


def checkout_folder(start: Path | None = None) -> Path:
    """Give the checkout that a folder lies in: the nearest one upwards with Pulumi.yaml and `stacks`.

    Raises:
        SlipwayError: there is none.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "Pulumi.yaml").is_file() and (candidate / "stacks").is_dir():
            return candidate
    raise SlipwayError(
        "is not inside a Slipway checkout (no Pulumi.yaml with stacks/ here or above)",
        where=str(folder),
        do="go to your clone and type the command again",
    )


def state_folder() -> StateFolder:
    """Give the state folder of the checkout's sandbox.

    Raises:
        SlipwayError: this folder is in no checkout.
    """
    from sandbox.state import StateFolder

    return StateFolder.of(checkout_folder())


def running_sandbox() -> StateFolder:
    """Give the state folder of the checkout's sandbox, which runs.

    Raises:
        SlipwayError: this folder is in no checkout.
        NotRunning: the sandbox is down.
    """
    from sandbox.errors import NotRunning
    from toolchain.files import lock_owner

    state = state_folder()
    if lock_owner(state.supervisor_lock) is None:
        raise NotRunning("the sandbox is not running", where=str(state.root), do="type `platform sandbox up`")
    return state


def sandbox_engine(state: StateFolder) -> Engine:
    """Give Pulumi's engine, prepared to work on the sandbox and found by `platform down` if it is left behind."""
    from components.engine import Engine
    from sandbox.environment import process_environment
    from sandbox.state import MARK_VARIABLE

    return Engine(checkout_folder(), {**process_environment(state), MARK_VARIABLE: str(state.root)})
