"""The rules as an OPA bundle that any OPA pulls: one file, the same bytes for the same rules, signed with a key."""

from __future__ import annotations

import gzip
import io
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from policies.errors import EngineError, RuleError

SIGNATURES = ".signatures.json"
"""Where a bundle keeps its signature (OPA's bundle file format)."""

SECONDS = 60.0
"""How long OPA may take to sign."""


def packed(folder: Path, signature: bytes | None = None) -> bytes:
    """Give a bundle's folder as the `.tar.gz` that OPA reads; the same bytes for the same content.

    Args:
        folder: what `policies.gate.bundle` made.
        signature: what `signature_of` gave; None leaves it unsigned.
    """
    files: dict[str, bytes] = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    if signature is not None:
        files[SIGNATURES] = signature
    return _archive(files)


def signature_of(opa: Path, folder: Path, key: Path) -> bytes:
    """Give the signature of a bundle's folder: a JSON web token over the digest of each file, by `opa sign`.

    Args:
        opa: the program.
        folder: what is signed; nothing is written into it.
        key: a private key in a PEM file. With RSA the same bundle gives the same signature; ECDSA's differ each time.

    Raises:
        RuleError: the file is no private key that OPA can sign with.
        EngineError: OPA failed.
    """
    algorithm = _algorithm(key)
    with tempfile.TemporaryDirectory(prefix="slipway-signing-") as place:
        command = [str(opa), "sign", "--signing-alg", algorithm, "--signing-key", str(key.absolute())]
        # From within the folder: OPA signs files by the names under which it is given them.
        command += ["--output-file-path", place, "--bundle", "."]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise EngineError(f"opa sign took longer than {SECONDS:.0f} s", do="see what else runs") from None
        if done.returncode != 0:
            raise EngineError(
                f"opa sign failed: {' '.join((done.stderr or done.stdout).split())[:300]}", where=str(key)
            )
        return Path(place, SIGNATURES).read_bytes()


def _algorithm(key: Path) -> str:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    do = "give a PEM file with an RSA or ECDSA private key that has no password"
    try:
        private = load_pem_private_key(key.read_bytes(), None)
    except OSError as error:
        raise RuleError(f"can't be read ({error.strerror})", where=str(key), do=do) from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise RuleError("holds no private key", where=str(key), do=do) from None
    if isinstance(private, RSAPrivateKey):
        return "RS256"
    if isinstance(private, EllipticCurvePrivateKey) and private.curve.name in _CURVES:
        return _CURVES[private.curve.name]
    raise RuleError("holds a key of a kind that bundles aren't signed with", where=str(key), do=do)


_CURVES = {"secp256r1": "ES256", "secp384r1": "ES384", "secp521r1": "ES512"}
"""The algorithm for each curve (RFC 7518, section 3.4)."""


def _archive(files: Mapping[str, bytes]) -> bytes:
    """Give files as a gzipped tar without times, owners or order of its own."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in sorted(files.items()):
            entry = tarfile.TarInfo(f"/{name}")
            entry.size, entry.mode = len(content), 0o644
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(plain.getvalue(), mtime=0)
