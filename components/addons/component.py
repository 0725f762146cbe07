"""EKS's add-ons and the roles of all add-ons, as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from components.addons.config import AddonsConfig
from components.addons.identities import IDENTITIES, Identity
from components.addons.managed import MANAGED_ADDONS, ManagedAddon, Setting
from components.addons.place import Place
from components.addons.versions import addon_versions
from components.iam import account_of
from components.pod_identity import PodIdentity, PodIdentityArgs

STORAGE_CLASS = "gp3"
"""Name of the default StorageClass."""


@dataclass(frozen=True)
class AddonsArgs:
    """What `NodeAddons` and `Addons` are made from.

    Attributes:
        config: which add-ons there are.
        version: minor version of Kubernetes that add-ons are chosen for, the cluster's.
        region: AWS region.
        cluster_name: name of the EKS cluster.
        cluster_arn: its ARN.
        vpc_id: id of its VPC.
        production: whether the stack is of the environment prod, where each part runs more than once.
        tags: tags of every resource, also of volumes that the EBS CSI driver makes.
    """

    config: AddonsConfig
    version: str
    region: str
    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    vpc_id: pulumi.Input[str]
    production: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class NodeAddons(pulumi.ComponentResource):
    """The add-ons without which no node becomes ready: vpc-cni, kube-proxy and the pod identity agent.

    Make it before the nodes (`depends_on`). The CNI's rights are its own pods', so the nodes' role needs none of them.

    Attributes:
        versions: add-on → its version.

    Example:
        >>> networking = NodeAddons(
        ...     "shop",
        ...     AddonsArgs(
        ...         config=AddonsConfig(),
        ...         version="1.35",
        ...         region="us-west-2",
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...         vpc_id="vpc-1",
        ...     ),
        ... )
    """

    versions: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:addons:NodeAddons", name, None, opts)
        self.versions = _installed(self, name, args, before_nodes=True)
        self.register_outputs({"versions": self.versions})


class Addons(pulumi.ComponentResource):
    """The add-ons that run on nodes, the roles of those that Argo CD brings, and an encrypted default StorageClass.

    Make it after the nodes (`depends_on`), and give it a provider for the cluster (`opts.providers`).

    Attributes:
        versions: add-on → its version.
        role_arns: add-on that Argo CD brings → ARN of its pods' role.

    Example:
        >>> addons = Addons(
        ...     "shop",
        ...     AddonsArgs(
        ...         config=AddonsConfig(),
        ...         version="1.35",
        ...         region="us-west-2",
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...         vpc_id="vpc-1",
        ...     ),
        ...     pulumi.ResourceOptions(providers=[provider]),
        ... )
    """

    versions: Mapping[str, pulumi.Output[str]]
    role_arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AddonsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:addons:Addons", name, None, opts)
        self.versions = _installed(self, name, args, before_nodes=False)
        managed = {addon.name for addon in MANAGED_ADDONS}
        self.role_arns = {
            identity.addon: _identity(self, name, args, identity, associated=True)
            for identity in IDENTITIES
            if identity.addon not in managed and identity.wanted(args.config)
        }
        if args.config.ebs_csi:
            kubernetes.storage.v1.StorageClass(
                f"{name}-{STORAGE_CLASS}",
                metadata={
                    "name": STORAGE_CLASS,
                    "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
                },
                provisioner="ebs.csi.aws.com",
                parameters={"type": "gp3", "encrypted": "true"},
                # A volume is made where its pod is put, not in some zone.
                volume_binding_mode="WaitForFirstConsumer",
                allow_volume_expansion=True,
                reclaim_policy="Delete",
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({"versions": self.versions, "roleArns": self.role_arns})


def _installed(
    parent: pulumi.Resource, name: str, args: AddonsArgs, *, before_nodes: bool
) -> dict[str, pulumi.Output[str]]:
    wanted = [addon for addon in MANAGED_ADDONS if addon.before_nodes is before_nodes and addon.wanted(args.config)]
    versions = addon_versions(args.version, args.config.versions)
    return {addon.name: _addon(parent, name, args, addon, versions[addon.name]) for addon in wanted}


def _addon(
    parent: pulumi.Resource, name: str, args: AddonsArgs, addon: ManagedAddon, version: str
) -> pulumi.Output[str]:
    made = aws.eks.Addon(
        f"{name}-{addon.name}",
        cluster_name=args.cluster_name,
        addon_name=addon.name,
        addon_version=version,
        configuration_values=addon.configuration_values(Setting(args.config, args.production, args.tags)),
        pod_identity_associations=[
            aws.eks.AddonPodIdentityAssociationArgs(
                service_account=identity.service_account,
                role_arn=_identity(parent, name, args, identity, associated=False),
            )
            for identity in IDENTITIES
            if identity.addon == addon.name
        ]
        or None,
        # What Git says goes before what somebody changed by hand, as everywhere.
        resolve_conflicts_on_create="OVERWRITE",
        resolve_conflicts_on_update="OVERWRITE",
        preserve=False,
        tags=dict(args.tags),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    version_there: pulumi.Output[str] = made.addon_version
    return version_there


def _identity(
    parent: pulumi.Resource, name: str, args: AddonsArgs, identity: Identity, *, associated: bool
) -> pulumi.Output[str]:
    policy = pulumi.Output.all(cluster=args.cluster_name, arn=args.cluster_arn, vpc=args.vpc_id).apply(
        lambda known: identity.policy(
            Place(args.region, account_of(known["arn"]), known["cluster"], known["vpc"]), args.config
        )
    )
    return PodIdentity(
        f"{name}-{identity.slug}",
        PodIdentityArgs(
            cluster_name=args.cluster_name,
            cluster_arn=args.cluster_arn,
            namespace=identity.namespace,
            service_account=identity.service_account,
            policy=policy,
            tags=args.tags,
            associated=associated,
        ),
        pulumi.ResourceOptions(parent=parent),
    ).role_arn
