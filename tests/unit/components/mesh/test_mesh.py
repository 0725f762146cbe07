from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from components.gitops import AddOn, bridge_keys
from components.mesh import MeshConfig, addons_of
from components.mesh.sizes import SIZES

GATEWAYS = [{"name": "internal"}, {"name": "public", "scheme": "internet-facing", "allowed": ["198.51.100.0/24"]}]
TRACING = "collector.example.svc.cluster.local"


def _mesh(environment: str = "prod", tracing: str | None = None, **settings: object) -> dict[str, AddOn]:
    brought = addons_of(
        MeshConfig.model_validate({"enabled": True, **settings}),
        environment=environment,
        repository="https://git.example.com/platform.git",
        revision="main",
        tracing_service=tracing,
    )
    return {addon.name: addon for addon in brought}


def _values(addon: AddOn) -> dict[str, Any]:
    return dict(addon.values)


def test_smallest_configuration_brings_nothing() -> None:
    assert addons_of(MeshConfig(), environment="dev", repository="https://g/x.git", revision="main") == ()
    assert MeshConfig().namespace_labels == {}


def test_sidecars_need_base_istiod_cni_and_policy() -> None:
    assert list(_mesh()) == ["istio-base", "istiod", "istio-cni", "istio-policy"]


def test_ambient_brings_ztunnel_and_tells_every_chart() -> None:
    mesh = _mesh(mode="ambient")
    assert list(mesh) == ["istio-base", "istiod", "istio-cni", "istio-policy", "ztunnel"]
    assert {name for name, addon in mesh.items() if addon.values.get("profile") == "ambient"} == {
        "istiod",
        "istio-cni",
        "ztunnel",
    }
    # Else istiod takes no word of ztunnels that live beside it.
    assert _values(mesh["istiod"])["trustedZtunnelNamespace"] == mesh["ztunnel"].namespace


@pytest.mark.parametrize(
    ("settings", "labels"),
    [
        ({}, {"istio-injection": "enabled"}),
        ({"revision": "1-31"}, {"istio.io/rev": "1-31"}),
        ({"mode": "ambient"}, {"istio.io/dataplane-mode": "ambient"}),
    ],
)
def test_services_namespace_is_in_the_mesh(settings: dict[str, object], labels: dict[str, str]) -> None:
    assert MeshConfig.model_validate({"enabled": True, **settings}).namespace_labels == labels


def test_mutual_tls_is_strict_unless_a_migration_says_otherwise() -> None:
    assert _values(_mesh()["istio-policy"])["mutualTls"] == "STRICT"
    assert _values(_mesh(strict=False)["istio-policy"])["mutualTls"] == "PERMISSIVE"


def test_the_policy_is_synced_from_our_own_repository_into_the_root_namespace() -> None:
    policy = _mesh()["istio-policy"]
    assert (policy.chart.repository, policy.chart.path, policy.chart.name) == (
        "https://git.example.com/platform.git",
        "charts/mesh-policy",
        None,
    )
    assert policy.namespace == "istio-system"
    assert policy.cluster_kinds == ()


def test_options_of_the_mesh_are_tight() -> None:
    options = _values(_mesh(egress="REGISTRY_ONLY")["istiod"])["meshConfig"]
    assert options["accessLogEncoding"] == "JSON"
    assert options["outboundTrafficPolicy"] == {"mode": "REGISTRY_ONLY"}
    assert options["meshMTLS"] == {"minProtocolVersion": "TLSV1_3"}
    assert options["defaultConfig"]["holdApplicationUntilProxyStarts"] is True


def test_spans_go_to_the_collector_and_nowhere_if_there_is_none() -> None:
    traced, untraced = _mesh(tracing=TRACING, tracePercent=1), _mesh()
    (provider,) = _values(traced["istiod"])["meshConfig"]["extensionProviders"]
    assert provider["opentelemetry"] == {"service": TRACING, "port": 4317}
    assert _values(traced["istio-policy"])["tracing"] == {"provider": provider["name"], "percent": 1}
    assert "extensionProviders" not in _values(untraced["istiod"])["meshConfig"]
    assert _values(untraced["istio-policy"])["tracing"] == {}


def test_istiod_is_several_in_prod_and_never_all_down_at_once() -> None:
    values = _values(_mesh("prod")["istiod"])
    assert values["autoscaleMin"] >= 2
    assert values["pdb"] == {"minAvailable": 1}
    assert values["global"]["defaultPodDisruptionBudget"] == {"enabled": True}


def test_a_single_istiod_has_no_budget_that_would_hold_up_a_drain() -> None:
    values = _values(_mesh("local")["istiod"])
    assert (values["autoscaleEnabled"], values["replicaCount"]) == (False, 1)
    assert values["global"]["defaultPodDisruptionBudget"] == {"enabled": False}


@pytest.mark.parametrize("environment", SIZES)
def test_every_container_says_what_it_needs(environment: str) -> None:
    size = SIZES[environment]
    for resources in (size.istiod, size.proxy, size.gateway, size.node):
        assert resources["requests"].keys() == {"cpu", "memory"}
        assert resources["limits"]["memory"] == resources["requests"]["memory"]


def test_only_the_parts_that_change_a_nodes_network_are_privileged() -> None:
    mesh = _mesh(mode="ambient", gateways=GATEWAYS)
    privileged = {name for name, addon in mesh.items() if addon.pod_security == "privileged"}
    assert privileged == {"istio-cni", "ztunnel"}
    assert {mesh[name].namespace for name in privileged} == {"istio-node"}
    assert mesh["istio-public"].pod_security == "restricted"


def test_what_istiod_writes_into_its_webhooks_is_left_alone() -> None:
    for name, kinds in {
        "istio-base": {"ValidatingWebhookConfiguration"},
        "istiod": {"ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"},
    }.items():
        ignored = _mesh()[name].ignored
        assert {str(item["kind"]) for item in ignored} == kinds
        for item in ignored:
            assert item["jqPathExpressions"] == [
                ".webhooks[]?.clientConfig.caBundle",
                ".webhooks[]?.failurePolicy",
            ]


def test_a_revision_reaches_base_istiod_ztunnel_and_gateways() -> None:
    mesh = _mesh(revision="1-31", gateways=GATEWAYS)
    assert _values(mesh["istio-base"])["defaultRevision"] == "1-31"
    assert _values(mesh["istiod"])["revision"] == "1-31"
    assert _values(mesh["istio-internal"])["revision"] == "1-31"
    assert _values(_mesh(revision="1-31", mode="ambient")["ztunnel"])["revision"] == "1-31"


def _service(gateway: str) -> dict[str, Any]:
    service: dict[str, Any] = _values(_mesh(gateways=GATEWAYS)[gateway])["service"]
    return service


def _annotation(service: Mapping[str, Any], key: str) -> str:
    return str(service["annotations"][f"service.beta.kubernetes.io/aws-load-balancer-{key}"])


def test_an_internal_gateway_admits_the_vpc_alone_from_private_subnets() -> None:
    service = _service("istio-internal")
    assert _annotation(service, "scheme") == "internal"
    assert "slipway.dev/private-subnets" in _annotation(service, "subnets")
    assert service["loadBalancerSourceRanges"] == ['{{ index .metadata.annotations "slipway.dev/vpc-cidr" }}']


def test_a_public_gateway_admits_the_listed_blocks_from_public_subnets() -> None:
    service = _service("istio-public")
    assert _annotation(service, "scheme") == "internet-facing"
    assert "slipway.dev/public-subnets" in _annotation(service, "subnets")
    assert service["loadBalancerSourceRanges"] == ["198.51.100.0/24"]


def test_a_gateways_load_balancer_is_tagged_so_that_a_teardown_finds_it() -> None:
    tags = _annotation(_service("istio-public"), "additional-resource-tags")
    assert "slipway.dev/stack={{ index" in tags


def test_a_gateway_scales_survives_a_drain_and_binds_no_low_port() -> None:
    values = _values(_mesh(gateways=[{"name": "public", "replicas": {"min": 3, "max": 9}}])["istio-public"])
    assert (values["autoscaling"]["minReplicas"], values["autoscaling"]["maxReplicas"]) == (3, 9)
    assert values["podDisruptionBudget"] == {"maxUnavailable": 1}
    assert min(port["targetPort"] for port in values["service"]["ports"]) > 1024


def test_all_gateways_take_their_chart_from_one_place() -> None:
    mesh = _mesh(gateways=GATEWAYS)
    assert {mesh[name].chart_key for name in ("istio-internal", "istio-public")} == {"istio-gateway"}


def _reads(mesh: Mapping[str, AddOn]) -> Iterator[str]:
    for addon in mesh.values():
        yield from addon.reads


def test_what_is_read_from_the_bridge_is_written_there() -> None:
    assert set(_reads(_mesh(mode="ambient", gateways=GATEWAYS))) <= bridge_keys().keys()


@pytest.mark.parametrize(
    ("settings", "where", "what"),
    [
        ({"mode": "ambiant"}, ("mode",), "'sidecar' or 'ambient'"),
        ({"egress": "none"}, ("egress",), "'REGISTRY_ONLY' or 'ALLOW_ANY'"),
        ({"strict": "yes"}, ("strict",), "valid boolean"),
        ({"revision": "1.31"}, ("revision",), "match pattern"),
        ({"trustDomain": "a/b"}, ("trustDomain",), "match pattern"),
        ({"tracePercent": 101}, ("tracePercent",), "less than or equal to 100"),
        ({"gateways": [{"name": "a"}, {"name": "a"}]}, ("gateways",), "two gateways are called 'a'"),
        ({"gateways": [{"name": "Public"}]}, ("gateways", 0, "name"), "match pattern"),
        (
            {"gateways": [{"name": "p", "scheme": "internet-facing"}]},
            ("gateways", 0),
            "does not say whom it admits",
        ),
        ({"gateways": [{"name": "p", "replicas": {"min": 1}}]}, ("gateways", 0, "replicas", "min"), "equal to 2"),
        (
            {"gateways": [{"name": "p", "replicas": {"min": 4, "max": 3}}]},
            ("gateways", 0, "replicas"),
            "min 4 is more than max 3",
        ),
        ({"gateways": [{"name": "p", "allowed": ["10.0.0.1/8"]}]}, ("gateways", 0, "allowed", 0), ""),
    ],
)
def test_bad_values_are_refused(settings: dict[str, object], where: tuple[str | int, ...], what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        MeshConfig.model_validate(settings)
    error = caught.value.errors()[0]
    assert error["loc"] == where
    assert what in error["msg"]
