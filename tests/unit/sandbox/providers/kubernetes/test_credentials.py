import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.providers.kubernetes.credentials import Credentials, parse_credential
from sandbox.providers.kubernetes.errors import KubeconfigError
from sandbox.providers.kubernetes.kubeconfig import Access, ExecCommand

COMMAND = ExecCommand("aws", ("eks", "get-token"), (), "v1beta1")


def command(tmp_path: Path, script: str) -> Access:
    file = tmp_path / "get-token"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return Access("https://h", "c", credential=ExecCommand(str(file), ("one",), (("GREETING", "hello"),), "v1"))


def test_command_is_run_with_its_arguments_and_environment_and_once(tmp_path: Path) -> None:
    access = command(
        tmp_path, f'echo run >> {tmp_path}/runs; echo "{{\\"status\\": {{\\"token\\": \\"$1-$GREETING\\"}}}}"'
    )
    credentials = Credentials(access)
    assert [credentials.token(), credentials.token()] == ["one-hello"] * 2
    assert (tmp_path / "runs").read_text() == "run\n"
    assert credentials.token(anew=True) == "one-hello"
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_token_that_expires_soon_is_asked_for_again(tmp_path: Path) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=30)).isoformat()
    answer = json.dumps({"status": {"token": "t", "expirationTimestamp": soon}})
    credentials = Credentials(command(tmp_path, f"echo run >> {tmp_path}/runs; echo '{answer}'"))
    credentials.token()
    credentials.token()
    assert (tmp_path / "runs").read_text() == "run\nrun\n"


def test_failing_command_is_shown_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigError, match=r"get-token one: the credential command ended with status 3: no session"):
        Credentials(command(tmp_path, "echo 'no session' >&2; exit 3")).token()


def test_command_that_is_not_there_is_named() -> None:
    with pytest.raises(KubeconfigError, match="no-such-command"):
        Credentials(Access("https://h", "c", credential=ExecCommand("no-such-command", (), (), "v1"))).token()


@pytest.mark.parametrize(
    "printed", ["", "{}", '{"status": {"token": ""}}', '{"status": {"token": "t", "expirationTimestamp": "soon"}}']
)
def test_answer_without_a_usable_token_is_refused(printed: str) -> None:
    with pytest.raises(KubeconfigError, match="aws eks get-token"):
        parse_credential(printed, COMMAND)


def test_token_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("abc\n")
    assert Credentials(Access("https://h", "c", token_file=str(tmp_path / "token"))).token() == "abc"
