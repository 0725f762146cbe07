"""How to reach the hub's cluster, in which an Argo CD that serves several stacks lives."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from components.cluster.kubeconfig import kubeconfig_of
from components.gitops.config import Hub


def hub_kubeconfig(hub: Hub, parent: pulumi.Resource) -> pulumi.Output[str]:
    """Give the hub's kubeconfig, with no secret inside.

    Address and authority are asked of EKS, so that a hub that was built anew needs no change here, unless the
    configuration gives both.

    Args:
        hub: the hub's cluster.
        parent: the resource whose AWS provider is asked.
    """
    if hub.endpoint is not None and hub.certificate_authority is not None:
        return pulumi.Output.from_input(
            kubeconfig_of(
                name=hub.name,
                endpoint=hub.endpoint,
                certificate_authority=hub.certificate_authority,
                region=hub.region,
            )
        )
    found = aws.eks.get_cluster_output(name=hub.name, region=hub.region, opts=pulumi.InvokeOutputOptions(parent=parent))
    return pulumi.Output.all(found.endpoint, found.certificate_authorities).apply(
        lambda known: kubeconfig_of(
            name=hub.name, endpoint=known[0], certificate_authority=known[1][0]["data"], region=hub.region
        )
    )
