"""A stack as a picture: an SVG that needs no other tool, the same bytes for the same graph."""

from __future__ import annotations

from components.picture.boxes import boxes_of
from components.picture.layout import laid_out
from components.picture.mermaid import boxes_as_mermaid
from components.picture.svg import Caption, as_svg

__all__ = ["Caption", "as_svg", "boxes_as_mermaid", "boxes_of", "laid_out"]
