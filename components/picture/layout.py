"""Where things are: columns by who uses whom, boxes in an order with few crossings, arrows around the boxes between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from components.picture.boxes import Arrow, Box, Part

WIDTH = 330
"""Width of a box."""
GAP = 120
"""Between two columns, for the arrows."""
BETWEEN = 34
"""Between two boxes of a column."""
HEAD = 46
"""Height of a box's head."""
ROW = 34
"""Height of a line: the type, and the names below it."""
PART_HEAD = 26
PADDING = 12
APART = 8
"""Between a box's own lines and the parts below them."""
LANE = 22
"""Height of the way that an arrow takes past a column."""

TALL = 560
"""Height from which what is in a box flows into one more column of it."""

SWEEPS = 12
"""How often the order of each column is looked at again."""


@dataclass
class Placed:
    """A box, or a lane for an arrow that passes its column, with its place."""

    key: str
    column: int
    height: float
    box: Box | None = None
    width: float = WIDTH
    x: float = 0.0
    y: float = 0.0

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def middle(self) -> float:
        """The middle of its height."""
        return self.y + self.height / 2


@dataclass(frozen=True)
class Route:
    """An arrow's way: from port to port, through the lanes of the columns between.

    Args:
        arrow: the arrow.
        points: x and y of each end of each piece; pieces over columns are straight, those between are curves.
        backward: whether it runs against the order of the columns, since boxes use each other.
    """

    arrow: Arrow
    points: tuple[tuple[float, float], ...]
    backward: bool


@dataclass
class Layout:
    """The whole picture without its looks."""

    boxes: list[Placed] = field(default_factory=list)
    routes: list[Route] = field(default_factory=list)
    width: float = 0.0
    height: float = 0.0


def laid_out(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Layout:
    """Place boxes and arrows, always in the same way."""
    forward, backward = _without_cycles(boxes, arrows)
    columns = _columns(boxes, forward)
    placed = {box.key: Placed(box.key, columns[box.key], height_of(box), box, width_of(box)) for box in boxes}
    chains = {arrow: _chain(arrow, placed) for arrow in forward}
    rows = _ordered(placed, chains, [box.key for box in boxes])
    width, height = _spread(rows), _stacked(rows)
    against = {one: (one.source, one.target) for one in backward}
    routes = [*_routes(chains, placed, False), *_routes(against, placed, True)]
    shown = [one for one in placed.values() if one.box]
    return Layout(shown, routes, width, height)


def height_of(box: Box) -> float:
    """Give the height that a box needs."""
    tallest = max((sum(unit_height(unit) for unit in column) for column in inner_columns(box)), default=0.0)
    return HEAD + PADDING + tallest + PADDING / 2


def width_of(box: Box) -> float:
    """Give the width that a box needs."""
    return WIDTH * max(1, len(inner_columns(box)))


def unit_height(unit: Part) -> float:
    """Give the height of a part with what is below it; a part without a title is the box's own lines."""
    return len(unit.lines) * ROW + (PART_HEAD + PADDING if unit.title else APART)


def inner_columns(box: Box) -> tuple[tuple[Part, ...], ...]:
    """Give what is in a box by the columns inside it, in its order: own lines first, then its parts."""
    units = [*([Part("", box.lines)] if box.lines else []), *box.parts]
    columns: list[list[Part]] = []
    used = 0.0
    for unit in units:
        if not columns or used + unit_height(unit) > TALL:
            columns.append([])
            used = 0.0
        columns[-1].append(unit)
        used += unit_height(unit)
    return tuple(map(tuple, columns))


def _without_cycles(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> tuple[list[Arrow], list[Arrow]]:
    """Part arrows into those that give an order, the strongest first, and those that run against it."""
    forward: list[Arrow] = []
    backward: list[Arrow] = []
    below: dict[str, set[str]] = {box.key: {box.key} for box in boxes}  # whom each box leads to
    for arrow in sorted(arrows, key=lambda one: (-one.count, one.source, one.target)):
        if arrow.source in below[arrow.target]:
            backward.append(arrow)
            continue
        forward.append(arrow)
        for reached in below.values():
            if arrow.source in reached:
                reached |= below[arrow.target]
    return sorted(forward, key=lambda one: (one.source, one.target)), backward


def _columns(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> Mapping[str, int]:
    """Put each box one column right of the last that it uses."""
    uses: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        uses[arrow.target].append(arrow.source)
    columns: dict[str, int] = {}

    def column(key: str) -> int:
        if key not in columns:
            columns[key] = max((column(used) + 1 for used in uses[key]), default=0)
        return columns[key]

    for box in boxes:
        column(box.key)
    used_by: dict[str, list[str]] = defaultdict(list)
    for arrow in arrows:
        used_by[arrow.source].append(arrow.target)
    # A box that uses nothing stands beside its first user rather than far from it.
    for box in boxes:
        if not uses[box.key] and used_by[box.key]:
            columns[box.key] = min(columns[user] for user in used_by[box.key]) - 1
    return columns


def _chain(arrow: Arrow, placed: dict[str, Placed]) -> tuple[str, ...]:
    """Give the keys of an arrow's way, with a lane of its own in each column between."""
    first, last = placed[arrow.source].column, placed[arrow.target].column
    lanes = []
    for column in range(first + 1, last):
        key = f"{arrow.source} {arrow.target} {column}"
        placed[key] = Placed(key, column, LANE)
        lanes.append(key)
    return (arrow.source, *lanes, arrow.target)


def _ordered(
    placed: Mapping[str, Placed], chains: Mapping[Arrow, tuple[str, ...]], first: Sequence[str]
) -> list[list[Placed]]:
    """Order each column by the places of what it is bound to, to and fro (the barycentre heuristic)."""
    rank = {key: index for index, key in enumerate([*first, *(key for key in placed if key not in set(first))])}
    rows: list[list[Placed]] = [[] for _ in range(max((one.column for one in placed.values()), default=-1) + 1)]
    for one in sorted(placed.values(), key=lambda one: rank[one.key]):
        rows[one.column].append(one)
    bound: dict[str, list[str]] = defaultdict(list)
    for chain in chains.values():
        for left, right in pairwise(chain):
            bound[left].append(right)
            bound[right].append(left)
    place = {one.key: float(index) for row in rows for index, one in enumerate(row)}
    for sweep in range(SWEEPS):
        step = 1 if sweep % 2 == 0 else -1
        for row in rows[::step]:
            for one in row:
                near = [key for key in bound[one.key] if (placed[key].column - one.column) * step < 0]
                if near:
                    place[one.key] = sum(place[key] for key in near) / len(near)
            row.sort(key=lambda one: (place[one.key], rank[one.key]))
            for index, one in enumerate(row):
                place[one.key] = index * (10 / max(len(row), 1))
    return rows


def _spread(rows: Sequence[Sequence[Placed]]) -> float:
    """Give each column its place, as wide as its widest box; narrower ones stand in its middle, lanes cross it all."""
    x = 0.0
    for row in rows:
        widest = max((one.width for one in row if one.box), default=float(WIDTH))
        for one in row:
            one.width = one.width if one.box else widest
            one.x = x + (widest - one.width) / 2
        x += widest + GAP
    return max(0.0, x - GAP)


def _stacked(rows: Sequence[Sequence[Placed]]) -> float:
    """Give each thing its height in its column; columns are centred."""
    heights = [sum(one.height for one in row) + BETWEEN * (len(row) - 1) for row in rows]
    tallest = max(heights, default=0.0)
    for row, height in zip(rows, heights, strict=True):
        y = (tallest - height) / 2
        for one in row:
            one.y = y
            y += one.height + BETWEEN
    return tallest


def _routes(chains: Mapping[Arrow, tuple[str, ...]], placed: Mapping[str, Placed], backward: bool) -> list[Route]:
    ports = _ports(chains, placed, backward)
    routes = []
    for arrow, chain in chains.items():
        source, target = placed[chain[0]], placed[chain[-1]]
        points = [(source.x if backward else source.right, ports[arrow, "out"])]
        for key in chain[1:-1]:
            lane = placed[key]
            points += [(lane.x, lane.middle), (lane.right, lane.middle)]
        points.append((target.right if backward else target.x, ports[arrow, "in"]))
        routes.append(Route(arrow, tuple(points), backward))
    return routes


def _ports(
    chains: Mapping[Arrow, tuple[str, ...]], placed: Mapping[str, Placed], backward: bool
) -> dict[tuple[Arrow, str], float]:
    """Spread the ends of arrows over the sides of their boxes, in the order of their other ends."""
    sides: dict[tuple[str, str], list[Arrow]] = defaultdict(list)
    for arrow in chains:
        sides[arrow.source, "out"].append(arrow)
        sides[arrow.target, "in"].append(arrow)
    ports = {}
    for (key, side), arrows in sides.items():
        box = placed[key]

        def other(arrow: Arrow, side: str = side) -> tuple[float, str, str]:
            chain = chains[arrow]
            return (placed[chain[1] if side == "out" else chain[-2]].middle, arrow.source, arrow.target)

        arrows.sort(key=other)
        top, bottom = box.y + HEAD / 2, box.y + box.height - (70 if backward else 20)
        step = min(26.0, (bottom - top) / max(len(arrows), 1))
        start = (top + bottom) / 2 - step * (len(arrows) - 1) / 2
        for index, arrow in enumerate(arrows):
            ports[arrow, side] = start + index * step
    return ports
