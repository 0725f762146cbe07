"""The state folder: where it is, who may read it, and files in it that are damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.errors import StateDamaged
from sandbox.state import StateFolder, read_json, write_json


def test_it_is_the_checkouts_unless_the_environment_names_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SLIPWAY_STATE", raising=False)
    assert StateFolder.of(tmp_path).root == tmp_path / ".slipway"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLIPWAY_STATE", "elsewhere")
    assert StateFolder.of(tmp_path / "other").root == tmp_path / "elsewhere"
    monkeypatch.setenv("SLIPWAY_STATE", "")
    assert StateFolder.of(tmp_path).root == tmp_path / ".slipway"


def test_its_folders_are_their_owners_alone_even_if_they_were_open_before(tmp_path: Path) -> None:
    state = StateFolder(tmp_path / "deep" / "state")
    state.secrets.mkdir(parents=True, mode=0o755)
    state.prepare()
    made = (state.root, state.secrets, state.pki, state.kubeconfigs, state.config, state.logs, state.bin)
    assert {folder.stat().st_mode & 0o777 for folder in made} == {0o700}


def test_every_path_lies_inside_of_it(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    named = [value for name in dir(StateFolder) if isinstance(value := getattr(state, name), Path) and name != "root"]
    paths = [*named, state.log("etcd"), state.kubeconfig_of("git")]
    assert len(set(paths)) == len(paths) > 12
    assert all(path.is_relative_to(tmp_path) and path != tmp_path for path in paths)


def test_a_secret_is_read_without_its_line_break(tmp_path: Path) -> None:
    state = StateFolder(tmp_path)
    state.prepare()
    (state.secrets / "redis").write_text("abc\n")
    assert state.secret("redis") == "abc"


@pytest.mark.parametrize(("content", "why"), [(None, "No such file or directory"), (b"\xff\xfe", "it is damaged")])
def test_a_secret_that_is_missing_or_damaged_is_named_with_what_to_type(
    tmp_path: Path, content: bytes | None, why: str
) -> None:
    state = StateFolder(tmp_path)
    state.prepare()
    if content is not None:
        (state.secrets / "redis").write_bytes(content)
    with pytest.raises(StateDamaged) as refused:
        state.secret("redis")
    assert str(refused.value) == f"{tmp_path}/secrets/redis: cannot be read ({why}); type `platform sandbox up`"


def test_a_state_file_is_written_for_its_owner_alone_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "status.json"
    write_json(path, {"b": [1, None], "a": "…"})
    assert read_json(path) == {"a": "…", "b": [1, None]}
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b'{"a": 1', b"[1]", b"3", b"\xff\xfe{}", b'{"a": NaN]'])
def test_a_damaged_state_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "status.json"
    path.write_bytes(content)
    assert read_json(path) is None
    assert read_json(tmp_path / "missing.json") is None
