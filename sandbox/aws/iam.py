"""What moto's IAM leaves out: managed policies in one backend, audiences of identity providers, tags of profiles."""

from __future__ import annotations

import os
from typing import Any


def complete_iam() -> None:
    """Add what is missing to moto's IAM, once in this process; call it before IAM answers its first request."""
    from moto.core.responses import ActionResult, EmptyResult
    from moto.iam.responses import IamResponse

    if hasattr(IamResponse, "add_client_id_to_open_id_connect_provider"):
        return

    def audiences(response: Any) -> tuple[list[str], str]:
        provider = response.backend.get_open_id_connect_provider(response._get_param("OpenIDConnectProviderArn"))
        known: list[str] = provider.client_id_list
        return known, str(response._get_param("ClientID"))

    def add(response: Any) -> Any:
        known, audience = audiences(response)
        if audience not in known:
            known.append(audience)
        return EmptyResult()

    def remove(response: Any) -> Any:
        known, audience = audiences(response)
        if audience in known:
            known.remove(audience)
        return EmptyResult()

    def profile_tags(response: Any) -> Any:
        profile = response.backend.get_instance_profile(profile_name=response._get_param("InstanceProfileName"))
        return ActionResult({"Tags": profile.tags, "IsTruncated": False})

    IamResponse.list_instance_profile_tags = profile_tags
    IamResponse.add_client_id_to_open_id_connect_provider = add
    IamResponse.remove_client_id_from_open_id_connect_provider = remove


def load_managed_policies() -> None:
    """Load AWS's managed policies into the one IAM backend in use; moto itself would load them into six, or none."""
    from moto.backends import get_backend
    from moto.core import DEFAULT_ACCOUNT_ID

    registry = get_backend("iam")[DEFAULT_ACCOUNT_ID]
    if dict.__contains__(registry, "aws") and registry["aws"].managed_policies:
        return
    dict.pop(registry, "aws", None)
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    try:
        registry["aws"]
    finally:
        del os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"]
