"""Which pods of add-ons act in AWS, as whom, and what they may do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from components.addons.config import AddonsConfig
from components.addons.load_balancer_policy import load_balancer_controller_policy
from components.addons.place import Place
from components.addons.policies import (
    cert_manager_policy,
    ebs_csi_policy,
    external_dns_policy,
    external_secrets_policy,
    vpc_cni_policy,
)
from components.addons.versions import EBS_CSI, VPC_CNI


@dataclass(frozen=True)
class Identity:
    """The service account of one add-on that has a role.

    Attributes:
        addon: name of the add-on, in EKS or of its chart.
        slug: short word for its resources; roles' names have room for 64 characters.
        namespace: namespace of its pods.
        service_account: their service account, as EKS or the chart's values name it.
        policy: gives what they may do.
        wanted: says whether a stack has it.
    """

    addon: str
    slug: str
    namespace: str
    service_account: str
    policy: Callable[[Place, AddonsConfig], str]
    wanted: Callable[[AddonsConfig], bool]


IDENTITIES: tuple[Identity, ...] = (
    Identity(
        VPC_CNI, "vpc-cni", "kube-system", "aws-node", lambda place, config: vpc_cni_policy(place), lambda config: True
    ),
    Identity(
        EBS_CSI,
        "ebs-csi",
        "kube-system",
        "ebs-csi-controller-sa",
        lambda place, config: ebs_csi_policy(place),
        lambda config: config.ebs_csi,
    ),
    Identity(
        "aws-load-balancer-controller",
        "load-balancers",
        "kube-system",
        "aws-load-balancer-controller",
        lambda place, config: load_balancer_controller_policy(place),
        lambda config: config.load_balancer_controller,
    ),
    Identity(
        "external-dns",
        "dns",
        "external-dns",
        "external-dns",
        lambda place, config: external_dns_policy(config.zone_ids),
        lambda config: config.external_dns,
    ),
    Identity(
        "cert-manager",
        "certificates",
        "cert-manager",
        "cert-manager",
        lambda place, config: cert_manager_policy(config.zone_ids),
        # Without a zone it needs nothing of AWS.
        lambda config: config.cert_manager and bool(config.hosted_zones),
    ),
    Identity(
        "external-secrets",
        "secrets",
        "external-secrets",
        "external-secrets",
        lambda place, config: external_secrets_policy(
            place, prefix=config.secrets_below(place.cluster), key_arn=config.secrets_key
        ),
        lambda config: config.external_secrets,
    ),
)
"""Every add-on that acts in AWS."""


def identity_of(addon: str) -> Identity:
    """Give the identity of an add-on that has one.

    Raises:
        KeyError: it has none.
    """
    return {identity.addon: identity for identity in IDENTITIES}[addon]
