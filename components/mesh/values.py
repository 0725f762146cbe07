"""The values of Istio's charts, as pure functions.

Keys are those of the charts of Istio 1.31 (`manifests/charts/*/values.yaml`, github.com/istio/istio); fields of
`meshConfig` those of Istio's reference "Global Mesh Options".
"""

from __future__ import annotations

from collections.abc import Mapping

from components.gitops.addon import Values, from_bridge
from components.mesh.config import Gateway, MeshConfig, Mode, Scheme
from components.mesh.sizes import Size

ROOT_NAMESPACE = "istio-system"
"""Where istiod lives, and whose policies hold in every namespace."""

NODE_NAMESPACE = "istio-node"
"""Where the parts that change a node's network live, which need privileges that istiod does not."""

TRACER = "opentelemetry"
"""Name of the provider that spans are sent to, for Telemetry resources."""

SECCOMP = {"type": "RuntimeDefault"}

AWS_LOAD_BALANCER = "service.beta.kubernetes.io/aws-load-balancer-"
"""Prefix of the annotations of a Service that the AWS load balancer controller reads (its guide "Annotations")."""


def base_values(config: MeshConfig) -> Values:
    """Give the values of the chart `base`: CustomResourceDefinitions and the validator of the default revision."""
    return {
        "defaultRevision": config.revision or "default",
        # The reader's account is for remote clusters of a mesh, which there are none of.
        "global": {"istioNamespace": ROOT_NAMESPACE, "enableReaderRBAC": False},
    }


def istiod_values(config: MeshConfig, size: Size, *, tracing_service: str | None) -> Values:
    """Give the values of the chart `istiod`.

    Args:
        config: the mesh.
        size: its size.
        tracing_service: DNS name of the collector that takes spans by OTLP on port 4317; None if nobody does.
    """
    fewest, most = size.istiod_replicas
    return {
        **_common(config),
        "autoscaleEnabled": most > 1,
        "autoscaleMin": fewest,
        "autoscaleMax": most,
        "replicaCount": fewest,
        "pdb": {"minAvailable": 1},
        "resources": size.istiod,
        "seccompProfile": SECCOMP,
        "topologySpreadConstraints": [spread({"app": "istiod"})],
        # Pods get their network from the CNI plugin, so none needs the right to change it.
        "cni": {"enabled": True},
        "trustedZtunnelNamespace": NODE_NAMESPACE,
        "global": {
            "istioNamespace": ROOT_NAMESPACE,
            "enableReaderRBAC": False,
            "logAsJson": True,
            "networkPolicy": {"enabled": True},
            "priorityClassName": "system-cluster-critical",
            # A budget of one pod would keep a node from ever being drained.
            "defaultPodDisruptionBudget": {"enabled": fewest > 1},
            "meshID": from_bridge("environment"),
            "network": from_bridge("stack"),
            "multiCluster": {"clusterName": from_bridge("stack")},
            "proxy": {"resources": size.proxy, "seccompProfile": SECCOMP},
        },
        "meshConfig": mesh_config(config, tracing_service=tracing_service),
    }


def mesh_config(config: MeshConfig, *, tracing_service: str | None) -> Mapping[str, object]:
    """Give Istio's mesh-wide options."""
    made: dict[str, object] = {
        "accessLogFile": "/dev/stdout",
        "accessLogEncoding": "JSON",
        "trustDomain": config.trust_domain,
        "outboundTrafficPolicy": {"mode": config.egress.value},
        "meshMTLS": {"minProtocolVersion": "TLSV1_3"},
        # Authorization by path must see the path that the service sees (Istio, "Security Best Practices").
        "pathNormalization": {"normalization": "MERGE_SLASHES"},
        "defaultConfig": {"holdApplicationUntilProxyStarts": True},
        "enablePrometheusMerge": True,
    }
    if tracing_service:
        made["extensionProviders"] = [{"name": TRACER, "opentelemetry": {"service": tracing_service, "port": 4317}}]
    return made


def cni_values(config: MeshConfig) -> Values:
    """Give the values of the chart `cni`, which sets up each pod's redirection instead of an init container."""
    return {
        **_profile(config),
        "excludeNamespaces": ["kube-system", ROOT_NAMESPACE, NODE_NAMESPACE],
        "resources": {"requests": {"cpu": "50m", "memory": "100Mi"}, "limits": {"memory": "200Mi"}},
        "seccompProfile": SECCOMP,
        "global": {"logAsJson": True, "networkPolicy": {"enabled": True}},
    }


def ztunnel_values(config: MeshConfig, size: Size) -> Values:
    """Give the values of the chart `ztunnel`, the node's proxy of ambient mode."""
    return {
        **_common(config),
        "istioNamespace": ROOT_NAMESPACE,
        "resources": size.node,
        "logAsJson": True,
        "network": from_bridge("stack"),
        "multiCluster": {"clusterName": from_bridge("stack")},
        "global": {"networkPolicy": {"enabled": True}},
    }


def gateway_values(config: MeshConfig, gateway: Gateway, size: Size) -> Values:
    """Give the values of the chart `gateway` for one way into the mesh.

    The load balancer is an NLB to the pods' own addresses, in the subnets that the bridge names; TLS ends in the
    gateway, so certificates stay in the cluster.
    """
    public = gateway.scheme is Scheme.INTERNET_FACING
    name = gateway_name(gateway)
    return {
        **({"revision": config.revision} if config.revision else {}),
        "labels": {"istio": name, "istio.io/dataplane-mode": "none"},
        "autoscaling": {
            "enabled": True,
            "minReplicas": gateway.replicas.min,
            "maxReplicas": gateway.replicas.max,
            "targetCPUUtilizationPercentage": 70,
        },
        "podDisruptionBudget": {"maxUnavailable": 1},
        "resources": size.gateway,
        "securityContext": {"runAsNonRoot": True, "seccompProfile": SECCOMP},
        "topologySpreadConstraints": [spread({"istio": name})],
        "priorityClassName": "system-cluster-critical",
        "terminationGracePeriodSeconds": 60,
        "global": {"networkPolicy": {"enabled": True}},
        "service": {
            "type": "LoadBalancer",
            "loadBalancerClass": "service.k8s.aws/nlb",
            "allocateLoadBalancerNodePorts": False,
            "loadBalancerSourceRanges": [str(block) for block in gateway.allowed] or [from_bridge("vpc_cidr")],
            "annotations": {
                f"{AWS_LOAD_BALANCER}scheme": gateway.scheme.value,
                f"{AWS_LOAD_BALANCER}nlb-target-type": "ip",
                f"{AWS_LOAD_BALANCER}subnets": from_bridge("public_subnets" if public else "private_subnets"),
                f"{AWS_LOAD_BALANCER}attributes": "load_balancing.cross_zone.enabled=true",
                f"{AWS_LOAD_BALANCER}healthcheck-port": "15021",
                f"{AWS_LOAD_BALANCER}healthcheck-protocol": "http",
                f"{AWS_LOAD_BALANCER}healthcheck-path": "/healthz/ready",
                # By these a teardown finds a load balancer whose Service is gone.
                f"{AWS_LOAD_BALANCER}additional-resource-tags": (
                    f"slipway.dev/stack={from_bridge('stack')},slipway.dev/environment={from_bridge('environment')}"
                ),
            },
            # Above 1024, so that the pod needs no right to bind low ports.
            "ports": [
                {"name": "status-port", "port": 15021, "targetPort": 15021, "protocol": "TCP"},
                {"name": "http2", "port": 80, "targetPort": 8080, "protocol": "TCP"},
                {"name": "https", "port": 443, "targetPort": 8443, "protocol": "TCP"},
            ],
        },
    }


def policy_values(config: MeshConfig, *, traced: bool) -> Values:
    """Give the values of our own chart `charts/mesh-policy`: what holds in every namespace."""
    tracing: dict[str, object] = {"provider": TRACER, "percent": config.trace_percent} if traced else {}
    return {"mutualTls": "STRICT" if config.strict else "PERMISSIVE", "tracing": tracing}


def gateway_name(gateway: Gateway) -> str:
    """Give the name of a gateway's add-on, Deployment and Service, which is also its label `istio`."""
    return f"istio-{gateway.name}"


def spread(labels: Mapping[str, str]) -> dict[str, object]:
    """Give the constraint that spreads pods over zones, which never keeps one from starting."""
    return {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": dict(labels)},
    }


def _profile(config: MeshConfig) -> dict[str, object]:
    return {"profile": "ambient"} if config.mode is Mode.AMBIENT else {}


def _common(config: MeshConfig) -> dict[str, object]:
    return {**_profile(config), **({"revision": config.revision} if config.revision else {})}
