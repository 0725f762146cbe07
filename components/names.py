"""Names in AWS that hold the stack's, cut to what a service allows."""

from __future__ import annotations

import hashlib

_DIGITS = 6


def name_within(longest: int, *parts: str) -> str:
    """Join the parts of a name with hyphens; one that is too long keeps its beginning and ends in a digest of all.

    The same parts always give the same name, and names that differ only past the limit still differ.

    Args:
        longest: the service's limit in characters, at least 16.
        parts: the name's parts, the stack's first, each with no hyphen at its ends.

    Example:
        >>> name_within(40, "slipway-dev", "order-service", "cache")
        'slipway-dev-order-service-cache'
        >>> name_within(32, "slipway-prod-uswest", "order-service", "cache")
        'slipway-prod-uswest-order-9f8a1a'
    """
    whole = "-".join(parts)
    if len(whole) <= longest:
        return whole
    digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGITS]
    return f"{whole[: longest - _DIGITS - 1].rstrip('-')}-{digest}"
