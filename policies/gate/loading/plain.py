"""The least of a loader: YAML files below folders, by PyYAML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import yaml

from policies.errors import InputError
from policies.gate.document import Document
from policies.gate.source import Skipped, Source, SourceKind

SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def discover(paths: Sequence[str], *, excluded: Sequence[str] = ()) -> Iterator[Source | Skipped]:
    """Give the files below paths that may hold manifests, in the order of their names.

    Raises:
        InputError: a path is not there.
    """
    for written in paths:
        path = Path(written)
        if not path.exists():
            raise InputError("no such file or folder", where=written, do="name one that is there")
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in SUFFIXES and file.is_file():
                yield Source(file.as_posix(), SourceKind.MANIFEST, file, file.parent.as_posix())


def load(source: Source) -> Iterator[Document | Skipped]:
    """Give the documents of a file.

    Raises:
        InputError: it can't be read or parsed.
    """
    if source.path is None:
        raise InputError("can't be read yet", where=source.file)
    try:
        content = source.path.read_bytes()
        for number, value in enumerate(yaml.load_all(content, Loader=yaml.CSafeLoader)):
            if not isinstance(value, dict) or "kind" not in value:
                yield Skipped(source.file, "not-kubernetes")
            else:
                yield Document(value, source.file, number)
    except (OSError, yaml.YAMLError, ValueError) as error:
        raise InputError(str(error).replace("\n", " "), where=source.file, do="mend it") from error
