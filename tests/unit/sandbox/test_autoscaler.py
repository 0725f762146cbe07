"""How cluster-autoscaler is started beside the sandbox: nothing but loopback, no secret in its arguments."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

from sandbox.autoscaler import PACE, SERVICES, Command, autoscaler_command, autoscaler_kubeconfig
from sandbox.clusters.record import new_cluster, write_clusters
from sandbox.errors import NotRunning
from sandbox.ports import known_ports
from sandbox.state import MARK_VARIABLE, StateFolder
from toolchain.files import held_lock


@pytest.fixture
def command(prepared_state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("AWS_PROFILE", "real")
    return autoscaler_command(
        prepared_state,
        Path("/tools/cluster-autoscaler"),
        kubeconfig=prepared_state.kubeconfig_of("autoscaler"),
        region="eu-west-1",
        tags=("one", "two"),
        flags={"expander": "least-waste", "scale-down-unneeded-time": "10m"},
    )


def flags(command: Command) -> dict[str, str]:
    return dict(word.removeprefix("--").split("=", 1) for word in command.argv[1:])


def test_it_asks_the_sandbox_s_aws_alone(prepared_state: StateFolder, command: Command) -> None:
    written = configparser.ConfigParser()
    written.read(flags(command)["cloud-config"])
    assert {written[section]["Service"] for section in written.sections()} == set(SERVICES)
    for section in written.sections():
        assert written[section]["URL"] == f"http://127.0.0.1:{known_ports(prepared_state)['aws']}"
        assert written[section]["Region"] == written[section]["SigningRegion"] == "eu-west-1"
    assert {name for name in command.environment if name.startswith("AWS_")} == {
        "AWS_REGION",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_EC2_METADATA_DISABLED",
    }


def test_it_listens_on_loopback_and_ends_with_the_sandbox(prepared_state: StateFolder, command: Command) -> None:
    assert flags(command)["address"] == "127.0.0.1:0"
    assert command.environment[MARK_VARIABLE] == str(prepared_state.root)


def test_no_credential_is_among_its_arguments(prepared_state: StateFolder, command: Command) -> None:
    words = " ".join(command.argv)
    for name in ("aws-access-key-id", "aws-secret-access-key", "token-autoscaler"):
        assert prepared_state.secret(name) not in words


def test_the_pace_is_the_sandbox_s_and_the_other_flags_are_the_cluster_s(command: Command) -> None:
    told = flags(command)
    assert told["scale-down-unneeded-time"] == PACE["scale-down-unneeded-time"]
    assert told["expander"] == "least-waste"
    assert told["node-group-auto-discovery"] == "asg:tag=one,two"


def test_where_no_sandbox_runs_it_says_what_to_type(prepared_state: StateFolder) -> None:
    with pytest.raises(NotRunning, match="is down; type `platform sandbox up`"):
        autoscaler_kubeconfig(prepared_state, "slipway-local", "local")


@pytest.mark.parametrize(
    ("cluster", "environment", "sentence"),
    [
        ("slipway-dev", "dev", "there is no cluster slipway-dev; type `platform stack up`"),
        ("slipway-local", "local", "was started by an older version"),
    ],
)
def test_what_is_not_there_is_named(prepared_state: StateFolder, cluster: str, environment: str, sentence: str) -> None:
    with (
        held_lock(prepared_state.supervisor_lock, what="the sandbox", do="wait"),
        pytest.raises(NotRunning, match=sentence),
    ):
        autoscaler_kubeconfig(prepared_state, cluster, environment)


def test_a_cluster_with_a_control_plane_of_its_own_is_asked_by_its_own_kubeconfig(prepared_state: StateFolder) -> None:
    write_clusters(prepared_state, {"slipway-dev": new_cluster(prepared_state, "slipway-dev")})
    for cluster in ("", "slipway-dev"):
        kubeconfig = prepared_state.kubeconfig_of("autoscaler", cluster)
        kubeconfig.parent.mkdir(exist_ok=True)
        kubeconfig.touch()
    with held_lock(prepared_state.supervisor_lock, what="the sandbox", do="wait"):
        assert autoscaler_kubeconfig(prepared_state, "slipway-dev", "dev").parent.name == "slipway-dev"
        assert autoscaler_kubeconfig(prepared_state, "slipway-local", "local") == prepared_state.kubeconfig_of(
            "autoscaler"
        )
