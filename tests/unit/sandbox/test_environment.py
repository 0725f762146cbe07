"""The environment of a prepared shell, evaluated by real shells."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox.credentials import RANDOM, USERS
from sandbox.environment import CLEARED, CLEARED_PREFIX, as_shell, process_environment, shell_environment
from sandbox.errors import NotRunning, StateDamaged
from sandbox.ports import known_ports
from sandbox.state import StateFolder, write_json

SHELLS = [shell for shell in ("bash", "dash", "zsh") if shutil.which(shell)]
"""Bash, which the tests always have, and other shells that people have."""

AWKWARD = {
    "SPACES": "  two  words ",
    "QUOTES": 'it\'s "quoted" `once`',
    "DOLLAR": "$HOME $(id) ${PATH}",
    "BACKSLASH": "a\\n\\",
    "LINES": "one\ntwo\n\nthree",
    "GLOB": "* ? [a-z] ~",
    "EMPTY": "",
    "SEMICOLON": "a; exit 3 # &&",
    "UNICODE": "…ü",
}


def evaluated(script: str, shell: str = "bash", environment: dict[str, str] | None = None) -> dict[str, str]:
    """Let a shell `eval` a script as a person does, and give the environment that its children then have."""
    command = 'eval "$SCRIPT"; unset SCRIPT; exec env -0'
    done = subprocess.run(
        [shell, "-c", command],
        env={"PATH": os.defpath, **(environment or {}), "SCRIPT": script},
        capture_output=True,
        check=True,
    )
    return dict(row.partition("=")[::2] for row in done.stdout.decode().split("\0") if row)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_evaluates_the_lines_has_each_value_to_the_letter(shell: str) -> None:
    seen = evaluated(as_shell(AWKWARD), shell)
    assert {name: seen.get(name) for name in AWKWARD} == AWKWARD


def test_a_prepared_shell_has_the_sandboxs_variables_whatever_its_folder_is_called(prepared_state: StateFolder) -> None:
    variables = shell_environment(prepared_state)
    seen = evaluated(as_shell(variables))
    assert {name: seen.get(name) for name in variables} == variables
    assert seen["KUBECONFIG"] == str(prepared_state.kubeconfig)
    assert seen["AWS_ENDPOINT_URL"] == f"http://127.0.0.1:{known_ports(prepared_state)['aws']}"
    assert seen["SLIPWAY_SANDBOX_API_SERVER"].startswith("https://127.0.0.1:")


@pytest.mark.parametrize("shell", SHELLS)
def test_variables_that_lead_elsewhere_are_cleared_and_others_stay(
    prepared_state: StateFolder, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoints = {f"{CLEARED_PREFIX}{service}" for service in ("S3", "CLOUDWATCH_LOGS", "ECR", "A2B")}
    cleared = {*CLEARED, *endpoints}
    before = {**dict.fromkeys(cleared, "else where\nAWS_ENDPOINT_URL_"), "EDITOR": "ed"}
    seen = evaluated(as_shell(shell_environment(prepared_state)), shell, environment=before)
    assert cleared.isdisjoint(seen)
    assert seen["EDITOR"] == "ed"
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    child = process_environment(prepared_state)
    assert cleared.isdisjoint(child)
    assert child["EDITOR"] == "ed"
    assert child["KUBECONFIG"] == str(prepared_state.kubeconfig)


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "PULUMI_ACCESS_TOKEN"])
def test_no_command_of_a_prepared_shell_reaches_a_real_cloud_by(name: str) -> None:
    assert name in CLEARED


def test_the_only_secrets_in_it_are_the_keys_of_moto(prepared_state: StateFolder) -> None:
    secrets = {f"token-{user.key}" for user in USERS} | {*RANDOM, "encryption-key"}
    values = {name: prepared_state.secret(name) for name in secrets}
    text = as_shell(shell_environment(prepared_state))
    assert {name for name, value in values.items() if value in text} == {
        "aws-access-key-id",
        "aws-secret-access-key",
    }


def test_the_sandboxs_executables_come_first_on_the_path_and_once(
    prepared_state: StateFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    once = shell_environment(prepared_state)["PATH"]
    assert once.split(":")[0] == str(prepared_state.bin)
    assert once.endswith(":/usr/bin:/bin")
    monkeypatch.setenv("PATH", once)
    assert shell_environment(prepared_state)["PATH"] == once


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, "127.0.0.1,localhost"),
        ("", "127.0.0.1,localhost"),
        ("example.com", "example.com,127.0.0.1,localhost"),
        ("localhost,example.com", "localhost,example.com,127.0.0.1"),
    ],
)
def test_a_proxy_is_never_asked_for_loopback(
    prepared_state: StateFolder, monkeypatch: pytest.MonkeyPatch, before: str | None, after: str
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False) if before is None else monkeypatch.setenv(name, before)
    variables = shell_environment(prepared_state)
    assert (variables["NO_PROXY"], variables["no_proxy"]) == (after, after)


def test_before_the_first_start_it_is_refused_with_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(NotRunning, match=r"/state: the sandbox was never started; type `platform sandbox up`$"):
        shell_environment(StateFolder(tmp_path / "state"))


def test_a_damaged_file_of_ports_counts_as_never_started(prepared_state: StateFolder) -> None:
    write_json(prepared_state.root / "ports.json", {"kube-apiserver": "x", "aws": 4000})
    with pytest.raises(NotRunning):
        shell_environment(prepared_state)


def test_a_missing_credential_is_named(prepared_state: StateFolder) -> None:
    (prepared_state.secrets / "aws-access-key-id").unlink()
    with pytest.raises(StateDamaged, match="aws-access-key-id: cannot be read"):
        shell_environment(prepared_state)
