"""The provider's configuration: what it takes, what it refuses, and when a change of it means another cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from sandbox.providers.kubernetes.document import UNKNOWN, Document, Value
from sandbox.providers.kubernetes.errors import KubeconfigError
from sandbox.providers.kubernetes.kubeconfig import Access, access


@dataclass(frozen=True)
class Settings:
    """The provider's configuration (https://www.pulumi.com/registry/packages/kubernetes/api-docs/provider/).

    Args:
        kubeconfig: content or path; "" for $KUBECONFIG or ~/.kube/config.
        context: name of the kubeconfig's context; "" for the current one.
        cluster: name of the kubeconfig's cluster; "" for the context's.
        namespace: where objects without a namespace go; "" for the context's.
        cluster_identifier: what tells one cluster from another; "" for the name of the cluster entry.
        config_maps_mutable: change ConfigMaps in place instead of replacing them.
        secrets_mutable: change Secrets in place instead of replacing them.
        patch_force: take over fields that others own, on every resource.
        upsert: adopt an object that is already there instead of refusing to create it.
        delete_unreachable: let go of objects of a cluster that can't be reached.
        skip_update_unreachable: leave objects of a cluster that can't be reached as they are, on refresh and update.
        quiet_deprecations: don't pass on warnings about deprecated API versions.
        unknown: some of it is only known once other resources are made; met in previews.
    """

    kubeconfig: str = ""
    context: str = ""
    cluster: str = ""
    namespace: str = ""
    cluster_identifier: str = ""
    config_maps_mutable: bool = False
    secrets_mutable: bool = False
    patch_force: bool = False
    upsert: bool = False
    delete_unreachable: bool = False
    skip_update_unreachable: bool = False
    quiet_deprecations: bool = False
    unknown: bool = False

    def access(self) -> Access:
        """Read the kubeconfig.

        Raises:
            KubeconfigError: it can't be read, or lacks what is needed.
        """
        return access(self.kubeconfig or default_kubeconfig(os.environ), context=self.context, cluster=self.cluster)


@dataclass(frozen=True)
class _Key:
    field: str
    variable: str = ""


#: Configuration key → field of `Settings`, and the environment variable that stands in for it.
KEYS: dict[str, _Key] = {
    "kubeconfig": _Key("kubeconfig"),
    "context": _Key("context"),
    "cluster": _Key("cluster"),
    "namespace": _Key("namespace"),
    "clusterIdentifier": _Key("cluster_identifier"),
    "enableConfigMapMutable": _Key("config_maps_mutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
    "enableSecretMutable": _Key("secrets_mutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    "enablePatchForce": _Key("patch_force", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    "upsertExistingObjects": _Key("upsert", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    "deleteUnreachable": _Key("delete_unreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
    "skipUpdateUnreachable": _Key("skip_update_unreachable", "PULUMI_K8S_SKIP_UPDATE_UNREACHABLE"),
    "suppressDeprecationWarnings": _Key("quiet_deprecations", "PULUMI_K8S_SUPPRESS_DEPRECATION_WARNINGS"),
}

#: Keys that change nothing here.
IDLE = frozenset(
    {"enableServerSideApply", "suppressHelmHookWarnings", "kubeClientSettings", "version", "pluginDownloadURL"}
)

_TRUE = ("true", "1", "yes")


def refusals(configuration: Document) -> list[tuple[str, str]]:
    """Give each key of a configuration that can't be honoured, with a sentence that says why."""
    found: list[tuple[str, str]] = []
    for key, value in configuration.items():
        if key == "enableServerSideApply" and _flag(value) is False:
            found.append(
                (
                    key,
                    "the sandbox's provider applies server-side only; leave the key out or set it to true",
                )
            )
        elif key not in KEYS and key not in IDLE and not key.startswith("__"):
            found.append(
                (key, f"the sandbox's provider doesn't know {key}; leave it out of stacks that run in the sandbox")
            )
    return found


def parse(configuration: Document, environment: Mapping[str, str]) -> Settings:
    """Read the provider's configuration.

    Args:
        configuration: the provider's inputs; booleans may be strings, as Pulumi's SDKs send them.
        environment: environment variables, for the keys that have one.
    """
    types: dict[str, Callable[[Value], Value]] = {
        item.name: _flag if item.type in ("bool", bool) else _word for item in fields(Settings)
    }
    values: dict[str, Value] = {}
    for key, target in KEYS.items():
        value = configuration.get(key)
        if value is None and target.variable:
            value = environment.get(target.variable)
        if value is not None and value is not UNKNOWN:
            values[target.field] = types[target.field](value)
    values["unknown"] = any(value is UNKNOWN for value in configuration.values())
    return Settings(**values)  # type: ignore[arg-type]


def default_kubeconfig(environment: Mapping[str, str]) -> str:
    """Give the path of the kubeconfig that kubectl would use: the first file of $KUBECONFIG, else ~/.kube/config."""
    return next((path for path in environment.get("KUBECONFIG", "").split(os.pathsep) if path), "~/.kube/config")


def replaced_by(old: Document, new: Document, environment: Mapping[str, str]) -> list[str]:
    """Give the keys whose change means another cluster, so that all its resources are replaced.

    The real provider compares the active cluster's whole entry. Here only its name counts: a sandbox is the same
    cluster when it comes back on another port with another CA. Whoever wants it otherwise sets `clusterIdentifier`.
    """
    before, after = parse(old, environment), parse(new, environment)
    if after.unknown or before.unknown:
        return []
    if before.cluster_identifier or after.cluster_identifier:
        return ["clusterIdentifier"] if before.cluster_identifier != after.cluster_identifier else []
    try:
        was, becomes = before.access().cluster, after.access().cluster
    except KubeconfigError:
        # A file that is gone tells nothing about which cluster it was for.
        return []
    return ["kubeconfig"] if was != becomes else []


def _flag(value: Value) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() in _TRUE)


def _word(value: Value) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Value) -> str:
    import json

    return json.dumps(value)
