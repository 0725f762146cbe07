import pytest

from components.graph import Node, as_mermaid, as_tree, nodes_of_state

STACK = "urn:pulumi:local::slipway::pulumi:pulumi:Stack::slipway-local"
NETWORK = "urn:pulumi:local::slipway::slipway:network:Network::local"
VPC = "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::local"
SUBNET = "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/subnet:Subnet::private-a"
PROVIDER = "urn:pulumi:local::slipway::pulumi:providers:aws::default_7_32_0"

STATE: list[dict[str, object]] = [
    {"urn": STACK},
    {"urn": PROVIDER},
    {"urn": NETWORK, "parent": STACK},
    {"urn": VPC, "parent": NETWORK, "dependencies": []},
    {"urn": SUBNET, "parent": NETWORK, "dependencies": [VPC]},
]


def test_the_tree_shows_children_under_their_component_and_hides_the_engines_own() -> None:
    assert as_tree(nodes_of_state(STATE), "local") == [
        "└─ Network",
        "   ├─ ec2 Vpc",
        "   └─ private-a  ec2 Subnet",
    ]


@pytest.mark.parametrize(
    ("kind", "name", "line"),
    [
        ("aws:ec2/subnet:Subnet", "slipway-dev-private-a", "└─ private-a  ec2 Subnet"),
        ("aws:ec2/subnet:Subnet", "dev-private-a", "└─ private-a  ec2 Subnet"),
        ("aws:ec2/subnet:Subnet", "slipway-other-a", "└─ slipway-other-a  ec2 Subnet"),
        ("kubernetes:core/v1:ConfigMap", "slipway-dev-data", "└─ data  kubernetes ConfigMap"),
        ("pulumi:providers:kubernetes", "slipway-dev", "└─ provider of kubernetes"),
        ("slipway:bucket:PrivateBucket", "slipway-dev-invoices", "└─ invoices  PrivateBucket"),
    ],
)
def test_types_and_names_are_told_in_short(kind: str, name: str, line: str) -> None:
    assert as_tree([Node("urn", kind, name, "")], "dev") == [line]


def test_a_line_is_cut_where_the_terminal_ends_and_only_there() -> None:
    node = Node("urn", "aws:ec2/subnet:Subnet", "private-a", "")
    assert as_tree([node], "dev", width=24) == ["└─ private-a  ec2 Subnet"]
    assert as_tree([node], "dev", width=23) == ["└─ private-a  ec2 Subn…"]


def test_mermaid_draws_components_as_boxes_and_dependencies_as_arrows() -> None:
    assert as_mermaid(nodes_of_state(STATE)).splitlines() == [
        "flowchart LR",
        '  subgraph n0 ["local<br/><small>slipway:network:Network</small>"]',
        '    n1["local<br/><small>aws:ec2/vpc:Vpc</small>"]',
        '    n2["private-a<br/><small>aws:ec2/subnet:Subnet</small>"]',
        "  end",
        "  n1 --> n2",
    ]
