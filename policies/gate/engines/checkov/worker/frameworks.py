"""The frameworks that the worker knows: a row each. A new one is a module with such a `judge`, and a row."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from . import dockerfiles, manifests, secrets, workflows
from .answer import Answer, Item, one_by_one
from .forks import split
from .log import gathered

Judge: TypeAlias = Callable[[Sequence[Item], Path, Sequence[str]], list[Answer]]

JUDGES: dict[str, Judge] = {
    "dockerfile": dockerfiles.judge,
    "github_actions": workflows.judge,
    "kubernetes": manifests.judge,
    "secrets": secrets.judge,
}

IMPORTS = (
    "checkov.runner_filter",
    "checkov.dockerfile.runner",
    "checkov.github_actions.runner",
    "checkov.kubernetes.runner",
    "checkov.secrets.runner",
)
"""What is imported before the first question."""

_EXAMPLES = {
    "dockerfile": b"FROM scratch\n",
    "github_actions": b"on: push\njobs: {a: {runs-on: a, steps: [{run: a}]}}\n",
    "kubernetes": b'{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": []}}',
    "secrets": b"word\n",
}
"""What is judged before the first question, so that what each framework loads when it first judges is there."""

_EACH_FOR_ITSELF = frozenset({"secrets"})
"""Frameworks whose items are worth the cores that they can have: each is read line by line, in Python."""


def prepare() -> None:
    """Import what the frameworks need, and let each judge once.

    Raises:
        RuntimeError: one can't judge; the installation is damaged.
    """
    for name in IMPORTS:
        importlib.import_module(name)
    for framework, content in _EXAMPLES.items():
        (answer,) = _judge(framework, [Item("example", content)], ())
        if answer.failed or answer.unreadable:
            raise RuntimeError(f"{framework} can't judge its example: {answer.failed or answer.unreadable}")


def judge(framework: str, items: Sequence[Item], checks: Sequence[str]) -> list[Answer]:
    """Judge items; an answer each, in their order, whatever Checkov does.

    Args:
        framework: a name of `JUDGES`.
        items: what to judge.
        checks: ids of the checks to ask; all if empty.
    """
    if framework in _EACH_FOR_ITSELF:
        return split(items, lambda some: _judge(framework, some, checks))
    return _judge(framework, items, checks)


def _judge(framework: str, items: Sequence[Item], checks: Sequence[str]) -> list[Answer]:
    with gathered() as complaints:

        def logged() -> list[str]:
            news = complaints[:]
            complaints.clear()
            return news

        def asked(some: Sequence[Item]) -> list[Answer]:
            with tempfile.TemporaryDirectory(prefix="slipway-checkov-") as folder:
                return JUDGES[framework](some, Path(folder).resolve(), checks)

        return one_by_one(items, asked, logged)


def catalog() -> dict[str, dict[str, str]]:
    """Give the title of every check that the frameworks have, by framework and id; secrets' titles are their kinds."""
    registries = importlib.import_module("checkov.common.checks_infra.registry")
    rows = {
        "dockerfile": "checkov.dockerfile.registry",
        "github_actions": "checkov.github_actions.checks.registry",
        "kubernetes": "checkov.kubernetes.checks.resource.registry",
    }
    titles: dict[str, dict[str, str]] = {}
    for framework, module in rows.items():
        checks = {check.id: check.name for _, check in importlib.import_module(module).registry.all_checks()}
        graph = registries.get_graph_checks_registry(framework)
        graph.load_checks()
        titles[framework] = checks | {check.id: check.name for check in graph.checks}
    secret = importlib.import_module("checkov.secrets.runner").SECRET_TYPE_TO_ID
    titles["secrets"] = {id: kind for kind, id in secret.items()}
    return titles
