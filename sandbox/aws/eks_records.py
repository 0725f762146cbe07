"""The records of an EKS cluster that moto leaves out: add-ons, access entries and policies, pod identity associations.

Behaviour follows the EKS API reference as far as a client sees it; nothing is provisioned.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

_RECORDS = "slipway_records"
_ADDON_NAMESPACE = "kube-system"
"""Where EKS's add-ons live."""


@dataclass(frozen=True)
class Record:
    """A kind of thing that belongs to a cluster.

    Args:
        kind: its word in the API's operations, e.g. `addon` of `create_addon`.
        answer: the key that holds it in answers.
        key: the parameter that tells one from another; made up if the client doesn't choose it.
        arn: the property that holds its ARN, and the word in it.
        fields: parameters that are kept.
        listed: key of the listing's answer, and whether it holds whole records rather than their keys.
        defaults: what fields are when they aren't given.
        made_key: prefix of keys that EKS makes up, "" if the client chooses.
    """

    kind: str
    answer: str
    key: str
    arn: tuple[str, str]
    fields: tuple[str, ...]
    listed: tuple[str, bool]
    defaults: dict[str, Any]
    made_key: str = ""


RECORDS: tuple[Record, ...] = (
    Record(
        "addon",
        "addon",
        "addonName",
        ("addonArn", "addon"),
        ("addonVersion", "serviceAccountRoleArn", "configurationValues", "podIdentityAssociations"),
        ("addons", False),
        {"addonVersion": "v1.0.0-eksbuild.1", "status": "ACTIVE", "health": {"issues": []}},
    ),
    Record(
        "access_entry",
        "accessEntry",
        "principalArn",
        ("accessEntryArn", "access-entry"),
        ("kubernetesGroups", "username", "type"),
        ("accessEntries", False),
        {"kubernetesGroups": [], "type": "STANDARD"},
    ),
    Record(
        "pod_identity_association",
        "association",
        "associationId",
        ("associationArn", "podidentityassociation"),
        ("namespace", "serviceAccount", "roleArn", "disableSessionTags", "targetRoleArn"),
        ("associations", True),
        {},
        made_key="a-",
    ),
)
"""The kinds of record, as the EKS API reference has them."""


def now() -> datetime:
    """Give the time, as moto's own times are made."""
    return datetime.now(timezone.utc)  # noqa: UP017 - moto's own times are made so


def cluster_of(response: Any) -> Any:
    """Give the cluster that a request is about; raises moto's ResourceNotFoundException."""
    name = response._get_param("name") or response._get_param("clusterName")
    return response.eks_backend.describe_cluster(name=name)


def nodegroup_of(response: Any) -> Any:
    """Give the node group that a request is about; raises moto's ResourceNotFoundException."""
    return response.eks_backend.describe_nodegroup(
        cluster_name=response._get_param("name"), nodegroup_name=response._get_param("nodegroupName")
    )


def records_of(cluster: Any, kind: str) -> dict[str, dict[str, Any]]:
    """Give a cluster's records of one kind by their key; they are kept on the cluster and go where it goes."""
    if not hasattr(cluster, _RECORDS):
        setattr(cluster, _RECORDS, {})
    kept: dict[str, dict[str, Any]] = getattr(cluster, _RECORDS).setdefault(kind, {})
    return kept


def _absent(record: Record, key: str, cluster: Any) -> Exception:
    from moto.eks.exceptions import ResourceNotFoundException

    found: Exception = ResourceNotFoundException(
        clusterName=cluster.name, message=f"No {record.answer} found for {record.key}: {key} in cluster: {cluster.name}"
    )
    return found


def _associate(cluster: Any, addon: dict[str, Any]) -> None:
    """Make the pod identity associations that an add-on asks for; it answers with their ARNs, and owns them."""
    asked = addon.pop("podIdentityAssociations", None) or []
    _dissociate(cluster, addon)
    associations = records_of(cluster, "pod_identity_association")
    owner = cluster.arn.split(":cluster/")[0]
    for one in asked:
        key = f"a-{uuid.uuid4().hex[:17]}"
        associations[key] = {
            "clusterName": cluster.name,
            "associationId": key,
            "associationArn": f"{owner}:podidentityassociation/{cluster.name}/{key}",
            "namespace": _ADDON_NAMESPACE,
            "serviceAccount": one["serviceAccount"],
            "roleArn": one["roleArn"],
            "ownerArn": addon["addonArn"],
            "createdAt": now(),
            "modifiedAt": now(),
            "tags": {},
        }
    if asked:
        addon["podIdentityAssociations"] = [
            one["associationArn"] for one in associations.values() if one.get("ownerArn") == addon["addonArn"]
        ]


def _dissociate(cluster: Any, addon: dict[str, Any]) -> None:
    associations = records_of(cluster, "pod_identity_association")
    for key in [key for key, one in associations.items() if one.get("ownerArn") == addon["addonArn"]]:
        del associations[key]


def _methods(record: Record) -> dict[str, Callable[[Any], Any]]:
    from moto.core.responses import ActionResult
    from moto.eks.exceptions import InvalidRequestException, ResourceInUseException

    def found(response: Any) -> tuple[Any, dict[str, dict[str, Any]], str]:
        cluster = cluster_of(response)
        kept = records_of(cluster, record.kind)
        key = str(response._get_param(record.key))
        if key not in kept:
            raise _absent(record, key, cluster)
        return cluster, kept, key

    def create(response: Any) -> Any:
        cluster = cluster_of(response)
        kept = records_of(cluster, record.kind)
        key = record.made_key + uuid.uuid4().hex[:17] if record.made_key else str(response._get_param(record.key))
        if (
            record.kind == "access_entry"
            and getattr(cluster, "access_config", {}).get("authenticationMode") == "CONFIG_MAP"
        ):
            raise InvalidRequestException(
                clusterName=cluster.name,
                message="The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]",
            )
        pair = ("namespace", "serviceAccount")
        wanted = {name: response._get_param(name) for name in record.fields if response._get_param(name) is not None}
        if key in kept or (
            record.made_key and any(all(old.get(name) == wanted.get(name) for name in pair) for old in kept.values())
        ):
            raise ResourceInUseException(clusterName=cluster.name, message=f"{record.answer} already exists: {key}")
        owner = cluster.arn.split(":cluster/")[0]
        arn_key, word = record.arn
        made = {
            **record.defaults,
            "clusterName": cluster.name,
            record.key: key,
            arn_key: f"{owner}:{word}/{cluster.name}/{key.rsplit('/', 1)[-1]}/{uuid.uuid4()}",
            "createdAt": now(),
            "modifiedAt": now(),
            "tags": response._get_param("tags") or {},
            **wanted,
        }
        if record.kind == "access_entry":
            made.setdefault("username", key)
        if record.kind == "addon":
            _associate(cluster, made)
        kept[key] = made
        return ActionResult({record.answer: made})

    def describe(response: Any) -> Any:
        _, kept, key = found(response)
        return ActionResult({record.answer: kept[key]})

    def listing(response: Any) -> Any:
        kept = records_of(cluster_of(response), record.kind)
        name, whole = record.listed
        return ActionResult({name: list(kept.values()) if whole else list(kept)})

    def update(response: Any) -> Any:
        cluster, kept, key = found(response)
        for name in record.fields:
            if response._get_param(name) is not None:
                kept[key][name] = response._get_param(name)
        if record.kind == "addon" and response._get_param("podIdentityAssociations") is not None:
            _associate(cluster, kept[key])
        kept[key]["modifiedAt"] = now()
        update_answer = {"id": str(uuid.uuid4()), "status": "Successful", "type": "AddonUpdate", "createdAt": now()}
        return ActionResult({"update": update_answer} if record.kind == "addon" else {record.answer: kept[key]})

    def delete(response: Any) -> Any:
        cluster, kept, key = found(response)
        gone = kept.pop(key)
        if record.kind == "addon":
            _dissociate(cluster, gone)
        return ActionResult({record.answer: gone})

    plural = {"access_entry": "access_entries"}.get(record.kind, f"{record.kind}s")
    return {
        f"create_{record.kind}": create,
        f"describe_{record.kind}": describe,
        f"list_{plural}": listing,
        f"update_{record.kind}": update,
        f"delete_{record.kind}": delete,
    }


def _policies(response: Any) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    cluster = cluster_of(response)
    principal = str(response._get_param("principalArn"))
    entries = records_of(cluster, "access_entry")
    if principal not in entries:
        raise _absent(RECORDS[1], principal, cluster)
    policies: list[dict[str, Any]] = entries[principal].setdefault("policies", [])
    return {"clusterName": cluster.name, "principalArn": principal}, str(response._get_param("policyArn")), policies


def _associate_access_policy(response: Any) -> Any:
    from moto.core.responses import ActionResult

    answer, policy, policies = _policies(response)
    policies[:] = [old for old in policies if old["policyArn"] != policy]
    policies.append(
        {
            "policyArn": policy,
            "accessScope": response._get_param("accessScope"),
            "associatedAt": now(),
            "modifiedAt": now(),
        }
    )
    return ActionResult({**answer, "associatedAccessPolicy": policies[-1]})


def _list_associated_access_policies(response: Any) -> Any:
    from moto.core.responses import ActionResult

    answer, _, policies = _policies(response)
    return ActionResult({**answer, "associatedAccessPolicies": policies})


def _disassociate_access_policy(response: Any) -> Any:
    from moto.core.responses import ActionResult

    _, policy, policies = _policies(response)
    policies[:] = [old for old in policies if old["policyArn"] != policy]
    return ActionResult({})


def record_methods() -> dict[str, Callable[[Any], Any]]:
    """Give the methods that answer the records' operations, by the name under which moto looks for them."""
    methods = {name: method for record in RECORDS for name, method in _methods(record).items()}
    return methods | {
        "associate_access_policy": _associate_access_policy,
        "list_associated_access_policies": _list_associated_access_policies,
        "disassociate_access_policy": _disassociate_access_policy,
    }
