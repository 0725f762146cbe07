"""Values of the chart kube-prometheus-stack: Prometheus, Alertmanager, Grafana, node exporter, kube-state-metrics.

Keys are those of its version 88.5.3 (charts/kube-prometheus-stack/values.yaml, github.com/prometheus-community/
helm-charts) and of the charts that it brings along.
"""

from __future__ import annotations

from components.container import resources
from components.gitops.addon import Values, from_bridge
from components.observability.config import ObservabilityConfig, Traces
from components.observability.places import JAEGER, LOKI, NODE_NAMESPACE, TEMPO, address
from components.observability.sizes import Size

HIDDEN = ("kubeControllerManager", "kubeEtcd", "kubeScheduler", "kubeProxy")
"""Parts of the control plane whose metrics EKS shows to nobody inside the cluster, and kube-proxy, which listens on
loopback there: targets that are always down, and alerts that are always firing."""

HIDDEN_RULES = ("etcd", "kubeControllerManager", "kubeProxy", "kubeSchedulerAlerting", "kubeSchedulerRecording")

EVERYWHERE = (
    "podMonitorSelectorNilUsesHelmValues",
    "probeSelectorNilUsesHelmValues",
    "ruleSelectorNilUsesHelmValues",
    "scrapeConfigSelectorNilUsesHelmValues",
    "serviceMonitorSelectorNilUsesHelmValues",
)
"""Switches that, when false, let Prometheus take monitors and rules of every release, not of this one alone."""


def metrics_values(config: ObservabilityConfig, size: Size) -> Values:
    """Give the values of kube-prometheus-stack."""
    several = size.replicas > 1
    return {
        "fullnameOverride": "kube-prometheus",
        "cleanPrometheusOperatorObjectNames": True,
        **{part: {"enabled": False} for part in HIDDEN},
        "defaultRules": {"rules": dict.fromkeys(HIDDEN_RULES, False)},
        "prometheusOperator": {"resources": resources("50m", "256Mi"), "networkPolicy": {"enabled": True}},
        "prometheus": {
            "podDisruptionBudget": {"enabled": several, "minAvailable": 1},
            "networkPolicy": {"enabled": False},
            "prometheusSpec": {
                "replicas": size.replicas,
                "retention": f"{config.retention.metrics}d",
                "retentionSize": f"{config.metrics_volume_gib * 9 // 10}GiB",
                "resources": size.prometheus,
                # Every series says whose it is, so that stacks can be put together.
                "externalLabels": {
                    "cluster": from_bridge("stack"),
                    "environment": from_bridge("environment"),
                    "region": from_bridge("region"),
                },
                "enableRemoteWriteReceiver": True,
                "walCompression": True,
                "podAntiAffinity": "soft",
                "podAntiAffinityTopologyKey": "topology.kubernetes.io/zone",
                "storageSpec": volume(config.storage_class, config.metrics_volume_gib),
                **dict.fromkeys(EVERYWHERE, False),
            },
        },
        "alertmanager": {
            "podDisruptionBudget": {"enabled": several, "minAvailable": 1},
            "alertmanagerSpec": {
                "replicas": size.replicas,
                "resources": resources("20m", "128Mi"),
                "retention": "120h",
                "storage": volume(config.storage_class, 2),
            },
        },
        "kube-state-metrics": {"resources": resources("50m", "256Mi")},
        "prometheus-node-exporter": {
            "namespaceOverride": NODE_NAMESPACE,
            "resources": resources("20m", "64Mi"),
        },
        "grafana": _grafana(config),
    }


def _grafana(config: ObservabilityConfig) -> dict[str, object]:
    return {
        # The password is in a Secret that is not ours to write, so that no value and no state holds it.
        "admin": {
            "existingSecret": config.admin_secret,
            "userKey": "admin-user",
            "passwordKey": "admin-password",  # checkov:skip=CKV_SECRET_6:the name of a Secret, not what is in it
        },
        "resources": resources("100m", "512Mi"),
        "testFramework": {"enabled": False},
        "defaultDashboardsTimezone": "utc",
        "networkPolicy": {"enabled": True},
        "grafana.ini": {
            "analytics": {"reporting_enabled": False, "check_for_updates": False},
            "auth.anonymous": {"enabled": False},
            "security": {"cookie_secure": True, "cookie_samesite": "strict", "disable_gravatar": True},
            "users": {"allow_sign_up": False},
        },
        "additionalDataSources": [
            {"name": "Loki", "type": "loki", "uid": "loki", "access": "proxy", "url": f"http://{address(LOKI)}:3100"},
            _traces_source(config),
        ],
    }


def _traces_source(config: ObservabilityConfig) -> dict[str, object]:
    url = {Traces.TEMPO: f"http://{address(TEMPO)}:3200", Traces.JAEGER: f"http://{address(JAEGER)}:16686"}
    return {
        "name": config.traces.value.capitalize(),
        "type": config.traces.value,
        "uid": "traces",
        "access": "proxy",
        "url": url[config.traces],
        # From a span to the logs of its pod at that time.
        "jsonData": {"tracesToLogsV2": {"datasourceUid": "loki", "filterByTraceID": True}},
    }


def volume(storage_class: str, gib: int) -> dict[str, object]:
    """Give the template of a volume claim as Prometheus's operator wants it."""
    return {
        "volumeClaimTemplate": {
            "spec": {
                "storageClassName": storage_class,
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": f"{gib}Gi"}},
            }
        }
    }
