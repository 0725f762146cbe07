"""Secrets in any text file, by Checkov's `secrets` runner."""

from __future__ import annotations

import importlib
import linecache
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from .answer import Answer, Found, Item
from .records import runner_filter

_MOST_BYTES = 5_000_000
"""Of a file with a private key: detect-secrets looks for one in files of 8 KiB at most; the gate sends none larger."""


def judge(items: Sequence[Item], folder: Path, checks: Sequence[str]) -> list[Answer]:
    """Look for secrets. What is found is told by kind and line; no part of a secret leaves this function.

    Args:
        items: texts in UTF-8; of a name only its suffix counts.
        folder: an empty folder to write them to.
        checks: ids of the checks to ask; all if empty.
    """
    heuristic = importlib.import_module("detect_secrets.filters.heuristic")
    answers: list[Answer] = []
    # With the gate of detect-secrets, which spares the detectors lines that none can match, and without.
    files: dict[bool, list[str]] = {True: [], False: []}
    for number, item in enumerate(items):
        name = PurePosixPath(item.name)
        # detect-secrets leaves these out without a word.
        try:
            item.content.decode()
        except UnicodeDecodeError:
            answers.append(Answer(unreadable="not UTF-8"))
            continue
        lock, medium = heuristic.is_lock_file(item.name), heuristic.is_non_text_file(item.name)
        if lock or medium:
            answers.append(Answer(unreadable="lock file" if lock else f"{name.suffix} file"))
            continue
        # No part of the name but the suffix, because some names (swagger) hide a file from detect-secrets.
        file = folder / f"{number}{name.suffix if name.suffix.isascii() else ''}"
        file.write_bytes(item.content)
        files[not _spans_lines(str(file))].append(str(file))
        answers.append(Answer())
    importlib.import_module("detect_secrets.plugins.private_key").PrivateKeyDetector.MAX_FILE_SIZE = _MOST_BYTES + 1
    scan: Any = importlib.import_module("detect_secrets.core.scan")
    for gated, some in files.items():
        if some:
            scan._PREGATE_ENABLED, scan._gate = gated, None
            runner = importlib.import_module("checkov.secrets.runner").Runner()
            report: Any = runner.run(root_folder=None, files=some, runner_filter=runner_filter("secrets", checks))
            for record in report.failed_checks:
                number = int(PurePosixPath(record.file_abs_path).name.partition(".")[0])
                answers[number].found.append(Found(record.check_id, record.check_name, record.file_line_range[0]))
    linecache.clearcache()
    return answers


def _spans_lines(file: str) -> bool:
    """Tell whether a secret's name and value are looked for in several lines of a file of this kind.

    The gate sees one line at a time; it halves the work on all other kinds.
    """
    kind = importlib.import_module("detect_secrets.util.filetype").determine_file_type(file)
    return kind in importlib.import_module("checkov.secrets.plugins.detector_utils").MULTILINE_PARSERS
