"""Measure: `python -m bench [NAME…]`; without a name, all. Prints Markdown for docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import sys
import time

from bench.measure import machine

QUESTIONS = ("commands", "bringup", "live", "stacks", "tools", "gate")


def main(arguments: list[str]) -> int:
    """Answer the questions that are named, and print a Markdown table for each."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(QUESTIONS)}")
    names = parser.parse_args(arguments).names or list(QUESTIONS)
    wrong = [name for name in names if name not in QUESTIONS]
    if wrong:
        print(f"there is no benchmark {wrong[0]!r}; name one of {', '.join(QUESTIONS)}", file=sys.stderr)
        return 2
    print(f"Measured {time.strftime('%Y-%m-%d', time.gmtime())} on {machine()}.\n")
    for name in names:
        module = importlib.import_module(f"bench.{name}")
        print(f"### `python -m bench {name}`\n\n{(module.__doc__ or '').splitlines()[0]}\n", flush=True)
        print("| what | median | least – most | runs |\n|---|---|---|---|")
        for figure in module.measure():
            print(figure.row(), flush=True)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
