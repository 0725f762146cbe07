"""What rules on several documents see of each: all but the values that no such rule reads and that can be large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

EMPTIED = frozenset({"data", "binaryData", "stringData"})
"""Keys of a ConfigMap or Secret whose values are left out; the names stay, since pods refer to them."""


def projected(value: Mapping[str, Any]) -> dict[str, Any]:
    """Give a document without the contents of ConfigMaps and Secrets, its status, and a definition's schemas."""
    kept = {key: part for key, part in value.items() if key != "status"}
    for key in EMPTIED & kept.keys():
        if isinstance(kept[key], Mapping):
            kept[key] = dict.fromkeys(kept[key])
    spec = kept.get("spec")
    if kept.get("kind") == "CustomResourceDefinition" and isinstance(spec, Mapping):
        versions = spec.get("versions")
        if isinstance(versions, list):
            slim = [
                {key: part for key, part in version.items() if key != "schema"}
                if isinstance(version, Mapping)
                else version
                for version in versions
            ]
            kept["spec"] = {**spec, "versions": slim, "validation": None}
    metadata = kept.get("metadata")
    if isinstance(metadata, Mapping) and isinstance(metadata.get("annotations"), Mapping):
        # kubectl's copy of the whole object.
        annotations = {key: one for key, one in metadata["annotations"].items() if key != _LAST_APPLIED}
        kept["metadata"] = {**metadata, "annotations": annotations}
    return kept


_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
