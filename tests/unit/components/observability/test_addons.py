"""The monitoring stack's values. They were rendered with the charts' published versions; here, what matters in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from components.gitops import AddOn, bridge_keys
from components.observability import ObservabilityConfig, addons_of, tracing_service
from components.observability.sizes import SIZES


def _stack(environment: str = "prod", **settings: object) -> dict[str, AddOn]:
    config = ObservabilityConfig.model_validate({"enabled": True, **settings})
    return {addon.name: addon for addon in addons_of(config, environment=environment)}


def _values(name: str, environment: str = "prod", **settings: object) -> dict[str, Any]:
    return dict(_stack(environment, **settings)[name].values)


def test_smallest_configuration_brings_nothing_and_takes_no_spans() -> None:
    assert addons_of(ObservabilityConfig(), environment="dev") == ()
    assert tracing_service(ObservabilityConfig()) is None


def test_metrics_logs_traces_and_their_collectors_come_together() -> None:
    assert list(_stack()) == [
        "kube-prometheus-stack",
        "loki",
        "tempo",
        "opentelemetry-collector",
        "opentelemetry-agent",
    ]
    assert "jaeger" in _stack(traces="jaeger")
    assert "tempo" not in _stack(traces="jaeger")


def test_every_series_names_its_cluster_from_the_bridge() -> None:
    labels = _values("kube-prometheus-stack")["prometheus"]["prometheusSpec"]["externalLabels"]
    assert labels["cluster"] == '{{ index .metadata.annotations "slipway.dev/stack" }}'
    assert labels.keys() == {"cluster", "environment", "region"}


def test_retention_reaches_metrics_logs_and_traces() -> None:
    kept = {"metrics": 20, "logs": 40, "traces": 3}
    assert _values("kube-prometheus-stack", retention=kept)["prometheus"]["prometheusSpec"]["retention"] == "20d"
    assert _values("loki", retention=kept)["loki"]["limits_config"]["retention_period"] == "960h"
    assert _values("loki", retention=kept)["loki"]["compactor"]["retention_enabled"] is True
    assert _values("tempo", retention=kept)["tempo"]["retention"] == "72h"
    badger = _values("jaeger", traces="jaeger", retention=kept)["userconfig"]["extensions"]["jaeger_storage"]
    assert badger["backends"]["badger_store"]["badger"]["ttl"] == {"spans": "72h"}


def test_prometheus_lets_the_oldest_go_before_its_volume_is_full() -> None:
    spec = _values("kube-prometheus-stack", metricsVolumeGib=100)["prometheus"]["prometheusSpec"]
    claim = spec["storageSpec"]["volumeClaimTemplate"]["spec"]
    assert (spec["retentionSize"], claim["resources"]["requests"]["storage"]) == ("90GiB", "100Gi")
    assert claim["storageClassName"] == "gp3"


def test_buckets_and_region_come_from_the_bridge() -> None:
    storage = _values("loki")["loki"]["storage"]
    assert storage["bucketNames"]["chunks"] == '{{ index .metadata.annotations "slipway.dev/logs-bucket" }}'
    s3 = _values("tempo")["tempo"]["storage"]["trace"]["s3"]
    assert s3["bucket"] == '{{ index .metadata.annotations "slipway.dev/traces-bucket" }}'
    assert s3["endpoint"] == 's3.{{ index .metadata.annotations "slipway.dev/region" }}.amazonaws.com'


def test_service_accounts_are_those_that_the_roles_are_for() -> None:
    assert _values("loki")["serviceAccount"]["name"] == "loki"
    assert _values("tempo")["serviceAccount"]["name"] == "tempo"


def test_grafanas_password_is_in_a_secret_and_in_no_value() -> None:
    grafana = _values("kube-prometheus-stack", adminSecret="vault-grafana")["grafana"]  # checkov:skip=CKV_SECRET_6:name
    assert grafana["admin"]["existingSecret"] == "vault-grafana"
    assert "adminPassword" not in grafana
    for addon in _stack().values():
        assert '"password":' not in json.dumps(addon.values)
        assert '"secretAccessKey"' not in json.dumps(addon.values)


def test_what_eks_hides_is_neither_scraped_nor_alerted_on() -> None:
    values = _values("kube-prometheus-stack")
    for part in ("kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"):
        assert values[part] == {"enabled": False}
    assert not any(values["defaultRules"]["rules"].values())


def test_grafana_shows_the_traces_that_are_kept() -> None:
    for traces in ("tempo", "jaeger"):
        sources = _values("kube-prometheus-stack", traces=traces)["grafana"]["additionalDataSources"]
        assert [source["type"] for source in sources] == ["loki", traces]


@pytest.mark.parametrize("traces", ["tempo", "jaeger"])
def test_the_collector_sends_each_signal_to_its_keeper(traces: str) -> None:
    config = _values("opentelemetry-collector", traces=traces)["alternateConfig"]
    pipelines = config["service"]["pipelines"]
    assert {name: one["exporters"] for name, one in pipelines.items()} == {
        "traces": ["otlp/traces"],
        "logs": ["otlphttp/logs"],
        "metrics": ["prometheusremotewrite"],
    }
    assert config["exporters"]["otlp/traces"]["endpoint"] == f"{traces}.observability.svc.cluster.local:4317"
    used = {part for one in pipelines.values() for key in ("receivers", "processors", "exporters") for part in one[key]}
    assert used == {*config["receivers"], *config["processors"], *config["exporters"]}


def test_the_mesh_is_told_of_the_collector() -> None:
    assert tracing_service(ObservabilityConfig(enabled=True)) == (
        "opentelemetry-collector.observability.svc.cluster.local"
    )


def test_only_what_reads_a_nodes_files_is_privileged() -> None:
    stack = _stack()
    assert {name for name, addon in stack.items() if addon.pod_security == "privileged"} == {"opentelemetry-agent"}
    exporter = _values("kube-prometheus-stack")["prometheus-node-exporter"]
    assert exporter["namespaceOverride"] == stack["opentelemetry-agent"].namespace
    assert exporter["namespaceOverride"] in stack["kube-prometheus-stack"].also_in


def test_prod_survives_the_loss_of_a_zone() -> None:
    spec = _values("kube-prometheus-stack")["prometheus"]["prometheusSpec"]
    assert (spec["replicas"], spec["podAntiAffinityTopologyKey"]) == (3, "topology.kubernetes.io/zone")
    assert _values("loki")["loki"]["commonConfig"]["replication_factor"] == 3


def test_sizes_grow_from_environment_to_environment() -> None:
    replicas = [SIZES[name].replicas for name in ("local", "dev", "staging", "prod")]
    assert replicas == sorted(replicas)
    for size in SIZES.values():
        for one in (size.prometheus, size.loki, size.traces, size.collector, size.agent):
            assert one["limits"]["memory"] == one["requests"]["memory"]


def test_what_is_read_from_the_bridge_is_written_there() -> None:
    for traces in ("tempo", "jaeger"):
        for addon in _stack(traces=traces).values():
            assert set(addon.reads) <= bridge_keys().keys()
