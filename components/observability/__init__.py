"""Metrics, logs and traces: where they are kept in AWS, and the add-ons that gather, keep and show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.observability.addons import addons_of, tracing_service
    from components.observability.component import Observability, ObservabilityArgs
    from components.observability.config import ObservabilityConfig, Retention, Traces

__all__ = [
    "Observability",
    "ObservabilityArgs",
    "ObservabilityConfig",
    "Retention",
    "Traces",
    "addons_of",
    "tracing_service",
]

__getattr__ = on_first_use(
    __name__,
    {
        "Observability": "component",
        "ObservabilityArgs": "component",
        "ObservabilityConfig": "config",
        "Retention": "config",
        "Traces": "config",
        "addons_of": "addons",
        "tracing_service": "addons",
    },
)
