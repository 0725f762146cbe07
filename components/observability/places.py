"""Where the parts of the monitoring stack are found inside the cluster."""

from __future__ import annotations

NAMESPACE = "observability"
"""Where Prometheus, Grafana, Alertmanager, Loki, the keeper of traces and the collector live."""

NODE_NAMESPACE = "observability-node"
"""Where the parts live that read a node's own files, which need privileges that the others do not."""

LOKI = "loki"
TEMPO = "tempo"
JAEGER = "jaeger"
COLLECTOR = "opentelemetry-collector"
AGENT = "opentelemetry-agent"
PROMETHEUS = "kube-prometheus-prometheus"
"""Names of Services, and of the first two's service accounts."""

OTLP_PORT = 4317


def address(service: str) -> str:
    """Give the DNS name of a Service of the monitoring stack."""
    return f"{service}.{NAMESPACE}.svc.cluster.local"
