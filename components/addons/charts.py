"""The controllers that Argo CD brings: their charts, values and what each may make outside namespaces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from components.addons.config import AddonsConfig
from components.addons.identities import identity_of
from components.container import resources
from components.gitops.addon import AddOn, Chart, from_bridge

Values = dict[str, object]

_CRD = ("apiextensions.k8s.io", "CustomResourceDefinition")
_RIGHTS = (("rbac.authorization.k8s.io", "ClusterRole"), ("rbac.authorization.k8s.io", "ClusterRoleBinding"))
_WEBHOOKS = (
    ("admissionregistration.k8s.io", "MutatingWebhookConfiguration"),
    ("admissionregistration.k8s.io", "ValidatingWebhookConfiguration"),
)
_CA_BUNDLES: tuple[Mapping[str, object], ...] = tuple(
    {"group": group, "kind": kind, "jqPathExpressions": [".webhooks[]?.clientConfig.caBundle"]}
    for group, kind in _WEBHOOKS
)
"""Certificates that a controller writes into its webhooks after the sync."""

STORE = "aws"
"""Name of the ClusterSecretStore through which services read secrets."""


@dataclass(frozen=True)
class _Where:
    """What the values depend on."""

    config: AddonsConfig
    cluster_name: str
    production: bool

    @property
    def replicas(self) -> int:
        """How often each part runs."""
        return 2 if self.production else 1


def addons_of(config: AddonsConfig, *, cluster_name: str, production: bool) -> tuple[AddOn, ...]:
    """Give the controllers that a stack wants Argo CD to bring.

    Args:
        config: which add-ons there are.
        cluster_name: name of the EKS cluster.
        production: whether the stack is of the environment prod, where each part runs twice, in two zones, and is
            never drained at once.

    Example:
        >>> [addon.name for addon in addons_of(AddonsConfig(), cluster_name="shop", production=False)]
        ['cert-manager', 'aws-load-balancer-controller', 'external-secrets']
    """
    where = _Where(config, cluster_name, production)
    return tuple(make(where) for is_wanted, make in _CONTROLLERS if is_wanted(config))


def _cert_manager(where: _Where) -> AddOn:
    name = "cert-manager"
    account = identity_of(name)

    def part(component: str, memory: str) -> Values:
        labels = {"app.kubernetes.io/name": component, "app.kubernetes.io/instance": name}
        return {
            "replicaCount": where.replicas,
            "resources": resources("10m", memory),
            **_spread(where, labels),
            "podDisruptionBudget": {"enabled": where.production, "minAvailable": 1},
        }

    return AddOn(
        name=name,
        namespace=account.namespace,
        chart=Chart("https://charts.jetstack.io", "v1.20.2", name=name),
        values={
            **part("cert-manager", "128Mi"),
            "crds": {"enabled": True, "keep": True},
            "global": {"leaderElection": {"namespace": account.namespace}},
            "serviceAccount": {"create": True, "name": account.service_account},
            "webhook": part("webhook", "64Mi"),
            "cainjector": part("cainjector", "192Mi"),
            # A Job that checks an install once; Argo CD looks at health itself.
            "startupapicheck": {"enabled": False},
        },
        cluster_kinds=(_CRD, *_RIGHTS, *_WEBHOOKS),
        pod_security="restricted",
        ignored=_CA_BUNDLES,
        source="https://cert-manager.io/docs/installation/helm/",
    )


def _load_balancer_controller(where: _Where) -> AddOn:
    name = "aws-load-balancer-controller"
    account = identity_of(name)
    values: Values = {
        "clusterName": from_bridge("cluster_name"),
        "region": from_bridge("region"),
        "vpcId": from_bridge("vpc_id"),
        "replicaCount": where.replicas,
        "serviceAccount": {"create": True, "name": account.service_account},
        "resources": resources("50m", "256Mi"),
        **_spread(where, {"app.kubernetes.io/name": name}),
        # cert-manager keeps the webhook's certificate; the chart would make another at each render.
        "enableCertManager": where.config.cert_manager,
        # The webhook for Services would refuse every new Service of the cluster while the controller is away; a Service
        # that wants a load balancer says so by loadBalancerClass: service.k8s.aws/nlb.
        "enableServiceMutatorWebhook": False,
        # Its role holds no rights of these.
        "enableShield": False,
        "enableWaf": False,
        "enableWafv2": False,
    }
    if where.production:
        values["podDisruptionBudget"] = {"maxUnavailable": 1}
    made_up = {"kind": "Secret", "name": "aws-load-balancer-tls", "jsonPointers": ["/data"]}
    return AddOn(
        name=name,
        namespace=account.namespace,
        chart=Chart("https://aws.github.io/eks-charts", "3.2.2", name=name),
        values=values,
        cluster_kinds=(
            _CRD,
            *_RIGHTS,
            *_WEBHOOKS,
            ("networking.k8s.io", "IngressClass"),
            ("elbv2.k8s.aws", "IngressClassParams"),
        ),
        pod_security=None,
        ignored=_CA_BUNDLES if where.config.cert_manager else (*_CA_BUNDLES, made_up),
        source="https://github.com/kubernetes-sigs/aws-load-balancer-controller/tree/main/helm",
    )


def _external_dns(where: _Where) -> AddOn:
    name = "external-dns"
    account = identity_of(name)
    return AddOn(
        name=name,
        namespace=account.namespace,
        chart=Chart("https://kubernetes-sigs.github.io/external-dns", "1.21.1", name=name),
        # It has no election of a leader, so the chart runs it once, also in prod; records stay while it is away.
        values={
            "provider": {"name": "aws"},
            "sources": ["service", "ingress"],
            "domainFilters": [zone.domain for zone in where.config.hosted_zones],
            "extraArgs": [f"--zone-id-filter={zone.id}" for zone in where.config.hosted_zones],
            # It deletes too, but only records that it marked as this cluster's.
            "policy": "sync",
            "registry": "txt",
            "txtOwnerId": where.cluster_name,
            "env": [{"name": "AWS_DEFAULT_REGION", "value": from_bridge("region")}],
            "serviceAccount": {"create": True, "name": account.service_account},
            "resources": resources("10m", "128Mi"),
        },
        cluster_kinds=(_CRD, *_RIGHTS),
        pod_security="restricted",
        source="https://github.com/kubernetes-sigs/external-dns/tree/master/charts/external-dns",
    )


def _external_secrets(where: _Where) -> AddOn:
    name = "external-secrets"
    account = identity_of(name)

    def part(component: str, memory: str) -> Values:
        return {
            "replicaCount": where.replicas,
            "resources": resources("10m", memory),
            **_spread(where, {"app.kubernetes.io/name": component, "app.kubernetes.io/instance": name}),
            "podDisruptionBudget": {"enabled": where.production, "minAvailable": 1},
        }

    store = {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ClusterSecretStore",
        "metadata": {"name": STORE, "annotations": {"argocd.argoproj.io/sync-wave": "1"}},
        "spec": {
            "provider": {
                "aws": {
                    "service": "SecretsManager",
                    "region": from_bridge("region"),
                    "prefix": where.config.secrets_below(where.cluster_name),
                }
            },
            # Whoever may write an ExternalSecret in another namespace could else read the services' secrets.
            "conditions": [{"namespaces": [from_bridge("namespace")]}],
        },
    }
    return AddOn(
        name=name,
        namespace=account.namespace,
        chart=Chart("https://charts.external-secrets.io", "2.8.0", name=name),
        values={
            **part("external-secrets", "256Mi"),
            "installCRDs": True,
            "leaderElect": True,
            "serviceAccount": {"create": True, "name": account.service_account},
            # It only writes Secrets that an ExternalSecret of the same namespace names.
            "processClusterExternalSecret": False,
            "processPushSecret": False,
            "processClusterPushSecret": False,
            "webhook": part("external-secrets-webhook", "64Mi"),
            "certController": part("external-secrets-cert-controller", "128Mi"),
            "extraObjects": [store],
        },
        cluster_kinds=(_CRD, *_RIGHTS, *_WEBHOOKS, ("external-secrets.io", "ClusterSecretStore")),
        pod_security="restricted",
        ignored=_CA_BUNDLES,
        source="https://github.com/external-secrets/external-secrets/tree/main/deploy/charts/external-secrets",
    )


def _spread(where: _Where, labels: Mapping[str, str]) -> Values:
    """Give how replicas are spread over zones; nothing where there is one replica."""
    if not where.production:
        return {}
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": dict(labels)},
    }
    return {"topologySpreadConstraints": [constraint]}


_CONTROLLERS: tuple[tuple[Callable[[AddonsConfig], bool], Callable[[_Where], AddOn]], ...] = (
    (lambda config: config.cert_manager, _cert_manager),
    (lambda config: config.load_balancer_controller, _load_balancer_controller),
    (lambda config: config.external_dns, _external_dns),
    (lambda config: config.external_secrets, _external_secrets),
)
"""Whether a stack wants it, and how it is made; first what others need."""
