"""What a stack says about its EKS cluster."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated, Literal

from pydantic import Field, field_validator

from components.model import Name, Settings, Switch, refusal
from components.network.config import Cidr
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

    log_retention_days: RetentionDays = 30
    """Days for which CloudWatch keeps the control plane's logs (365 in prod)."""

    key_deletion_days: Annotated[int, Field(strict=True, ge=7, le=30)] = 30
    """Days between the deletion of the cluster's KMS key and its end, 7 to 30; until then it can be brought back."""

    deletion_protection: Switch = False
    """Whether AWS refuses to delete the cluster (true in prod)."""

    support: Literal["standard", "extended"] = "standard"
    """What AWS does when the version's standard support ends: `standard` upgrades it, `extended` keeps it."""

    oidc_provider: Switch = True
    """Whether IAM trusts the cluster's tokens (IAM roles for service accounts)."""

    @field_validator("version")
    @classmethod
    def _is_not_too_old(cls, version: str) -> str:
        if int(version.partition(".")[2]) < OLDEST_MINOR:
            raise refusal(f"Kubernetes {version} is too old", do=f'take "1.{OLDEST_MINOR}" or newer')
        return version

    @field_validator("public_access")
    @classmethod
    def _is_not_everybody(cls, blocks: tuple[IPv4Network, ...]) -> tuple[IPv4Network, ...]:
        for index, block in enumerate(blocks):
            if block.prefixlen < WIDEST_PUBLIC_PREFIX:
                whom = "everybody" if block.prefixlen == 0 else "a large part of the internet"
                raise refusal(
                    f"{block} opens the API server to {whom}",
                    at=(index,),
                    do="list the blocks of your offices and runners, or leave publicAccess out",
                )
        return blocks
