"""What a stack's services stand on, wired: keys, images, data, and where each finds its own."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes as kubernetes

from components.cluster.component import Cluster
from components.config import Environment
from components.data.component import Data, DataArgs
from components.data.place import Place
from components.data.services import log_groups_of, services_of
from components.network.component import Network
from components.security.component import Security, SecurityArgs


def security_of(environment: Environment, cluster: Cluster) -> Security:
    """Make a stack's keys, image repositories, roles for pipelines and guards.

    Args:
        environment: the stack's configuration.
        cluster: its cluster, which says the account.
    """
    name = environment.cluster_name
    return Security(
        name,
        SecurityArgs(
            config=environment.security,
            account=cluster.account,
            region=environment.region,
            cluster_name=name,
            data_services=services_of(environment.data),
            data_log_groups=log_groups_of(environment.data, name),
            tags=environment.all_tags,
        ),
    )


def data_of(environment: Environment, network: Network, cluster: Cluster, security: Security) -> Data:
    """Make what a stack's services ask for.

    Args:
        environment: the stack's configuration.
        network: its network.
        cluster: its cluster, whose pods get access.
        security: its keys and its permission boundary.
    """
    return Data(
        environment.cluster_name,
        DataArgs(
            config=environment.data,
            region=environment.region,
            key_arn=security.data_key_arn,
            place=Place(network.vpc_id, network.private_subnet_ids, cluster.security_group_id),
            cluster_name=cluster.cluster_name,
            cluster_arn=cluster.arn,
            namespace=environment.service_namespace,
            permissions_boundary=security.boundary_arn,
            tags=environment.all_tags,
        ),
    )


def publish(environment: Environment, security: Security, data: Data, opts: pulumi.ResourceOptions) -> None:
    """Tell people, pipelines and services where things are: the stack's outputs, and a ConfigMap for each service.

    Args:
        environment: the stack's configuration.
        security: its image repositories and roles for pipelines.
        data: what its services asked for.
        opts: the cluster's provider, and what makes the services' namespace.
    """
    for service, values in data.values.items():
        kubernetes.core.v1.ConfigMap(
            f"{environment.cluster_name}-{service}-data",
            metadata=kubernetes.meta.v1.ObjectMetaArgs(
                name=f"{service}-data",
                namespace=environment.service_namespace,
                labels={"app.kubernetes.io/name": service, "app.kubernetes.io/managed-by": "pulumi"},
            ),
            data=dict(values),
            opts=opts,
        )
    pulumi.export("repositories", dict(security.repository_urls))
    pulumi.export("pipelineRoles", dict(security.pipeline_role_arns))
    pulumi.export("data", {service: dict(values) for service, values in data.values.items()})
