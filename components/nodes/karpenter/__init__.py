"""Karpenter: nodes of any fitting instance type for pods that nothing else has room for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.nodes.karpenter.addons import addons_of
    from components.nodes.karpenter.component import Karpenter, KarpenterArgs
    from components.nodes.karpenter.config import KarpenterClass, KarpenterConfig, KarpenterPool

__all__ = ["Karpenter", "KarpenterArgs", "KarpenterClass", "KarpenterConfig", "KarpenterPool", "addons_of"]

__getattr__ = on_first_use(
    __name__,
    {
        "Karpenter": "component",
        "KarpenterArgs": "component",
        "KarpenterClass": "config",
        "KarpenterConfig": "config",
        "KarpenterPool": "config",
        "addons_of": "addons",
    },
)
