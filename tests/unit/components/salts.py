"""Salts of stack files, read as Pulumi reads them."""

from __future__ import annotations

import base64
import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def opens(passphrase: str, encryption_salt: str) -> bool:
    """Tell whether a passphrase is the one that a stack file's salt was made for."""
    _, salt, _, nonce, cipher = encryption_salt.split(":")
    key = hashlib.pbkdf2_hmac("sha256", passphrase.encode(), base64.b64decode(salt), 1_000_000, 32)
    try:
        return AESGCM(key).decrypt(base64.b64decode(nonce), base64.b64decode(cipher), None) == b"pulumi"
    except InvalidTag:
        return False
