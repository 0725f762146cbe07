"""The bundle that OPA judges with: rules, their index, the settings. The gate and admission load the same."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policies.errors import RuleError
from policies.gate.places import RULES, with_rules
from policies.gate.rules import Rule, rules_from_json, rules_to_json

FORMAT = "3"
"""Changes when what a bundle holds beside its Rego files changes, or what is asked of those."""


USED_SECONDS = 3600.0
"""How exactly it is known when a bundle was used last; the least recently used ones are deleted."""


@dataclass(frozen=True, slots=True)
class RuleFolder:
    """A folder of Rego files.

    Args:
        path: where it is.
        shown: how it is named to people, from the checkout, e.g. `teams/shop/policies`.
        team: the team it belongs to, whose rules' packages begin with `slipway.rules.team_<team>`; None if it is ours.
    """

    path: Path
    shown: str
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Bundle:
    """What judges in one run.

    Args:
        digest: of every Rego file and setting in it; two bundles of one digest judge alike.
        folder: an OPA bundle as a folder, for `opa run --bundle`.
        rules: what is in it.
    """

    digest: str
    folder: Path
    rules: tuple[Rule, ...]


def rule_folders(checkout: Path) -> tuple[RuleFolder, ...]:
    """Give the folders that hold rules: the checkout's `policies/rego`, else ours, and each `teams/<team>/policies`."""
    ours = RuleFolder(with_rules(checkout) / RULES, str(RULES))
    teams = sorted(path for path in (checkout / "teams").glob("*/policies") if path.is_dir())
    return (
        ours,
        *(RuleFolder(path, f"teams/{path.parent.name}/policies", path.parent.name.replace("-", "_")) for path in teams),
    )


def bundle_of(folders: Sequence[RuleFolder], settings: Mapping[str, Any], cache: Path) -> Bundle:
    """Give the bundle of folders of rules, from the cache if the same was made before.

    Args:
        folders: ours first.
        settings: `data.slipway.settings`: what people have set, and nothing else.
        cache: the gate's folder of the shared cache.

    Raises:
        RuleError: a rule doesn't compile, or its METADATA lacks what it must have; file and line are named.
        SlipwayError: OPA can't be made, or the cache can't be written.
    """
    files = _rego_files(folders)
    hashed = hashlib.blake2b(FORMAT.encode(), digest_size=16)
    for shown, content in files.items():
        hashed.update(f"\0{shown}\0{len(content)}\0".encode())
        hashed.update(content)
    hashed.update(json.dumps(settings, sort_keys=True).encode())
    digest = hashed.hexdigest()
    home = cache / "bundles" / digest
    try:
        # Written last, so what is beside it is whole.
        rules = rules_from_json(json.loads((home / "rules.json").read_bytes()))
        if time.time() - (home / "rules.json").stat().st_mtime > USED_SECONDS:
            os.utime(home / "rules.json")
    except (OSError, ValueError, TypeError, IndexError):
        from policies.gate.bundling import make_bundle

        rules = make_bundle(files, [one for one in folders if one.team], settings, home)
    return Bundle(digest, home / "bundle", rules)


def stored(home: Path, rules: Sequence[Rule]) -> None:
    """Say that a bundle's folder is whole, by writing what rules are in it."""
    from toolchain.files import write_whole

    write_whole(home / "rules.json", json.dumps(rules_to_json(rules)))


def _rego_files(folders: Sequence[RuleFolder]) -> dict[str, bytes]:
    """Give the content of every Rego file but tests, by its name as people see it."""
    found: dict[str, bytes] = {}
    for folder in folders:
        try:
            for path, parts in _walk(str(folder.path)):
                with open(path, "rb") as file:  # noqa: PTH123 - a tenth of the time, on every run
                    found["/".join((folder.shown, *parts))] = file.read()
        except OSError as error:
            raise RuleError(
                f"can't be read ({error.strerror})", where=str(error.filename or folder.path), do="mend its permissions"
            ) from error
    if not any(name.startswith("policies/rego/") for name in found):
        raise RuleError("holds no rules", where=str(folders[0].path), do="run this in a checkout with policies/rego")
    return found


def _walk(folder: str, parts: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = []
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir():
                found += _walk(entry.path, (*parts, entry.name))
            elif entry.name.endswith(".rego") and not entry.name.endswith("_test.rego"):
                found.append((entry.path, (*parts, entry.name)))
    return found
