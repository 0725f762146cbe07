"""Whose a document is: a team's own rules judge what is that team's, and nothing else.

It is a team's if it lies in the folder of a service whose `service.yaml` names the team, in `teams/<team>/`, or if its
label says so. Any of the three is enough, so that leaving the label out frees no one of the rules of his own team.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from policies.gate.rules import TEAM

if TYPE_CHECKING:
    from policies.gate.entry import Told
    from policies.gate.rules import Rule

LABEL = "slipway.dev/team"
"""The label that `platform render` gives what it makes (delivery.render)."""

ANYBODY = "*"
"""Stands for the owner where a service's file can't be read: every team's rules judge it then."""


class Teams:
    """Which teams' rules there are, and which documents they judge.

    Args:
        rules: every rule of the run.
        directory: the folder that documents' files are named from.
    """

    def __init__(self, rules: Iterable[Rule], directory: Path) -> None:
        self._team = {rule.id: rule.subject.removeprefix(TEAM) for rule in rules if rule.subject.startswith(TEAM)}
        self._directory = directory
        self._of_folder = lru_cache(maxsize=None)(owner_of)

    def spare(self, rule: str, document: Told) -> bool:
        """Tell whether a rule is a team's and the document is not."""
        team = self._team.get(rule)
        if team is None or team == _spelled(document.team or ""):
            return False
        owner = self._of_folder((self._directory / document.file).parent)
        return owner not in (ANYBODY, team)


def owner_of(folder: Path) -> str | None:
    """Give the team that owns what is in a folder, spelled as in a rule's subject; None if no team does.

    The nearest folder upwards that has a `service.yaml` decides, or one below `teams/`.
    """
    for place in (folder, *folder.parents):
        if place.parent.name == "teams":
            return _spelled(place.name)
        file = place / "service.yaml"
        if file.is_file():
            return _team_in(file)
        if (place / ".git").exists():
            break
    return None


def _team_in(file: Path) -> str | None:
    import yaml

    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return ANYBODY
    if not isinstance(told, dict) or "apiVersion" not in told or not str(told["apiVersion"]).startswith("slipway/"):
        # A file of that name of somebody else's: a Service's manifest, say.
        return None
    team = told.get("team")
    return _spelled(team) if isinstance(team, str) and team else ANYBODY


def _spelled(team: str) -> str:
    return team.replace("-", "_")
