"""What an environment has by itself where a stack's file says nothing: prod is stricter than the models' defaults."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from components.config.environment import EnvironmentName
from components.stack_file import Value

STRICTER: dict[str, dict[str, dict[str, Value]]] = {
    EnvironmentName.PROD: {
        "slipway:network": {"natGateways": "per-zone", "flowLogs": {"retentionDays": 365}},
        "slipway:cluster": {"logRetentionDays": 365, "deletionProtection": True, "zonalShift": True},
        "slipway:gitops": {"manifests": {"highAvailability": True}},
        "slipway:mesh": {"egress": "REGISTRY_ONLY", "tracePercent": 1},
        "slipway:security": {"images": {"keep": 100}, "protected": True},
        "slipway:data": {"protected": True, "multiZone": True, "backupDays": 35, "logRetentionDays": 365},
        "slipway:observability": {
            "retention": {"metrics": 30, "logs": 90, "traces": 14},
            "keepBuckets": True,
        },
    }
}
"""Environment → section → values that it has where the stack's file gives none."""

ONLY_WHERE_GIVEN = frozenset({"manifests"})
"""Mappings that say something by being there at all; what is stricter goes into one that the file has."""


def with_stricter(config: Mapping[str, Value], required: Collection[str]) -> dict[str, Value]:
    """Give a configuration with the stricter values of its environment where it gives none.

    Args:
        config: section → what the stack's file says of it.
        required: sections that every file has; one that is not there stays missing.
    """
    whole = dict(config)
    for section, values in STRICTER.get(str(config.get("slipway:environment")), {}).items():
        given = config.get(section, None if section in required else {})
        if isinstance(given, dict):
            whole[section] = _filled(values, given)
    return whole


def _filled(values: Mapping[str, Value], given: Mapping[str, Value]) -> dict[str, Value]:
    """Give what is given with the values that it lacks, in mappings below it too."""
    filled: dict[str, Value] = {
        **{key: value for key, value in values.items() if key not in ONLY_WHERE_GIVEN},
        **given,
    }
    for key, below in values.items():
        there = given.get(key)
        if isinstance(below, dict) and isinstance(there, dict):
            filled[key] = _filled(below, there)
    return filled
