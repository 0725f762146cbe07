"""Dockerfiles, by Checkov's `dockerfile` runner."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .answer import Answer, Found, Item, sentence
from .heredocs import Endless, unfolded
from .records import runner_filter

_KNOWN = frozenset(
    {
        *("ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER"),
        *("ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR", "COMMENT"),
    }
)
"""The instructions of https://docs.docker.com/reference/dockerfile/, and what the parser calls a comment."""


def judge(items: Sequence[Item], folder: Path, checks: Sequence[str]) -> list[Answer]:
    """Judge Dockerfiles.

    Args:
        items: their contents; whatever their names, each is taken for a Dockerfile.
        folder: an empty folder to write them to.
        checks: ids of the checks to ask; all if empty.
    """
    answers = [Answer() for _ in items]
    files: dict[int, str] = {}
    for number, item in enumerate(items):
        file = folder / str(number) / "Dockerfile"
        file.parent.mkdir()
        answers[number].unreadable = _written(item.content, file)
        if answers[number].unreadable is None:
            files[number] = str(file)
    if not files:
        return answers
    runner = importlib.import_module("checkov.dockerfile.runner").Runner()
    report: Any = runner.run(files=list(files.values()), runner_filter=runner_filter("dockerfile", checks))
    for number, path in files.items():
        if path in runner.definitions:
            answers[number].found = _found(path, runner.definitions[path], report)
        else:
            answers[number].unreadable = "it can't be parsed as a Dockerfile"
    return answers


def _written(content: bytes, file: Path) -> str | None:
    """Write a Dockerfile in a form that Checkov reads right; give the reason if it is none."""
    try:
        file.write_text(unfolded(content.decode()), encoding="utf-8", newline="")
        definition, _ = importlib.import_module("checkov.dockerfile.parser").parse(str(file))
    except UnicodeDecodeError:
        return "it is not UTF-8"
    except Endless as error:
        return f"the here-document in line {error} has no end, so that what follows is not seen"
    except Exception as error:
        return f"it can't be parsed as a Dockerfile ({sentence(error)})"
    for instruction, uses in definition.items():
        if instruction not in _KNOWN:
            return f"in line {uses[0]['startline'] + 1} is no instruction of a Dockerfile"
    return None if "FROM" in definition else "it has no FROM instruction"


def _found(path: str, definition: Any, report: Any) -> list[Found]:
    found = []
    for record in report.failed_checks:
        if record.file_path == path:
            instruction = record.resource.rpartition(".")[2]
            # What is missing (no USER, no HEALTHCHECK) Checkov reports at no instruction: the last FROM begins the
            # image that lacks it.
            line = record.file_line_range[0] if instruction else definition["FROM"][-1]["startline"] + 1
            found.append(Found(record.check_id, record.check_name, line, instruction))
    return found
