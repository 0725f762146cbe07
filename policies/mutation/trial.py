"""Whether a rule's tests notice its mutants: many at once in one OPA, each under a package of its own.

A process a mutant would spend most of its time on starting and on compiling the shared code again; so each mutant and a
copy of the tests get a number behind their package's name, and one `opa test` runs them all.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from policies.errors import EngineError, RuleError
from policies.mutation.mutants import Mutant, Subject

Fate = Literal["killed", "survived", "broken"]
"""What became of a mutant: a test noticed it; none did; it doesn't compile, and so counts for nothing."""

BATCH = 200
"""Mutants in one OPA."""

SECONDS = 300.0
"""How long one OPA may take for a batch."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A mutant and what became of it."""

    mutant: Mutant
    fate: Fate


def try_all(
    opa: Path, mutants: Sequence[Mutant], library: Mapping[str, Path], *, parallel: int = 2
) -> tuple[Tried, ...]:
    """Run each mutant's tests.

    Args:
        opa: the program.
        mutants: what to try; in any order.
        library: every Rego file that rules and their tests may use, by its package without `data.`.
        parallel: how many OPAs at once.

    Returns:
        Each mutant with its fate, in the order given.

    Raises:
        RuleError: the tests of a rule fail on the rule as it is.
        EngineError: OPA failed.
    """
    batches = [mutants[start : start + BATCH] for start in range(0, len(mutants), BATCH)]
    with ThreadPoolExecutor(parallel) as pool:
        fates = pool.map(lambda batch: _fates(opa, batch, library), batches)
        return tuple(
            Tried(mutant, fate)
            for batch, given in zip(batches, fates, strict=True)
            for mutant, fate in zip(batch, given, strict=True)
        )


def renamed(text: str, package: str, number: int) -> str:
    """Give a rule's or a test's text with the rule's package under another name.

    Args:
        text: Rego.
        package: the rule's package without `data.`.
        number: what is put behind it, so that no two have the same.
    """
    last = package.rsplit(".", 1)[-1]
    imported = re.compile(rf"^(import\s+data\.{re.escape(package)})[ \t]*$", re.MULTILINE)
    aliased = imported.sub(rf"\1 as {last}", text)
    return re.sub(rf"\b{re.escape(package)}(_test)?(?!\w)", rf"{package}\1__{number}", aliased)


def _fates(opa: Path, mutants: Sequence[Mutant], library: Mapping[str, Path]) -> list[Fate]:
    """Try one batch; the unchanged rules run with it, as numbers after the mutants'."""
    originals = list({mutant.subject.name: mutant.subject for mutant in mutants}.values())
    tried: list[tuple[Subject, str]] = [(mutant.subject, mutant.text) for mutant in mutants]
    tried += [(subject, subject.file.read_text(encoding="utf-8")) for subject in originals]
    with tempfile.TemporaryDirectory(prefix="slipway-mutants-") as place:
        folder = Path(place)
        for number, (subject, text) in enumerate(tried):
            _write(folder, number, subject, text)
        broken, failed = _run(opa, folder, [str(file) for file in needed(originals, library)])
    for number, subject in enumerate(originals, len(mutants)):
        if number in broken or number in failed:
            raise RuleError(
                f"the tests of {subject.name} fail on the rule as it is",
                where=str(subject.tests),
                do="mend the rule or its tests first: `platform policy test` says what fails",
            )
    return ["broken" if n in broken else "killed" if n in failed else "survived" for n in range(len(mutants))]


def needed(subjects: Iterable[Subject], library: Mapping[str, Path]) -> tuple[Path, ...]:
    """Give the files that some rules and their tests use, and that those use, by the packages that they name.

    Args:
        subjects: the rules; they are not among what is given, unless another one uses them.
        library: every file that can be used, by its package without `data.`.
    """
    found: set[str] = set()
    left = [file for subject in subjects for file in (subject.file, subject.tests) if file.is_file()]
    while left:
        names = set(re.findall(r"\bdata\.(slipway(?:\.\w+)+)", left.pop().read_text(encoding="utf-8")))
        own = {
            package for package in library if any(name == package or name.startswith(f"{package}.") for name in names)
        }
        left += [library[package] for package in own - found]
        found |= own
    return tuple(sorted(library[package] for package in found))


def _write(folder: Path, number: int, subject: Subject, text: str) -> None:
    (folder / f"m{number}.rego").write_text(renamed(text, subject.name, number), encoding="utf-8")
    if subject.tests.is_file():
        tests = renamed(subject.tests.read_text(encoding="utf-8"), subject.name, number)
        (folder / f"m{number}_test.rego").write_text(tests, encoding="utf-8")


def _run(opa: Path, folder: Path, library: Sequence[str]) -> tuple[set[int], set[int]]:
    """Run all tests of a folder of mutants.

    OPA stops at the first stage of its compiler that finds errors: what it names is taken out until the rest compiles.

    Returns:
        The numbers of those that don't compile, and of those with a test that failed, raised an error or took too long.
    """
    broken: set[int] = set()
    options = ["--format", "json", "--parallel", "1", "--max-errors", "1000000", "--run", r"__\d+\."]
    while True:
        command = [str(opa), "test", *options, *library, str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise EngineError(f"opa test took longer than {SECONDS:.0f} s on a batch of mutants") from None
        try:
            results = json.loads(done.stdout) or ()
            break
        except ValueError:
            found = {int(number) for number in re.findall(r"\bm(\d+)(?:_test)?\.rego:\d+", done.stderr)}
        if not found:
            raise EngineError(f"opa test failed without naming a mutant: {done.stderr.strip()[:300]}")
        for number in found:
            (folder / f"m{number}.rego").unlink()
            (folder / f"m{number}_test.rego").unlink(missing_ok=True)
        broken |= found
    bad = (Path(one["location"]["file"]).stem for one in results if one.get("fail") or one.get("error"))
    return broken, {int(match[1]) for stem in bad if (match := re.fullmatch(r"m(\d+)_test", stem))}


def by_subject(tried: Iterable[Tried]) -> Mapping[str, tuple[Tried, ...]]:
    """Sort what was tried by the rule it was made of."""
    sorted_: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        sorted_[one.mutant.subject.name].append(one)
    return {name: tuple(all_) for name, all_ in sorted_.items()}
