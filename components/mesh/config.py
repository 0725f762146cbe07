"""What a stack says about its service mesh."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from components.model import Name, Positive, Settings, Switch, refusal
from components.network.config import Cidr


class Mode(StrEnum):
    """How traffic gets into the mesh."""

    SIDECAR = "sidecar"
    AMBIENT = "ambient"


class Egress(StrEnum):
    """Where pods of the mesh may connect to; the values are those of Istio's `outboundTrafficPolicy.mode`."""

    REGISTRY_ONLY = "REGISTRY_ONLY"
    ALLOW_ANY = "ALLOW_ANY"


class Scheme(StrEnum):
    """Who can reach a gateway's load balancer; the values are the AWS load balancer controller's."""

    INTERNAL = "internal"
    INTERNET_FACING = "internet-facing"


class GatewayReplicas(Settings):
    """How many pods a gateway has."""

    min: Annotated[int, Field(strict=True, ge=2)] = 2
    """Fewest pods, at least 2, so that a node may be drained."""

    max: Positive = 5
    """Most pods."""

    @model_validator(mode="after")
    def _is_in_order(self) -> GatewayReplicas:
        if self.min > self.max:
            raise refusal(f"min {self.min} is more than max {self.max}", at=("min",), do="make it at most max")
        return self


class Gateway(Settings):
    """One way into the mesh (an item of `slipway:mesh.gateways`)."""

    name: Annotated[Name, Field(max_length=24)]
    """Name of the gateway, unlike any other of the stack; its Service is called istio-<name>."""

    scheme: Scheme = Scheme.INTERNAL
    """`internal`: reached from the VPC alone; `internet-facing`: from wherever `allowed` says."""

    allowed: tuple[Cidr, ...] = ()
    """Blocks that the load balancer admits, by default the VPC's; `internet-facing` needs them, even 0.0.0.0/0."""

    replicas: GatewayReplicas = GatewayReplicas()
    """How many pods."""

    @model_validator(mode="after")
    def _says_whom_it_admits(self) -> Gateway:
        if self.scheme is Scheme.INTERNET_FACING and not self.allowed:
            raise refusal(
                f"the gateway {self.name!r} faces the internet and does not say whom it admits",
                at=("allowed",),
                do="list the blocks, or write allowed: [0.0.0.0/0] if everybody is meant",
            )
        return self


class MeshConfig(Settings):
    """Istio in one stack (`slipway:mesh`)."""

    enabled: Switch = False
    """Whether the cluster has a mesh."""

    mode: Mode = Mode.SIDECAR
    """`sidecar`: a proxy in each pod; `ambient`: one a node, and pods stay as they are."""

    strict: Switch = True
    """Whether pods of the mesh refuse what is not mutual TLS; false is for a migration, and refused in prod."""

    revision: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9]{0,28}[a-z0-9])?$")] | None = None
    """Istio's revision, e.g. "1-31"; namespaces choose it by the label istio.io/rev. Left out: the default revision."""

    trust_domain: Annotated[str, Field(pattern=r"^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$")] = "cluster.local"
    """First part of each workload's identity, spiffe://<trust domain>/ns/…; one for clusters that trust each other."""

    egress: Egress = Egress.ALLOW_ANY
    """Where pods may connect to: `ALLOW_ANY`, or what a ServiceEntry names (`REGISTRY_ONLY`, as in prod)."""

    trace_percent: Annotated[float, Field(ge=0, le=100)] = 100.0
    """Share of requests that are traced, in percent (1 in prod)."""

    gateways: tuple[Gateway, ...] = ()
    """Ways into the mesh, each with a load balancer of its own."""

    @field_validator("gateways")
    @classmethod
    def _have_names_of_their_own(cls, gateways: tuple[Gateway, ...]) -> tuple[Gateway, ...]:
        names = [gateway.name for gateway in gateways]
        for index, name in enumerate(names):
            if name in names[:index]:
                raise refusal(f"two gateways are called {name!r}", at=(index, "name"), do="give each a name of its own")
        return gateways

    @property
    def namespace_labels(self) -> dict[str, str]:
        """Give the labels by which a namespace is in the mesh; none if there is no mesh."""
        if not self.enabled:
            return {}
        revision = {"istio.io/rev": self.revision} if self.revision else {}
        if self.mode is Mode.AMBIENT:
            return {"istio.io/dataplane-mode": "ambient"}
        return revision or {"istio-injection": "enabled"}
