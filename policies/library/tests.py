"""Running the rules' own tests by OPA, and telling which lines of the rules no test runs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.errors import EngineError, RuleError

SECONDS = 600.0
"""How long OPA may take for all tests."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that failed, or couldn't be run."""

    test: str
    file: str
    line: int
    error: str | None


@dataclass(frozen=True, slots=True)
class Uncovered:
    """Lines of one file that no test runs."""

    file: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TestRun:
    """What the tests said.

    Args:
        passed: how many passed.
        failures: those that did not, by file and line.
        skipped: tests that are put off (`todo_test_…`).
    """

    passed: int
    failures: tuple[Failure, ...]
    skipped: int


def run_tests(opa: Path, checkout: Path, files: Sequence[Path], *, only: str | None = None) -> TestRun:
    """Run the tests in some files.

    Args:
        opa: the program.
        checkout: the folder that files are named from.
        files: rules, their tests, and what both need.
        only: a regular expression of the tests to run, over `data.<package>.<test>`; None runs all.

    Raises:
        RuleError: the files don't compile.
        EngineError: OPA failed.
    """
    chosen = ["--run", only] if only else []
    results = _asked(opa, checkout, ["--format", "json", *chosen, *map(str, files)]) or []
    failures = [
        Failure(
            f"{result['package'].removeprefix('data.')}.{result['name']}",
            result["location"]["file"],
            result["location"]["row"],
            _error(result.get("error")),
        )
        for result in results
        if result.get("fail") or result.get("error")
    ]
    skipped = sum(bool(result.get("skip")) for result in results)
    ordered = tuple(sorted(failures, key=lambda one: (one.file, one.line, one.test)))
    return TestRun(len(results) - len(failures) - skipped, ordered, skipped)


def uncovered_lines(
    opa: Path, checkout: Path, files: Sequence[Path], *, only: str | None = None
) -> tuple[Uncovered, ...]:
    """Give the lines of rules and shared code that no test runs; the tests' own lines don't count.

    Args:
        opa: the program.
        checkout: the folder that files are named from.
        files: as for `run_tests`.
        only: as for `run_tests`.

    Raises:
        RuleError: the files don't compile, or a test fails.
        EngineError: OPA failed.
    """
    chosen = ["--run", only] if only else []
    report = _asked(opa, checkout, ["--coverage", "--format", "json", *chosen, *map(str, files)])
    if not isinstance(report, dict) or "files" not in report:
        raise RuleError("tests fail, so their coverage is not known", do="mend them: `platform policy test` names them")
    found = []
    for file, told in sorted(report["files"].items()):
        ranges = told.get("not_covered") or ()
        lines = {row for one in ranges for row in range(one["start"]["row"], one["end"]["row"] + 1)}
        if lines and not file.endswith("_test.rego"):
            found.append(Uncovered(file, tuple(sorted(lines))))
    # A file whose every line no test runs is not in OPA's report at all.
    reported = {Path(file) for file in report["files"]}
    unseen = [file for file in files if file not in reported and not file.name.endswith("_test.rego")]
    return (*found, *(Uncovered(str(file), ()) for file in unseen))


def _error(error: Any) -> str | None:
    if not error:
        return None
    return str(error.get("message", error)) if isinstance(error, dict) else str(error)


def _asked(opa: Path, checkout: Path, arguments: Sequence[str]) -> Any:
    command = [str(opa), "test", *arguments]
    try:
        done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise EngineError(f"opa test took longer than {SECONDS:.0f} s", do="see what else runs") from None
    try:
        return json.loads(done.stdout) if done.stdout.strip() else None
    except ValueError:
        said = (done.stderr or done.stdout).strip()
        raise RuleError(f"the rules or their tests don't compile: {said[:600]}", do="mend them") from None
