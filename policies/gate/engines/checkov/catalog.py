"""The checks that Checkov has, by framework: read from `catalog.json`, which is made from Checkov itself.

`python -m policies.gate.engines.checkov.catalog` writes it anew, after another version was locked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "catalog.json"


@cache
def by_framework() -> Mapping[str, Mapping[str, str]]:
    """Give each framework's checks: title by id."""
    read: Mapping[str, Mapping[str, str]] = json.loads(FILE.read_bytes())
    return read


@cache
def titles() -> Mapping[str, str]:
    """Give the title of every check, by its id."""
    return {check: title for checks in by_framework().values() for check, title in checks.items()}


def asked_from_checkov() -> dict[str, dict[str, str]]:
    """Ask the installed Checkov for its checks.

    Raises:
        EngineError: it can't be installed or started.
    """
    from policies.gate.engines.checkov import environment, process
    from toolchain.places import Places
    from toolchain.progress import Silent

    places = Places.here()
    worker = process.connect(environment.ensure(places, Silent()), process.home(places))
    try:
        answer = worker.ask({"ask": "catalog"}, seconds=process.ANSWER_SECONDS)
    finally:
        worker.close()
    return {
        framework: {id: title.strip() for id, title in checks.items()}
        for framework, checks in answer["catalog"].items()
    }


def main() -> None:
    """Write the catalogue."""
    from toolchain.files import write_whole

    write_whole(FILE, json.dumps(asked_from_checkov(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
