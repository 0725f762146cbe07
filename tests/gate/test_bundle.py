"""The bundle of the rules: the same bytes each time, signed, pulled over HTTP and verified by an OPA of its own."""

from __future__ import annotations

import functools
import http.server
import json
import socket
import subprocess
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from policies.errors import RuleError
from policies.library.catalogue import bundle_here
from policies.library.packing import SIGNATURES, packed, signature_of
from tests.gate.conftest import ROOT

POD = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "cart"},
    "spec": {"containers": [{"name": "app", "image": "cart:1", "securityContext": {"privileged": True}}]},
}


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    key = private.public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="session")
def folder() -> Path:
    return bundle_here(ROOT).folder


@pytest.fixture(scope="session")
def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.fixture
def key(tmp_path: Path, private: rsa.RSAPrivateKey) -> Path:
    file = tmp_path / "key.pem"
    file.write_bytes(pem(private))
    return file


@contextmanager
def pulling(opa: Path, place: Path, bundle: bytes, key: str, algorithm: str) -> Iterator[Callable[[], str]]:
    """Serve a bundle on loopback and start an OPA that pulls it; gives its address, or what went wrong."""
    (place / "served").mkdir()
    (place / "served" / "policies.tar.gz").write_bytes(bundle)
    handler = functools.partial(Quiet, directory=str(place / "served"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = {
        "services": {"ours": {"url": f"http://127.0.0.1:{server.server_port}"}},
        "keys": {"slipway": {"algorithm": algorithm, "key": key}},
        "bundles": {"slipway": {"service": "ours", "resource": "policies.tar.gz", "signing": {"keyid": "slipway"}}},
    }
    (place / "config.json").write_text(json.dumps(config))
    command = [str(opa), "run", "--server", "--addr", f"127.0.0.1:{port}", "--config-file", str(place / "config.json")]
    log = place / "log"
    with log.open("w") as told:
        process = subprocess.Popen([*command, "--log-format", "json"], stderr=told, stdout=told)

    def outcome() -> str:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            said = log.read_text()
            if "Bundle load failed" in said:
                return said
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health?bundles", timeout=1).close()
                return f"http://127.0.0.1:{port}"
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError(f"OPA has not pulled the bundle: {said}")

    try:
        yield outcome
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()


def asked(address: str, path: str, given: object) -> Any:
    request = urllib.request.Request(f"{address}/v1/data/{path}", json.dumps({"input": given}).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["result"]


def test_the_same_rules_give_the_same_bytes_signed_or_not(opa: Path, folder: Path, key: Path) -> None:
    assert packed(folder) == packed(folder)
    first, second = (packed(folder, signature_of(opa, folder, key)) for _ in range(2))
    assert first == second


def test_another_checkout_of_the_same_rules_gives_the_same_bytes(
    platform: Callable[..., subprocess.CompletedProcess[str]], checkout: Path
) -> None:
    assert platform("policy", "bundle", "--output", "a.tar.gz").returncode == 0
    assert (checkout / "a.tar.gz").read_bytes() == packed(bundle_here(checkout).folder)
    with tarfile.open(checkout / "a.tar.gz") as archive:
        assert [name for name in archive.getnames() if name.endswith("_test.rego")] == []


def test_any_opa_pulls_the_signed_bundle_and_judges_by_it(
    opa: Path, folder: Path, key: Path, private: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    bundle = packed(folder, signature_of(opa, folder, key))
    with pulling(opa, tmp_path, bundle, public(private), "RS256") as outcome:
        verdicts = asked(outcome(), "slipway/gate/documents", {"resources": [POD, {"kind": "ConfigMap"}]})
    said = [finding["msg"] for rule, verdict, finding in verdicts["0"] if rule == "pods/privileged"]
    assert said == ['container "app" has privileged: true']
    assert "pods/privileged" not in {rule for rule, _, _ in verdicts["1"]}


def test_an_opa_refuses_a_bundle_that_somebody_changed(
    opa: Path, folder: Path, key: Path, private: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    signature = signature_of(opa, folder, key)
    changed = tmp_path / "changed"
    for file in folder.rglob("*"):
        if file.is_file():
            (changed / file.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            (changed / file.relative_to(folder)).write_bytes(file.read_bytes())
    rule = changed / "policies" / "rego" / "pods" / "privileged.rego"
    rule.write_text(rule.read_text().replace("{null, false}", "{null, false, true}"))
    with pulling(opa, tmp_path, packed(changed, signature), public(private), "RS256") as outcome:
        assert "digest mismatch" in outcome()


@pytest.mark.parametrize("signed", [True, False])
def test_an_opa_refuses_a_bundle_of_another_key_or_of_none(
    opa: Path, folder: Path, key: Path, tmp_path: Path, signed: bool
) -> None:
    other = rsa.generate_private_key(65537, 2048)
    bundle = packed(folder, signature_of(opa, folder, key) if signed else None)
    with pulling(opa, tmp_path, bundle, public(other), "RS256") as outcome:
        assert "Bundle load failed" in outcome()


def test_an_ecdsa_key_signs_too(opa: Path, folder: Path, tmp_path: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(pem(private))
    bundle = packed(folder, signature_of(opa, folder, tmp_path / "key.pem"))
    with pulling(opa, tmp_path, bundle, public(private), "ES256") as outcome:
        assert outcome().startswith("http://")


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"not a key", "holds no private key"), (None, "can't be read"), (b"", "holds no private key")],
)
def test_what_is_no_private_key_signs_nothing(
    opa: Path, folder: Path, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "key.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RuleError, match=said):
        signature_of(opa, folder, file)


def test_signing_leaves_the_judging_bundle_as_it_is(opa: Path, folder: Path, key: Path) -> None:
    signature_of(opa, folder, key)
    assert not (folder / SIGNATURES).exists()
