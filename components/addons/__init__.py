"""What a cluster needs beside its nodes: EKS's own add-ons, and the controllers that Argo CD brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.addons.charts import addons_of
    from components.addons.component import Addons, AddonsArgs, NodeAddons
    from components.addons.config import AddonsConfig, HostedZone
    from components.addons.versions import ADDON_VERSIONS, addon_versions

__all__ = [
    "ADDON_VERSIONS",
    "Addons",
    "AddonsArgs",
    "AddonsConfig",
    "HostedZone",
    "NodeAddons",
    "addon_versions",
    "addons_of",
]

__getattr__ = on_first_use(
    __name__,
    {
        "ADDON_VERSIONS": "versions",
        "Addons": "component",
        "AddonsArgs": "component",
        "AddonsConfig": "config",
        "HostedZone": "config",
        "NodeAddons": "component",
        "addon_versions": "versions",
        "addons_of": "charts",
    },
)
