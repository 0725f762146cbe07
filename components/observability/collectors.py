"""Values of the chart opentelemetry-collector: one gateway that all send to, and an agent on each node for its logs.

Keys are those of its version 0.170.0 (values.yaml and values.schema.json, github.com/open-telemetry/
opentelemetry-helm-charts); components of the pipelines are those of the distribution otelcol-k8s.
"""

from __future__ import annotations

from components.gitops.addon import Values, from_bridge
from components.observability.config import ObservabilityConfig
from components.observability.places import AGENT, COLLECTOR, LOKI, OTLP_PORT, PROMETHEUS, address
from components.observability.sizes import Size

IMAGE = {"repository": "ghcr.io/open-telemetry/opentelemetry-collector-releases/opentelemetry-collector-k8s"}

SECURE = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "seccompProfile": {"type": "RuntimeDefault"},
}

PORTS = {name: {"enabled": False} for name in ("jaeger-compact", "jaeger-thrift", "jaeger-grpc", "zipkin")}
"""Ports of protocols that nobody here speaks."""

_MEMORY = {"check_interval": "1s", "limit_percentage": 80, "spike_limit_percentage": 25}


def gateway_values(config: ObservabilityConfig, size: Size) -> Values:
    """Give the values of the gateway, which puts cluster and pod to what it gets and sends it to its keeper."""
    fewest, most = size.collectors
    receivers = {
        "otlp": {
            "protocols": {
                "grpc": {"endpoint": f"${{env:MY_POD_IP}}:{OTLP_PORT}"},
                "http": {"endpoint": "${env:MY_POD_IP}:4318"},
            }
        }
    }
    steps = ["memory_limiter", "k8sattributes", "resource", "batch"]
    return {
        "mode": "deployment",
        "fullnameOverride": COLLECTOR,
        "image": IMAGE,
        "replicaCount": fewest,
        "autoscaling": {
            "enabled": most > fewest,
            "minReplicas": fewest,
            "maxReplicas": most,
            "targetCPUUtilizationPercentage": 70,
        },
        "podDisruptionBudget": {"enabled": fewest > 1, "maxUnavailable": 1},
        "resources": size.collector,
        "securityContext": {**SECURE, "runAsNonRoot": True, "runAsUser": 10001},
        "ports": {**PORTS, "metrics": {"enabled": True}},
        "presets": {"kubernetesAttributes": {"enabled": True}},
        "networkPolicy": {"enabled": True},
        "serviceMonitor": {"enabled": True},
        "alternateConfig": {
            "receivers": receivers,
            "processors": {
                "memory_limiter": _MEMORY,
                "batch": {},
                "k8sattributes": {"extract": {"metadata": ["k8s.namespace.name", "k8s.pod.name", "k8s.node.name"]}},
                "resource": {
                    "attributes": [
                        {"key": "k8s.cluster.name", "value": from_bridge("stack"), "action": "upsert"},
                        {"key": "deployment.environment.name", "value": from_bridge("environment"), "action": "upsert"},
                        {"key": "cloud.region", "value": from_bridge("region"), "action": "upsert"},
                    ]
                },
            },
            "exporters": {
                # Plain inside the cluster, as long as the namespace is not in the mesh.
                "otlp/traces": {
                    "endpoint": f"{address(config.traces.value)}:{OTLP_PORT}",
                    "tls": {"insecure": True},
                },
                "otlphttp/logs": {"endpoint": f"http://{address(LOKI)}:3100/otlp"},
                "prometheusremotewrite": {"endpoint": f"http://{address(PROMETHEUS)}:9090/api/v1/write"},
            },
            "extensions": {"health_check": {"endpoint": "${env:MY_POD_IP}:13133"}},
            "service": {
                "extensions": ["health_check"],
                "telemetry": {
                    "metrics": {
                        "readers": [{"pull": {"exporter": {"prometheus": {"host": "${env:MY_POD_IP}", "port": 8888}}}}]
                    }
                },
                "pipelines": {
                    "traces": {"receivers": ["otlp"], "processors": steps, "exporters": ["otlp/traces"]},
                    "logs": {"receivers": ["otlp"], "processors": steps, "exporters": ["otlphttp/logs"]},
                    "metrics": {"receivers": ["otlp"], "processors": steps, "exporters": ["prometheusremotewrite"]},
                },
            },
        },
    }


def agent_values(size: Size) -> Values:
    """Give the values of the agent, which reads the logs of its node's pods and sends them to the gateway."""
    return {
        "mode": "daemonset",
        "fullnameOverride": AGENT,
        "image": IMAGE,
        "resources": size.agent,
        # The kubelet keeps pods' logs for root alone.
        "securityContext": {**SECURE, "runAsUser": 0, "runAsGroup": 0},
        "ports": {**PORTS, "otlp": {"enabled": False}, "otlp-http": {"enabled": False}},
        "presets": {"logsCollection": {"enabled": True, "storeCheckpoints": True}},
        "tolerations": [{"operator": "Exists"}],
        "config": {
            "exporters": {
                "otlp": {"endpoint": f"{address(COLLECTOR)}:{OTLP_PORT}", "tls": {"insecure": True}},
            },
            "service": {"pipelines": {"logs": {"exporters": ["otlp"]}}},
        },
    }
