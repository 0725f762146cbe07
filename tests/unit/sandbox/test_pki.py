import socket
import ssl
import threading
from pathlib import Path

import pytest

from sandbox.errors import StateDamaged
from sandbox.pki import ensure_authority, ensure_certificate, ensure_signing_key, issue


def handshake(folder: Path, server: str, trusted: Path) -> str:
    """Connect to a server with a certificate of ours; give the certificate's name as the client verified it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{server}.pem", folder / f"{server}.key")
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            context.wrap_socket(theirs, server_side=True).close()
        except OSError:
            theirs.close()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with ssl.create_default_context(cafile=str(trusted)).wrap_socket(ours, server_hostname="127.0.0.1") as client:
            subject = dict(pair[0] for pair in client.getpeercert()["subject"])  # type: ignore[index,misc]
            return str(subject["commonName"])
    finally:
        ours.close()
        thread.join()


def test_a_client_that_trusts_the_authority_verifies_the_server(tmp_path: Path) -> None:
    ensure_authority(tmp_path)
    ensure_certificate(tmp_path, "server")
    assert handshake(tmp_path, "server", tmp_path / "ca.pem") == "server"


def test_another_sandboxs_authority_is_not_trusted(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        ensure_authority(tmp_path / name)
        ensure_certificate(tmp_path / name, "server")
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(tmp_path / "one", "server", tmp_path / "two" / "ca.pem")


def test_keys_are_read_by_their_owner_alone(tmp_path: Path) -> None:
    ensure_authority(tmp_path)
    ensure_certificate(tmp_path, "server")
    ensure_signing_key(tmp_path, "service-accounts")
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.glob("*.key")} == {
        "ca.key": "0o600",
        "server.key": "0o600",
        "service-accounts.key": "0o600",
    }


def test_what_is_there_and_good_stays(tmp_path: Path) -> None:
    ensure_authority(tmp_path)
    ensure_certificate(tmp_path, "server")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    ensure_authority(tmp_path)
    ensure_certificate(tmp_path, "server")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_certificate_of_another_authority_is_made_anew(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    ensure_authority(other)
    ensure_authority(tmp_path)
    certificate, key = issue(other, "server", addresses=["127.0.0.1"])
    (tmp_path / "server.pem").write_bytes(certificate)
    (tmp_path / "server.key").write_bytes(key)
    ensure_certificate(tmp_path, "server")
    assert handshake(tmp_path, "server", tmp_path / "ca.pem") == "server"


def test_a_damaged_authority_is_named_with_what_to_do(tmp_path: Path) -> None:
    ensure_authority(tmp_path)
    (tmp_path / "ca.key").write_text("not a key")
    with pytest.raises(StateDamaged, match="platform sandbox reset"):
        ensure_authority(tmp_path)
