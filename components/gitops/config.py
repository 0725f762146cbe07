"""What a stack says about Argo CD."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from components.model import Name, Settings, Switch, refusal


class Install(StrEnum):
    """Who installs Argo CD."""

    EXTERNAL = "external"
    MANIFESTS = "manifests"


class Manifests(Settings):
    """Where Argo CD's own install manifests come from (`slipway:gitops.manifests`)."""

    version: Annotated[str, Field(pattern=r"^v[0-9]+\.[0-9]+\.[0-9]+$")]
    """Release of Argo CD, e.g. "v3.2.1"."""

    source: Annotated[str, Field(pattern=r"\{version\}")] = (
        "https://raw.githubusercontent.com/argoproj/argo-cd/{version}/manifests/{variant}"
    )
    """File or https address, a mirror's too; `{version}` becomes the release, `{variant}` (ha/)install.yaml."""

    high_availability: Switch = False
    """Whether each part of Argo CD runs more than once (true in prod)."""

    @property
    def file(self) -> str:
        """Give the file or address with release and variant filled in."""
        variant = "ha/install.yaml" if self.high_availability else "install.yaml"
        return self.source.replace("{version}", self.version).replace("{variant}", variant)


class Hub(Settings):
    """The EKS cluster in which a hub's Argo CD lives, if that is not the stack's own (`slipway:gitops.hub`)."""

    name: str
    """Name of the hub's cluster in AWS."""

    region: str
    """AWS region of the hub's cluster."""

    endpoint: Annotated[str, Field(pattern=r"^https://\S+$")] | None = None
    """Address of its API server; EKS is asked for it if it is left out."""

    certificate_authority: str | None = None
    """Its CA, PEM in base64; EKS is asked for it if it is left out."""

    @model_validator(mode="after")
    def _has_both_or_none(self) -> Hub:
        if (self.endpoint is None) != (self.certificate_authority is None):
            raise refusal(
                "endpoint and certificateAuthority belong together",
                at=("endpoint" if self.endpoint else "certificateAuthority",),
                do="give both, or none and EKS is asked",
            )
        return self


class ChartConfig(Settings):
    """Where one add-on's chart comes from, if not from its project (an item of `slipway:charts`)."""

    repository: Annotated[str, Field(min_length=1)] | None = None
    """Chart repository or Git repository, e.g. a mirror's address."""

    version: Annotated[str, Field(min_length=1)] | None = None
    """Version of the chart; a branch, tag or commit of a Git repository."""

    chart: Annotated[str, Field(min_length=1)] | None = None
    """Name of the chart in a chart repository."""

    path: Annotated[str, Field(min_length=1)] | None = None
    """Folder of the chart in a Git repository."""


class GitOpsConfig(Settings):
    """How Argo CD gets to know a stack (`slipway:gitops`)."""

    repository: Annotated[str, Field(pattern=r"^(https://|ssh://|git@)\S+$")]
    """Git repository that holds `apps/`, e.g. https://git.example.com/platform.git."""

    revision: Annotated[str, Field(min_length=1)] = "main"
    """Branch, tag or commit that is synced."""

    install: Install = Install.EXTERNAL
    """`external`: somebody else runs Argo CD (a hub, or EKS's own); `manifests`: this program installs it."""

    namespace: Name = "argocd"
    """Namespace in which Argo CD lives."""

    manifests: Manifests | None = None
    """What to install; needed by `install: manifests` and by nothing else."""

    hub: Hub | None = None
    """The hub's cluster; left out if Argo CD watches the stack's own cluster."""

    @model_validator(mode="after")
    def _names_what_is_installed(self) -> GitOpsConfig:
        if self.install is Install.MANIFESTS and self.manifests is None:
            raise refusal("install: manifests needs a version", at=("install",), do="add manifests: {version: vX.Y.Z}")
        if self.install is Install.EXTERNAL and self.manifests is not None:
            raise refusal(
                "manifests is of no use with install: external", at=("manifests",), do="leave one of them out"
            )
        if self.install is Install.MANIFESTS and self.hub is not None:
            raise refusal(
                "a hub has its own Argo CD, so there is nothing to install", at=("hub",), do="write install: external"
            )
        return self
