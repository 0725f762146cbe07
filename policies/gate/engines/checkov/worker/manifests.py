"""Kubernetes objects, by Checkov's `kubernetes` runner, straight from memory: they were parsed already."""

from __future__ import annotations

import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .answer import Answer, Found, Item
from .records import runner_filter

_NAMELESS = "unnamed"
"""Checkov leaves out, without a word, an object with neither name nor labels (`generateName`)."""


def judge(items: Sequence[Item], folder: Path, checks: Sequence[str]) -> list[Answer]:
    """Judge objects, those of one call as things that are deployed together.

    Args:
        items: each an object in JSON.
        folder: not used; nothing is written.
        checks: ids of the checks to ask; all if empty.
    """
    answers = [Answer() for _ in items]
    definitions: dict[str, list[dict[str, Any]]] = {}
    for number, item in enumerate(items):
        value = json.loads(item.content)
        fault = _fault(value)
        if fault:
            answers[number].unreadable = fault
        else:
            definitions[f"/{number}"] = [_prepared(value)]
    if not definitions:
        return answers
    utilities = importlib.import_module("checkov.kubernetes.kubernetes_utils")
    runner = importlib.import_module("checkov.kubernetes.runner").Runner()
    runner.definitions = definitions
    runner.definitions_raw = {file: [(1, "-\n")] for file in definitions}
    runner.context = utilities.build_definitions_context(definitions, runner.definitions_raw)
    copy = importlib.import_module("checkov.common.util.data_structures_utils").pickle_deepcopy
    runner.graph_manager.save_graph(runner.graph_manager.build_graph_from_definitions(copy(definitions)))
    report: Any = runner.run(root_folder="/", runner_filter=runner_filter("kubernetes", checks))
    for record in report.failed_checks:
        keys = [key for key in record.check_result.get("evaluated_keys") or [] if isinstance(key, str)]
        found = Found(record.check_id, record.check_name, 0, record.resource, keys)
        answers[int(record.file_path.strip("/"))].found.append(found)
    return answers


def _fault(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "it is no object"
    if not isinstance(value.get("kind"), str) or "apiVersion" not in value:
        return "it has no kind or apiVersion"
    if not isinstance(value.get("metadata") or {}, dict):
        return "its metadata is no mapping"
    return None


def _prepared(value: dict[str, Any]) -> dict[str, Any]:
    metadata = dict(value.get("metadata") or {})
    if not isinstance(metadata.get("name"), str) or not metadata["name"]:
        metadata["name"] = _NAMELESS
    prepared: dict[str, Any] = _marked(value | {"metadata": metadata})
    return prepared


def _marked(value: Any) -> Any:
    """Give each mapping the lines that Checkov's own loader gives it: by them it tells `{}` from nothing."""
    if isinstance(value, dict):
        return {key: _marked(each) for key, each in value.items()} | {"__startline__": 1, "__endline__": 1}
    return [_marked(each) for each in value] if isinstance(value, list) else value
