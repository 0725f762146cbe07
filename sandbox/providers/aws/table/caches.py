"""ElastiCache: replication groups, their subnet groups, users and groups of users."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import named_tags
from sandbox.providers.aws.template import Template

_MODIFIED: dict[str, tuple[str, Template]] = {
    "description": ("ReplicationGroupDescription", "$description"),
    "nodeType": ("CacheNodeType", "$nodeType"),
    "engineVersion": ("EngineVersion", "$engineVersion"),
    "automaticFailoverEnabled": ("AutomaticFailoverEnabled", "$automaticFailoverEnabled"),
    "multiAzEnabled": ("MultiAZEnabled", "$multiAzEnabled"),
    "snapshotRetentionLimit": ("SnapshotRetentionLimit", "$snapshotRetentionLimit"),
    "securityGroupIds": ("SecurityGroupIds", "$securityGroupIds"),
    "autoMinorVersionUpgrade": ("AutoMinorVersionUpgrade", "$autoMinorVersionUpgrade"),
}
"""What can be changed of a replication group: property to (ElastiCache's name, how it is sent)."""

_SENT = dict(_MODIFIED.values())
_GROUP = {"ReplicationGroupId": "@id"}

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:elasticache/subnetGroup:SubnetGroup",
        service="elasticache",
        create=Call(
            "create_cache_subnet_group",
            {
                "CacheSubnetGroupName": "$name",
                "CacheSubnetGroupDescription": "$description",
                "SubnetIds": "$subnetIds",
            },
        ),
        identity="$CacheSubnetGroup.CacheSubnetGroupName",
        looks=(
            Look(
                Call("describe_cache_subnet_groups", {"CacheSubnetGroupName": "@id"}),
                at="CacheSubnetGroups.0",
                outputs={
                    "name": "$CacheSubnetGroupName",
                    "arn": "$ARN",
                    "description": "$CacheSubnetGroupDescription",
                    "vpcId": "$VpcId",
                },
            ),
        ),
        changes=(
            Change(
                on=("subnetIds", "description"),
                call=Call(
                    "modify_cache_subnet_group",
                    {
                        "CacheSubnetGroupName": "@id",
                        "CacheSubnetGroupDescription": "$description",
                        "SubnetIds": "$subnetIds",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_cache_subnet_group", {"CacheSubnetGroupName": "@id"}),),
        replace=frozenset({"name"}),
        defaults={"description": "Managed by Pulumi"},
        name=Name(longest=255, lower=True),
        unique=("name",),
        retry=("CacheSubnetGroupInUse",),
        tags=named_tags(),
    ),
    Row(
        type="aws:elasticache/user:User",
        service="elasticache",
        create=Call(
            "create_user",
            {
                "UserId": "$userId",
                "UserName": "$userName",
                "Engine": "$engine",
                "AccessString": "$accessString",
                "NoPasswordRequired": "$noPasswordRequired",
                "Passwords": "$passwords",
                "AuthenticationMode": {
                    "Type": "$authenticationMode.type",
                    "Passwords": "$authenticationMode.passwords",
                },
            },
        ),
        identity="$UserId",
        looks=(
            Look(
                Call("describe_users", {"UserId": "@id"}),
                at="Users.0",
                outputs={
                    "userId": "$UserId",
                    "userName": "$UserName",
                    "arn": "$ARN",
                    "engine": "$Engine",
                    "accessString": "$AccessString",
                    "authenticationMode": {"type": "$Authentication.Type"},
                },
            ),
        ),
        changes=(
            Change(
                on=("accessString", "authenticationMode"),
                call=Call(
                    "modify_user",
                    {
                        "UserId": "@id",
                        "AccessString": "$accessString",
                        "AuthenticationMode": {
                            "Type": "$authenticationMode.type",
                            "Passwords": "$authenticationMode.passwords",
                        },
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_user", {"UserId": "@id"}),),
        replace=frozenset({"userId", "userName", "engine"}),
        unique=("userId",),
        ending=("Status", ("deleting",)),
        write_only=frozenset({"passwords"}),
        settings=frozenset({"noPasswordRequired"}),
        tags=named_tags(),
    ),
    Row(
        type="aws:elasticache/userGroup:UserGroup",
        service="elasticache",
        create=Call("create_user_group", {"UserGroupId": "$userGroupId", "Engine": "$engine", "UserIds": "$userIds"}),
        identity="$UserGroupId",
        looks=(
            Look(
                Call("describe_user_groups", {"UserGroupId": "@id"}),
                at="UserGroups.0",
                outputs={"userGroupId": "$UserGroupId", "arn": "$ARN", "engine": "$Engine", "userIds": "$UserIds"},
            ),
        ),
        changes=(
            Change(
                on=("userIds",),
                call=Call(
                    "modify_user_group",
                    {"UserGroupId": "@id", "UserIdsToAdd": "@added", "UserIdsToRemove": "@removed"},
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_user_group", {"UserGroupId": "@id"}),),
        replace=frozenset({"userGroupId", "engine"}),
        unique=("userGroupId",),
        tags=named_tags(),
    ),
    Row(
        type="aws:elasticache/replicationGroup:ReplicationGroup",
        service="elasticache",
        create=Call(
            "create_replication_group",
            {
                "ReplicationGroupId": "$replicationGroupId",
                "Engine": "$engine",
                "NumCacheClusters": "$numCacheClusters",
                "Port": "$port",
                "AtRestEncryptionEnabled": "$atRestEncryptionEnabled",
                "KmsKeyId": "$kmsKeyId",
                "TransitEncryptionEnabled": "$transitEncryptionEnabled",
                "TransitEncryptionMode": "$transitEncryptionMode",
                "UserGroupIds": "$userGroupIds",
                "CacheSubnetGroupName": "$subnetGroupName",
                "CacheParameterGroupName": "$parameterGroupName",
            }
            | _SENT,
        ),
        identity="$ReplicationGroup.ReplicationGroupId",
        # Security groups and subnet group are told of its cache clusters, which moto doesn't make.
        looks=(
            Look(
                Call("describe_replication_groups", _GROUP),
                at="ReplicationGroups.0",
                outputs={
                    "replicationGroupId": "$ReplicationGroupId",
                    "arn": "$ARN",
                    "description": "$Description",
                    "engine": "$Engine",
                    "nodeType": "$CacheNodeType",
                    "numCacheClusters": "$MemberClusters|count",
                    "memberClusters": "$MemberClusters",
                    "primaryEndpointAddress": "$NodeGroups.0.PrimaryEndpoint.Address",
                    "readerEndpointAddress": "$NodeGroups.0.ReaderEndpoint.Address",
                    "port": "$NodeGroups.0.PrimaryEndpoint.Port",
                    "automaticFailoverEnabled": "$AutomaticFailover|enabled",
                    "multiAzEnabled": "$MultiAZ|enabled",
                    "atRestEncryptionEnabled": "$AtRestEncryptionEnabled",
                    "transitEncryptionEnabled": "$TransitEncryptionEnabled",
                    "transitEncryptionMode": "$TransitEncryptionMode|some",
                    "kmsKeyId": "$KmsKeyId|some",
                    "snapshotRetentionLimit": "$SnapshotRetentionLimit",
                    "userGroupIds": "$UserGroupIds",
                },
            ),
        ),
        changes=(
            Change(
                on=tuple(_MODIFIED),
                call=Call("modify_replication_group", _GROUP | _SENT | {"ApplyImmediately": True}),
                creation=False,
            ),
            Change(
                on=("numCacheClusters",),
                # AWS has a call for more and one for fewer; here one sets the number either way.
                call=Call(
                    "increase_replica_count",
                    _GROUP | {"NewReplicaCount": "$numCacheClusters|oneless", "ApplyImmediately": True},
                ),
                creation=False,
            ),
            Change(
                on=("userGroupIds",),
                call=Call(
                    "modify_replication_group",
                    _GROUP | {"UserGroupIdsToAdd": "@added", "UserGroupIdsToRemove": "@removed"},
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_replication_group", _GROUP | {"FinalSnapshotIdentifier": "$finalSnapshotIdentifier"}),),
        replace=frozenset(
            {
                *("replicationGroupId", "engine", "port", "atRestEncryptionEnabled", "kmsKeyId", "subnetGroupName"),
                "transitEncryptionEnabled",
            }
        ),
        unique=("replicationGroupId",),
        ending=("Status", ("deleting",)),
        settings=frozenset({"applyImmediately", "finalSnapshotIdentifier", "parameterGroupName"}),
        tags=named_tags(),
    ),
)
