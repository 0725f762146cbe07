from components.graph import as_mermaid, as_tree, nodes_of_state

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
    assert as_tree(nodes_of_state(STATE)) == [
        "└─ local  slipway:network:Network",
        "   ├─ local  aws:ec2/vpc:Vpc",
        "   └─ private-a  aws:ec2/subnet:Subnet",
    ]


def test_mermaid_draws_components_as_boxes_and_dependencies_as_arrows() -> None:
    assert as_mermaid(nodes_of_state(STATE)).splitlines() == [
        "flowchart LR",
        '  subgraph n0 ["local<br/><small>slipway:network:Network</small>"]',
        '    n1["local<br/><small>aws:ec2/vpc:Vpc</small>"]',
        '    n2["private-a<br/><small>aws:ec2/subnet:Subnet</small>"]',
        "  end",
        "  n1 --> n2",
    ]
