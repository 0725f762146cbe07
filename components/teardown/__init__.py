"""A stack's teardown: what owns cloud things goes first, then what Pulumi made; what is left is looked up and told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.teardown.api import KubernetesApi
    from components.teardown.cloud import Aws
    from components.teardown.down import Teardown
    from components.teardown.report import Report
    from components.teardown.wanted import Reach, Wanted

__all__ = ["Aws", "KubernetesApi", "Reach", "Report", "Teardown", "Wanted"]

__getattr__ = on_first_use(
    __name__,
    {
        "Aws": "cloud",
        "KubernetesApi": "api",
        "Reach": "wanted",
        "Report": "report",
        "Teardown": "down",
        "Wanted": "wanted",
    },
)
