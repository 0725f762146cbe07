"""What people may set of the rules in policies/settings.yaml, as `policies/rego/lib/settings.rego` tells it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from policies.errors import RuleError

FILE = Path("policies", "rego", "lib", "settings.rego")
"""Where they are, from the checkout."""

_PARAMETER = re.compile(r"^# METADATA\n((?:#.*\n)+)default (\w+) := (.+)$", re.MULTILINE)
_TOLD = re.compile(r"`(\w+)`: (.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Args:
        key: what people write in policies/settings.yaml.
        default: what holds if they don't, as Rego.
        meaning: what it is for.
    """

    key: str
    default: str
    meaning: str


def parameters(checkout: Path) -> tuple[Parameter, ...]:
    """Give the parameters of the rules, by their keys.

    Raises:
        RuleError: one isn't told as ``key`: meaning` in its METADATA.
    """
    found = []
    for block, name, default in _PARAMETER.findall((checkout / FILE).read_text(encoding="utf-8")):
        notes = yaml.safe_load("\n".join(line.removeprefix("#").removeprefix(" ") for line in block.splitlines()))
        told = _TOLD.fullmatch(str(notes.get("description", "")).strip())
        if told is None:
            raise RuleError(f"tells nothing of {name}", where=FILE.as_posix(), do="describe it as `key`: meaning")
        found.append(Parameter(told[1], default.strip(), " ".join(told[2].split())))
    return tuple(sorted(found, key=lambda one: one.key))
