"""A cache that speaks Redis' protocol as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.data.config import RedisNeed
from components.data.place import Place, last_snapshot_name, security_group
from components.names import name_within

PORT = 6379
LONGEST_ID = 40
"""ElastiCache's limit for groups and users (CreateReplicationGroup and CreateUser in its API reference)."""

ENGINE = "valkey"
ENGINE_VERSION = "8.0"
"""Valkey carries on the open Redis; from 7.2 on it takes IAM's tokens, and a group of users needs none that is called
"default" (Amazon ElastiCache user guide, "Role-Based Access Control (RBAC)")."""

ACCESS = "on ~* &* -@all +@read +@write +@connection +@transaction +@pubsub -@admin -@dangerous"
"""What a service's user may do: all data, no administration. Rules count in their order, and the groups overlap: KEYS
is in @read, FLUSHALL in @write and CLIENT KILL in @connection too, so what is dangerous goes last (Valkey
documentation, "ACL" and "ACL CAT")."""


@dataclass(frozen=True)
class RedisArgs:
    """What `Redis` is made from.

    Attributes:
        config: the cache.
        place: where it lives and who reaches it.
        key_arn: KMS key of its memory's copies on disk and of its snapshots.
        multi_zone: whether a replica in another zone takes over.
        backup_days: days for which daily snapshots are kept, 1 to 35.
        protected: whether the engine refuses to delete it, and a last snapshot is kept.
        tags: tags of every resource.
    """

    config: RedisNeed
    place: Place
    key_arn: pulumi.Input[str]
    multi_zone: bool = False
    backup_days: int = 7
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class Redis(pulumi.ComponentResource):
    """An ElastiCache replication group in private subnets: encrypted at rest and on the way, signed in to by IAM.

    Its one user has no password: the service asks IAM for a token, so that there is no secret to keep.

    Attributes:
        arn: ARN of the replication group.
        host: host name of the primary node.
        user: name of the user.
        user_arn: ARN of the user.

    Example:
        >>> from components.data.place import Place
        >>> cache = Redis(
        ...     "shop-sessions",
        ...     RedisArgs(
        ...         config=RedisNeed(kind="redis", name="sessions", service="cart"),
        ...         place=Place(vpc_id="vpc-1", subnet_ids=["subnet-1", "subnet-2"], client_security_group_id="sg-1"),
        ...         key_arn="arn:aws:kms:us-west-2:123456789012:key/1",
        ...     ),
        ... )
        >>> pulumi.export("sessionsHost", cache.host)
    """

    arn: pulumi.Output[str]
    host: pulumi.Output[str]
    user: str
    user_arn: pulumi.Output[str]

    def __init__(self, name: str, args: RedisArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:data:Redis", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        tags = dict(args.tags)
        identity = name_within(LONGEST_ID, name)
        replicas = args.config.replicas if args.config.replicas is not None else int(args.multi_zone)
        subnets = aws.elasticache.SubnetGroup(
            name,
            name=identity,
            description=f"Where {name} lives",
            subnet_ids=args.place.subnet_ids,
            tags=tags,
            opts=within,
        )
        group = security_group(f"{name}-redis", name, PORT, args.place, tags, self)
        user = aws.elasticache.User(
            name,
            user_id=identity,
            # IAM's token names the user, and ElastiCache wants both names to be the same.
            user_name=identity,
            engine=ENGINE,
            access_string=ACCESS,
            authentication_mode=aws.elasticache.UserAuthenticationModeArgs(type="iam"),
            tags=tags,
            opts=within,
        )
        users = aws.elasticache.UserGroup(
            name, user_group_id=identity, engine=ENGINE, user_ids=[user.user_id], tags=tags, opts=within
        )
        cache = aws.elasticache.ReplicationGroup(
            name,
            replication_group_id=identity,
            description=f"{args.config.name} of {args.config.service}",
            engine=ENGINE,
            engine_version=ENGINE_VERSION,
            auto_minor_version_upgrade=True,
            node_type=args.config.node_type,
            num_cache_clusters=1 + replicas,
            automatic_failover_enabled=replicas > 0,
            multi_az_enabled=replicas > 0,
            port=PORT,
            at_rest_encryption_enabled=True,
            kms_key_id=args.key_arn,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            user_group_ids=[users.user_group_id],
            subnet_group_name=subnets.name,
            security_group_ids=[group.id],
            snapshot_retention_limit=args.backup_days,
            final_snapshot_identifier=last_snapshot_name(identity, group.id) if args.protected else None,
            tags=tags,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protected),
        )
        self.arn = cache.arn
        self.host = cache.primary_endpoint_address
        self.user = identity
        self.user_arn = user.arn
        self.register_outputs({"arn": self.arn, "host": self.host, "user": self.user})
