"""Making a bundle: OPA reads the rules' METADATA and checks that they compile, once for each state of the files."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policies.errors import EngineError, RuleError
from policies.gate.rules import PACKAGE, Rule, index_of, rules_of

if TYPE_CHECKING:
    from policies.gate.bundle import RuleFolder

FORBIDDEN = frozenset({"http.send", "net.lookup_ip_addr", "opa.runtime"})
"""Functions of OPA that no rule may use: a verdict follows from what is judged and from the settings alone."""

KEPT = 30
"""Bundles that are kept: those of a few clones and branches."""

SECONDS = 120.0
"""Within which OPA must have read the rules."""


UNDECIDED = re.compile(rb"^[ \t]*(default[ \t]+)?unknown\b", re.MULTILINE)
"""What a rule holds that may say `unknown`; few do, and to ask the others takes a sixth of the time."""


def make_bundle(
    files: Mapping[str, bytes], teams: Sequence[RuleFolder], settings: Mapping[str, Any], home: Path
) -> tuple[Rule, ...]:
    """Write a bundle's folder, checked by OPA, and give the rules in it.

    Args:
        files: the content of each Rego file, by its name as people see it.
        teams: the folders of teams among them, which may hold nothing but the team's rules.
        settings: `data.slipway.settings`.
        home: where it is to be; it appears when it is whole.

    Raises:
        RuleError: a rule doesn't compile, or its METADATA lacks what it must have.
        EngineError: OPA could not be run.
    """
    from policies.gate.bundle import stored
    from policies.gate.engines.opa.binary import opa_binary

    opa = opa_binary().path
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".making-") as making:
        bundle = Path(making) / "bundle"
        for name, content in files.items():
            (bundle / name).parent.mkdir(parents=True, exist_ok=True)
            (bundle / name).write_bytes(content)
        _refuse_others_packages(files, teams)
        able = Path(making) / "capabilities.json"
        able.write_text(json.dumps(_without(json.loads(_opa([opa, "capabilities", "--current"], bundle)))))
        with ThreadPoolExecutor(1) as beside:
            # What takes longest, while the rest is read.
            checked = beside.submit(_opa, [opa, "check", "--strict", "--capabilities", able, "."], bundle)
            inspected = json.loads(_opa([opa, "inspect", "--annotations", "--format", "json", "."], bundle))
            rules = rules_of(inspected)
            _keep_to_themselves(inspected, teams)
            checked.result()
        able.unlink()
        kinds: list[str | Path] = [
            opa,
            "eval",
            "--format",
            "json",
            "--data",
            "policies/rego/lib",
            "data.slipway.lib.pods.kinds",
        ]
        pod_kinds = json.loads(_opa(kinds, bundle))["result"][0]["expressions"][0]["value"]
        data = {
            "slipway": {
                "index": index_of(rules, pod_kinds, _undecided(rules, inspected["namespaces"], files)),
                "settings": dict(settings),
                "metadata": {rule.word: _told(rule) for rule in rules},
            }
        }
        (bundle / "data.json").write_text(json.dumps(data, sort_keys=True))
        (bundle / ".manifest").write_text(json.dumps({"revision": home.name, "roots": ["slipway"], "rego_version": 1}))
        stored(Path(making), rules)
        _put(Path(making), home)
    _forget_old(home.parent)
    return rules


def _undecided(rules: Sequence[Rule], homes: Mapping[str, Sequence[str]], files: Mapping[str, bytes]) -> list[Rule]:
    """Give the rules that may say `unknown`, by the text of all files of their packages."""
    return [
        rule
        for rule in rules
        if any(UNDECIDED.search(files[file]) for file in homes[".".join((*PACKAGE, rule.subject, rule.name))])
    ]


def _told(rule: Rule) -> dict[str, Any]:
    """Give what a denied request is told of a rule."""
    facts = ("id", "title", "why", "remediation", "controls", "judges")
    return {name: getattr(rule, name) for name in facts} | {"severity": rule.severity.word}


def _put(made: Path, home: Path) -> None:
    """Move a whole bundle to its place, unless another process has been quicker."""
    os.chmod(made, 0o755)  # noqa: PTH101 S103 - nothing secret is in it
    if (home / "rules.json").exists():
        return
    shutil.rmtree(home, ignore_errors=True)
    try:
        made.rename(home)
        made.mkdir()
    except OSError:
        if not (home / "rules.json").exists():
            raise


def _forget_old(bundles: Path) -> None:
    """Delete the bundles that were used least recently, but for some."""
    used: list[tuple[float, Path]] = []
    for note in bundles.glob("*/rules.json"):
        with contextlib.suppress(OSError):
            used.append((note.stat().st_mtime, note.parent))
    for _, old in sorted(used, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _without(capabilities: dict[str, Any]) -> dict[str, Any]:
    """Give what OPA can do but for the functions by which a rule would see more than what it judges."""
    functions = [one for one in capabilities["builtins"] if one["name"] not in FORBIDDEN]
    return {**capabilities, "builtins": functions, "allow_net": []}


def _refuse_others_packages(files: Mapping[str, bytes], teams: Sequence[RuleFolder]) -> None:
    """Refuse a team's file in another's package before OPA reads it, which would complain of something else."""
    packages: dict[str, list[str]] = {}
    for name, content in files.items():
        if found := re.search(rb"^package[ \t]+([\w.]+)", content, re.MULTILINE):
            packages.setdefault(f"data.{found[1].decode()}", []).append(name)
    _keep_to_themselves({"namespaces": packages}, teams)


def _keep_to_themselves(inspected: Mapping[str, Any], teams: Sequence[RuleFolder]) -> None:
    """Refuse a team's file that isn't in the team's own packages: it could change what our rules say."""
    for team in teams:
        own = [[*PACKAGE, f"team_{team.team}"], [*PACKAGE[:2], "lib", f"team_{team.team}"]]
        for package, files in inspected["namespaces"].items():
            for file in files:
                if file.startswith(f"{team.shown}/") and package.split(".")[:4] not in own:
                    raise RuleError(
                        f"has the package {package.removeprefix('data.')}",
                        where=f"{file}:1",
                        do=f"name it slipway.rules.team_{team.team}.<rule>",
                    )


def _opa(argv: Sequence[str | Path], bundle: Path) -> bytes:
    try:
        done = subprocess.run(argv, cwd=bundle, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise EngineError(f"opa {argv[1]} took longer than {SECONDS:.0f} s", do="see what else runs") from None
    except OSError as error:
        raise EngineError(
            f"can't be run ({error.strerror})", where=str(argv[0]), do="remove it and try again"
        ) from None
    if done.returncode:
        said = (done.stderr or done.stdout).decode(errors="replace")
        raise _rule_error(said, str(argv[1]))
    return done.stdout


def _rule_error(said: str, command: str) -> RuleError:
    """Give OPA's complaint, `file:line: code: message`, as ours."""
    if found := re.search(r"(?:^|\s)(\S+\.rego:\d+): (?:\w+: )?(.+)", said):
        return RuleError(found[2].strip(), where=found[1], do=f"mend it; `opa {command}` says more")
    return RuleError(f"OPA refuses the rules: {' '.join(said.split())[:400]}", do="mend them")
