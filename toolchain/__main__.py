"""`python -m toolchain`: build tools and say where they are, without the rest of the program; for CI and images."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from toolchain import catalog, find
from toolchain.build import ensure
from toolchain.errors import SlipwayError
from toolchain.places import Places


class Lines:
    """Progress as plain lines on standard error, at most one a second for the events of a step."""

    def __init__(self) -> None:
        self._said: dict[str, float] = {}

    def started(self, step: str) -> None:
        """Print the step's name."""
        print(f"{step} …", file=sys.stderr, flush=True)

    def noted(self, step: str, event: str) -> None:
        """Print an event, unless one of the same step was printed less than five seconds ago."""
        import time

        now = time.monotonic()
        if now - self._said.get(step, now - 60.0) >= 5.0:
            self._said[step] = now
            print(f"  {step}: {event}", file=sys.stderr, flush=True)

    def ended(self, step: str, seconds: float, outcome: str) -> None:
        """Print how a step ended and how long it took."""
        print(f"{step}: {outcome} ({seconds:.1f} s)", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Returns:
        0 if all is there; 1 if `paths` found a tool missing; 2 if something could not be done.
    """
    parser = argparse.ArgumentParser(prog="python -m toolchain", description="Pinned tools: build them, find them.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build tools that are neither on PATH nor in the cache")
    build.add_argument("names", nargs="*", metavar="NAME", help="tools of the catalogue")
    build.add_argument("--all", action="store_true", help="every tool of the catalogue")
    commands.add_parser("paths", help="print where each tool is, as one JSON object")
    chosen = parser.parse_args(arguments)
    try:
        places = Places.here()
        every = list(catalog.load(places.tools))
        if chosen.command == "build":
            if bool(chosen.names) == chosen.all:
                parser.error("give names of tools, or --all")
            built = ensure(every if chosen.all else chosen.names, Lines(), places=places)
            print(json.dumps({name: str(path) for name, path in built.items()}, indent=1))
            return 0
        found = find.find_all(every, places)
        print(json.dumps({tool.tool.name: str(tool.path) if tool.path else None for tool in found}, indent=1))
        return 0 if all(tool.path for tool in found) else 1
    except SlipwayError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("interrupted; type the same command again and it goes on where it stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
