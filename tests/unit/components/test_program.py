from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks, set_all_config

from components.program import environment_of_program

ROOT = Path(__file__).parents[3]


class _Nothing(mocks.Mocks):
    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        return None, {}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        return {}, None


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """Give the local stack's configuration, with its file where the program looks for it."""
    (tmp_path / "stacks").mkdir()
    text = (ROOT / "stacks/Pulumi.local.yaml").read_text()
    (tmp_path / "stacks/Pulumi.local.yaml").write_text(text)
    monkeypatch.chdir(tmp_path)
    mocks.set_mocks(_Nothing(), project="slipway", stack="local")
    content: dict[str, object] = yaml.safe_load(text)["config"]
    return content


def _give(config: dict[str, object]) -> None:
    set_all_config({key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()})


def test_the_program_reads_what_the_engine_gives_it(config: dict[str, object]) -> None:
    _give({**config, "slipway:tags": {"owner": "somebody else"}})
    environment = environment_of_program()
    assert (environment.stack, environment.region) == ("local", "us-west-2")
    assert environment.tags == {"owner": "somebody else"}


def test_a_mistake_ends_the_program_with_a_sentence_and_the_files_line(config: dict[str, object]) -> None:
    _give({**config, "slipway:network": {"cidr": "10.20.0.0/16", "zones": ["a", "z"]}})
    line = next(
        number
        for number, text in enumerate(Path("stacks/Pulumi.local.yaml").read_text().splitlines(), 1)
        if "zones:" in text
    )
    with pytest.raises(pulumi.RunError) as caught:
        environment_of_program()
    assert str(caught.value) == (
        f"stacks/Pulumi.local.yaml:{line}: slipway:network.zones[1]: 'z' is not the letter of a zone; "
        "write one letter of a to f, without the region's name"
    )


def test_without_a_file_the_key_path_still_tells_where(config: dict[str, object]) -> None:
    Path("stacks/Pulumi.local.yaml").unlink()
    _give({**config, "slipway:environment": "locla", "slipway:network": "all of it"})
    with pytest.raises(pulumi.RunError) as caught:
        environment_of_program()
    assert str(caught.value).splitlines() == [
        "slipway:environment: 'locla' is not one of local, dev, staging, prod; did you mean 'local'?",
        "slipway:network: 'all of it' is not a mapping of keys to values; "
        "write its keys on lines of their own, indented",
    ]
