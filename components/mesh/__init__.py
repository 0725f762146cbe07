"""Istio as add-ons that Argo CD brings: base, istiod, CNI plugin, ztunnel, gateways, what holds in all namespaces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.mesh.addons import addons_of
    from components.mesh.config import Egress, Gateway, MeshConfig, Mode, Scheme

__all__ = ["Egress", "Gateway", "MeshConfig", "Mode", "Scheme", "addons_of"]

__getattr__ = on_first_use(
    __name__,
    {
        "Egress": "config",
        "Gateway": "config",
        "MeshConfig": "config",
        "Mode": "config",
        "Scheme": "config",
        "addons_of": "addons",
    },
)
