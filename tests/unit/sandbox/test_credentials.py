"""Random credentials: made once, kept, read by their owner alone."""

from __future__ import annotations

import base64
import csv
import json
from pathlib import Path

import pytest

from sandbox.credentials import ADMIN, PULUMI, RANDOM, USERS, ensure_credentials, write_kubeconfig
from sandbox.errors import StateDamaged
from sandbox.state import StateFolder

NAMES = [*(f"token-{user.key}" for user in USERS), *RANDOM, "encryption-key"]


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    made = StateFolder(tmp_path / "state")
    made.prepare()
    ensure_credentials(made)
    return made


def test_every_file_is_its_owners_alone(state: StateFolder) -> None:
    files = list(state.secrets.iterdir())
    assert {*NAMES, "tokens.csv", "encryption.json", "pulumi-passphrase"} == {file.name for file in files}
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert state.secrets.stat().st_mode & 0o777 == 0o700


def test_they_are_random_long_and_each_another(state: StateFolder, tmp_path: Path) -> None:
    other = StateFolder(tmp_path / "other")
    other.prepare()
    ensure_credentials(other)
    values = [box.secret(name) for box in (state, other) for name in NAMES]
    assert len(set(values)) == len(values)
    assert min(map(len, values)) >= 20


def test_they_are_kept_from_start_to_start(state: StateFolder) -> None:
    before = {file.name: file.read_bytes() for file in state.secrets.iterdir()}
    ensure_credentials(state)
    assert {file.name: file.read_bytes() for file in state.secrets.iterdir()} == before


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\x00"])
def test_one_that_is_damaged_is_made_anew_and_the_others_are_kept(state: StateFolder, content: bytes) -> None:
    before = {name: state.secret(name) for name in NAMES}
    (state.secrets / "token-git").write_bytes(content)
    ensure_credentials(state)
    after = {name: state.secret(name) for name in NAMES}
    assert {name for name in NAMES if before[name] != after[name]} == {"token-git"}
    assert len(after["token-git"]) >= 20
    assert after["token-git"] in (state.secrets / "tokens.csv").read_text()


def test_one_that_cannot_be_read_is_named(state: StateFolder) -> None:
    (state.secrets / "redis").unlink()
    (state.secrets / "redis").mkdir()
    with pytest.raises(StateDamaged, match=r"secrets/redis: cannot be read \(Is a directory\)"):
        ensure_credentials(state)


def test_the_api_servers_file_has_token_name_uid_and_groups(state: StateFolder) -> None:
    """As https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file has it."""
    with (state.secrets / "tokens.csv").open() as file:
        rows = list(csv.reader(file))
    assert [row[:3] for row in rows] == [[state.secret(f"token-{user.key}"), user.name, user.key] for user in USERS]
    # A fourth column that is empty would make the API server put the user into a group whose name is empty.
    assert [row[3].split(",") if row[3:] else [] for row in rows] == [list(user.groups) for user in USERS]
    assert [user for user, row in zip(USERS, rows, strict=True) if row[3:]] == [ADMIN]
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(USERS)


def test_secrets_are_encrypted_first_by_a_key_of_32_bytes(state: StateFolder) -> None:
    (kept,) = json.loads((state.secrets / "encryption.json").read_text())["resources"]
    first, second = kept["providers"]
    assert kept["resources"] == ["secrets"]
    assert len(base64.b64decode(first["secretbox"]["keys"][0]["secret"])) == 32
    assert second == {"identity": {}}


@pytest.mark.parametrize("user", [ADMIN, PULUMI])
def test_a_kubeconfig_carries_its_users_token_and_the_authority(state: StateFolder, user: object) -> None:
    chosen = ADMIN if user is ADMIN else PULUMI
    state.ca.write_text("-----BEGIN CERTIFICATE-----\n")
    write_kubeconfig(state, chosen, "https://127.0.0.1:4001")
    path = state.kubeconfig if chosen is ADMIN else state.kubeconfig_of("pulumi")
    assert path.stat().st_mode & 0o777 == 0o600
    content = json.loads(path.read_text())
    cluster = content["clusters"][0]["cluster"]
    assert cluster["server"] == "https://127.0.0.1:4001"
    assert base64.b64decode(cluster["certificate-authority-data"]) == state.ca.read_bytes()
    assert "insecure-skip-tls-verify" not in cluster
    assert content["users"] == [{"name": chosen.key, "user": {"token": state.secret(f"token-{chosen.key}")}}]
    assert content["current-context"] == content["contexts"][0]["name"]
