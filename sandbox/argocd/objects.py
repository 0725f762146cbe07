"""The objects that Argo CD's controllers expect to find in the API server before they start."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from toolchain.errors import SlipwayError

Object: TypeAlias = dict[str, object]

NAMESPACE = "argocd"
"""Where Argo CD keeps its settings, Applications and clusters."""

RECONCILIATION_SECONDS = 120
"""How often an Application is compared without being told to. What is committed is announced (`sandbox.git`), so
that this only mends what was missed."""

PART_OF = {"app.kubernetes.io/part-of": "argocd"}
"""Argo CD reads only ConfigMaps and Secrets with this label."""

UNWATCHED: Sequence[tuple[str, Sequence[str]]] = (
    ("", ("Endpoints", "Event", "Node")),
    ("discovery.k8s.io", ("EndpointSlice",)),
    ("events.k8s.io", ("Event",)),
    ("coordination.k8s.io", ("Lease",)),
    ("certificates.k8s.io", ("CertificateSigningRequest",)),
)
"""Kinds by API group that no team commits and that change all the time: watching them costs memory for nothing."""

SETTINGS: Mapping[str, str] = {
    "timeout.reconciliation": f"{RECONCILIATION_SECONDS}s",
    "application.resourceTrackingMethod": "annotation",
    # The controllers run outside the cluster: there is no such thing as "in the cluster" for them.
    "cluster.inClusterEnabled": "false",
    "resource.exclusions": json.dumps(
        [{"apiGroups": [group], "kinds": list(kinds), "clusters": ["*"]} for group, kinds in UNWATCHED]
    ),
    "admin.enabled": "false",
    "exec.enabled": "false",
    "statusbadge.enabled": "false",
    "kustomize.enabled": "true",
}

LOCKED_PROJECT: Mapping[str, object] = {
    "description": "Allows nothing, so that an Application always names its project.",
    "sourceRepos": [],
    "destinations": [],
    "clusterResourceWhitelist": [],
    "namespaceResourceWhitelist": [],
}
"""The project that an Application is in if it names none."""


def argocd_objects(server_key: str) -> tuple[Object, ...]:
    """Give the objects, in the order in which they can be applied; the AppProject needs Argo CD's CRDs first.

    Args:
        server_key: the random key for `server.secretkey`, which the controllers refuse to start without. It must
            stay the same for as long as the sandbox lives.
    """
    return (
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {
                "name": NAMESPACE,
                "labels": {**PART_OF, "pod-security.kubernetes.io/enforce": "restricted"},
            },
        },
        _config_map("argocd-cm", SETTINGS),
        # Deny by default; nobody logs in, as neither Argo CD's server nor its web page runs here.
        _config_map("argocd-rbac-cm", {"policy.default": "", "policy.csv": ""}),
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": _metadata("argocd-secret"),
            "type": "Opaque",
            "stringData": {"server.secretkey": server_key},
        },
        {
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "AppProject",
            "metadata": _metadata("default"),
            "spec": dict(LOCKED_PROJECT),
        },
    )


def read_crds(folder: Path) -> tuple[Object, ...]:
    """Read Argo CD's CustomResourceDefinitions, without the descriptions of their fields.

    The descriptions are half of the text, and the API server keeps several copies of each schema in memory.

    Args:
        folder: `manifests/crds` of the argo-cd module, or a copy.

    Raises:
        SlipwayError: the folder has none, or one of its files is no YAML.
    """
    import yaml

    do = "type `platform doctor`, which tells how to build argocd anew"
    found: list[Object] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            documents = list(yaml.load_all(path.read_text(), yaml.CSafeLoader))
        except (OSError, yaml.YAMLError) as error:
            raise SlipwayError(f"cannot be read as YAML ({error})", where=str(path), do=do) from error
        definitions = [one for one in documents if isinstance(one, dict)]
        found += [_undescribed(one) for one in definitions if one.get("kind") == "CustomResourceDefinition"]
    if not found:
        raise SlipwayError("holds no CustomResourceDefinition", where=str(folder), do=do)
    return tuple(found)


def _undescribed(definition: Object) -> Object:
    """Give a definition without the texts under `description`; a field of that name has a mapping there, and stays."""

    def strip(value: object) -> object:
        if isinstance(value, dict):
            return {
                key: strip(inner) for key, inner in value.items() if key != "description" or not isinstance(inner, str)
            }
        return [strip(one) for one in value] if isinstance(value, list) else value

    return {key: strip(value) for key, value in definition.items()}


def _config_map(name: str, content: Mapping[str, str]) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": _metadata(name), "data": dict(content)}


def _metadata(name: str) -> Object:
    return {"name": name, "namespace": NAMESPACE, "labels": dict(PART_OF)}
