"""How one component's outputs become another's arguments, where that is more than passing them on."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes as kubernetes

from components import mesh, observability
from components.addons import charts
from components.addons.component import AddonsArgs
from components.cluster.component import Cluster
from components.config import Environment
from components.gitops.addon import AddOn, with_charts
from components.gitops.bridge import BridgeAnnotations
from components.gitops.component import GitOpsArgs
from components.iam import account_of
from components.network.component import Network
from components.nodes import autoscaler
from components.nodes.component import NodePools, NodePoolsArgs
from components.nodes.karpenter.addons import addons_of as karpenter_addons
from components.nodes.karpenter.component import Karpenter, KarpenterArgs
from components.observability.component import Observability, ObservabilityArgs
from components.pod_identity import PodIdentity, PodIdentityArgs


def provider_of(name: str, cluster: Cluster) -> kubernetes.Provider:
    """Give the provider of all that is in the stack's own cluster."""
    return kubernetes.Provider(
        name, kubeconfig=cluster.kubeconfig, cluster_identifier=cluster.arn, enable_server_side_apply=True
    )


def nodes_args(environment: Environment, network: Network, cluster: Cluster) -> NodePoolsArgs:
    """Give what the node pools are made from.

    Args:
        environment: the stack's configuration.
        network: its network.
        cluster: its cluster.
    """
    return NodePoolsArgs(
        pools=environment.pools,
        cluster_name=cluster.cluster_name,
        version=cluster.version,
        subnet_ids=network.private_subnet_ids,
        security_group_ids=[cluster.security_group_id],
        config=environment.nodes,
        tags=environment.all_tags,
    )


def scaling_of(environment: Environment, cluster: Cluster) -> tuple[Karpenter | None, PodIdentity | None]:
    """Make what those need of AWS who add nodes: Karpenter, and the role of cluster-autoscaler's pods.

    Args:
        environment: the stack's configuration.
        cluster: its cluster.
    """
    return karpenter_of(environment, cluster), autoscaler_of(environment, cluster)


def karpenter_of(environment: Environment, cluster: Cluster) -> Karpenter | None:
    """Make what Karpenter needs of AWS; None if the stack has no Karpenter.

    Args:
        environment: the stack's configuration.
        cluster: its cluster.
    """
    if environment.karpenter is None:
        return None
    args = KarpenterArgs(
        cluster.cluster_name,
        cluster.arn,
        environment.region,
        environment.all_tags,
        session_manager=environment.nodes.session_manager,
    )
    return Karpenter(environment.cluster_name, args)


def autoscaler_of(environment: Environment, cluster: Cluster) -> PodIdentity | None:
    """Make the role of cluster-autoscaler's pods; None if the stack has no autoscaler.

    Args:
        environment: the stack's configuration.
        cluster: its cluster.
    """
    if not autoscaler.wanted(environment.pools, switched_on=environment.addons.cluster_autoscaler):
        return None
    policy = pulumi.Output.all(arn=cluster.arn, cluster=cluster.cluster_name).apply(
        lambda known: autoscaler.autoscaler_policy(
            region=environment.region, account=account_of(known["arn"]), cluster=known["cluster"]
        )
    )
    return PodIdentity(
        f"{environment.cluster_name}-autoscaler",
        PodIdentityArgs(
            cluster_name=cluster.cluster_name,
            cluster_arn=cluster.arn,
            namespace=autoscaler.NAMESPACE,
            service_account=autoscaler.SERVICE_ACCOUNT,
            policy=policy,
            tags=environment.all_tags,
        ),
    )


def observability_args(environment: Environment, cluster: Cluster) -> ObservabilityArgs:
    """Give what the places of logs and traces are made from.

    Args:
        environment: the stack's configuration.
        cluster: its cluster.
    """
    return ObservabilityArgs(
        config=environment.observability,
        region=environment.region,
        account=cluster.account,
        cluster_name=cluster.cluster_name,
        cluster_arn=cluster.arn,
        tags=environment.all_tags,
    )


def gitops_args(
    environment: Environment,
    network: Network,
    cluster: Cluster,
    nodes: NodePools,
    karpenter: Karpenter | None,
    kept: Observability,
) -> GitOpsArgs:
    """Give the arguments of `GitOps`.

    Args:
        environment: the stack's configuration.
        network: its network.
        cluster: its cluster.
        nodes: its node pools.
        karpenter: its Karpenter.
        kept: where its logs and traces are kept.
    """
    return GitOpsArgs(
        config=environment.gitops,
        stack=environment.stack,
        environment=environment.environment.value,
        service_namespace=environment.service_namespace,
        cluster_name=cluster.cluster_name,
        endpoint=cluster.endpoint,
        certificate_authority=cluster.certificate_authority,
        kubeconfig=cluster.kubeconfig,
        bridge=_bridge_of(environment, network, cluster, nodes, karpenter, kept),
        addons=addons_of(environment),
        namespace_labels=environment.mesh.namespace_labels,
    )


def _bridge_of(
    environment: Environment,
    network: Network,
    cluster: Cluster,
    nodes: NodePools,
    karpenter: Karpenter | None,
    kept: Observability,
) -> BridgeAnnotations:
    """Gather what a stack tells the add-ons."""
    return BridgeAnnotations(
        stack=environment.stack,
        environment=environment.environment.value,
        region=environment.region,
        account=cluster.account,
        vpc_id=network.vpc_id,
        vpc_cidr=network.vpc_cidr,
        private_subnets=_listed(network.private_subnet_ids),
        public_subnets=_listed(network.public_subnet_ids),
        zones=_listed(network.zones),
        cluster_name=cluster.cluster_name,
        cluster_version=cluster.version,
        cluster_endpoint=cluster.endpoint,
        oidc_issuer=cluster.oidc_issuer,
        oidc_provider_arn=cluster.oidc_provider_arn,
        node_role_arn=nodes.role_arn,
        pools=",".join(nodes.pools),
        karpenter_queue=karpenter.queue_name if karpenter else "",
        karpenter_instance_profile=karpenter.instance_profile if karpenter else "",
        logs_bucket=kept.logs_bucket,
        traces_bucket=kept.traces_bucket,
        namespace=environment.service_namespace,
        repository=environment.gitops.repository,
        revision=environment.gitops.revision,
    )


def addons_of(environment: Environment) -> tuple[AddOn, ...]:
    """Gather the add-ons that Argo CD brings to a stack's cluster, each with its chart from where the stack wants it.

    Args:
        environment: the stack's configuration.
    """
    brought = (
        *charts.addons_of(environment.addons, cluster_name=environment.cluster_name, production=environment.production),
        *mesh.addons_of(
            environment.mesh,
            environment=environment.environment.value,
            repository=environment.gitops.repository,
            revision=environment.gitops.revision,
            tracing_service=observability.tracing_service(environment.observability),
        ),
        *observability.addons_of(environment.observability, environment=environment.environment.value),
        *autoscaler.addons_of(
            environment.pools,
            switched_on=environment.addons.cluster_autoscaler,
            version=environment.cluster.version,
            production=environment.production,
        ),
        *karpenter_addons(
            environment.karpenter,
            repository=environment.gitops.repository,
            revision=environment.gitops.revision,
            tags=environment.all_tags,
        ),
    )
    return with_charts(brought, environment.charts)


def addons_args(environment: Environment, network: Network, cluster: Cluster) -> AddonsArgs:
    """Give the arguments of `NodeAddons` and `Addons`.

    Args:
        environment: the stack's configuration.
        network: its network.
        cluster: its cluster.
    """
    return AddonsArgs(
        config=environment.addons,
        version=environment.cluster.version,
        region=environment.region,
        cluster_name=cluster.cluster_name,
        cluster_arn=cluster.arn,
        vpc_id=network.vpc_id,
        production=environment.production,
        tags=environment.all_tags,
    )


def after(provider: kubernetes.Provider, *resources: pulumi.Resource | None) -> pulumi.ResourceOptions:
    """Give the options of what comes to a cluster after other resources.

    Args:
        provider: the way to the cluster.
        resources: what must be there first; None stands for what the stack leaves out.
    """
    return pulumi.ResourceOptions(providers=[provider], depends_on=[one for one in resources if one is not None])


def _listed(values: pulumi.Output[list[str]]) -> pulumi.Output[str]:
    return values.apply(",".join)
