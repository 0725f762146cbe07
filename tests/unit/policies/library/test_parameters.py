"""What people may set: the rules tell of each key that the file's model knows, and of no other."""

from __future__ import annotations

from pathlib import Path

from pydantic.alias_generators import to_camel

from policies.gate.settings_file import SettingsFile
from policies.library.parameters import parameters

ROOT = Path(__file__).parents[4]


def test_every_key_of_the_settings_has_a_default_and_a_meaning_in_the_rules() -> None:
    told = parameters(ROOT)
    assert {one.key for one in told} == {to_camel(name) for name in SettingsFile.model_fields} - {"exclude"}
    assert all(one.default and one.meaning.endswith(".") for one in told)
