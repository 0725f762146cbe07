"""The tags by which controllers find subnets."""

from __future__ import annotations

from components.network.subnets import Tier


def subnet_tags(tier: Tier, cluster_name: str | None) -> dict[str, str]:
    """Give the tags by which controllers find a subnet.

    `kubernetes.io/role/elb` and `…/internal-elb` say for which load balancers a subnet is. `kubernetes.io/cluster/NAME`
    has not been asked for since release 2.1.2 of the AWS Load Balancer Controller, but it is still read
    (SubnetsClusterTagCheck, on by default): a subnet that carries another cluster's tag and not one's own is passed
    over. So it is put on what load balancers may take, as `shared`, because the cluster's end is not the subnet's: two
    clusters in one VPC then never take each other's subnets. Subnets for the control plane carry none of them.
    Karpenter finds the private ones by `karpenter.sh/discovery`; that it finds security groups by the same tag is for
    the owner of the group to say.

    Source: AWS Load Balancer Controller, "Subnet auto-discovery" and "Feature gates"; Karpenter, "NodeClasses"
    (spec.subnetSelectorTerms) and its getting-started guide, which uses this tag.

    Args:
        tier: what the subnet is for.
        cluster_name: the cluster that uses it; None gives no tags.

    Example:
        >>> subnet_tags(Tier.PUBLIC, "shop")
        {'kubernetes.io/role/elb': '1', 'kubernetes.io/cluster/shop': 'shared'}
    """
    if cluster_name is None:
        return {}
    shared = {f"kubernetes.io/cluster/{cluster_name}": "shared"}
    return {
        Tier.PUBLIC: {"kubernetes.io/role/elb": "1", **shared},
        Tier.PRIVATE: {"kubernetes.io/role/internal-elb": "1", **shared, "karpenter.sh/discovery": cluster_name},
        Tier.INTRA: {},
    }[tier]
