"""The monitoring stack's charts as add-ons of a stack.

Their repositories can't be reached from where the sandbox runs, so there their Applications stay Unknown; the values
were rendered with the charts named here.
"""

from __future__ import annotations

from components.gitops.addon import AddOn, Chart
from components.observability.collectors import agent_values, gateway_values
from components.observability.config import ObservabilityConfig, Traces
from components.observability.metrics import metrics_values
from components.observability.places import AGENT, COLLECTOR, NAMESPACE, NODE_NAMESPACE, address
from components.observability.sizes import SIZES, Size
from components.observability.stores import jaeger_values, loki_values, tempo_values

PROMETHEUS_COMMUNITY = "https://prometheus-community.github.io/helm-charts"
GRAFANA_COMMUNITY = "https://grafana-community.github.io/helm-charts"
JAEGERTRACING = "https://jaegertracing.github.io/helm-charts"
OPEN_TELEMETRY = "https://open-telemetry.github.io/opentelemetry-helm-charts"

COLLECTOR_CHART = Chart(OPEN_TELEMETRY, "0.170.0", name="opentelemetry-collector")

_RBAC = "rbac.authorization.k8s.io"
ROLES = ((_RBAC, "ClusterRole"), (_RBAC, "ClusterRoleBinding"))
WEBHOOKS = (
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
)

WRITTEN_BY_THE_PATCH_JOB = tuple(
    {
        "group": group,
        "kind": kind,
        "jqPathExpressions": [".webhooks[]?.clientConfig.caBundle", ".webhooks[]?.failurePolicy"],
    }
    for group, kind in WEBHOOKS
)
"""What kube-prometheus-stack's job writes into its webhooks once it has made their certificate."""


def tracing_service(config: ObservabilityConfig) -> str | None:
    """Give the DNS name of the collector that takes spans; None if there is none."""
    return address(COLLECTOR) if config.enabled else None


def addons_of(config: ObservabilityConfig, *, environment: str) -> tuple[AddOn, ...]:
    """Give the add-ons that observe a stack; none if its configuration turns that off.

    Args:
        config: how the stack is observed.
        environment: its environment, which sets the sizes.

    Example:
        >>> [addon.name for addon in addons_of(ObservabilityConfig(enabled=True), environment="dev")]
        ['kube-prometheus-stack', 'loki', 'tempo', 'opentelemetry-collector', 'opentelemetry-agent']
    """
    if not config.enabled:
        return ()
    size = SIZES[environment]
    return (
        AddOn(
            name="kube-prometheus-stack",
            namespace=NAMESPACE,
            chart=Chart(PROMETHEUS_COMMUNITY, "88.5.3", name="kube-prometheus-stack"),
            values=metrics_values(config, size),
            cluster_kinds=(*ROLES, *WEBHOOKS, ("apiextensions.k8s.io", "CustomResourceDefinition")),
            # The Service that finds kubelets and that of CoreDNS; and the node exporter's own namespace.
            also_in=("kube-system", NODE_NAMESPACE),
            ignored=WRITTEN_BY_THE_PATCH_JOB,
            source="https://github.com/prometheus-community/helm-charts/tree/main/charts/kube-prometheus-stack",
        ),
        AddOn(
            name="loki",
            namespace=NAMESPACE,
            chart=Chart(GRAFANA_COMMUNITY, "18.11.0", name="loki"),
            values=loki_values(config, size),
            cluster_kinds=ROLES,
            source="https://grafana.com/docs/loki/latest/setup/install/helm/",
        ),
        _traces(config, size),
        AddOn(
            name=COLLECTOR,
            namespace=NAMESPACE,
            chart=COLLECTOR_CHART,
            values=gateway_values(config, size),
            cluster_kinds=ROLES,
            source="https://opentelemetry.io/docs/platforms/kubernetes/helm/collector/",
        ),
        AddOn(
            name=AGENT,
            namespace=NODE_NAMESPACE,
            chart=COLLECTOR_CHART,
            values=agent_values(size),
            pod_security="privileged",
            chart_key="opentelemetry-collector",
            source="https://opentelemetry.io/docs/platforms/kubernetes/helm/collector/",
        ),
    )


def _traces(config: ObservabilityConfig, size: Size) -> AddOn:
    if config.traces is Traces.JAEGER:
        return AddOn(
            name="jaeger",
            namespace=NAMESPACE,
            chart=Chart(JAEGERTRACING, "4.11.1", name="jaeger"),
            values=jaeger_values(config, size),
            source="https://github.com/jaegertracing/helm-charts/tree/main/charts/jaeger",
        )
    return AddOn(
        name="tempo",
        namespace=NAMESPACE,
        chart=Chart(GRAFANA_COMMUNITY, "2.2.4", name="tempo"),
        values=tempo_values(config, size),
        source="https://grafana.com/docs/tempo/latest/setup/helm-chart/",
    )
