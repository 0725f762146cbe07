"""Which files make a Helm chart."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeAlias

from policies.gate.loading.kinds import CHART_FILE

SUBCHARTS = "charts"
RENDERED = frozenset({"templates", "crds", SUBCHARTS})
"""Folders of a chart whose files reach a cluster; they are judged as they are rendered."""

_OWN = frozenset({CHART_FILE, "Chart.lock", "values.yaml", "values.schema.json", "requirements.yaml"})
_OWN_FILE = re.compile(r"(Chart\.(yaml|lock)|values[^/]*\.ya?ml|values\.schema\.json|requirements\.\w+|ci/[^/]+)\Z")
Parts: TypeAlias = dict[str, list[str]]


class Charts:
    """The charts among files; a chart in another one's `charts/` is a part of that."""

    def __init__(self, folders: set[str]) -> None:
        self._folders = {folder for folder in folders if not _is_subchart(folder, folders)}
        self._homes: dict[str, str | None] = {}
        self._parts: Parts = defaultdict(list)

    @classmethod
    def among(cls, paths: Iterable[str]) -> Charts:
        """Find the charts among absolute paths."""
        listed = list(paths)
        charts = cls({os.path.dirname(path) for path in listed if os.path.basename(path) == CHART_FILE})
        for path in listed:
            if (home := charts.of(path)) is not None:
                charts._parts[home].append(path)
        return charts

    def of(self, path: str) -> str | None:
        """Give the folder of the chart that a file is a part of; None if it is of none."""
        return self._home(os.path.dirname(path)) if self._folders else None

    def parts(self) -> Parts:
        """Give each chart's files, by its folder."""
        return {folder: sorted(self._parts[folder]) for folder in sorted(self._folders)}

    def is_rendered(self, path: str) -> bool:
        """Tell whether a chart's file is judged as it is rendered, rather than by what it holds."""
        home = self.of(path) or ""
        return os.path.relpath(path, home).split(os.sep)[0] in RENDERED

    def is_own(self, path: str) -> bool:
        """Tell whether a chart's file is read by Helm itself: its description, its values."""
        inside = os.path.relpath(path, self.of(path) or "")
        return bool(_OWN_FILE.match(inside))

    def _home(self, folder: str) -> str | None:
        if folder not in self._homes:
            parent = os.path.dirname(folder)
            self._homes[folder] = (
                folder if folder in self._folders else None if parent == folder else self._home(parent)
            )
        return self._homes[folder]


def enclosing_chart(path: str, root: str | None) -> str | None:
    """Give the chart that something named belongs to, so that a template is judged as its chart renders it.

    Args:
        path: absolute.
        root: the repository's folder, above which nothing is looked for; None: no repository.
    """
    found = None
    current = path if os.path.isdir(path) else os.path.dirname(path)
    below = os.path.relpath(path, current)
    while True:
        if os.path.isfile(os.path.join(current, CHART_FILE)):
            first = below.split("/")[0]
            if first == "." or first in RENDERED or first in _OWN or below.startswith("ci/"):
                found = current
        parent = os.path.dirname(current)
        if parent == current or current == root:
            return found
        below = os.path.relpath(path, parent)
        current = parent


def _is_subchart(folder: str, folders: set[str]) -> bool:
    above = os.path.dirname(folder)
    return os.path.basename(above) == SUBCHARTS and os.path.dirname(above) in folders
