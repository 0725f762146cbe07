"""Mutants of shared code: what the tests beside it miss, the tests of the rules that use it may notice."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from policies.mutation.mutants import Mutant, Subject
from policies.mutation.trial import Tried, needed

SECONDS = 120.0
"""How long the tests of all rules that use a piece of shared code may take; longer, and the mutant is noticed."""


def tried_wider(
    opa: Path, tried: Sequence[Tried], users: Sequence[Subject], library: Mapping[str, Path], *, parallel: int = 2
) -> tuple[Tried, ...]:
    """Try the survivors among some mutants of shared code again, by the tests of whatever uses it.

    Args:
        opa: the program.
        tried: mutants and what the tests beside them said.
        users: what may use the shared code, and has tests beside it: rules, and other shared code.
        library: every Rego file that those may use, by its package without `data.`.
        parallel: how many OPAs at once.

    Returns:
        All of `tried` in their order, those that were noticed now as killed.
    """
    uses = {user.name: set(needed([user], library)) for user in users}

    def again(one: Tried) -> Tried:
        if one.fate != "survived":
            return one
        own = one.mutant.subject.file
        concerned = [user for user in users if own in uses[user.name] and user.name != one.mutant.subject.name]
        return replace(one, fate="killed") if _noticed(opa, one.mutant, concerned, library) else one

    with ThreadPoolExecutor(parallel) as pool:
        return tuple(pool.map(again, tried))


def _noticed(opa: Path, mutant: Mutant, users: Sequence[Subject], library: Mapping[str, Path]) -> bool:
    files = {file for user in users for file in (user.file, user.tests)} | set(needed(users, library))
    if not users:
        return False
    with tempfile.TemporaryDirectory(prefix="slipway-mutants-") as place:
        changed = Path(place, mutant.subject.file.name)
        changed.write_text(mutant.text, encoding="utf-8")
        given = [str(file) for file in sorted(files - {mutant.subject.file}) if file.is_file()]
        command = [str(opa), "test", "--parallel", "1", *given, str(changed)]
        try:
            return subprocess.run(command, capture_output=True, check=False, timeout=SECONDS).returncode != 0
        except subprocess.TimeoutExpired:
            return True
