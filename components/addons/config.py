"""What a stack says about its add-ons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from components.addons.versions import EKS_ADDONS
from components.complaints import nearest
from components.model import Settings, Switch, refusal

_VERSION = r"^v[0-9]+\.[0-9]+\.[0-9]+-eksbuild\.[0-9]+$"
_DOMAIN = r"^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$"


class HostedZone(Settings):
    """A hosted zone of Route 53 that add-ons may write (an item of `slipway:addons.hostedZones`)."""

    id: Annotated[str, Field(pattern=r"^Z[A-Z0-9]{4,31}$")]
    """Its id, e.g. Z0123456789ABCDEFGHIJ."""

    domain: Annotated[str, Field(pattern=_DOMAIN)]
    """Its domain, e.g. dev.example.com."""


class AddonsConfig(Settings):
    """What runs in a cluster beside its services (`slipway:addons`).

    vpc-cni, kube-proxy, eks-pod-identity-agent and coredns are always there: nothing runs without them.
    """

    ebs_csi: Switch = True
    """Whether the EBS CSI driver and an encrypted default StorageClass are there (EKS add-on)."""

    metrics_server: Switch = True
    """Whether metrics-server is there, which autoscaling of pods reads (EKS add-on)."""

    load_balancer_controller: Switch = True
    """Whether Argo CD brings the AWS load balancer controller."""

    external_dns: Switch = False
    """Whether Argo CD brings external-dns, which writes records of `hostedZones`."""

    cert_manager: Switch = True
    """Whether Argo CD brings cert-manager; with `hostedZones` it may prove their domains by DNS."""

    external_secrets: Switch = True
    """Whether Argo CD brings external-secrets, which reads the secrets below `secretsPrefix`."""

    cluster_autoscaler: Switch = True
    """Whether Argo CD brings cluster-autoscaler where a pool is `autoscaled`; off, nothing adds nodes to such pools."""

    network_policy: Switch = True
    """Whether vpc-cni enforces NetworkPolicies."""

    prefix_delegation: Switch = True
    """Whether vpc-cni gives nodes blocks of 16 addresses rather than single ones, so that more pods fit a node."""

    warm_prefixes: Annotated[int, Field(strict=True, ge=1, le=8)] = 1
    """Spare blocks of 16 addresses that each node keeps, so that pods start without waiting for EC2."""

    versions: dict[str, Annotated[str, Field(pattern=_VERSION)]] = Field(default_factory=dict)
    """EKS add-on → version, where it is not that of components/addons/versions.py."""

    hosted_zones: tuple[HostedZone, ...] = ()
    """Hosted zones of Route 53 that external-dns and cert-manager may write."""

    secrets_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9/_+=.@-]{2,200}$")] | None = None
    """What names of secrets begin with that external-secrets may read; `<cluster>/` if it is not given."""

    secrets_key: Annotated[str, Field(pattern=r"^arn:aws:kms:[a-z0-9-]+:[0-9]{12}:key/(mrk-)?[a-f0-9-]+$")] | None = (
        None
    )
    """ARN of the KMS key that encrypts those secrets; left out if AWS manages it."""

    @field_validator("versions")
    @classmethod
    def _are_of_add_ons(cls, versions: Mapping[str, str]) -> Mapping[str, str]:
        for name in versions:
            if name not in EKS_ADDONS:
                near = nearest(name, EKS_ADDONS)
                raise refusal(
                    f"EKS has no add-on {name!r} here",
                    at=(name,),
                    do=f"did you mean {near!r}?" if near else f"the add-ons are {', '.join(EKS_ADDONS)}",
                )
        return versions

    @field_validator("hosted_zones")
    @classmethod
    def _are_named_once(cls, zones: tuple[HostedZone, ...]) -> tuple[HostedZone, ...]:
        ids = [zone.id for zone in zones]
        for index, zone in enumerate(ids):
            if zone in ids[:index]:
                raise refusal(f"the hosted zone {zone} is named twice", at=(index, "id"), do="take one of them out")
        return zones

    @model_validator(mode="after")
    def _has_zones_where_they_are_needed(self) -> AddonsConfig:
        if self.external_dns and not self.hosted_zones:
            raise refusal(
                "external-dns has no hosted zone that it may write",
                at=("externalDns",),
                do="add hostedZones: [{id: Z…, domain: …}], or take externalDns out",
            )
        return self

    @property
    def zone_ids(self) -> tuple[str, ...]:
        """Ids of the hosted zones."""
        return tuple(zone.id for zone in self.hosted_zones)

    def secrets_below(self, cluster_name: str) -> str:
        """Give what names of readable secrets begin with, for a cluster."""
        return self.secrets_prefix or f"{cluster_name}/"
