"""The sandbox's own certificate authority and the certificates it signs, so that TLS is verified everywhere."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sandbox.errors import StateDamaged
from toolchain.files import write_whole

AUTHORITY_DAYS = 3650
CERTIFICATE_DAYS = 365
RENEW_DAYS = 30
"""A certificate that ends within so many days is made anew when the sandbox starts."""

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def ensure_authority(folder: Path) -> None:
    """Make the certificate authority `ca.pem`, `ca.key` unless it is there.

    Raises:
        StateDamaged: one of the two files is there and can't be read as what it is.
    """
    if (folder / "ca.pem").exists() and (folder / "ca.key").exists():
        _authority(folder)
        return
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "slipway sandbox")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=AUTHORITY_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=True,
                crl_sign=True,
                content_commitment=False,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_whole(folder / "ca.key", _key_pem(key), mode=0o600)
    write_whole(folder / "ca.pem", certificate.public_bytes(serialization.Encoding.PEM))


def ensure_certificate(
    folder: Path, name: str, *, hosts: Iterable[str] = (), addresses: Iterable[str] = ("127.0.0.1",)
) -> None:
    """Make `<name>.pem` and `<name>.key`, good for server and client, unless a usable pair is there.

    Args:
        folder: where the authority lies and the pair is written.
        name: the certificate's common name and its files' name.
        hosts: DNS names it is for.
        addresses: IP addresses it is for.

    Raises:
        StateDamaged: the authority can't be read.
    """
    path = folder / f"{name}.pem"
    if (folder / f"{name}.key").exists() and _usable(path, folder):
        return
    certificate, key = issue(folder, name, hosts=hosts, addresses=addresses)
    write_whole(folder / f"{name}.key", key, mode=0o600)
    write_whole(path, certificate)


def issue(folder: Path, name: str, *, hosts: Iterable[str] = (), addresses: Iterable[str] = ()) -> tuple[bytes, bytes]:
    """Sign a certificate for a new key.

    Returns:
        The certificate and its key, PEM.

    Raises:
        StateDamaged: the authority can't be read.
    """
    authority, authority_key = _authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(host) for host in hosts]
    names += [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=5))
        .not_valid_after(now + datetime.timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False
        )
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    certificate = builder.sign(authority_key, hashes.SHA256())
    return certificate.public_bytes(serialization.Encoding.PEM), _key_pem(key)


def ensure_signing_key(folder: Path, name: str) -> None:
    """Make an RSA key pair `<name>.key`, `<name>.pub` for service-account tokens unless it is there."""
    if (folder / f"{name}.key").exists() and (folder / f"{name}.pub").exists():
        return
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    write_whole(folder / f"{name}.key", _key_pem(key), mode=0o600)
    write_whole(folder / f"{name}.pub", public)


def _authority(folder: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        certificate = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
        key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise StateDamaged(
            f"the certificate authority cannot be read ({error})",
            where=str(folder),
            do="type `platform sandbox reset` to make a new sandbox",
        ) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StateDamaged(
            "holds a key of another kind than the sandbox makes",
            where=str(folder / "ca.key"),
            do="type `platform sandbox reset` to make a new sandbox",
        )
    return certificate, key


def _usable(path: Path, folder: Path) -> bool:
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        certificate.verify_directly_issued_by(_authority(folder)[0])
        key = serialization.load_pem_private_key(path.with_suffix(".key").read_bytes(), password=None)
        if key.public_key() != certificate.public_key():
            return False  # a kill came between the writing of the two
    except Exception:  # whatever is wrong with it, a new one mends it
        return False
    left = certificate.not_valid_after_utc - datetime.datetime.now(datetime.UTC)
    return left > datetime.timedelta(days=RENEW_DAYS)


def _key_pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
