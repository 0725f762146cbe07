"""What people may set of the rules in policies/settings.yaml, as `policies/rego/lib/settings.rego` tells it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
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
        default: what holds if they don't, as Rego; empty where the meaning tells it, or it is nothing.
        meaning: what it is for.
    """

    key: str
    default: str
    meaning: str


def parameters(checkout: Path) -> tuple[Parameter, ...]:
    """Give what people may set, by its keys: the parameters of the rules, then what only the gate itself reads.

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
    return (*sorted(found, key=lambda one: one.key), *_of_the_gate({one.key for one in found}))


def _of_the_gate(known: AbstractSet[str]) -> Iterator[Parameter]:
    """Give the keys of the settings' model that no rule reads, as the model tells them."""
    from policies.gate.settings_file import SettingsFile

    for name, field in SettingsFile.model_fields.items():
        key = field.alias or name
        if key not in known:
            default = json.dumps(field.default) if field.default else ""
            yield Parameter(key, default, " ".join((field.description or "").split()))
