"""What moto's SQS leaves out: who may redrive into a queue, and a policy that other changes leave as it is."""

from __future__ import annotations

from typing import Any

_REDRIVE_ALLOW = "RedriveAllowPolicy"


def complete_sqs() -> None:
    """Add what is missing to moto's SQS, once in this process; call it when SQS is first asked for."""
    from moto.sqs.models import Queue

    if _REDRIVE_ALLOW in Queue.BASE_ATTRIBUTES:
        return
    plain = Queue._set_attributes

    def set_attributes(queue: Any, attributes: dict[str, Any], *arguments: Any, **named: Any) -> None:
        """Change what is named, and keep the policy where it isn't."""
        policy = getattr(queue, "policy", None)
        plain(queue, attributes, *arguments, **named)
        if "Policy" not in attributes:
            queue.policy = policy
        queue.redrive_allow_policy = queue.redrive_allow_policy or None

    Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, _REDRIVE_ALLOW]
    Queue.redrive_allow_policy = None
    Queue._set_attributes = set_attributes
