"""What moto's EKS leaves out and the platform needs: add-ons, access entries, pod identities, version updates, tags by ARN.

Moto picks the method that answers an operation by its name on the response class, so what is missing is added there.
Behaviour follows the EKS API reference as far as a client sees it; nothing is provisioned.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

_RECORDS = "slipway_records"
_KEPT_SETTINGS = {
    "accessConfig": "access_config",
    "upgradePolicy": "upgrade_policy",
    "zonalShiftConfig": "zonal_shift_config",
    "deletionProtection": "deletion_protection",
    "computeConfig": "compute_config",
    "storageConfig": "storage_config",
}
_DEFAULT_SETTINGS: dict[str, Any] = {
    "accessConfig": {"authenticationMode": "CONFIG_MAP", "bootstrapClusterCreatorAdminPermissions": True},
    "upgradePolicy": {"supportType": "EXTENDED"},
    "zonalShiftConfig": {"enabled": False},
    "deletionProtection": False,
}
_DEFAULT_VPC: dict[str, Any] = {
    "securityGroupIds": [],
    "endpointPublicAccess": True,
    "endpointPrivateAccess": False,
    "publicAccessCidrs": ["0.0.0.0/0"],
}


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


def _now() -> datetime:
    return datetime.now(timezone.utc)  # noqa: UP017 - moto's own times are made so


def _cluster(response: Any) -> Any:
    name = response._get_param("name") or response._get_param("clusterName")
    return response.eks_backend.describe_cluster(name=name)


def _records(cluster: Any, kind: str) -> dict[str, dict[str, Any]]:
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


def _methods(record: Record) -> dict[str, Callable[[Any], Any]]:
    from moto.core.responses import ActionResult
    from moto.eks.exceptions import InvalidRequestException, ResourceInUseException

    def found(response: Any) -> tuple[Any, dict[str, dict[str, Any]], str]:
        cluster = _cluster(response)
        kept = _records(cluster, record.kind)
        key = str(response._get_param(record.key))
        if key not in kept:
            raise _absent(record, key, cluster)
        return cluster, kept, key

    def create(response: Any) -> Any:
        cluster = _cluster(response)
        kept = _records(cluster, record.kind)
        key = record.made_key + uuid.uuid4().hex[:17] if record.made_key else str(response._get_param(record.key))
        if record.kind == "access_entry" and getattr(cluster, "access_config", {}).get("authenticationMode") == "CONFIG_MAP":
            raise InvalidRequestException(
                clusterName=cluster.name, message="The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]"
            )
        pair = ("namespace", "serviceAccount")
        wanted = {name: response._get_param(name) for name in record.fields if response._get_param(name) is not None}
        if key in kept or (record.made_key and any(all(old.get(name) == wanted.get(name) for name in pair) for old in kept.values())):
            raise ResourceInUseException(clusterName=cluster.name, message=f"{record.answer} already exists: {key}")
        account, region = response.current_account, response.region
        arn_key, word = record.arn
        made = {
            **record.defaults,
            "clusterName": cluster.name,
            record.key: key,
            arn_key: f"arn:{cluster.arn.split(':')[1]}:eks:{region}:{account}:{word}/{cluster.name}/{key.rsplit('/', 1)[-1]}/{uuid.uuid4()}",
            "createdAt": _now(),
            "modifiedAt": _now(),
            "tags": response._get_param("tags") or {},
            **wanted,
        }
        if record.kind == "access_entry":
            made.setdefault("username", key)
        kept[key] = made
        return ActionResult({record.answer: made})

    def describe(response: Any) -> Any:
        _, kept, key = found(response)
        return ActionResult({record.answer: kept[key]})

    def listing(response: Any) -> Any:
        kept = _records(_cluster(response), record.kind)
        name, whole = record.listed
        return ActionResult({name: list(kept.values()) if whole else list(kept)})

    def update(response: Any) -> Any:
        _, kept, key = found(response)
        for name in record.fields:
            if response._get_param(name) is not None:
                kept[key][name] = response._get_param(name)
        kept[key]["modifiedAt"] = _now()
        update_answer = {"id": str(uuid.uuid4()), "status": "Successful", "type": "AddonUpdate", "createdAt": _now()}
        return ActionResult({"update": update_answer} if record.kind == "addon" else {record.answer: kept[key]})

    def delete(response: Any) -> Any:
        _, kept, key = found(response)
        return ActionResult({record.answer: kept.pop(key)})

    plural = {"access_entry": "access_entries"}.get(record.kind, f"{record.kind}s")
    return {
        f"create_{record.kind}": create,
        f"describe_{record.kind}": describe,
        f"list_{plural}": listing,
        f"update_{record.kind}": update,
        f"delete_{record.kind}": delete,
    }


def _policies(response: Any) -> tuple[dict[str, Any], str, list[dict[str, Any]]]:
    cluster = _cluster(response)
    principal = str(response._get_param("principalArn"))
    entries = _records(cluster, "access_entry")
    if principal not in entries:
        raise _absent(RECORDS[1], principal, cluster)
    policies: list[dict[str, Any]] = entries[principal].setdefault("policies", [])
    return {"clusterName": cluster.name, "principalArn": principal}, str(response._get_param("policyArn")), policies


def _associate_access_policy(response: Any) -> Any:
    from moto.core.responses import ActionResult

    answer, policy, policies = _policies(response)
    policies[:] = [old for old in policies if old["policyArn"] != policy]
    policies.append(
        {"policyArn": policy, "accessScope": response._get_param("accessScope"), "associatedAt": _now(), "modifiedAt": _now()}
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


def _done(kind: str) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult({"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "createdAt": _now()}})


def _update_cluster_version(response: Any) -> Any:
    _cluster(response).version = response._get_param("version")
    return _done("VersionUpdate")


def _update_nodegroup_version(response: Any) -> Any:
    group = response.eks_backend.describe_nodegroup(
        cluster_name=response._get_param("name"), nodegroup_name=response._get_param("nodegroupName")
    )
    for parameter, attribute in (("version", "version"), ("releaseVersion", "release_version")):
        if response._get_param(parameter):
            setattr(group, attribute, response._get_param(parameter))
    if template := response._get_param("launchTemplate"):
        group.launch_template = {**(group.launch_template or {}), **template}
    group.modified_at = _now()
    return _done("VersionUpdate")


def _tagged(backend: Any, arn: str) -> dict[str, str]:
    from moto.eks.exceptions import ResourceNotFoundException

    for cluster in backend.clusters.values():
        if cluster.arn == arn:
            tags: dict[str, str] = cluster.tags
            return tags
        for group in cluster.nodegroups.values():
            if group.arn == arn:
                tags = group.tags
                return tags
        for profile in cluster.fargate_profiles.values():
            if profile.fargate_profile_arn == arn:
                tags = profile.tags
                return tags
        for record in RECORDS:
            for kept in _records(cluster, record.kind).values():
                if kept[record.arn[0]] == arn:
                    tags = kept["tags"]
                    return tags
    raise ResourceNotFoundException(message=f"The resource {arn} was not found")


def _security_group(cluster: Any, backend: Any) -> None:
    """Make the group that EKS makes for a cluster in the VPC of its subnets."""
    from moto.ec2.models import ec2_backends

    config = {**_DEFAULT_VPC, **cluster.resources_vpc_config}
    ec2 = ec2_backends[backend.account_id][backend.region_name]
    subnets = config.get("subnetIds") or []
    known = [ec2.get_subnet(subnet) for subnet in subnets if any(subnet in zone for zone in ec2.subnets.values())]
    if known:
        config["vpcId"] = known[0].vpc_id
        group = ec2.create_security_group(
            name=f"eks-cluster-sg-{cluster.name}-{uuid.uuid4().int % 10**9}",
            description="EKS created security group applied to ENI that is attached to EKS Control Plane master nodes",
            vpc_id=known[0].vpc_id,
            tags={f"kubernetes.io/cluster/{cluster.name}": "owned", "aws:eks:cluster-name": cluster.name},
        )
        config["clusterSecurityGroupId"] = group.id
    cluster.resources_vpc_config = config


def _wrap(response_class: Any) -> None:
    from moto.core.responses import ActionResult
    from moto.eks.exceptions import InvalidRequestException, ResourceInUseException

    plain_create, plain_delete, plain_config = (
        response_class.create_cluster,
        response_class.delete_cluster,
        response_class.update_cluster_config,
    )
    plain_group = response_class.create_nodegroup

    def create_cluster(response: Any) -> Any:
        answer = plain_create(response)
        cluster = answer.result["cluster"]
        for parameter, attribute in _KEPT_SETTINGS.items():
            given = response._get_param(parameter)
            default = _DEFAULT_SETTINGS.get(parameter)
            setattr(cluster, attribute, {**default, **given} if isinstance(default, dict) and given else default if given is None else given)
        # Moto gives all clusters of a region one issuer; each cluster of AWS has its own.
        cluster.identity = {"oidc": {"issuer": f"https://oidc.eks.{response.region}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"}}
        _security_group(cluster, response.eks_backend)
        return answer

    def update_cluster_config(response: Any) -> Any:
        cluster = _cluster(response)
        before = dict(cluster.resources_vpc_config)
        plain_config(response)
        # Moto takes what was sent for the whole; EKS leaves alone what wasn't sent.
        cluster.resources_vpc_config = {**before, **cluster.resources_vpc_config}
        for parameter, attribute in _KEPT_SETTINGS.items():
            given = response._get_param(parameter)
            if given is not None:
                old = getattr(cluster, attribute, None)
                setattr(cluster, attribute, {**old, **given} if isinstance(old, dict) else given)
        return _done("ConfigUpdate")

    def delete_cluster(response: Any) -> Any:
        from moto.ec2.models import ec2_backends

        cluster = _cluster(response)
        if getattr(cluster, "deletion_protection", False):
            raise InvalidRequestException(
                clusterName=cluster.name, message="Cluster cannot be deleted because deletion protection is enabled"
            )
        if cluster.nodegroups or cluster.fargate_profiles:
            raise ResourceInUseException(clusterName=cluster.name, message="Cluster has nodegroups or Fargate profiles attached")
        answer = plain_delete(response)
        group = cluster.resources_vpc_config.get("clusterSecurityGroupId")
        if group:
            backend = response.eks_backend
            ec2_backends[backend.account_id][backend.region_name].delete_security_group(group_id=group)
        return answer

    def create_nodegroup(response: Any) -> Any:
        answer = plain_group(response)
        group = answer.result["nodegroup"]
        group.update_config = response._get_param("updateConfig") or {"maxUnavailable": 1}
        group.node_repair_config = response._get_param("nodeRepairConfig")
        if not response._get_param("version"):
            group.version = _cluster(response).version
        return answer

    def tag_resource(response: Any) -> Any:
        _tagged(response.eks_backend, response._extract_arn_from_path()).update(response._get_param("tags") or {})
        return ActionResult({})

    def untag_resource(response: Any) -> Any:
        tags = _tagged(response.eks_backend, response._extract_arn_from_path())
        keys = response._get_param("tagKeys") or []
        for key in keys if isinstance(keys, list) else [keys]:
            tags.pop(key, None)
        return ActionResult({})

    def list_tags_for_resource(response: Any) -> Any:
        return ActionResult({"tags": _tagged(response.eks_backend, response._extract_arn_from_path())})

    for method in (
        create_cluster,
        update_cluster_config,
        delete_cluster,
        create_nodegroup,
        tag_resource,
        untag_resource,
        list_tags_for_resource,
    ):
        setattr(response_class, method.__name__, method)


_PATHS = (
    "addons",
    "addons/(?P<addonName>[^/]+)",
    "addons/(?P<addonName>[^/]+)/update",
    "access-entries",
    "access-entries/(?P<principalArn>.+)",
    "pod-identity-associations",
    "pod-identity-associations/(?P<associationId>[^/]+)",
    "updates",
    "node-groups/(?P<nodegroupName>[^/]+)/update-version",
)
"""Paths below `/clusters/NAME/` that moto doesn't route (EKS API reference)."""


def complete_eks() -> None:
    """Add what is missing to moto's EKS, once in this process; call it before EKS answers its first request."""
    from moto.eks import urls
    from moto.eks.responses import EKSResponse

    if hasattr(EKSResponse, "create_addon"):
        return
    for record in RECORDS:
        for name, method in _methods(record).items():
            setattr(EKSResponse, name, method)
    EKSResponse.associate_access_policy = _associate_access_policy
    EKSResponse.list_associated_access_policies = _list_associated_access_policies
    EKSResponse.disassociate_access_policy = _disassociate_access_policy
    EKSResponse.update_cluster_version = _update_cluster_version
    EKSResponse.update_nodegroup_version = _update_nodegroup_version
    _wrap(EKSResponse)
    for path in _PATHS:
        urls.url_paths[f"{{0}}/clusters/(?P<name>[^/]+)/{path}$"] = EKSResponse.dispatch
