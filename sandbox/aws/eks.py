"""What moto's EKS leaves out: settings of clusters, version updates, tags by ARN, and what `eks_records` adds.

Moto picks the method that answers an operation by its name on the response class, so what is missing is added there.
Behaviour follows the EKS API reference as far as a client sees it; nothing is provisioned.
"""

from __future__ import annotations

import uuid
from typing import Any

from sandbox.aws.autoscaling import drop_group, make_group, resize_group
from sandbox.aws.eks_records import RECORDS, cluster_of, nodegroup_of, now, record_methods, records_of
from sandbox.clusters.record import CREATING, has_own_control_plane

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


def _done(kind: str) -> Any:
    from moto.core.responses import ActionResult

    return ActionResult({"update": {"id": str(uuid.uuid4()), "status": "Successful", "type": kind, "createdAt": now()}})


def _update_cluster_version(response: Any) -> Any:
    cluster_of(response).version = response._get_param("version")
    return _done("VersionUpdate")


def _update_nodegroup_version(response: Any) -> Any:
    group = nodegroup_of(response)
    for parameter, attribute in (("version", "version"), ("releaseVersion", "release_version")):
        if response._get_param(parameter):
            setattr(group, attribute, response._get_param(parameter))
    if template := response._get_param("launchTemplate"):
        group.launch_template = {**(group.launch_template or {}), **template}
    group.modified_at = now()
    return _done("VersionUpdate")


def _tagged(backend: Any, arn: str) -> dict[str, str]:
    from moto.eks.exceptions import ResourceNotFoundException

    found: dict[str, dict[str, str]] = {}
    for cluster in backend.clusters.values():
        found[cluster.arn] = cluster.tags
        found |= {group.arn: group.tags for group in cluster.nodegroups.values()}
        found |= {profile.fargate_profile_arn: profile.tags for profile in cluster.fargate_profiles.values()}
        for record in RECORDS:
            found |= {kept[record.arn[0]]: kept["tags"] for kept in records_of(cluster, record.kind).values()}
    if arn not in found:
        raise ResourceNotFoundException(message=f"The resource {arn} was not found")
    return found[arn]


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


def _without_rules_of(gone: str, ec2: Any) -> None:
    """Take away the rules that name a group; moto neither keeps the group for them nor lets a stale one be revoked."""
    for groups in ec2.groups.values():
        for group in groups.values():
            for way in ("ingress_rules", "egress_rules"):
                rules = [one for one in getattr(group, way) if one.source_group.get("GroupId") != gone]
                setattr(group, way, rules)


def _wrap(response_class: Any) -> None:
    from moto.core.responses import ActionResult
    from moto.eks.exceptions import InvalidRequestException, ResourceInUseException

    plain_create, plain_delete, plain_config = (
        response_class.create_cluster,
        response_class.delete_cluster,
        response_class.update_cluster_config,
    )
    plain_group, plain_group_config, plain_group_delete = (
        response_class.create_nodegroup,
        response_class.update_nodegroup_config,
        response_class.delete_nodegroup,
    )

    def create_cluster(response: Any) -> Any:
        answer = plain_create(response)
        cluster = answer.result["cluster"]
        for parameter, attribute in _KEPT_SETTINGS.items():
            given = response._get_param(parameter)
            default = _DEFAULT_SETTINGS.get(parameter)
            setattr(
                cluster,
                attribute,
                {**default, **given} if isinstance(default, dict) and given else default if given is None else given,
            )
        # Moto gives all clusters of a region one issuer; each cluster of AWS has its own.
        cluster.identity = {
            "oidc": {"issuer": f"https://oidc.eks.{response.region}.amazonaws.com/id/{uuid.uuid4().hex.upper()}"}
        }
        _security_group(cluster, response.eks_backend)
        if control_planes.wanted and has_own_control_plane(cluster.tags or {}):
            # Its maker calls it ACTIVE when the API server answers (sandbox/clusters/maker.py).
            cluster.status = CREATING
        return answer

    def update_cluster_config(response: Any) -> Any:
        cluster = cluster_of(response)
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

        cluster = cluster_of(response)
        if getattr(cluster, "deletion_protection", False):
            raise InvalidRequestException(
                clusterName=cluster.name, message="Cluster cannot be deleted because deletion protection is enabled"
            )
        if cluster.nodegroups or cluster.fargate_profiles:
            raise ResourceInUseException(
                clusterName=cluster.name, message="Cluster has nodegroups or Fargate profiles attached"
            )
        answer = plain_delete(response)
        group = cluster.resources_vpc_config.get("clusterSecurityGroupId")
        if group:
            backend = response.eks_backend
            ec2 = ec2_backends[backend.account_id][backend.region_name]
            _without_rules_of(group, ec2)
            ec2.delete_security_group(group_id=group)
        return answer

    def create_nodegroup(response: Any) -> Any:
        answer = plain_group(response)
        group = answer.result["nodegroup"]
        group.update_config = response._get_param("updateConfig") or {"maxUnavailable": 1}
        group.node_repair_config = response._get_param("nodeRepairConfig")
        if not response._get_param("version"):
            group.version = cluster_of(response).version
        make_group(group, response.eks_backend.account_id, response.region)
        return answer

    def update_nodegroup_config(response: Any) -> Any:
        answer = plain_group_config(response)
        resize_group(nodegroup_of(response), response.eks_backend.account_id, response.region)
        return answer

    def delete_nodegroup(response: Any) -> Any:
        group = nodegroup_of(response)
        answer = plain_group_delete(response)
        drop_group(group, response.eks_backend.account_id, response.region)
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
        update_nodegroup_config,
        delete_nodegroup,
        tag_resource,
        untag_resource,
        list_tags_for_resource,
    ):
        setattr(response_class, method.__name__, method)


class ControlPlanes:
    """Whether clusters get control planes in this process, as they do in a sandbox and not in a bare moto."""

    wanted = False


control_planes = ControlPlanes()


def ensure_cluster(name: str, region: str) -> None:
    """Register a cluster that is there without anybody having made it, unless it is known; no request may run."""
    from moto.backends import get_backend
    from moto.core import DEFAULT_ACCOUNT_ID

    backend = get_backend("eks")[DEFAULT_ACCOUNT_ID][region]
    if name in backend.clusters:
        return
    role = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/{name}"
    cluster = backend.create_cluster(name=name, role_arn=role, resources_vpc_config=dict(_DEFAULT_VPC))
    for parameter, attribute in _KEPT_SETTINGS.items():
        setattr(cluster, attribute, _DEFAULT_SETTINGS.get(parameter))


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
    for name, method in record_methods().items():
        setattr(EKSResponse, name, method)
    EKSResponse.update_cluster_version = _update_cluster_version
    EKSResponse.update_nodegroup_version = _update_nodegroup_version
    _wrap(EKSResponse)
    for path in _PATHS:
        urls.url_paths[f"{{0}}/clusters/(?P<name>[^/]+)/{path}$"] = EKSResponse.dispatch
