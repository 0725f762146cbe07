"""A stack's graph without a cloud, a sandbox or Pulumi's engine: what the project's program registers for it.

The program runs in a process of its own, whose environment has no credentials and where `components.recording` takes
the engine's place. `python -m components.recorded STACK` prints the graph as JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from components.config import STACKS, read_environment
from toolchain.errors import SlipwayError

UNKNOWN = "<unknown>"
"""Stands in inputs for a value that only the cloud can give."""

SECRET = "pulumi:secret"  # noqa: S105 - a key's name
"""The only key of a mapping that stands for a secret; its value is the secret in plain."""

KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "VIRTUAL_ENV")
"""What the program sees of the shell's environment: nothing that holds a credential or leads to a cloud."""

DEADLINE_SECONDS = 120
"""How long a program may take."""


class ProgramFailed(SlipwayError):
    """The project's program did not run to its end."""


@dataclass(frozen=True)
class RecordedResource:
    """One resource as the program registers it.

    Args:
        urn: its URN.
        type: its type token, "aws:eks/cluster:Cluster".
        name: its name in the program.
        parent: its parent's URN; empty for those at the top.
        component: whether it is a component, which no provider manages.
        inputs: property → value as the engine would get it; `UNKNOWN` and `SECRET` stand for what they say.
        dependencies: URNs that it depends on, sorted.
        property_dependencies: property → URNs whose outputs are in it, sorted.
        provider: URN of its provider; empty for the package's default one.
        options: those options that are set: protect, retainOnDelete, deleteBeforeReplace, ignoreChanges,
            replaceOnChanges, deletedWith.
    """

    urn: str
    type: str
    name: str
    parent: str = ""
    component: bool = False
    inputs: Mapping[str, Any] = field(default_factory=dict)
    dependencies: tuple[str, ...] = ()
    property_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    provider: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Recording:
    """All that a program registers for one stack.

    Args:
        stack: the stack's name.
        resources: by URN; parents come before their children.
        exports: the stack's outputs by name.
    """

    stack: str
    resources: tuple[RecordedResource, ...]
    exports: Mapping[str, Any]


def recorded(stack: str, checkout: Path = Path()) -> Recording:
    """Run a checkout's program for one of its stacks and give what it registers.

    Args:
        stack: name of the stack.
        checkout: the folder with Pulumi.yaml, the program and `stacks`.

    Raises:
        ConfigurationError: there is no such stack, or its file is wrong.
        ProgramFailed: the program is missing, fails or takes too long.

    Example:
        >>> [one.name for one in recorded("local").resources if one.type == "aws:eks/cluster:Cluster"]
        ['slipway-local-cluster']
    """
    read_environment(stack, checkout / STACKS)
    where = f"the program, for stack {stack}"
    try:
        done = subprocess.run(
            [sys.executable, "-m", "components.recorded", stack],
            cwd=checkout,
            env={name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ},
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise ProgramFailed(
            f"does not end within {DEADLINE_SECONDS} s", where=where, do="look for what it waits for"
        ) from None
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ProgramFailed(
            said[-1].strip() if said else f"ends with status {done.returncode}",
            where=where,
            do=f"mend it; `python -m components.recorded {stack}` shows where it fails",
        )
    return recording_of(json.loads(done.stdout))


def recording_of(document: Mapping[str, Any]) -> Recording:
    """Read a recording from the JSON that `as_json` wrote."""
    return Recording(
        document["stack"],
        tuple(
            RecordedResource(
                **{
                    **one,
                    "dependencies": tuple(one["dependencies"]),
                    "property_dependencies": {name: tuple(urns) for name, urns in one["property_dependencies"].items()},
                }
            )
            for one in document["resources"]
        ),
        document["exports"],
    )


def as_json(recording: Recording) -> str:
    """Write a recording as JSON, the same text for the same graph."""
    return json.dumps(asdict(recording), indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Record the stack named on the command line, in the current folder, and print the graph.

    Returns:
        Exit status: 0, or 2 if the program failed, whose error is then the last line on standard error.
    """
    from components.recording import record

    printed, sys.stdout = sys.stdout, sys.stderr  # what the program prints is not the graph
    try:
        recording = record(arguments[0])
    except SlipwayError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    printed.write(as_json(recording))
    printed.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
