"""Which Kubernetes checks of Checkov's matter for which objects."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.gate.engines.checkov.triggers import OBSOLETE, TRIGGERS, command_line, relevant, spelled_out

NONE: frozenset[str] = frozenset()


def pod(**container: Any) -> dict[str, Any]:
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "a"},
        "spec": {"containers": [{"name": "a", "image": "r/a:1", **container}]},
    }


def test_plain_objects_are_asked_nothing() -> None:
    for value in (pod(), pod(command=["sh", "-c", "sleep 1"]), {"kind": "ConfigMap", "metadata": {"name": "etcd"}}):
        assert relevant(value, NONE) == NONE


@pytest.mark.parametrize(
    "container",
    [
        {"command": ["kube-apiserver", "--anonymous-auth=true"]},
        {"command": ["/usr/local/bin/kube-apiserver"]},
        {"args": ["kube-apiserver", "--anonymous-auth=true"]},
        {"command": ["sh", "-c", "exec /bin/kube-apiserver --anonymous-auth=true 2>&1"]},
    ],
)
def test_an_api_server_is_told_however_it_is_started(container: dict[str, Any]) -> None:
    assert "CKV_K8S_68" in relevant(pod(**container), NONE)
    assert "CKV_K8S_116" not in relevant(pod(**container), NONE)


@pytest.mark.parametrize(
    ("value", "check"),
    [
        (pod(command=["kubelet"]), "CKV_K8S_138"),
        (pod(command=["etcd"]), "CKV_K8S_117"),
        (pod(command=["kube-scheduler"]), "CKV_K8S_114"),
        (pod(command=["kube-controller-manager"]), "CKV_K8S_106"),
        (pod(image="ghcr.io/helm/tiller:v2"), "CKV_K8S_34"),
        ({"kind": "Service", "metadata": {"name": "tiller-deploy"}, "spec": {}}, "CKV_K8S_44"),
        (pod(image="kubernetesui/dashboard:v2"), "CKV_K8S_33"),
        (pod(env=[{"name": "GITSYNC_GIT", "value": "x"}]), "CKV_K8S_159"),
        ({"kind": "AdmissionConfiguration", "plugins": []}, "CKV_K8S_78"),
    ],
)
def test_each_row_finds_its_object(value: dict[str, Any], check: str) -> None:
    assert check in relevant(value, NONE)


def test_what_a_rule_of_ours_asks_is_left_to_it() -> None:
    value = pod(command=["kubelet"])
    assert "CKV_K8S_138" not in relevant(value, frozenset({"CKV_K8S_138"}))
    assert relevant(value, frozenset().union(*(trigger.checks for trigger in TRIGGERS))) == NONE


def test_what_is_no_more_is_not_asked() -> None:
    assert not OBSOLETE.keys() & relevant(pod(command=["kube-apiserver"]), NONE)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["/a/etcd", "--auto-tls", "true"], ["etcd", "--auto-tls=true"]),
        (["etcd --a=b --c"], ["etcd", "--a=b", "--c"]),
        (["etcd", "--a", "--b"], ["etcd", "--a", "--b"]),
        (["etcd 'unclosed"], ["etcd", "'unclosed"]),
        (["etcd", 3, None, {"a": 1}], ["etcd", "3"]),
    ],
)
def test_a_command_line_is_spelled_as_checkov_compares_it(command: list[Any], words: list[str]) -> None:
    assert command_line({"command": command}) == words


def test_only_containers_of_the_control_plane_are_spelled_out() -> None:
    value = pod(command=["/bin/etcd"], args=["--auto-tls=true"])
    value["spec"]["containers"].append({"name": "b", "command": ["/bin/true"]})
    made = spelled_out(value)
    assert made["spec"]["containers"][0]["command"] == ["etcd", "--auto-tls=true"]
    assert made["spec"]["containers"][1] == {"name": "b", "command": ["/bin/true"]}
    assert value["spec"]["containers"][0]["command"] == ["/bin/etcd"]


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["spec", "template", "containers", "command", "metadata", "env"]), inner)
    ),
    max_leaves=12,
)


@given(garbage, st.sampled_from(["Pod", "Deployment", "CronJob", "Service"]))
def test_garbage_of_any_shape_is_no_error(spec: Any, kind: str) -> None:
    value = {"kind": kind, "spec": spec, "metadata": spec}
    relevant(value, NONE)
    spelled_out(value)
