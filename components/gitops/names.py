"""The names that `slipway:charts` may hold: every add-on that a component can bring."""

from __future__ import annotations

ADDON_NAMES: tuple[str, ...] = (
    "aws-load-balancer-controller",
    "cert-manager",
    "cluster-autoscaler",
    "external-dns",
    "external-secrets",
    "istio-base",
    "istio-cni",
    "istio-gateway",
    "istio-policy",
    "istiod",
    "jaeger",
    "karpenter",
    "karpenter-crd",
    "karpenter-pools",
    "kube-prometheus-stack",
    "loki",
    "metrics-server",
    "opentelemetry-collector",
    "tempo",
    "ztunnel",
)
"""Name of an add-on, or the `chart_key` that several share. They stand here so that a stack's file can be read without
making the add-ons; a test compares them with what the components bring."""
