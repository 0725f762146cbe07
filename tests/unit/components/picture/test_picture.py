from __future__ import annotations

from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.graph import Node
from components.picture import Caption, as_svg, boxes_as_mermaid, boxes_of, laid_out
from components.picture.boxes import Arrow, Box, Line, Part, joined
from components.picture.layout import TALL, WIDTH, inner_columns, unit_height
from components.picture.svg import shortened, text_width


def _node(kinds: str, name: str, parent: str = "", *uses: str) -> Node:
    return Node(f"urn:pulumi:shop::slipway::{kinds}::{name}", kinds.rsplit("$", 1)[-1], name, parent, uses)


NETWORK = _node("slipway:network:Network", "slipway-shop")
SUBNETS = [
    _node("slipway:network:Network$aws:ec2/subnet:Subnet", f"slipway-shop-private-{zone}", NETWORK.urn)
    for zone in "abc"
]
POOLS = _node("slipway:nodes:NodePools", "slipway-shop")
POOL = _node("slipway:nodes:NodePools$slipway:nodes:NodePool", "slipway-shop-general", POOLS.urn)
GROUP = _node(
    "slipway:nodes:NodePools$slipway:nodes:NodePool$aws:eks/nodeGroup:NodeGroup",
    "slipway-shop-general",
    POOL.urn,
    *(subnet.urn for subnet in SUBNETS),
)
PROVIDER = _node("pulumi:providers:kubernetes", "slipway-shop")
LOOSE = _node("aws:kms/key:Key", "lonely")
NODES = [NETWORK, *SUBNETS, POOLS, POOL, GROUP, PROVIDER, LOOSE]


def test_siblings_of_one_type_are_one_line_and_a_component_inside_is_a_part() -> None:
    boxes, arrows = boxes_of(NODES, "shop")
    network, pools, rest = boxes
    assert network.lines == (Line(3, "Subnet", "ec2", "private a b c"),)
    assert (pools.title, pools.count, pools.lines) == ("NodePools", 1, ())
    assert [(part.title, part.lines) for part in pools.parts] == [
        ("general", (Line(1, "NodeGroup", "eks", "general"),))
    ]
    assert (rest.title, rest.count) == ("Stack", 1)
    assert arrows == (Arrow(network.key, pools.key, 3),)


def test_many_components_of_one_kind_are_one_part() -> None:
    many = [_node("slipway:nodes:NodePools$slipway:nodes:NodePool", f"p{index}", POOLS.urn) for index in range(5)]
    inner = [
        _node("slipway:nodes:NodePools$slipway:nodes:NodePool$aws:eks/nodeGroup:NodeGroup", one.name, one.urn)
        for one in many
    ]
    (box,), _ = boxes_of([POOLS, *many, *inner], "shop")
    assert [(part.title, part.lines[0].count) for part in box.parts] == [("5 × NodePool", 5)]


def test_names_that_differ_by_zone_are_joined() -> None:
    assert joined(["public-b", "public-a", "intra", "nat-a"]) == "intra, nat a, public a b"


def test_the_picture_is_well_formed_escapes_names_and_is_the_same_each_time() -> None:
    odd = _node("aws:ec2/vpc:Vpc", 'a<b>&"c"')
    boxes, arrows = boxes_of([*NODES, odd], "shop")
    caption = Caption('shop "1" & <2>', ("us-west-2",))
    drawn = as_svg(laid_out(boxes, arrows), caption)
    assert drawn == as_svg(laid_out(*boxes_of([*NODES, odd], "shop")), caption)
    root = ElementTree.fromstring(drawn)
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert 'shop "1" & <2>' in texts
    assert {"Network", "NodePools", "private a b c", "3"} <= set(texts)


def _box(key: str, lines: int) -> Box:
    return Box(key, "network", key, lines, tuple(Line(1, "T", "s", "n") for _ in range(lines)), ())


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Box], list[Arrow]]:
    keys = [f"k{index}" for index in range(draw(st.integers(1, 9)))]
    pairs = [(source, target) for source in keys for target in keys if source != target]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=25)) if pairs else []
    arrows = [Arrow(source, target, draw(st.integers(1, 60))) for source, target in chosen]
    return [_box(key, draw(st.integers(0, 12))) for key in keys], arrows


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_boxes_never_overlap_arrows_lead_from_box_to_box_and_cycles_are_drawn(
    graph: tuple[list[Box], list[Arrow]],
) -> None:
    boxes, arrows = graph
    layout = laid_out(boxes, arrows)
    for one, other in combinations(layout.boxes, 2):
        assert one.column != other.column or one.y + one.height <= other.y or other.y + other.height <= one.y
    assert {route.arrow for route in layout.routes} == set(arrows)
    place = {one.key: one for one in layout.boxes}
    for route in layout.routes:
        source, target = place[route.arrow.source], place[route.arrow.target]
        if not route.backward:
            assert source.column < target.column
            assert (route.points[0][0], route.points[-1][0]) == (source.right, target.x)
        assert source.y <= route.points[0][1] <= source.y + source.height
    assert all(one.right <= layout.width + 0.01 and one.y + one.height <= layout.height + 0.01 for one in layout.boxes)
    ElementTree.fromstring(as_svg(layout, Caption("s", ())))


def test_a_tall_box_flows_into_columns_and_keeps_its_order() -> None:
    parts = tuple(Part(f"p{index}", tuple(Line(1, "T", "s", "n") for _ in range(6))) for index in range(5))
    box = Box("k", "network", "K", 30, (Line(1, "T", "s", "n"),), parts)
    columns = inner_columns(box)
    assert len(columns) > 1
    assert [unit.title for column in columns for unit in column] == ["", *(part.title for part in parts)]
    assert all(sum(map(unit_height, column)) <= TALL for column in columns)
    (placed,) = laid_out([box], []).boxes
    assert placed.width == len(columns) * WIDTH


@pytest.mark.parametrize("room", [20.0, 80.0, 400.0])
def test_a_text_is_cut_to_its_room(room: float) -> None:
    cut = shortened("private a b c, public a b c, intra a b c", 12, room)
    assert text_width(cut, 12) <= room
    assert cut.endswith(("…", "c"))


def test_mermaid_has_a_box_for_each_component_and_counts_on_arrows() -> None:
    lines = boxes_as_mermaid(*boxes_of(NODES, "shop")).splitlines()
    assert lines[:4] == ["flowchart LR", '  subgraph b0 ["Network (3)"]', '    b0_["3 Subnet"]', "  end"]
    assert "  b0 -->|3| b1" in lines
