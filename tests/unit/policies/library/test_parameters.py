"""What people may set is told: all of it, and nothing else."""

from __future__ import annotations

from pathlib import Path

from pydantic.alias_generators import to_camel

from policies.gate.settings_file import SettingsFile
from policies.library.parameters import parameters

ROOT = Path(__file__).parents[4]


def test_every_key_of_the_settings_is_told_once_and_no_other() -> None:
    keys = [one.key for one in parameters(ROOT)]
    assert sorted(keys) == sorted(to_camel(name) for name in SettingsFile.model_fields)
    assert all(one.meaning.endswith(".") for one in parameters(ROOT))


def test_what_rules_read_has_its_default_from_them() -> None:
    told = {one.key: one.default for one in parameters(ROOT)}
    assert told["allowedRegistries"] == "[]"
    assert told["kubernetesVersion"].startswith('"1.')
