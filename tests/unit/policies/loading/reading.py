"""Reading texts as if they were files."""

from __future__ import annotations

from policies.gate.document import Document
from policies.gate.finding import Finding
from policies.gate.loading import load
from policies.gate.loading.objects import Item
from policies.gate.source import Skipped, Source, SourceKind


def items(text: str | bytes, file: str = "manifest.yaml") -> list[Item]:
    content = text.encode() if isinstance(text, str) else text
    return list(load(Source(file, SourceKind.MANIFEST, None, ".", content=content)))


def documents(text: str | bytes, file: str = "manifest.yaml") -> list[Document]:
    found = items(text, file)
    assert all(isinstance(item, Document) for item in found), found
    return [item for item in found if isinstance(item, Document)]


def document(text: str | bytes, file: str = "manifest.yaml") -> Document:
    (only,) = documents(text, file)
    return only


def finding(text: str | bytes, file: str = "manifest.yaml") -> Finding:
    (only,) = [item for item in items(text, file) if isinstance(item, Finding)]
    return only


def skipped(text: str | bytes, file: str = "manifest.yaml") -> list[str]:
    found = items(text, file)
    assert all(isinstance(item, Skipped) for item in found), found
    return [item.reason for item in found if isinstance(item, Skipped)]
