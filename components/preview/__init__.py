"""What a preview's changes mean to the people who depend on a stack."""

from __future__ import annotations

from components.preview.differences import Difference, differences_of
from components.preview.groups import Consequence, Group, Grouping, grouped
from components.preview.meanings import Meaning

__all__ = ["Consequence", "Difference", "Group", "Grouping", "Meaning", "differences_of", "grouped"]
