"""Write the golden graphs, or compare: `python -m components.golden [--check] [STACK…]`; `make golden` writes all."""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from components.config import STACKS, read_environment
from components.golden.difference import difference
from components.golden.text import graph_text, read_graph
from components.recorded import recorded
from toolchain.errors import SlipwayError
from toolchain.files import write_whole

FOLDER = STACKS / "golden"
"""Where they are kept, from the checkout's folder."""


def stacks_of(checkout: Path) -> list[str]:
    """Give the names of the committed stacks."""
    return sorted(path.name.split(".")[1] for path in (checkout / STACKS).glob("Pulumi.*.yaml"))


def golden_text(stack: str, checkout: Path) -> str:
    """Give a stack's graph as its golden file should have it.

    Raises:
        ConfigurationError: the stack's file is wrong.
        ProgramFailed: its program does not run to its end.
    """
    tags = read_environment(stack, checkout / STACKS).all_tags
    return graph_text(stack, recorded(stack, checkout).resources, tags)


def differences(stack: str, checkout: Path, now: str) -> list[str]:
    """Tell in lines how a stack's graph differs from its golden file; none if it doesn't."""
    path = checkout / FOLDER / f"{stack}.yaml"
    if not path.exists():
        return ["has no golden graph"]
    before = path.read_text()
    if before == now:
        return []
    return difference(read_graph(before), read_graph(now)) or ["is written in another way"]


def main(arguments: list[str], checkout: Path | None = None) -> int:
    """Write or compare.

    Returns:
        0 if all is well, 1 if a graph differs from its golden file, 2 if one can't be had.
    """
    parser = argparse.ArgumentParser(prog="python -m components.golden", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say what differs and end with 1")
    parser.add_argument("stacks", nargs="*", metavar="STACK")
    given = parser.parse_args(arguments)
    folder = checkout or Path()
    names = given.stacks or stacks_of(folder)
    with ThreadPoolExecutor(2) as pool:
        try:
            texts = dict(zip(names, pool.map(lambda stack: golden_text(stack, folder), names), strict=True))
        except SlipwayError as error:
            print(error, file=sys.stderr)
            return error.exit_status
    found = {stack: lines for stack, text in texts.items() if (lines := differences(stack, folder, text))}
    for stack, lines in found.items():
        print(f"{FOLDER / stack}.yaml:", *(f"  {line}" for line in lines), sep="\n")
    left = [] if given.stacks else [path for path in (folder / FOLDER).glob("*.yaml") if path.stem not in names]
    for path in left:
        print(f"{FOLDER / path.name}:\n  there is no such stack")
    if given.check:
        if found or left:
            print("The graphs above changed; if that is meant, type `make golden` and commit what it writes.")
        return 1 if found or left else 0
    (folder / FOLDER).mkdir(exist_ok=True)
    for stack in found:
        write_whole(folder / FOLDER / f"{stack}.yaml", texts[stack].encode())
    for path in left:
        path.unlink()
    print(f"{len(found)} of {len(names)} golden graphs written to {FOLDER}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
