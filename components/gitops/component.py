"""Argo CD's view of one stack as resources of Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi
import pulumi_kubernetes as kubernetes

from components.gitops.addon import ADDON_LABEL, AddOn, addon_set_spec, addons_project
from components.gitops.application_set import application_set_spec, services_project
from components.gitops.bridge import ENVIRONMENT_LABEL, STACK_LABEL, BridgeAnnotations, cluster_secret
from components.gitops.config import GitOpsConfig, Hub, Manifests
from components.gitops.hub import hub_kubeconfig
from components.gitops.project import addons_project_spec, project_spec

ARGO_API = "argoproj.io/v1alpha1"

POD_SECURITY = {
    f"pod-security.kubernetes.io/{mode}{suffix}": value
    for mode in ("enforce", "audit", "warn")
    for suffix, value in (("", "restricted"), ("-version", "latest"))
}
"""Labels by which a namespace admits only pods of the restricted Pod Security Standard."""

FOREGROUND = {"pulumi.com/deletionPropagationPolicy": "foreground"}
"""Annotation of an ApplicationSet: its Applications must be gone before project and Secret go, or Argo CD can't delete
what they synced."""


@dataclass(frozen=True)
class GitOpsArgs:
    """What `GitOps` is made from.

    Attributes:
        config: how Argo CD is run and what it syncs.
        stack: name of the stack, which is the cluster's name in Argo CD.
        environment: environment that the stack is of.
        service_namespace: namespace of the environment's services.
        cluster_name: the EKS cluster's name in AWS.
        endpoint: address of its API server.
        certificate_authority: its CA, PEM in base64.
        kubeconfig: how to reach it; used where Argo CD is installed by its manifests.
        bridge: what the stack tells the add-ons.
        addons: the add-ons that Argo CD brings to the cluster.
        namespace_labels: more labels of the services' namespace, e.g. those that put it into a mesh.
    """

    config: GitOpsConfig
    stack: str
    environment: str
    service_namespace: str
    cluster_name: pulumi.Input[str]
    endpoint: pulumi.Input[str]
    certificate_authority: pulumi.Input[str]
    kubeconfig: pulumi.Input[str]
    bridge: BridgeAnnotations
    addons: Sequence[AddOn] = ()
    namespace_labels: Mapping[str, str] = field(default_factory=dict)


class GitOps(pulumi.ComponentResource):
    """Argo CD's project, cluster Secret and ApplicationSet for one stack, and the namespace that its services live in.

    Needs a provider for the stack's cluster (`opts.providers`). Argo CD's objects go to the hub's cluster if the
    configuration names one, else to the stack's own. `install: manifests` applies Argo CD's published install manifest
    rather than a chart: it is what the project itself releases and tests, the release is in its address, and nothing
    but a file is needed.

    Attributes:
        project: name of the AppProject.
        application_set: name of the ApplicationSet.
        namespace: name of the services' namespace.

    Example:
        >>> gitops = GitOps(
        ...     "shop",
        ...     GitOpsArgs(
        ...         config=GitOpsConfig(repository="https://git.example.com/platform.git"),
        ...         stack="shop",
        ...         environment="dev",
        ...         service_namespace="development",
        ...         cluster_name="slipway-shop",
        ...         endpoint="https://example.eks.amazonaws.com",
        ...         certificate_authority="Q0E=",
        ...         kubeconfig="{}",
        ...         bridge=bridge,
        ...     ),
        ...     pulumi.ResourceOptions(providers=[provider]),
        ... )
    """

    project: pulumi.Output[str]
    application_set: pulumi.Output[str]
    namespace: pulumi.Output[str]

    def __init__(self, name: str, args: GitOpsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:gitops:GitOps", name, None, opts)
        self._name = name
        self._args = args
        labels = {STACK_LABEL: args.stack, ENVIRONMENT_LABEL: args.environment}
        shared_name = services_project(args.stack)

        services = kubernetes.core.v1.Namespace(
            f"{name}-services",
            metadata={"name": args.service_namespace, "labels": {**args.namespace_labels, **labels, **POD_SECURITY}},
            opts=pulumi.ResourceOptions(parent=self),
        )
        in_argo = self._where_argo_lives()
        secret = kubernetes.core.v1.Secret(
            f"{name}-cluster",
            metadata={
                "name": f"cluster-{args.stack}",
                "namespace": args.config.namespace,
                "labels": {**labels, "argocd.argoproj.io/secret-type": "cluster"},
                "annotations": args.bridge.annotations(),
            },
            type="Opaque",
            data=pulumi.Output.all(
                stack=args.stack,
                endpoint=args.endpoint,
                certificate_authority=args.certificate_authority,
                cluster_name=args.cluster_name,
            ).apply(lambda known: cluster_secret(**known)),
            opts=in_argo,
        )
        project = kubernetes.apiextensions.CustomResource(
            f"{name}-services-project",
            api_version=ARGO_API,
            kind="AppProject",
            metadata={"name": shared_name, "namespace": args.config.namespace, "labels": labels},
            spec=pulumi.Output.from_input(args.endpoint).apply(
                lambda endpoint: project_spec(
                    stack=args.stack,
                    repository=args.config.repository,
                    endpoint=endpoint,
                    namespace=args.service_namespace,
                )
            ),
            opts=in_argo,
        )
        application_set = kubernetes.apiextensions.CustomResource(
            f"{name}-services-set",
            api_version=ARGO_API,
            kind="ApplicationSet",
            metadata={
                "name": shared_name,
                "namespace": args.config.namespace,
                "labels": labels,
                "annotations": FOREGROUND,
            },
            spec=application_set_spec(
                stack=args.stack,
                environment=args.environment,
                namespace=args.service_namespace,
                repository=args.config.repository,
                revision=args.config.revision,
            ),
            opts=pulumi.ResourceOptions.merge(in_argo, pulumi.ResourceOptions(depends_on=[services, secret, project])),
        )
        if args.addons:
            self._bring(args.addons, labels, in_argo, secret)
        self.project = project.metadata["name"]
        self.application_set = application_set.metadata["name"]
        self.namespace = services.metadata["name"]
        self.register_outputs(
            {"project": self.project, "applicationSet": self.application_set, "namespace": self.namespace}
        )

    def _bring(
        self, addons: Sequence[AddOn], labels: dict[str, str], in_argo: pulumi.ResourceOptions, secret: pulumi.Resource
    ) -> None:
        """Make the add-ons' project and an ApplicationSet for each."""
        stack, namespace = self._args.stack, self._args.config.namespace
        project = kubernetes.apiextensions.CustomResource(
            f"{self._name}-addons-project",
            api_version=ARGO_API,
            kind="AppProject",
            metadata={"name": addons_project(stack), "namespace": namespace, "labels": labels},
            spec=pulumi.Output.from_input(self._args.endpoint).apply(
                lambda endpoint: addons_project_spec(stack=stack, endpoint=endpoint, addons=addons)
            ),
            opts=in_argo,
        )
        after = pulumi.ResourceOptions.merge(in_argo, pulumi.ResourceOptions(depends_on=[secret, project]))
        for addon in addons:
            kubernetes.apiextensions.CustomResource(
                f"{self._name}-addon-{addon.name}",
                api_version=ARGO_API,
                kind="ApplicationSet",
                metadata={
                    "name": f"{addon.name}-{stack}",
                    "namespace": namespace,
                    "labels": {**labels, ADDON_LABEL: addon.name},
                    "annotations": FOREGROUND,
                },
                spec=addon_set_spec(addon, stack=stack),
                opts=after,
            )

    def _where_argo_lives(self) -> pulumi.ResourceOptions:
        """Give the options of Argo CD's own objects: in the hub, after the install, or simply here."""
        within = pulumi.ResourceOptions(parent=self)
        config = self._args.config
        if config.hub:
            return pulumi.ResourceOptions.merge(within, pulumi.ResourceOptions(provider=self._hub(config.hub)))
        if config.manifests:
            return pulumi.ResourceOptions.merge(
                within, pulumi.ResourceOptions(depends_on=[self._installed(config.manifests)])
            )
        return within

    def _hub(self, hub: Hub) -> kubernetes.Provider:
        return kubernetes.Provider(
            f"{self._name}-hub",
            kubeconfig=hub_kubeconfig(hub, self),
            enable_server_side_apply=True,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _installed(self, manifests: Manifests) -> kubernetes.yaml.v2.ConfigFile:
        namespace = kubernetes.core.v1.Namespace(
            f"{self._name}-argocd",
            metadata={
                "name": self._args.config.namespace,
                "labels": {
                    "pod-security.kubernetes.io/enforce": "baseline",
                    "pod-security.kubernetes.io/warn": "restricted",
                },
            },
            opts=pulumi.ResourceOptions(parent=self),
        )
        # The published manifest names no namespace, so this provider's default is where its objects go.
        provider = kubernetes.Provider(
            f"{self._name}-argocd",
            kubeconfig=self._args.kubeconfig,
            namespace=self._args.config.namespace,
            enable_server_side_apply=True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return kubernetes.yaml.v2.ConfigFile(
            f"{self._name}-argocd",
            file=manifests.file,
            opts=pulumi.ResourceOptions(parent=self, providers=[provider], depends_on=[namespace]),
        )
