"""The salt of a stack file whose secrets a passphrase opens, as Pulumi makes it.

Pulumi derives a key from passphrase and salt and keeps the word "pulumi" encrypted by it beside the salt, to know a
wrong passphrase (sdk/go/common/resource/config/crypt.go and pkg/secrets/passphrase/manager.go of pulumi/pulumi).
"""

from __future__ import annotations

import base64
import hashlib
import secrets

SALT_BYTES = 8
NONCE_BYTES = 12
ITERATIONS = 1_000_000
KNOWN_WORD = b"pulumi"


def encryption_salt(passphrase: str) -> str:
    """Make a new `encryptionsalt` for a stack file.

    Args:
        passphrase: what PULUMI_CONFIG_PASSPHRASE will hold.
    """
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = secrets.token_bytes(SALT_BYTES), secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(_key(passphrase, salt)).encrypt(nonce, KNOWN_WORD, None)
    return f"v1:{_text(salt)}:v1:{_text(nonce)}:{_text(cipher)}"


def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", passphrase.encode(), salt, ITERATIONS, 32)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
