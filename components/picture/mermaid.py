"""The same boxes and arrows as a Mermaid diagram, for a Markdown page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from components.picture.boxes import Arrow, Box, Line


def boxes_as_mermaid(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """Draw components as boxes, a line for each type of resource in them, and arrows with the number of uses."""
    number = {box.key: f"b{index}" for index, box in enumerate(boxes)}
    lines = ["flowchart LR"]
    for box in boxes:
        lines += [
            f'  subgraph {number[box.key]} ["{box.title} ({box.count})"]',
            *_inside(box, number[box.key]),
            "  end",
        ]
    lines += [f"  {number[one.source]} -->|{one.count}| {number[one.target]}" for one in arrows]
    return "\n".join(lines)


def _inside(box: Box, prefix: str) -> Iterator[str]:
    yield f'    {prefix}_["{_told(box.lines) or " "}"]'
    for index, part in enumerate(box.parts):
        yield f'    {prefix}_{index}["<b>{part.title}</b><br/>{_told(part.lines)}"]'


def _told(lines: Sequence[Line]) -> str:
    return "<br/>".join(f"{line.count} {line.kind}" for line in lines)
