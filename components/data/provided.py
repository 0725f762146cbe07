"""What a service gets for a need: where it is, by which role it is reached, and the same as a ConfigMap's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from components.iam import Statement

if TYPE_CHECKING:
    import pulumi

    from components.data.config import Need


@dataclass(frozen=True)
class Provided:
    """One need, met.

    Attributes:
        need: what was asked for.
        arn: ARN of the bucket, queue, database or cache.
        endpoint: bucket's name, queue's address, or host:port.
        access: what its service may do with it, statements of an IAM policy.
        values: key → value of a ConfigMap for the service, e.g. "INVOICES_BUCKET"; no secret is among them.
        secret_arn: ARN of the secret with an administrator's password; None where there is none.
    """

    need: Need
    arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    access: pulumi.Output[Sequence[Statement]]
    values: Mapping[str, pulumi.Output[str]]
    secret_arn: pulumi.Output[str] | None = None


def value_key(need: str, what: str) -> str:
    """Give the key of a value, as environment variables are written.

    Args:
        need: name of the need.
        what: which of its values.

    Example:
        >>> value_key("order-events", "queue-url")
        'ORDER_EVENTS_QUEUE_URL'
    """
    return f"{need}_{what}".upper().replace("-", "_")
