"""How the picture looks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from components.picture.boxes import Line, Part
from components.picture.layout import (
    HEAD,
    PADDING,
    PART_HEAD,
    ROW,
    WIDTH,
    Layout,
    Placed,
    Route,
    inner_columns,
    unit_height,
)

MARGIN = 64
TITLE = 118
LEGEND = 92

FONT = "Inter, 'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', sans-serif"

INK, MUTED, FAINT, PAPER, CARD = "#14202e", "#5b6b7d", "#d7dee6", "#f5f7fa", "#ffffff"

COLORS: Mapping[str, str] = {
    "network": "#2563eb",
    "cluster": "#ea580c",
    "nodes": "#15803d",
    "addons": "#0e7490",
    "gitops": "#7c3aed",
    "security": "#be123c",
    "data": "#a16207",
    "mesh": "#4338ca",
    "observability": "#be185d",
    "stack": "#475569",
}
"""Kind of a component → its colour."""

OTHERS = ("#0f766e", "#9333ea", "#b45309", "#1d4ed8")
"""Colours of other kinds, by name."""

NARROW, WIDE = "fijltrI.,:;'|!()[] -", "mwMW@%×—"
"""Letters that are narrower and wider than most, since no font is at hand to measure with."""


@dataclass(frozen=True)
class Caption:
    """What stands above the picture.

    Args:
        title: the stack's name.
        facts: what is told of it, a few words each.
    """

    title: str
    facts: tuple[str, ...]


def as_svg(layout: Layout, caption: Caption) -> str:
    """Draw a picture.

    Args:
        layout: where everything is.
        caption: what stands above it.

    Returns:
        A whole SVG document.
    """
    width = max(layout.width, 760) + 2 * MARGIN
    height = layout.height + TITLE + LEGEND + 2 * MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" '
            f'width="{_n(width)}" height="{_n(height)}" font-family="{FONT}" role="img" '
            f'aria-label="{escape(caption.title, _QUOTES)}">',
            *_definitions(),
            f'<rect width="100%" height="100%" fill="{PAPER}"/>',
            *_title(caption),
            f'<g transform="translate({MARGIN} {MARGIN + TITLE})">',
            *(line for route in sorted(layout.routes, key=_weight) for line in _arrow(route, layout)),
            *(line for placed in layout.boxes for line in _box(placed)),
            *(line for route in layout.routes for line in _count(route, layout)),
            "</g>",
            *_legend(height - MARGIN - LEGEND / 2),
            "</svg>",
            "",
        ]
    )


_QUOTES = {'"': "&quot;"}


def color_of(kind: str) -> str:
    """Give the colour of a kind of component."""
    return COLORS.get(kind) or OTHERS[sum(map(ord, kind)) % len(OTHERS)]


def text_width(text: str, size: float) -> float:
    """Guess how wide a text is: no font is at hand, and a little too wide does no harm."""
    units = sum(0.32 if letter in NARROW else 0.88 if letter in WIDE else 0.58 for letter in text)
    return units * size


def shortened(text: str, size: float, room: float) -> str:
    """Cut a text to a width, with an ellipsis."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip(' ,')}…"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _text(x: float, y: float, text: str, size: float, fill: str, *, weight: int = 400, anchor: str = "start") -> str:
    bold = f' font-weight="{weight}"' if weight != 400 else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" fill="{fill}"{bold}{side}>{escape(text)}</text>'


def _definitions() -> Iterator[str]:
    yield "<defs>"
    for color in dict.fromkeys((*COLORS.values(), *OTHERS)):
        yield (
            f'<marker id="tip{color[1:]}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="9" markerHeight="9" '
            f'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L10 5L0 10z" fill="{color}"/></marker>'
        )
    yield "</defs>"


def _title(caption: Caption) -> Iterator[str]:
    yield _text(MARGIN, MARGIN + 38, caption.title, 44, INK, weight=700)
    yield _text(MARGIN, MARGIN + 72, "  ·  ".join(caption.facts), 17, MUTED)


def _box(placed: Placed) -> Iterator[str]:
    box = placed.box
    if box is None:
        return
    color = color_of(box.kind)
    x, y, width, height = placed.x, placed.y, placed.width, placed.height
    # A shadow of plain shapes: not every viewer has the filter for one.
    for spread, strength in ((5, 0.03), (3, 0.04), (1, 0.05)):
        yield (
            f'<rect x="{_n(x - spread)}" y="{_n(y - spread + 4)}" width="{_n(width + 2 * spread)}" '
            f'height="{_n(height + 2 * spread)}" rx="{14 + spread}" fill="{INK}" fill-opacity="{strength}"/>'
        )
    yield f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}" rx="14" fill="{CARD}"/>'
    yield (
        f'<path d="M{_n(x)} {_n(y + HEAD)}V{_n(y + 14)}a14 14 0 0 1 14 -14H{_n(x + width - 14)}a14 14 0 0 1 14 14'
        f'V{_n(y + HEAD)}z" fill="{color}"/>'
    )
    yield _text(x + 18, y + 30, box.title, 19, CARD, weight=700)
    yield _text(x + width - 18, y + 30, str(box.count), 17, CARD, weight=600, anchor="end")
    for index, column in enumerate(inner_columns(box)):
        top = y + HEAD + PADDING
        for unit in column:
            yield from _unit(unit, x + index * WIDTH, top, color)
            top += unit_height(unit)


def _unit(unit: Part, x: float, top: float, color: str) -> Iterator[str]:
    """Draw a part of a box, or its own lines, which have no title."""
    if not unit.title:
        yield from _lines(unit.lines, x, top, color)
        return
    inside = PART_HEAD + len(unit.lines) * ROW
    yield (
        f'<rect x="{_n(x + 10)}" y="{_n(top)}" width="{WIDTH - 20}" height="{_n(inside + 2)}" rx="9" '
        f'fill="{color}" fill-opacity="0.06" stroke="{color}" stroke-opacity="0.28"/>'
    )
    yield _text(x + 22, top + 19, shortened(unit.title, 13.5, WIDTH - 60), 13.5, color, weight=700)
    yield from _lines(unit.lines, x, top + PART_HEAD, color, inset=8)


def _lines(lines: Sequence[Line], x: float, top: float, color: str, inset: float = 0) -> Iterator[str]:
    for index, line in enumerate(lines):
        y = top + index * ROW
        left = x + 18 + inset
        badge = str(line.count)
        room = WIDTH - 36 - 2 * inset - 40
        yield (
            f'<rect x="{_n(left)}" y="{_n(y + 3)}" width="30" height="20" rx="10" fill="{color}" '
            f'fill-opacity="{0.16 if line.count > 1 else 0.07}"/>'
        )
        yield _text(left + 15, y + 17.5, badge, 12.5, color, weight=700, anchor="middle")
        kind = shortened(line.kind, 14, room)
        yield _text(left + 40, y + 12.5, kind, 14, INK, weight=600)
        at = left + 40 + text_width(kind, 14) + 10
        if at + text_width(line.service, 11) < x + WIDTH - 18:
            yield _text(x + WIDTH - 18 - inset, y + 12.5, line.service, 11, MUTED, anchor="end")
        yield _text(left + 40, y + 26.5, shortened(line.names, 11.5, room), 11.5, MUTED)


def _weight(route: Route) -> int:
    return -route.arrow.count


def _color(route: Route, layout: Layout) -> str:
    kind = next(one.box.kind for one in layout.boxes if one.box and one.key == route.arrow.source)
    return color_of(kind)


def _arrow(route: Route, layout: Layout) -> Iterator[str]:
    color = _color(route, layout)
    path = f"M{_n(route.points[0][0])} {_n(route.points[0][1])}"
    for index, ((x, y), (to_x, to_y)) in enumerate(pairwise(route.points)):
        if index % 2 == 1:
            path += f"L{_n(to_x)} {_n(to_y)}"
            continue
        bend = (to_x - x) / 2 if not route.backward else -90.0
        path += f"C{_n(x + bend)} {_n(y)} {_n(to_x - bend)} {_n(to_y)} {_n(to_x)} {_n(to_y)}"
    dashes = ' stroke-dasharray="7 6"' if route.backward else ""
    yield (
        f'<path d="{path}" fill="none" stroke="{color}" stroke-opacity="0.55" '
        f'stroke-width="{_n(1.4 + math.log2(1 + route.arrow.count) * 0.55)}"{dashes} '
        f'marker-end="url(#tip{color[1:]})"/>'
    )


def _count(route: Route, layout: Layout) -> Iterator[str]:
    """Write an arrow's number where it leaves its box."""
    color = _color(route, layout)
    x, y = route.points[0]
    label = str(route.arrow.count)
    half = max(11.0, text_width(label, 11.5) / 2 + 6)
    center = x + (-(half + 5) if route.backward else half + 5)
    yield (
        f'<rect x="{_n(center - half)}" y="{_n(y - 9)}" width="{_n(2 * half)}" height="18" rx="9" fill="{PAPER}" '
        f'stroke="{color}" stroke-opacity="0.7"/>'
    )
    yield _text(center, y + 4, label, 11.5, color, weight=700, anchor="middle")


def _legend(y: float) -> Iterator[str]:
    x = float(MARGIN)
    yield f'<line x1="{MARGIN}" x2="{MARGIN + 632}" y1="{_n(y - 30)}" y2="{_n(y - 30)}" stroke="{FAINT}"/>'
    yield f'<rect x="{_n(x)}" y="{_n(y - 10)}" width="26" height="20" rx="5" fill="{COLORS["stack"]}"/>'
    yield _text(x + 36, y + 5, "a component, and how many resources are in it", 13, MUTED)
    x += 352
    yield (
        f'<path d="M{_n(x)} {_n(y)}h58" stroke="{COLORS["stack"]}" stroke-width="2.2" '
        f'marker-end="url(#tip{COLORS["stack"][1:]})"/>'
    )
    yield (
        f'<rect x="{_n(x + 8)}" y="{_n(y - 9)}" width="24" height="18" rx="9" fill="{PAPER}" '
        f'stroke="{COLORS["stack"]}"/>'
    )
    yield _text(x + 20, y + 4, "n", 11.5, COLORS["stack"], weight=700, anchor="middle")
    yield _text(x + 70, y + 5, "what it points at uses n outputs of it", 13, MUTED)
    yield _text(MARGIN, y + 34, "Dashed: against the order, where two components use each other.", 12, MUTED)
