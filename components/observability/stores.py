"""Values of the charts that keep logs and traces: Loki, and Tempo or Jaeger.

Keys are those of loki 18.11.0 and tempo 2.2.4 (github.com/grafana-community/helm-charts) and of jaeger 4.11.1
(github.com/jaegertracing/helm-charts); Jaeger's own configuration follows its documentation, "Badger".
"""

from __future__ import annotations

from components.gitops.addon import Values, from_bridge
from components.observability.config import ObservabilityConfig
from components.observability.places import JAEGER, LOKI, OTLP_PORT, PROMETHEUS, TEMPO, address
from components.observability.sizes import Size

SCHEMA_FROM = "2026-01-01"
"""First day of Loki's index format; no log is older than this repository."""

SECCOMP = {"type": "RuntimeDefault"}

CONTAINER = {
    "allowPrivilegeEscalation": False,
    "capabilities": {"drop": ["ALL"]},
    "readOnlyRootFilesystem": True,
    "runAsNonRoot": True,
    "seccompProfile": SECCOMP,
}


def loki_values(config: ObservabilityConfig, size: Size) -> Values:
    """Give the values of Loki in monolithic mode, its chunks and index in S3."""
    return {
        "deploymentMode": "Monolithic",
        "fullnameOverride": LOKI,
        "serviceAccount": {"create": True, "name": LOKI},
        "loki": {
            # One tenant, which nothing outside the cluster reaches.
            "auth_enabled": False,
            "analytics": {"reporting_enabled": False},
            "commonConfig": {"replication_factor": size.replicas},
            "schemaConfig": {
                "configs": [
                    {
                        "from": SCHEMA_FROM,
                        "store": "tsdb",
                        "object_store": "s3",
                        "schema": "v13",
                        "index": {"prefix": "index_", "period": "24h"},
                    }
                ]
            },
            "storage": {
                "type": "s3",
                "bucketNames": {"chunks": from_bridge("logs_bucket"), "ruler": from_bridge("logs_bucket")},
                "s3": {"region": from_bridge("region")},
            },
            "limits_config": {"retention_period": f"{config.retention.logs * 24}h"},
            "compactor": {"retention_enabled": True, "delete_request_store": "s3"},
        },
        "singleBinary": {
            "replicas": size.replicas,
            "resources": size.loki,
            "persistence": {
                "enabled": True,
                "storageClass": config.storage_class,
                "size": f"{size.volume_gib}Gi",
            },
        },
        # The parts of the other modes, which the chart counts whatever mode is chosen.
        **{part: {"replicas": 0} for part in ("read", "write", "backend")},
        # S3 and the ingesters' own memory answer what is asked of logs of this size.
        "chunksCache": {"enabled": False},
        "resultsCache": {"enabled": False},
        "gateway": {"enabled": False},
        "lokiCanary": {"enabled": False},
        "test": {"enabled": False},
        "monitoring": {"serviceMonitor": {"enabled": True}},
    }


def tempo_values(config: ObservabilityConfig, size: Size) -> Values:
    """Give the values of Tempo in monolithic mode, its blocks in S3."""
    region = from_bridge("region")
    return {
        "fullnameOverride": TEMPO,
        "replicas": 1,
        "serviceAccount": {"create": True, "name": TEMPO},
        "securityContext": {
            "runAsUser": 10001,
            "runAsGroup": 10001,
            "fsGroup": 10001,
            "runAsNonRoot": True,
            "seccompProfile": SECCOMP,
        },
        "tempo": {
            "reportingEnabled": False,
            "retention": f"{config.retention.traces * 24}h",
            "resources": size.traces,
            "securityContext": CONTAINER,
            "metricsGenerator": {
                "enabled": True,
                "remoteWriteUrl": f"http://{address(PROMETHEUS)}:9090/api/v1/write",
            },
            "storage": {
                "trace": {
                    "backend": "s3",
                    "s3": {
                        "bucket": from_bridge("traces_bucket"),
                        "endpoint": f"s3.{region}.amazonaws.com",
                        "region": region,
                    },
                    "wal": {"path": "/var/tempo/wal"},
                }
            },
            # The metrics generator writes below /tmp, which the read-only root does not let it.
            "extraVolumeMounts": [{"name": "scratch", "mountPath": "/tmp"}],  # noqa: S108
        },
        "extraVolumes": [{"name": "scratch", "emptyDir": {}}],
        "persistence": {
            "enabled": True,
            "storageClassName": config.storage_class,
            "size": f"{size.volume_gib}Gi",
        },
        "serviceMonitor": {"enabled": True},
    }


def jaeger_values(config: ObservabilityConfig, size: Size) -> Values:
    """Give the values of Jaeger, its traces in Badger on one volume."""
    claim = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": JAEGER},
        "spec": {
            "storageClassName": config.storage_class,
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": f"{size.volume_gib}Gi"}},
        },
    }
    return {
        "fullnameOverride": JAEGER,
        "networkPolicy": {"enabled": False},
        "jaeger": {
            "replicas": 1,
            "resources": size.traces,
            "serviceAccount": {"automountServiceAccountToken": False},
            "securityContext": CONTAINER,
            "podSecurityContext": {
                "runAsUser": 10001,
                "runAsGroup": 10001,
                "fsGroup": 10001,
                "seccompProfile": SECCOMP,
            },
            "extraVolumes": [{"name": "traces", "persistentVolumeClaim": {"claimName": JAEGER}}],
            "extraVolumeMounts": [{"name": "traces", "mountPath": "/badger"}],
        },
        "extraObjects": [claim],
        "userconfig": {
            "service": {
                "extensions": ["jaeger_storage", "jaeger_query", "healthcheckv2"],
                "pipelines": {
                    "traces": {
                        "receivers": ["otlp"],
                        "processors": ["batch"],
                        "exporters": ["jaeger_storage_exporter"],
                    }
                },
            },
            "extensions": {
                "healthcheckv2": {"use_v2": True, "http": {"endpoint": "0.0.0.0:13133"}},
                "jaeger_query": {"storage": {"traces": "badger_store"}},
                "jaeger_storage": {
                    "backends": {
                        "badger_store": {
                            "badger": {
                                "ephemeral": False,
                                "directories": {"keys": "/badger/keys", "values": "/badger/values"},
                                "ttl": {"spans": f"{config.retention.traces * 24}h"},
                            }
                        }
                    }
                },
            },
            "receivers": {"otlp": {"protocols": {"grpc": {"endpoint": f"0.0.0.0:{OTLP_PORT}"}}}},
            "processors": {"batch": {}},
            "exporters": {"jaeger_storage_exporter": {"trace_storage": "badger_store"}},
        },
    }
