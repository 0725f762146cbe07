from __future__ import annotations

from typing import Any

import pytest

from components.addons import AddonsConfig, addons_of
from components.addons.identities import IDENTITIES
from components.gitops.addon import AddOn

ZONE = {"id": "Z0123456789ABCDEFGHIJ", "domain": "dev.example.com"}
ALL = {"externalDns": True, "hostedZones": [ZONE]}


def _brought(production: bool = False, **settings: Any) -> dict[str, AddOn]:
    config = AddonsConfig.model_validate({**ALL, **settings})
    return {addon.name: addon for addon in addons_of(config, cluster_name="shop", production=production)}


@pytest.mark.parametrize("identity", IDENTITIES, ids=lambda identity: identity.addon)
def test_a_charts_service_account_is_the_one_that_has_the_role(identity: Any) -> None:
    addon = _brought().get(identity.addon)
    if addon:
        assert addon.namespace == identity.namespace
        assert addon.values["serviceAccount"] == {"create": True, "name": identity.service_account}


def test_what_is_switched_off_is_not_brought() -> None:
    off = dict.fromkeys(("loadBalancerController", "certManager", "externalSecrets", "externalDns"), False)
    assert _brought(**off) == {}


def test_every_chart_comes_from_its_project_in_a_fixed_version() -> None:
    for addon in _brought().values():
        assert addon.chart.repository.startswith("https://")
        assert addon.chart.name == addon.name
        assert addon.chart.version.removeprefix("v").replace(".", "").isdigit()
        assert addon.source.startswith("https://")


def test_load_balancer_controller_is_told_its_cluster_region_and_vpc_by_the_bridge() -> None:
    assert set(_brought()["aws-load-balancer-controller"].reads) == {
        "slipway.dev/cluster-name",
        "slipway.dev/region",
        "slipway.dev/vpc-id",
    }


def test_load_balancer_controller_uses_nothing_that_its_role_may_not() -> None:
    values = _brought()["aws-load-balancer-controller"].values
    assert {values[switch] for switch in ("enableShield", "enableWaf", "enableWafv2")} == {False}


def test_a_certificate_that_the_chart_makes_up_is_not_a_difference() -> None:
    alone = _brought(certManager=False)["aws-load-balancer-controller"]
    assert alone.values["enableCertManager"] is False
    assert "aws-load-balancer-tls" in [item.get("name") for item in alone.ignored]
    beside = _brought()["aws-load-balancer-controller"]
    assert beside.values["enableCertManager"] is True
    assert "aws-load-balancer-tls" not in [item.get("name") for item in beside.ignored]


def test_external_dns_sees_the_listed_zones_and_owns_its_records() -> None:
    values = _brought()["external-dns"].values
    assert values["domainFilters"] == ["dev.example.com"]
    assert values["extraArgs"] == ["--zone-id-filter=Z0123456789ABCDEFGHIJ"]  # checkov:skip=CKV_SECRET_6:made up
    assert values["txtOwnerId"] == "shop"


def test_secrets_are_read_below_the_prefix_and_by_the_services_namespace_alone() -> None:
    values: Any = _brought()["external-secrets"].values
    (store,) = values["extraObjects"]
    assert store["spec"]["provider"]["aws"]["prefix"] == "shop/"
    (condition,) = store["spec"]["conditions"]
    assert "slipway.dev/namespace" in condition["namespaces"][0]
    other: Any = _brought(secretsPrefix="teams/")["external-secrets"].values
    assert other["extraObjects"][0]["spec"]["provider"]["aws"]["prefix"] == "teams/"


def test_prod_runs_each_controller_twice_in_different_zones_and_never_drains_it_whole() -> None:
    for addon in _brought(production=True).values():
        if addon.name == "external-dns":
            continue
        values = addon.values
        assert values["replicaCount"] == 2
        assert values["topologySpreadConstraints"]
        assert values["podDisruptionBudget"] in (
            {"maxUnavailable": 1},
            {"enabled": True, "minAvailable": 1},
        )


def test_elsewhere_one_replica_is_enough_and_may_be_drained() -> None:
    for addon in _brought().values():
        assert addon.values.get("replicaCount", 1) == 1
        budget: Any = addon.values.get("podDisruptionBudget", {"enabled": False})
        assert budget["enabled"] is False


def test_every_controller_has_requests_and_a_limit_of_memory() -> None:
    for addon in _brought().values():
        resources: Any = addon.values["resources"]
        assert set(resources["requests"]) == {"cpu", "memory"}
        assert set(resources["limits"]) == {"memory"}
