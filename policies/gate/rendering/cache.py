"""What was rendered before, by the digest of all that it came from. It may be deleted at any time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from policies.gate.places import gate_cache
from toolchain.errors import SlipwayError
from toolchain.files import write_whole

FORMAT = "1"
"""Part of each digest: another form of what is kept is a miss."""

KEPT = 256
"""Renderings; above it the older half goes."""

_DIGEST_LENGTH = 64


def rendered(words: Iterable[str], folder: Path, parts: Iterable[Path], make: Callable[[], bytes]) -> bytes:
    """Give what a renderer makes, without asking it if it made it before from the same.

    Args:
        words: all that it depends on beside files: the tool and its arguments.
        folder: the files' names are taken from there.
        parts: the files that it depends on.
        make: asks it; what it raises goes through, and nothing is kept.
    """
    entry = _folder() / f"{_digest(words, folder, parts)}.yaml"
    kept = _read(entry)
    if kept is not None:
        return kept
    made = make()
    try:
        write_whole(entry, hashlib.sha256(made).hexdigest().encode() + b"\n" + made, mode=0o600)
        _prune(entry.parent)
    except (OSError, SlipwayError):
        # A cache that can't be written is none.
        pass
    return made


def _folder() -> Path:
    return gate_cache() / "rendered"


def _digest(words: Iterable[str], folder: Path, parts: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for word in (FORMAT, *words):
        digest.update(f"{len(word)}:{word}".encode())
    for part in parts:
        name = os.path.relpath(part, folder).encode(errors="surrogateescape")
        try:
            content = part.read_bytes()
        except OSError as error:
            content = f"unreadable: {error.errno}".encode()
        digest.update(b"%d:%s%d:" % (len(name), name, len(content)))
        digest.update(content)
    return digest.hexdigest()


def _read(entry: Path) -> bytes | None:
    try:
        content = entry.read_bytes()
    except OSError:
        return None
    head, body = content[:_DIGEST_LENGTH], content[_DIGEST_LENGTH + 1 :]
    return body if hashlib.sha256(body).hexdigest().encode() == head else None


def _prune(folder: Path) -> None:
    entries = sorted(folder.glob("*.yaml"), key=lambda entry: entry.stat().st_mtime)
    if len(entries) > KEPT:
        for entry in entries[: len(entries) // 2]:
            entry.unlink(missing_ok=True)
