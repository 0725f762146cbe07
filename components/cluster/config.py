"""What a stack says about its EKS cluster."""

from __future__ import annotations

from ipaddress import IPv4Network, collapse_addresses
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from components.addons.versions import ADDON_VERSIONS
from components.cluster.access import EVERYTHING, AccessConfig
from components.model import Name, Settings, Switch, refusal
from components.network.config import PRIVATE_BLOCKS, Cidr
from components.retention import RetentionDays

OLDEST_MINOR = 33
"""The first minor whose kubelet knows strict-cpu-reservation, which low-latency pools set, without an alpha gate."""

WIDEST_PUBLIC_PREFIX = 8
"""The shortest prefix that may reach a public endpoint: 0.0.0.0/0 cut in two is still everybody."""


class ClusterConfig(Settings):
    """The EKS cluster of one stack (`slipway:cluster`)."""

    version: Annotated[str, Field(pattern=r"^1\.[0-9]{2}$")]
    """Minor version of Kubernetes, in quotes, e.g. "1.35"."""

    name: Name | None = None
    """Name of the cluster in AWS; `slipway-<stack>` if it is not given. Changing it makes another cluster."""

    public_access: tuple[Cidr, ...] = ()
    """Blocks from which the public endpoint answers; none turns it off, so that only the VPC reaches the API server."""

    private_access: tuple[Cidr, ...] = ()
    """Private blocks from which the private endpoint answers beside the cluster's own nodes: runners, a VPN, a hub's
    Argo CD in another network. Being in the VPC, or connected to it, is not enough."""

    access: tuple[AccessConfig, ...] = ()
    """Who may reach the cluster's API, each IAM role or user once; nobody else can, not even who made the cluster."""

    access_elsewhere: Switch = False
    """Whether somebody else enters an administrator, so that `access` need not name one."""

    log_retention_days: RetentionDays = 30
    """Days for which CloudWatch keeps the control plane's logs (365 in prod)."""

    key_deletion_days: Annotated[int, Field(strict=True, ge=7, le=30)] = 30
    """Days between the deletion of the cluster's KMS key and its end, 7 to 30; until then it can be brought back."""

    deletion_protection: Switch = False
    """Whether AWS refuses to delete the cluster (true in prod)."""

    support: Literal["standard", "extended"] = "standard"
    """What AWS does when the version's standard support ends: `standard` upgrades it, `extended` keeps it."""

    zonal_shift: Switch = False
    """Whether Amazon's recovery controller may move the cluster's traffic out of an impaired zone (true in prod)."""

    oidc_provider: Switch = True
    """Whether IAM trusts the cluster's tokens (IAM roles for service accounts)."""

    @field_validator("version")
    @classmethod
    def _has_a_row_of_add_ons(cls, version: str) -> str:
        if int(version.partition(".")[2]) < OLDEST_MINOR:
            raise refusal(f"Kubernetes {version} is too old", do=f'take "1.{OLDEST_MINOR}" or newer')
        if version not in ADDON_VERSIONS:
            raise refusal(
                f"Kubernetes {version} has no row of add-on versions",
                do=f"take one of {', '.join(ADDON_VERSIONS)}, or add its row to components/addons/versions.py",
            )
        return version

    @field_validator("public_access")
    @classmethod
    def _is_not_everybody(cls, blocks: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        do = "list the blocks of your offices and runners, or leave publicAccess out"
        for index, block in enumerate(blocks):
            if block.prefixlen < WIDEST_PUBLIC_PREFIX:
                whom = "everybody" if block.prefixlen == 0 else "a large part of the internet"
                raise refusal(f"{block} opens the API server to {whom}", at=(index,), do=do)
        for union in collapse_addresses(blocks):
            if union.prefixlen < WIDEST_PUBLIC_PREFIX:
                raise refusal(
                    f"the blocks together are {union} and open the API server to a large part of the internet", do=do
                )
        return blocks

    @field_validator("private_access")
    @classmethod
    def _is_private(cls, blocks: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for index, block in enumerate(blocks):
            if not any(block.subnet_of(private) for private in PRIVATE_BLOCKS):
                raise refusal(
                    f"{block} is not a private range, and nothing outside of one reaches the private endpoint",
                    at=(index,),
                    do="put public blocks into publicAccess",
                )
            if block in blocks[:index]:
                raise refusal(f"{block} is named twice", at=(index,), do="name each block once")
        return blocks

    @field_validator("access")
    @classmethod
    def _names_each_once(cls, access: tuple[AccessConfig, ...]) -> tuple[AccessConfig, ...]:
        names = [entry.resource_name for entry in access]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise refusal(
                    f"{access[index].principal!r} is named twice",
                    at=(index, "principal"),
                    do="EKS keeps one entry for each; put its policy and groups together",
                )
        return access

    @model_validator(mode="after")
    def _is_reachable_by_somebody(self) -> ClusterConfig:
        if not self.access_elsewhere and not any(entry.is_everything for entry in self.access):
            raise refusal(
                f"nobody is {EVERYTHING}, so neither Pulumi nor anybody else could reach the API server",
                at=("access",),
                do=f"add {{principal: role/NAME, policy: {EVERYTHING}}}, or write accessElsewhere: true if somebody "
                "else enters one",
            )
        return self
