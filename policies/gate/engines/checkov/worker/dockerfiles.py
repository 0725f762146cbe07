"""Dockerfiles, by Checkov's `dockerfile` runner."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .answer import Answer, Found, Item
from .records import runner_filter


def judge(items: Sequence[Item], folder: Path, checks: Sequence[str]) -> list[Answer]:
    """Judge Dockerfiles.

    Args:
        items: their contents; whatever their names, each is taken for a Dockerfile.
        folder: an empty folder to write them to.
        checks: ids of the checks to ask; all if empty.
    """
    files = [folder / str(number) / "Dockerfile" for number in range(len(items))]
    numbering: list[list[int] | None] = []
    for file, item in zip(files, items, strict=True):
        file.parent.mkdir()
        file.write_bytes(item.content)
        numbering.append(lines_of(item.content.decode(errors="replace")))
    runner = importlib.import_module("checkov.dockerfile.runner").Runner()
    report: Any = runner.run(files=[str(file) for file in files], runner_filter=runner_filter("dockerfile", checks))
    return [
        _answer(str(file), lines, runner.definitions.get(str(file)), report)
        for file, lines in zip(files, numbering, strict=True)
    ]


def _answer(file: str, lines: list[int] | None, definition: Any, report: Any) -> Answer:
    if lines is None:
        return Answer(unreadable="a here-document in it has no end, so that what follows is not seen")
    if definition is None:
        return Answer(unreadable="it can't be parsed as a Dockerfile")
    if "FROM" not in definition:
        return Answer(unreadable="it has no FROM instruction")
    found = []
    for record in report.failed_checks:
        if record.file_path == file:
            start = record.file_line_range[0]
            # What is missing (no USER, no HEALTHCHECK) Checkov reports at no instruction: the last FROM begins the
            # image that lacks it.
            instruction = record.resource.rpartition(".")[2]
            begin = start if instruction else definition["FROM"][-1]["startline"] + 1
            line = lines[begin - 1] if 0 < begin <= len(lines) else begin
            found.append(Found(record.check_id, record.check_name, line, instruction))
    return Answer(found)


def lines_of(content: str) -> list[int] | None:
    """Give the line in the file of each line that Checkov counts: it joins a here-document to one line first.

    Its own rule (checkov/dockerfile/parser.py, `convert_multiline_commands`): from a line that begins with `RUN <<EOF`
    to one that is `EOF`. None if there is no such end; Checkov would see nothing of the rest.
    """
    numbers: list[int] = []
    began: int | None = None
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip().startswith("RUN <<EOF"):
            began = number
        elif began is not None and line.strip() == "EOF":
            numbers.append(began)
            began = None
        elif began is None:
            numbers.append(number)
    return numbers if began is None else None
