import base64
import json
from pathlib import Path

import pytest

from sandbox.providers.kubernetes.errors import KubeconfigError
from sandbox.providers.kubernetes.kubeconfig import ExecCommand, access

PEM = base64.b64encode(b"-----BEGIN CERTIFICATE-----").decode()
CONFIG = f"""
current-context: one
clusters:
- {{name: c1, cluster: {{server: "https://127.0.0.1:6443/", certificate-authority-data: {PEM}}}}}
- {{name: c2, cluster: {{server: "https://other:6443", insecure-skip-tls-verify: true, certificate-authority: ca.pem}}}}
contexts:
- {{name: one, context: {{cluster: c1, user: u1, namespace: shop}}}}
- {{name: two, context: {{cluster: c2, user: u2}}}}
- {{name: broken, context: {{cluster: c9, user: u1}}}}
users:
- {{name: u1, user: {{token: abc}}}}
- name: u2
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [eks, get-token, --cluster-name, dev]
      env: [{{name: AWS_REGION, value: eu-west-1}}]
"""


def test_current_context_is_read() -> None:
    found = access(CONFIG)
    assert (found.server, found.cluster, found.namespace, found.token) == (
        "https://127.0.0.1:6443",
        "c1",
        "shop",
        "abc",
    )
    assert found.authority == b"-----BEGIN CERTIFICATE-----"
    assert found.verified


def test_named_context_of_a_file_with_a_command_and_paths_beside_it(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("ca")
    file = tmp_path / "config"
    file.write_text(CONFIG)
    found = access(str(file), context="two")
    assert found.credential == ExecCommand(
        "aws",
        ("eks", "get-token", "--cluster-name", "dev"),
        (("AWS_REGION", "eu-west-1"),),
        "client.authentication.k8s.io/v1beta1",
    )
    assert (found.authority, found.verified, found.namespace) == (b"ca", False, "default")


def test_json_content_is_taken_as_content() -> None:
    document = {
        "current-context": "x",
        "contexts": [{"name": "x", "context": {"cluster": "c"}}],
        "clusters": [{"name": "c", "cluster": {"server": "http://h:1"}}],
    }
    assert access(json.dumps(document)).server == "http://h:1"


@pytest.mark.parametrize(
    ("content", "context", "said"),
    [
        (CONFIG, "three", "no context named 'three'; it has one, two, broken"),
        (CONFIG, "broken", "no cluster named 'c9'"),
        ("a: [\nb: c\n", "", "is not YAML"),
        ("- a\n- b\n", "", "holds list"),
        ("clusters: []\nusers: []\n", "", "names no current-context"),
        (CONFIG.replace('"https://127.0.0.1:6443/"', '""'), "", "has no server URL"),
        (CONFIG.replace(PEM, "'%%%'"), "", "is not base64"),
    ],
)
def test_bad_kubeconfig_is_one_sentence(content: str, context: str, said: str) -> None:
    with pytest.raises(KubeconfigError, match=said):
        access(content, context=context)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KubeconfigError, match=str(tmp_path / "none")):
        access(str(tmp_path / "none"))
