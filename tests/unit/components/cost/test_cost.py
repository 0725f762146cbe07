from __future__ import annotations

from datetime import date

import pytest

from components.cost import Estimate, Line, estimated, monthly_price, prices
from components.cost.charges import CHARGES
from components.cost.estimate import is_free
from components.recorded import RecordedResource, Recording
from components.regions import ZONE_LETTERS

NETWORK = RecordedResource("urn:network", "slipway:network:Network", "shop", component=True)


def _lines(*resources: RecordedResource, region: str = "us-west-2") -> tuple[Line, ...]:
    return estimated(Recording("shop", (NETWORK, *resources), {}), region).lines


def _one(kind: str, inputs: dict[str, object], **more: object) -> RecordedResource:
    return RecordedResource(f"urn:{kind}", kind, "one", "urn:network", inputs=inputs, **more)  # type: ignore[arg-type]


def test_every_price_has_a_source_a_date_that_is_past_and_regions_that_exist() -> None:
    for name, price in prices().items():
        assert price.source.startswith(("https://", "AWS Price List API")), name
        assert date(2024, 1, 1) < price.as_of, name
        assert set(price.usd) <= {*ZONE_LETTERS, "*"}, name
        assert all(usd > 0 for usd in price.usd.values()), name


def test_a_pool_costs_its_desired_nodes_and_their_volumes() -> None:
    template = _one("aws:ec2/launchTemplate:LaunchTemplate", {"blockDeviceMappings": [{"ebs": {"volumeSize": 50}}]})
    group = _one(
        "aws:eks/nodeGroup:NodeGroup",
        {"instanceTypes": ["m7i.large"], "capacityType": "ON_DEMAND", "scalingConfig": {"desiredSize": 3}},
        property_dependencies={"launchTemplate": (template.urn,)},
    )
    instances, volumes = _lines(template, group)
    assert instances.component == "network"
    assert instances.monthly == pytest.approx(3 * 2 * 730 * 0.0504)
    assert volumes.monthly == pytest.approx(3 * 50 * 0.08)


@pytest.mark.parametrize(
    "inputs",
    [
        {"instanceTypes": ["m7i.large"], "capacityType": "SPOT", "scalingConfig": {"desiredSize": 3}},
        {"instanceTypes": ["c7i.metal-24xl"], "scalingConfig": {"desiredSize": 3}},
        {"instanceTypes": ["r7i.large"], "scalingConfig": {"desiredSize": 3}},
    ],
)
def test_instances_without_a_list_price_are_unknown(inputs: dict[str, object]) -> None:
    (line,) = _lines(_one("aws:eks/nodeGroup:NodeGroup", inputs))
    assert line.monthly is None


def test_a_region_without_a_price_is_unknown_and_counted() -> None:
    estimate = estimated(Recording("shop", (_one("aws:ec2/natGateway:NatGateway", {}),), {}), "eu-west-1")
    assert {line.what: line.monthly for line in estimate.lines} == {
        "gateway hours": pytest.approx(730 * 0.048),
        "data through it": None,
    }
    assert estimate.unknown == 1
    assert estimate.known == pytest.approx(730 * 0.048)


def test_an_interface_endpoint_costs_for_each_zone_and_a_gateway_endpoint_nothing() -> None:
    kind = "aws:ec2/vpcEndpoint:VpcEndpoint"
    hours, _ = _lines(_one(kind, {"vpcEndpointType": "Interface", "subnetIds": ["a", "b", "c"]}))
    assert hours.monthly == pytest.approx(3 * 730 * 0.01)
    assert _lines(_one(kind, {"vpcEndpointType": "Gateway"})) == ()


def test_a_type_that_the_table_does_not_know_is_unknown_not_free() -> None:
    (line,) = _lines(_one("aws:fsx/lustreFileSystem:LustreFileSystem", {}))
    assert (line.what, line.monthly) == ("all of it", None)


def test_what_has_a_charge_is_not_free() -> None:
    assert [kind for kind in CHARGES if is_free(kind)] == []


@pytest.mark.parametrize(
    ("kind", "inputs", "wanted"),
    [
        ("aws:iam/role:Role", {}, 0.0),
        ("aws:eks/cluster:Cluster", {}, 73.0),
        ("aws:ebs/volume:Volume", {"type": "gp3", "size": 100}, 8.0),
        ("aws:cloudwatch/logGroup:LogGroup", {"retentionInDays": 30}, None),
    ],
)
def test_one_resources_price_is_unknown_if_a_part_of_it_is(
    kind: str, inputs: dict[str, object], wanted: float | None
) -> None:
    assert monthly_price(kind, inputs, "us-west-2") == wanted


def test_totals_are_by_component() -> None:
    lines = tuple(Line(component, "t", "n", "w", 2, "u", 1.5, "", "") for component in ("b", "a", "a"))
    assert Estimate("shop", "us-west-2", lines).by_component == {"b": 3.0, "a": 6.0}
