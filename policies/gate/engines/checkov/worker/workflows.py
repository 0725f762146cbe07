"""GitHub Actions workflows, by Checkov's `github_actions` runner."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .answer import Answer, Found, Item, sentence
from .records import runner_filter


def judge(items: Sequence[Item], folder: Path, checks: Sequence[str]) -> list[Answer]:
    """Judge workflows.

    Checkov leaves out, without a word, a file whose YAML is broken or whose shape its copy of GitHub's schema does not
    know (the copy is older than some keys). Here the first is said, and a file of the second kind is judged if it has
    jobs at all.

    Args:
        items: their contents; whatever their names, each is taken for a workflow.
        folder: an empty folder to write them to.
        checks: ids of the checks to ask; all if empty.
    """
    faults = [_fault(item.content) for item in items]
    files: dict[int, str] = {}
    for number, (item, fault) in enumerate(zip(items, faults, strict=True)):
        if fault is None:
            # Where the file is makes it a workflow for Checkov.
            file = folder / str(number) / ".github" / "workflows" / "workflow.yaml"
            file.parent.mkdir(parents=True)
            file.write_bytes(item.content)
            files[number] = str(file)
    if not files:
        return [Answer(unreadable=fault) for fault in faults]
    module: Any = importlib.import_module("checkov.github_actions.runner")
    # Reading is left to its parent, which asks no schema.
    lenient = type("Runner", (module.Runner,), {"_parse_file": staticmethod(module.YamlRunner._parse_file)})
    runner = lenient()
    try:
        report: Any = runner.run(files=list(files.values()), runner_filter=runner_filter("github_actions", checks))
    except Exception:
        if len(items) > 1 or _known(module, items[0].content):
            raise
        # GitHub would not take it either.
        return [Answer(unreadable="its jobs are not of the shape that GitHub's schema of workflows wants")]
    return [
        _answer(files[number], runner, report) if number in files else Answer(unreadable=fault)
        for number, fault in enumerate(faults)
    ]


def _answer(file: str, runner: Any, report: Any) -> Answer:
    if file not in runner.definitions:
        return Answer(unreadable="it can't be parsed as a workflow")
    found = {
        (record.check_id, record.file_line_range[0], record.resource): Found(
            record.check_id, record.check_name, max(record.file_line_range[0], 0), record.resource
        )
        for record in report.failed_checks
        if record.file_abs_path == file
    }
    for each in found.values():
        # Checkov gives it the name of whatever else is about there.
        each.name = "permissions" if each.check == "CKV2_GHA_1" else each.name
    return Answer(list(found.values()))


def _known(module: Any, content: bytes) -> bool:
    """Tell whether Checkov's copy of GitHub's schema knows a file's shape."""
    loader = importlib.import_module("checkov.common.parsers.yaml.loader").SafeLineLoaderGhaSchema
    return bool(module.is_schema_valid(importlib.import_module("yaml").load(content.decode(), Loader=loader)))


def _fault(content: bytes) -> str | None:
    """Say why a file is no workflow; None if it looks like one."""
    yaml: Any = importlib.import_module("yaml")
    try:
        documents = list(yaml.load_all(content.decode(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f" in line {mark.line + 1}" if mark else ""
        return f"its YAML is broken{where} ({error.problem})"
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:
        return f"its YAML is broken ({sentence(error)})"
    if len(documents) != 1:
        return f"it holds {len(documents)} YAML documents, and a workflow is one"
    if not isinstance(documents[0], dict) or not isinstance(documents[0].get("jobs"), dict):
        return "it has no jobs"
    return None
