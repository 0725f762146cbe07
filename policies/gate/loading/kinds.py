"""What a file is, told from its name; of one that people name and whose name tells nothing, from how it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from policies.gate.source import SourceKind

CHART_FILE = "Chart.yaml"
KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""In the order in which kustomize looks for them."""

_KINDS: tuple[tuple[re.Pattern[str], SourceKind], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"(^|/)\.github/workflows/[^/]+\.ya?ml$", SourceKind.WORKFLOW),
        (r"(^|/)action\.ya?ml$", SourceKind.WORKFLOW),
        (r"(?i)(^|/)(docker|container)file(\.(?!(dockerignore|containerignore)$)[^/]*)?$", SourceKind.DOCKERFILE),
        (r"(?i)\.(docker|container)file$", SourceKind.DOCKERFILE),
        # Editors' and compilers' settings: JSON with comments, never an object.
        (r"(^|/)(\.vscode|\.devcontainer)/[^/]+\.json$", SourceKind.OTHER),
        (r"(^|/)(package(-lock)?|composer|tsconfig[^/]*|jsconfig[^/]*|\.eslintrc)\.json$", SourceKind.OTHER),
        (r"\.(ya?ml|json)$", SourceKind.MANIFEST),
    )
)
"""The first pattern that is found in a path decides."""

_OBJECT = re.compile(rb"""["']?(apiVersion|kind|metadata)["']?\s*:""")
"""The first line of an object's YAML."""

BEGINNING_BYTES = 2**16
"""So much of a file is looked at."""

_SUFFIXES = """
    7z a avif avi bin bmp bz2 class dll dylib eot exe flac gif gz heic ico jar jpeg jpg jks lz4 mkv mov mp3 mp4 mpg npy
    npz o odt ogg otf p12 parquet pdf pfx pkl png psd pyc pyd rar so sqlite sqlite3 tar tgz tif tiff ttf war wasm wav
    webm webp whl woff woff2 xls xlsx xz zip zst
"""
_BINARY = frozenset(_SUFFIXES.split())
"""Suffixes of files that hold no text, so that neither a rule nor a search for secrets can read them."""


def kind_of(path: str) -> SourceKind:
    """Give what a file is read as.

    Args:
        path: with `/`.
    """
    return next((kind for pattern, kind in _KINDS if pattern.search(path)), SourceKind.OTHER)


def begins_an_object(path: str) -> bool:
    """Tell whether the first thing in a file is a Kubernetes object, after comments and lines of `---`."""
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(BEGINNING_BYTES)
    except OSError:
        # Reading it tells why.
        return False
    lines = (line.strip() for line in content.removeprefix(b"\xef\xbb\xbf").splitlines())
    first = next((line for line in lines if line and not line.startswith((b"#", b"---", b"%"))), b"")
    return _OBJECT.match(first) is not None or (first.startswith(b"{") and b'"apiVersion"' in content)


def is_binary(path: str) -> bool:
    """Tell whether a file's name says that it holds no text."""
    return path.rpartition(".")[2].lower() in _BINARY


def exclusion(patterns: Iterable[str]) -> re.Pattern[str] | None:
    """Make one expression of glob patterns; a match's last group is the number of the pattern. None if there are none.

    `*` and `?` stay within a folder, `**` goes through folders; a pattern that names a folder takes all that is in it.
    """
    parts = [f"({_expression(pattern.strip('/'))})" for pattern in patterns]
    return re.compile(f"(?:{'|'.join(parts)})(?:/.*)?\\Z", re.DOTALL) if parts else None


def _expression(pattern: str) -> str:
    meanings = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    pieces = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return "".join(meanings.get(piece, re.escape(piece)) for piece in pieces)
