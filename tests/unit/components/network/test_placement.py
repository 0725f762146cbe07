from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from components.network import NetworkConfig
from components.network.placement import NODES_NEED, NOT_OFFERED, check_placement
from components.regions import ZONE_LETTERS


def _config(**changes: object) -> NetworkConfig:
    return NetworkConfig.model_validate({"cidr": "10.0.0.0/16", "zones": ["a", "b"], **changes})


@pytest.mark.parametrize(
    ("region", "change", "where", "what"),
    [
        ("eu-west-1", {"zones": ["a", "d"]}, ("zones", 1), "eu-west-1 has no zone 'd'"),
        ("ap-southeast-5", {}, ("interfaceEndpoints",), "ap-southeast-5 has no interface endpoint for eks"),
        (
            "eu-west-1",
            {"natGateways": "none", "interfaceEndpoints": []},
            ("interfaceEndpoints",),
            "without NAT nodes reach ec2, ecr.api, ecr.dkr, sts, eks-auth by interface endpoints alone",
        ),
    ],
)
def test_what_the_region_or_the_nodes_lack_is_refused(
    region: str, change: dict[str, object], where: tuple[object, ...], what: str
) -> None:
    with pytest.raises(PydanticCustomError) as caught:
        check_placement(_config(**change), region, at=("network",))
    assert caught.value.context is not None
    assert caught.value.context["at"] == ("network", *where)
    assert what in caught.value.message()


@pytest.mark.parametrize("region", sorted(set(ZONE_LETTERS) - set(NOT_OFFERED)))
def test_the_defaults_are_good_in_every_other_region(region: str) -> None:
    check_placement(_config(zones=list(ZONE_LETTERS[region])[:2]), region)


def test_without_nat_what_nodes_need_is_enough() -> None:
    check_placement(_config(natGateways="none", interfaceEndpoints=[e.value for e in NODES_NEED]), "eu-west-1")


def test_with_nat_no_interface_endpoint_is_needed() -> None:
    check_placement(_config(interfaceEndpoints=[]), "mx-central-1")


def test_regions_that_lack_an_endpoint_are_in_the_table_of_regions() -> None:
    assert set(NOT_OFFERED) <= set(ZONE_LETTERS)
