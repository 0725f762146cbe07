"""What moto's ElastiCache leaves out: groups of users, and changes of users, subnet groups and replication groups."""

from __future__ import annotations

from typing import Any


def complete_elasticache() -> None:
    """Add what is missing to moto's ElastiCache, once in this process; call it when ElastiCache is first asked for."""
    from moto.core.exceptions import ServiceException
    from moto.core.responses import ActionResult
    from moto.elasticache.models import ElastiCacheBackend
    from moto.elasticache.responses import ElastiCacheResponse

    if hasattr(ElastiCacheResponse, "create_user_group"):
        return

    class UserGroupNotFound(ServiceException):  # type: ignore[misc]
        code = "UserGroupNotFoundFault"

    class UserGroupAlreadyExists(ServiceException):  # type: ignore[misc]
        code = "UserGroupAlreadyExistsFault"

    class CacheSubnetGroupInUse(ServiceException):  # type: ignore[misc]
        code = "CacheSubnetGroupInUse"

    def groups(response: Any) -> dict[str, dict[str, Any]]:
        # In the backend's own dict, so that a snapshot holds it.
        known: dict[str, dict[str, Any]] = vars(response.elasticache_backend).setdefault("slipway_user_groups", {})
        return known

    def group(response: Any) -> dict[str, Any]:
        name = response._get_param("UserGroupId")
        if name not in groups(response):
            raise UserGroupNotFound(f"User group {name} not found.")
        return groups(response)[name]

    def create_user_group(response: Any) -> Any:
        name = response._get_param("UserGroupId")
        if name in groups(response):
            raise UserGroupAlreadyExists(f"User group {name} already exists.")
        backend = response.elasticache_backend
        made = {
            "UserGroupId": name,
            "Status": "active",
            "Engine": str(response._get_param("Engine", "redis")).lower(),
            "UserIds": list(response._get_param("UserIds", [])),
            "ReplicationGroups": [],
            "ARN": f"arn:aws:elasticache:{backend.region_name}:{backend.account_id}:usergroup:{name}",
        }
        for user in made["UserIds"]:
            backend.describe_users(user)
        groups(response)[name] = made
        backend.tagging_service.tag_resource(made["ARN"], response._get_param("Tags", []))
        return ActionResult(made)

    def modify_user_group(response: Any) -> Any:
        changed = group(response)
        removed = response._get_param("UserIdsToRemove", [])
        changed["UserIds"] = [user for user in changed["UserIds"] if user not in removed]
        changed["UserIds"] += response._get_param("UserIdsToAdd", [])
        return ActionResult(changed)

    def delete_user_group(response: Any) -> Any:
        gone = group(response)
        del groups(response)[gone["UserGroupId"]]
        return ActionResult({**gone, "Status": "deleting"})

    def describe_user_groups(response: Any) -> Any:
        found = [group(response)] if response._get_param("UserGroupId") else list(groups(response).values())
        return ActionResult({"UserGroups": found})

    def modify_user(response: Any) -> Any:
        (user,) = response.elasticache_backend.describe_users(response._get_param("UserId"))
        user.access_string = response._get_param("AccessString") or user.access_string
        mode = response._get_param("AuthenticationMode") or {}
        user.authentication_type = mode.get("Type", user.authentication_type)
        return ActionResult(user)

    def modify_cache_subnet_group(response: Any) -> Any:
        (changed,) = response.elasticache_backend.describe_cache_subnet_groups(
            response._get_param("CacheSubnetGroupName")
        )
        description = response._get_param("CacheSubnetGroupDescription")
        changed.__init__(
            account_id=response.elasticache_backend.account_id,
            region_name=response.elasticache_backend.region_name,
            cache_subnet_group_name=changed.cache_subnet_group_name,
            cache_subnet_group_description=description or changed.cache_subnet_group_description,
            subnet_ids=response._get_param("SubnetIds") or changed.subnet_ids,
            tags=changed.tags,
        )
        return ActionResult({"CacheSubnetGroup": changed})

    def delete_cache_subnet_group(response: Any) -> Any:
        backend = response.elasticache_backend
        name = response._get_param("CacheSubnetGroupName")
        backend.describe_cache_subnet_groups(name)
        if any(one.cache_subnet_group_name == name for one in backend.replication_groups.values()):
            raise CacheSubnetGroupInUse(f"Cache subnet group {name} is in use.")
        del backend.cache_subnet_groups[name]
        return ActionResult({})

    plain_create, plain_modify = (
        ElastiCacheBackend.create_replication_group,
        ElastiCacheBackend.modify_replication_group,
    )

    def create_replication_group(backend: Any, *arguments: Any, **named: Any) -> Any:
        """Count replicas by NumCacheClusters too, as ElastiCache does where cluster mode is off."""
        clusters = named.get("num_cache_clusters") or 1
        if not named.get("replicas_per_node_group") and named.get("cluster_mode") != "enabled":
            named["replicas_per_node_group"] = clusters - 1
        return plain_create(backend, *arguments, **named)

    def modify_replication_group(response: Any) -> Any:
        """Change also what moto's own leaves as it is."""
        name = response._get_param("ReplicationGroupId")
        changed = plain_modify(
            response.elasticache_backend,
            replication_group_id=name,
            replication_group_description=response._get_param("ReplicationGroupDescription"),
            engine=response._get_param("Engine"),
            cache_node_type=response._get_param("CacheNodeType"),
            automatic_failover_enabled=response._get_bool_param("AutomaticFailoverEnabled"),
            multi_az_enabled=response._get_bool_param("MultiAZEnabled"),
            snapshot_retention_limit=response._get_int_param("SnapshotRetentionLimit"),
        )
        changed.engine_version = response._get_param("EngineVersion") or changed.engine_version
        changed.security_group_ids = response._get_param("SecurityGroupIds") or changed.security_group_ids
        removed = response._get_param("UserGroupIdsToRemove", [])
        changed.user_group_ids = [one for one in changed.user_group_ids if one not in removed]
        changed.user_group_ids += response._get_param("UserGroupIdsToAdd", [])
        return ActionResult({"ReplicationGroup": changed})

    def delete_replication_group(response: Any) -> Any:
        """Take the last snapshot that is asked for, and let the group go, which stays "deleting" for ever in moto."""
        backend, name = response.elasticache_backend, response._get_param("ReplicationGroupId")
        (gone,) = backend.describe_replication_groups(name)
        snapshot = response._get_param("FinalSnapshotIdentifier")
        if snapshot:
            backend.create_snapshot(snapshot, name, None, None, [])
        gone.status = "deleting"
        del backend.replication_groups[name]
        return ActionResult({"ReplicationGroup": gone})

    def change_replica_count(response: Any) -> Any:
        name, count = response._get_param("ReplicationGroupId"), response._get_int_param("NewReplicaCount")
        (changed,) = response.elasticache_backend.describe_replication_groups(name)
        node_group = changed.node_groups[0]
        domain = node_group["primary_endpoint_address"].removeprefix("master.")
        changed.member_clusters.clear()
        node_group["node_group_members"].clear()
        changed._set_node_members_clusters_disabled(
            member_clusters=changed.member_clusters,
            replication_group_id=name,
            replication_group_domain=domain,
            node_group=node_group,
            preferred_cache_cluster_azs=[],
            num_cache_clusters=1 + count,
            replicas_per_node_group=count,
        )
        return ActionResult({"ReplicationGroup": changed})

    def list_tags_for_resource(backend: Any, arn: str) -> Any:
        """Know groups of users too."""
        return backend.tagging_service.list_tags_for_resource(arn)

    for operation in (
        *(create_user_group, modify_user_group, delete_user_group, describe_user_groups, modify_user),
        *(modify_cache_subnet_group, delete_cache_subnet_group),
        *(modify_replication_group, delete_replication_group),
    ):
        setattr(ElastiCacheResponse, operation.__name__, operation)
    ElastiCacheResponse.increase_replica_count = change_replica_count
    ElastiCacheResponse.decrease_replica_count = change_replica_count
    ElastiCacheBackend.create_replication_group = create_replication_group
    ElastiCacheBackend.list_tags_for_resource = list_tags_for_resource
