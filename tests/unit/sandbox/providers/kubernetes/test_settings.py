import json

import pytest

from sandbox.providers.kubernetes.document import UNKNOWN, Document
from sandbox.providers.kubernetes.settings import default_kubeconfig, parse, refusals, replaced_by


def kubeconfig(server: str, cluster: str = "arn:aws:eks:eu-west-1:1:cluster/dev") -> Document:
    return {
        "kubeconfig": json.dumps(
            {
                "current-context": "x",
                "contexts": [{"name": "x", "context": {"cluster": cluster}}],
                "clusters": [{"name": cluster, "cluster": {"server": server}}],
            }
        )
    }


def test_flags_are_read_from_strings_and_the_environment_stands_in() -> None:
    found = parse({"enableConfigMapMutable": "true", "namespace": "shop"}, {"PULUMI_K8S_ENABLE_SECRET_MUTABLE": "1"})
    assert (found.config_maps_mutable, found.secrets_mutable, found.upsert, found.namespace) == (
        True,
        True,
        False,
        "shop",
    )


def test_configuration_wins_over_the_environment() -> None:
    assert parse({"enablePatchForce": "false"}, {"PULUMI_K8S_ENABLE_PATCH_FORCE": "true"}).patch_force is False


def test_unknown_kubeconfig_is_remembered_as_unknown() -> None:
    assert parse({"kubeconfig": UNKNOWN}, {}).unknown
    assert not parse({"kubeconfig": "x"}, {}).unknown


@pytest.mark.parametrize(
    ("key", "value"), [("renderYamlToDirectory", "out"), ("enableServerSideApply", "false"), ("kubeConfig", "x")]
)
def test_key_that_cannot_be_honoured_is_refused_by_name(key: str, value: str) -> None:
    found = refusals({"kubeconfig": "x", key: value})
    assert [name for name, _ in found] == [key]
    assert key in found[0][1] or key == "enableServerSideApply"


def test_what_is_known_is_not_refused() -> None:
    assert refusals({"kubeconfig": "x", "context": "y", "enableServerSideApply": "true", "version": "4.34.2"}) == []


def test_cluster_that_comes_back_on_another_port_is_the_same() -> None:
    assert replaced_by(kubeconfig("https://127.0.0.1:1"), kubeconfig("https://127.0.0.1:2"), {}) == []


def test_another_cluster_is_another() -> None:
    assert replaced_by(kubeconfig("https://h"), kubeconfig("https://h", "prod"), {}) == ["kubeconfig"]


def test_cluster_identifier_decides_alone() -> None:
    old, new = (
        kubeconfig("https://h") | {"clusterIdentifier": "a"},
        kubeconfig("https://h", "prod") | {"clusterIdentifier": "a"},
    )
    assert replaced_by(old, new, {}) == []
    assert replaced_by(old, new | {"clusterIdentifier": "b"}, {}) == ["clusterIdentifier"]


def test_unknown_kubeconfig_replaces_nothing() -> None:
    assert replaced_by(kubeconfig("https://h"), {"kubeconfig": UNKNOWN}, {}) == []


def test_default_kubeconfig_is_kubectls() -> None:
    assert default_kubeconfig({"KUBECONFIG": ":/a:/b"}) == "/a"
    assert default_kubeconfig({}) == "~/.kube/config"
