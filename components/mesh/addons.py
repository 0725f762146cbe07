"""Istio's charts as add-ons of a stack.

Charts and their place: istio.io, "Install with Helm" and "Install Istio with the Istio CNI plugin". What istiod
itself writes into its webhooks after the sync (the CA's certificate, and `failurePolicy: Fail` once it answers) is in
pilot/pkg/webhooks of github.com/istio/istio.
"""

from __future__ import annotations

from components.gitops.addon import AddOn, Chart
from components.mesh.config import MeshConfig, Mode
from components.mesh.sizes import SIZES, Size
from components.mesh.values import (
    NODE_NAMESPACE,
    ROOT_NAMESPACE,
    base_values,
    cni_values,
    gateway_name,
    gateway_values,
    istiod_values,
    policy_values,
    ztunnel_values,
)

REPOSITORY = "https://istio-release.storage.googleapis.com/charts"
VERSION = "1.31.1"
POLICY_PATH = "charts/mesh-policy"
"""Our own chart in the repository that is synced: mutual TLS and tracing for every namespace. Istio's charts bring no
such objects, and Pulumi brings nothing after Argo CD, so they are a chart beside the code."""

GATEWAY_NAMESPACE = "istio-ingress"

_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"
ROLES = ((_RBAC, "ClusterRole"), (_RBAC, "ClusterRoleBinding"))
VALIDATOR = (_ADMISSION, "ValidatingWebhookConfiguration")

WRITTEN_BY_ISTIOD = tuple(
    {
        "group": _ADMISSION,
        "kind": kind,
        "jqPathExpressions": [".webhooks[]?.clientConfig.caBundle", ".webhooks[]?.failurePolicy"],
    }
    for kind in ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
)


def addons_of(
    config: MeshConfig, *, environment: str, repository: str, revision: str, tracing_service: str | None = None
) -> tuple[AddOn, ...]:
    """Give the add-ons that are a stack's mesh; none if it has no mesh.

    They need not come in order: an Application whose kinds are not there yet tries again.

    Args:
        config: the mesh.
        environment: environment of the stack, which sets the sizes.
        repository: Git repository with `charts/mesh-policy`.
        revision: branch, tag or commit of it.
        tracing_service: DNS name of the collector that takes spans; None if nobody does.

    Example:
        >>> mesh = addons_of(
        ...     MeshConfig(enabled=True, mode="ambient"),
        ...     environment="dev",
        ...     repository="https://git.example.com/platform.git",
        ...     revision="main",
        ... )
        >>> [addon.name for addon in mesh]
        ['istio-base', 'istiod', 'istio-cni', 'istio-policy', 'ztunnel']
    """
    if not config.enabled:
        return ()
    size = SIZES[environment]
    return (
        AddOn(
            name="istio-base",
            namespace=ROOT_NAMESPACE,
            chart=_chart("base"),
            values=base_values(config),
            cluster_kinds=(("apiextensions.k8s.io", "CustomResourceDefinition"), VALIDATOR),
            ignored=WRITTEN_BY_ISTIOD[:1],
            source="https://istio.io/latest/docs/setup/install/helm/",
        ),
        AddOn(
            name="istiod",
            namespace=ROOT_NAMESPACE,
            chart=_chart("istiod"),
            values=istiod_values(config, size, tracing_service=tracing_service),
            cluster_kinds=(*ROLES, VALIDATOR, (_ADMISSION, "MutatingWebhookConfiguration")),
            ignored=WRITTEN_BY_ISTIOD,
            source="https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/",
        ),
        AddOn(
            name="istio-cni",
            namespace=NODE_NAMESPACE,
            chart=_chart("cni"),
            values=cni_values(config),
            cluster_kinds=ROLES,
            pod_security="privileged",
            source="https://istio.io/latest/docs/setup/additional-setup/cni/",
        ),
        AddOn(
            name="istio-policy",
            namespace=ROOT_NAMESPACE,
            chart=Chart(repository, revision, path=POLICY_PATH),
            values=policy_values(config, traced=tracing_service is not None),
            source=POLICY_PATH,
        ),
        *_ztunnel(config, size),
        *(
            AddOn(
                name=gateway_name(gateway),
                namespace=GATEWAY_NAMESPACE,
                chart=_chart("gateway"),
                values=gateway_values(config, gateway, size),
                pod_security="restricted",
                chart_key="istio-gateway",
                source="https://istio.io/latest/docs/setup/additional-setup/gateway/",
            )
            for gateway in config.gateways
        ),
    )


def _ztunnel(config: MeshConfig, size: Size) -> tuple[AddOn, ...]:
    if config.mode is not Mode.AMBIENT:
        return ()
    return (
        AddOn(
            name="ztunnel",
            namespace=NODE_NAMESPACE,
            chart=_chart("ztunnel"),
            values=ztunnel_values(config, size),
            pod_security="privileged",
            source="https://istio.io/latest/docs/ambient/install/helm/",
        ),
    )


def _chart(name: str) -> Chart:
    return Chart(REPOSITORY, VERSION, name=name)
