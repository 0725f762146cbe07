"""The executables of a prepared shell, run."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.credentials import PULUMI
from sandbox.executables import STAND_INS, exec_credential, link, write_executables
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError

TOKEN = ("eks", "get-token", "--cluster-name", "slipway-local", "--region", "us-west-2", "--output", "json")


@pytest.fixture
def filled(prepared_state: StateFolder) -> StateFolder:
    """A state folder whose `bin` is filled."""
    write_executables(prepared_state, PULUMI)
    return prepared_state


def aws(*words: str, path: list[Path], **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the first `aws` on a PATH as a shell would find it."""
    environment = {"PATH": os.pathsep.join([*map(str, path), os.defpath]), **variables}
    return subprocess.run(
        ["/bin/sh", "-c", 'aws "$@"', "sh", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=20,
        check=False,
    )


def real_aws(folder: Path) -> Path:
    folder.mkdir()
    (folder / "aws").write_text('#!/bin/sh\necho "real: $*"\nexit 7\n')
    (folder / "aws").chmod(0o755)
    return folder


def test_aws_answers_get_token_as_kubectl_wants_it(filled: StateFolder) -> None:
    done = aws(*TOKEN, path=[filled.bin])
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "apiVersion": "client.authentication.k8s.io/v1beta1",
        "kind": "ExecCredential",
        "status": {"token": filled.secret("token-pulumi")},
    }
    assert (filled.secrets / "pulumi-exec-credential.json").stat().st_mode & 0o777 == 0o600
    assert filled.secret("token-pulumi") not in (filled.bin / "aws").read_text()


def test_aws_passes_other_commands_to_the_real_one(filled: StateFolder, tmp_path: Path) -> None:
    real = real_aws(tmp_path / "a real one")
    done = aws("s3", "ls", "two words", "*", path=[filled.bin, real])
    assert (done.returncode, done.stdout) == (7, "real: s3 ls two words *\n")
    assert aws("eks", "list-clusters", path=[filled.bin, real]).stdout == "real: eks list-clusters\n"


def test_aws_says_what_it_cannot_where_there_is_no_real_one(filled: StateFolder, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    (empty / "aws").mkdir(parents=True)
    for path in ([filled.bin], [filled.bin, empty, Path(), tmp_path / "nowhere"]):
        done = aws("s3", "ls", path=path)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines() == [
            "aws: the sandbox's stand-in answers only 'aws eks get-token'; install AWS's command line for the rest"
        ]


def test_aws_takes_a_folder_of_the_path_by_its_letters(filled: StateFolder, tmp_path: Path) -> None:
    real_aws(tmp_path / "real")
    assert aws("s3", "ls", path=[filled.bin, tmp_path / "*"]).returncode == 2


def test_aws_never_calls_itself_by_another_spelling_of_its_folder(filled: StateFolder, tmp_path: Path) -> None:
    alias = tmp_path / "alias"
    alias.symlink_to(filled.bin)
    spellings = [filled.bin, Path(f"{filled.bin}/../bin"), alias]
    assert aws("s3", "ls", path=spellings).returncode == 2
    assert aws("s3", "ls", path=[*spellings, real_aws(tmp_path / "real")]).stdout == "real: s3 ls\n"


def test_the_stand_ins_of_two_clones_on_one_path_do_not_call_each_other_for_ever(
    filled: StateFolder, tmp_path: Path
) -> None:
    other = StateFolder(tmp_path / "other")
    other.prepare()
    (other.secrets / "token-pulumi").write_text("other\n")
    write_executables(other, PULUMI)
    assert aws("s3", "ls", path=[filled.bin, other.bin]).returncode == 2
    real = real_aws(tmp_path / "real")
    assert aws("s3", "ls", path=[filled.bin, other.bin, real], CDPATH="/usr").stdout == "real: s3 ls\n"
    assert filled.secret("token-pulumi") in aws(*TOKEN, path=[filled.bin, other.bin]).stdout


@pytest.mark.parametrize("name", STAND_INS)
def test_a_stand_in_runs_its_module_with_this_python_and_its_arguments(
    prepared_state: StateFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    python = tmp_path / "a python"
    python.write_text('#!/bin/sh\nprintf "%s|" "$@" "$PYTHONDONTWRITEBYTECODE"\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    write_executables(prepared_state, PULUMI)
    done = subprocess.run(
        [prepared_state.bin / name, "127.0.0.1:1", "two words"],
        capture_output=True,
        text=True,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        check=True,
    )
    words = done.stdout.split("|")
    # What follows the arguments is the variable, which would make each start compile all modules anew.
    assert words[words.index("-m") :] == ["-m", STAND_INS[name], "127.0.0.1:1", "two words", "", ""]
    assert importlib.util.find_spec(STAND_INS[name]) is not None


def test_the_credential_tells_the_version_that_was_asked_for() -> None:
    assert json.loads(exec_credential("t", "client.authentication.k8s.io/v1"))["apiVersion"].endswith("/v1")


def test_a_link_is_replaced_in_one_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("one", "two"):
        (tmp_path / version).write_text(version)
    name = tmp_path / "bin" / "etcd"
    name.parent.mkdir()
    link(name, tmp_path / "one")
    seen: list[str] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(name.read_text())
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    link(name, tmp_path / "two")
    assert seen == ["one"]
    assert name.readlink() == tmp_path / "two"
    assert [path.name for path in name.parent.iterdir()] == ["etcd"]


def test_a_link_that_is_right_is_left_and_a_leftover_is_no_hindrance(tmp_path: Path) -> None:
    name = tmp_path / "etcd"
    link(name, tmp_path / "one")
    before = name.lstat().st_ino
    link(name, tmp_path / "one")
    assert name.lstat().st_ino == before
    (tmp_path / ".etcd.new").symlink_to("half")
    link(name, tmp_path / "two")
    assert name.readlink() == tmp_path / "two"


def test_a_link_that_cannot_be_made_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "etcd").mkdir()
    with pytest.raises(SlipwayError, match="etcd: cannot be written"):
        link(tmp_path / "etcd", tmp_path / "one")
