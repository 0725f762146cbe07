"""`platform up` as a user types it, again and again."""

import json
import re
import ssl
import urllib.error
import urllib.request
from typing import Any

import pytest

from tests.sandbox.driver import Platform


def test_after_up_every_part_is_ready_and_the_whole_takes_at_most_1_5_gb(sandbox: Platform) -> None:
    # What tests before this one have stood up and taken down is still in the heaps of the parts.
    sandbox.platform("sandbox", "down")
    sandbox.platform("up")

    def seen() -> dict[str, Any]:
        status: dict[str, Any] = json.loads(sandbox.platform("sandbox", "status", "-o", "json").stdout)
        return status

    status = seen()
    assert {part["name"]: part["state"] for part in status["parts"] if part["state"] != "ready"} == {}
    assert status["state"] == "up"
    # Argo CD takes some hundred megabytes more for the seconds in which it reads the API's schema.
    sandbox.eventually(lambda: seen()["memory_bytes"] <= 1.5e9, 120, "no more than 1.5 GB of memory")


def test_the_first_service_is_synced_and_healthy(sandbox: Platform) -> None:
    application = json.loads(sandbox.kubectl("get", "application", "-n", "argocd", "order-service-local", "-o", "json"))
    assert application["spec"]["source"]["path"] == "apps/order-service/local"
    assert application["spec"]["destination"]["namespace"] == "local"
    sandbox.eventually(
        lambda: (
            sandbox.kubectl(
                *("get", "application", "-n", "argocd", "order-service-local"),
                *("-o", "jsonpath={.status.sync.status} {.status.health.status}"),
            )
            == "Synced Healthy"
        ),
        30,
        "order-service-local is Synced and Healthy",
    )


def test_up_again_changes_nothing(sandbox: Platform) -> None:
    before = sandbox.kubectl("get", "pods,nodes,applications", "-A", "-o", "jsonpath={.items[*].metadata.uid}")
    processes = json.loads(sandbox.platform("sandbox", "status", "-o", "json").stdout)["parts"]
    told = json.loads(sandbox.platform("up", "-o", "json").stdout)
    assert set(told["counts"]) == {"same"}
    assert sandbox.kubectl("get", "pods,nodes,applications", "-A", "-o", "jsonpath={.items[*].metadata.uid}") == before
    after = json.loads(sandbox.platform("sandbox", "status", "-o", "json").stdout)["parts"]
    assert [part["pid"] for part in after] == [part["pid"] for part in processes]


def test_up_leaves_the_checkout_as_it_was(sandbox: Platform) -> None:
    assert sandbox.run(["git", "status", "--porcelain"]).stdout == ""


def test_pulumi_typed_by_hand_finds_the_stack_and_changes_nothing(sandbox: Platform) -> None:
    done = sandbox.pulumi(["up", "--stack", "local", "--yes", "--skip-preview"])
    assert re.search(r"\d+ unchanged", done.stdout)
    assert not re.search(r"\d+ (created|updated|deleted|replaced)", done.stdout)


def test_the_api_server_refuses_a_caller_without_a_token_and_one_with_a_wrong_one(sandbox: Platform) -> None:
    trusted = ssl.create_default_context(cafile=sandbox.environment["SLIPWAY_SANDBOX_CA"])
    url = sandbox.environment["SLIPWAY_SANDBOX_API_SERVER"] + "/api/v1/namespaces"
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(url, headers=headers), context=trusted)
        assert refused.value.code == 401


def test_parts_have_no_more_rights_than_they_need(sandbox: Platform) -> None:
    kwok = sandbox.state / "kubeconfigs" / "kwok.kubeconfig"
    for question in (["get", "secrets", "-A"], ["create", "deployments", "-n", "local"], ["create", "clusterroles"]):
        done = sandbox.run(["kubectl", f"--kubeconfig={kwok}", "auth", "can-i", *question], check=False)
        assert done.stdout.strip() == "no", question


def test_secrets_are_encrypted_in_etcd_and_absent_from_pulumis_state(sandbox: Platform) -> None:
    tokens = [path.read_text().strip() for path in (sandbox.state / "secrets").glob("token-*")]
    assert len(tokens) > 5
    state = "".join(path.read_text() for path in (sandbox.state / "pulumi").rglob("*.json"))
    assert "slipway-local" in state
    assert not [token for token in tokens if token in state]
    key = (sandbox.state / "secrets" / "argocd-server-key").read_bytes().strip()
    stored = b"".join(path.read_bytes() for path in (sandbox.state / "etcd").rglob("*") if path.is_file())
    assert b"argocd-secret" in stored
    assert key not in stored


def test_files_with_credentials_are_read_by_their_owner_alone(sandbox: Platform) -> None:
    assert oct(sandbox.state.stat().st_mode & 0o777) == "0o700"
    loose = [
        str(path)
        for folder in ("secrets", "kubeconfigs")
        for path in (sandbox.state / folder).iterdir()
        if path.stat().st_mode & 0o077
    ]
    assert loose == []


def test_no_credential_is_on_a_command_line(sandbox: Platform) -> None:
    tokens = [path.read_text().strip() for path in (sandbox.state / "secrets").iterdir() if path.is_file()]
    tokens = [token for token in tokens if len(token) > 15 and "\n" not in token]
    listed = sandbox.run(["ps", "axww", "-o", "args"]).stdout
    assert not [token for token in tokens if token in listed]


def test_everything_listens_on_loopback_only(sandbox: Platform) -> None:
    import psutil

    pids = {part["pid"] for part in json.loads(sandbox.platform("sandbox", "status", "-o", "json").stdout)["parts"]}
    open_to_all = [
        (connection.laddr, psutil.Process(connection.pid).name())
        for connection in psutil.net_connections(kind="tcp")
        if connection.pid in pids
        and connection.status == "LISTEN"
        and next(iter(connection.laddr)) not in ("127.0.0.1", "::1")
    ]
    assert open_to_all == []


def test_the_audit_log_says_who_did_what(sandbox: Platform) -> None:
    sandbox.kubectl("create", "configmap", "audited", "-n", "default")
    entries = [json.loads(line) for line in (sandbox.state / "logs" / "audit.log").read_text().splitlines()]
    mine = [
        entry for entry in entries if entry["verb"] == "create" and entry.get("objectRef", {}).get("name") == "audited"
    ]
    assert mine[0]["user"]["username"] == "slipway:admin"
    assert "requestObject" not in mine[0]


def test_pod_security_refuses_a_privileged_pod_by_default(sandbox: Platform) -> None:
    sandbox.kubectl("create", "namespace", "pod-security-test")
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "root", "namespace": "pod-security-test"},
        "spec": {"containers": [{"name": "a", "image": "b", "securityContext": {"privileged": True}}]},
    }
    path = sandbox.state / "privileged.json"
    path.write_text(json.dumps(pod))
    done = sandbox.run(["kubectl", "apply", "-f", str(path)], check=False)
    assert done.returncode != 0
    assert 'violates PodSecurity "baseline:latest"' in done.stderr
