"""A stack's keys, images, roles for pipelines, permission boundary, and the guards of account and region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.security.boundary import boundary_policy
    from components.security.component import Security, SecurityArgs
    from components.security.config import AccountConfig, ImagesConfig, PipelineConfig, RegionConfig, SecurityConfig
    from components.security.guards import AccountGuards, AccountGuardsArgs, RegionGuards, RegionGuardsArgs
    from components.security.images import Repositories, RepositoriesArgs
    from components.security.issuers import ISSUERS, Issuer
    from components.security.keys import EncryptionKey, EncryptionKeyArgs
    from components.security.pipelines import PipelineRole, PipelineRoleArgs

__all__ = [
    "ISSUERS",
    "AccountConfig",
    "AccountGuards",
    "AccountGuardsArgs",
    "EncryptionKey",
    "EncryptionKeyArgs",
    "ImagesConfig",
    "Issuer",
    "PipelineConfig",
    "PipelineRole",
    "PipelineRoleArgs",
    "RegionConfig",
    "RegionGuards",
    "RegionGuardsArgs",
    "Repositories",
    "RepositoriesArgs",
    "Security",
    "SecurityArgs",
    "SecurityConfig",
    "boundary_policy",
]

__getattr__ = on_first_use(
    __name__,
    {
        "ISSUERS": "issuers",
        "AccountConfig": "config",
        "AccountGuards": "guards",
        "AccountGuardsArgs": "guards",
        "EncryptionKey": "keys",
        "EncryptionKeyArgs": "keys",
        "ImagesConfig": "config",
        "Issuer": "issuers",
        "PipelineConfig": "config",
        "PipelineRole": "pipelines",
        "PipelineRoleArgs": "pipelines",
        "RegionConfig": "config",
        "RegionGuards": "guards",
        "RegionGuardsArgs": "guards",
        "Repositories": "images",
        "RepositoriesArgs": "images",
        "Security": "component",
        "SecurityArgs": "component",
        "SecurityConfig": "config",
        "boundary_policy": "boundary",
    },
)
