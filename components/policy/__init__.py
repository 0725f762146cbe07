"""The least that a principal must be allowed for a stack to stand up, change and go, as IAM policy documents."""

from __future__ import annotations

from components.policy.documents import Policies, UnknownTypes, policies_of

__all__ = ["Policies", "UnknownTypes", "policies_of"]
