from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from sandbox.argocd.folder import CONTROLLERS, prepare
from sandbox.argocd.parts import ArgoPorts, argocd_parts
from sandbox.credentials import ensure_credentials
from sandbox.parts import Part
from sandbox.pki import ensure_authority
from sandbox.state import StateFolder

PORTS = ArgoPorts(
    repo_server=7001,
    repo_server_metrics=7002,
    application_controller_metrics=7003,
    applicationset_metrics=7004,
    applicationset_probe=7005,
    applicationset_webhook=7006,
)
GIT, REDIS = 7007, 7008


@pytest.fixture
def state(tmp_path: Path) -> StateFolder:
    made = StateFolder(tmp_path / "a state's folder")
    made.prepare()
    ensure_authority(made.pki)
    ensure_credentials(made)
    return made


@pytest.fixture
def parts(state: StateFolder) -> dict[str, Part]:
    return {part.name: part for part in argocd_parts(state, PORTS, git=GIT, redis=REDIS)}


def flags(part: Part) -> dict[str, str]:
    words = [word for whole in part.argv[1:] for word in whole.split("=", 1)]
    return dict(zip(words[::2], words[1::2], strict=True))


def test_the_three_controllers_are_parts_and_start_by_their_own_names(
    parts: dict[str, Part], state: StateFolder
) -> None:
    assert tuple(parts) == CONTROLLERS
    folder = state.root / "argocd" / "bin"
    assert [part.argv[0] for part in parts.values()] == [str(folder / name) for name in CONTROLLERS]


def test_every_address_on_a_command_line_is_loopback(parts: dict[str, Part]) -> None:
    for part in parts.values():
        addresses = [word for word in part.argv if re.fullmatch(r"[0-9.]*:\d+|\d+\.\d+\.\d+\.\d+", word)]
        assert addresses
        assert {address.partition(":")[0] for address in addresses} == {"127.0.0.1"}


def test_all_ports_are_used(parts: dict[str, Part]) -> None:
    words = " ".join(word for part in parts.values() for word in part.argv)
    assert set(map(int, re.findall(r"\b700\d\b", words))) == {*range(7001, 7007), REDIS}


def test_the_repo_server_is_spoken_to_with_certificates_on_both_sides(
    parts: dict[str, Part], state: StateFolder
) -> None:
    assert flags(parts["argocd-repo-server"])["--client-ca-path"] == str(state.ca)
    for name in CONTROLLERS[1:]:
        assert flags(parts[name])["--repo-server-ca-cert-path"] == str(state.ca)
        assert flags(parts[name])["--repo-server-client-cert-path"] == str(state.pki / "argocd-repo-client.pem")
    assert not any("plaintext" in word or "disable-tls" in word for part in parts.values() for word in part.argv)


def test_all_that_the_repo_server_fetches_goes_through_the_proxy(parts: dict[str, Part], state: StateFolder) -> None:
    environment = parts["argocd-repo-server"].environment
    expected = f"http://proxy:{state.secret('git-proxy')}@127.0.0.1:{GIT}"
    assert {environment[name] for name in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")} == {expected}
    assert environment["SSL_CERT_FILE"] == environment["GIT_SSL_CAINFO"] == str(state.ca)


def test_no_secret_is_on_a_command_line(parts: dict[str, Part], state: StateFolder) -> None:
    secrets = [path.read_text().strip() for path in state.secrets.iterdir() if len(path.read_text()) < 200]
    words = " ".join(word for part in parts.values() for word in part.argv)
    assert not [secret for secret in secrets if secret in words]


def test_the_path_of_the_ask_pass_socket_is_short_wherever_the_sandbox_lies(parts: dict[str, Part]) -> None:
    assert parts["argocd-repo-server"].environment["ARGOCD_ASK_PASS_SOCK"] == "argocd/ask-pass.sock"


def test_the_controllers_wait_for_what_they_need(parts: dict[str, Part]) -> None:
    assert parts["argocd-repo-server"].needs == ("git", "redis")
    for name in CONTROLLERS[1:]:
        assert {"kube-apiserver", "argocd-repo-server"} <= set(parts[name].needs)


def run(program: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([program, *arguments], capture_output=True, text=True, env={"PATH": os.defpath}, check=False)


def test_prepare_makes_the_controllers_names_and_can_be_repeated(state: StateFolder, tmp_path: Path) -> None:
    tool = tmp_path / "argocd"
    tool.write_text("#!/bin/sh\necho $0\n")
    tool.chmod(0o755)
    prepare(state, tool)
    certificate = (state.pki / "argocd-repo-server.pem").read_bytes()
    folder = prepare(state, tool)
    for name in CONTROLLERS:
        assert run(folder.bin / name).stdout.strip() == str(folder.bin / name)
    assert (folder.settings / "reposerver/tls/tls.crt").read_bytes() == certificate
    assert (folder.settings / "reposerver/tls/tls.key").read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_another_tool_takes_the_place_of_the_first(state: StateFolder, tmp_path: Path) -> None:
    for version in ("one", "two"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "argocd").touch()
        folder = prepare(state, tmp_path / version / "argocd")
        assert {(folder.bin / name).resolve() for name in CONTROLLERS} == {tmp_path / version / "argocd"}


def test_the_token_program_gives_the_destinations_token_as_kubernetes_wants_it(
    state: StateFolder, tmp_path: Path
) -> None:
    program = prepare(state, tmp_path / "argocd").bin / "argocd-k8s-auth"
    answer = json.loads(run(program, "aws", "--cluster-name", "local").stdout)
    assert answer == {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "kind": "ExecCredential",
        "status": {"token": state.secret("token-argocd-destination")},
    }


@pytest.mark.parametrize("arguments", [(), ("gcp",), ("aws",), ("aws", "--cluster-name")])
def test_the_token_program_answers_nothing_else(state: StateFolder, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(prepare(state, tmp_path / "argocd").bin / "argocd-k8s-auth", *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "aws --cluster-name NAME" in done.stderr


def test_a_missing_token_is_a_failure_and_no_empty_answer(state: StateFolder, tmp_path: Path) -> None:
    program = prepare(state, tmp_path / "argocd").bin / "argocd-k8s-auth"
    (state.secrets / "token-argocd-destination").unlink()
    done = run(program, "aws", "--cluster-name", "local")
    assert (done.returncode, done.stdout) == (2, "")


def test_what_asks_for_signatures_is_told_that_there_is_none(state: StateFolder, tmp_path: Path) -> None:
    done = run(prepare(state, tmp_path / "argocd").bin / "git-verify-wrapper.sh", "0" * 40)
    assert (done.returncode, done.stdout) == (0, "")
