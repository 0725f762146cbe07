"""A PostgreSQL database as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.data.config import PostgresNeed
from components.data.place import Place, last_snapshot_name, security_group
from components.names import name_within

PORT = 5432
LONGEST_IDENTIFIER = 63
"""RDS' limit (CreateDBInstance in its API reference)."""

ADMINISTRATOR = "slipway"

LOGS = ("postgresql", "upgrade")
"""What RDS for PostgreSQL exports to CloudWatch (Amazon RDS user guide, "PostgreSQL database log files")."""

PARAMETERS: Mapping[str, str] = {
    # Refuses connections without TLS; on by default from 15 on, and here so that nobody turns it off unseen.
    "rds.force_ssl": "1",
    "log_connections": "1",
    "log_disconnections": "1",
    "log_min_duration_statement": "1000",
}
"""Parameter → value (Amazon RDS user guide, "Using SSL with a PostgreSQL DB instance"; the CIS PostgreSQL benchmark's
section on logging)."""


def database_name(name: str) -> str:
    """Give the name of a database or user, which PostgreSQL writes with underscores, e.g. "order_service"."""
    return name.replace("-", "_")


def log_group_name(identifier: str, log: str) -> str:
    """Give the log group that RDS writes a log of an instance to."""
    return f"/aws/rds/instance/{identifier}/{log}"


@dataclass(frozen=True)
class PostgresArgs:
    """What `Postgres` is made from.

    Attributes:
        config: the database.
        place: where it lives and who reaches it.
        key_arn: KMS key of its storage, snapshots, statistics, logs and password.
        multi_zone: whether a standby in another zone takes over.
        backup_days: days of backups, 1 to 35.
        log_retention_days: days for which CloudWatch keeps its logs.
        protected: whether AWS and the engine refuse to delete it, and a last snapshot is kept.
        tags: tags of every resource, and of snapshots.
    """

    config: PostgresNeed
    place: Place
    key_arn: pulumi.Input[str]
    multi_zone: bool = False
    backup_days: int = 7
    log_retention_days: int = 30
    protected: bool = False
    tags: Mapping[str, str] = field(default_factory=dict)


class Postgres(pulumi.ComponentResource):
    """An RDS instance in private subnets: encrypted, backed up, TLS alone, signed in to by IAM.

    RDS makes and rotates the administrator's password in Secrets Manager, so that it is in no state and no log. The
    service signs in as `user` by IAM; whoever migrates its schema makes that user once (`GRANT rds_iam TO …`).

    Attributes:
        arn: ARN of the instance.
        host: its host name.
        database: name of the database.
        user: the service's user in it.
        resource_id: the instance's id that never changes.
        secret_arn: ARN of the secret with the administrator's password.

    Example:
        >>> from components.data.place import Place
        >>> database = Postgres(
        ...     "shop-orders",
        ...     PostgresArgs(
        ...         config=PostgresNeed(kind="postgres", name="orders", service="cart"),
        ...         place=Place(vpc_id="vpc-1", subnet_ids=["subnet-1", "subnet-2"], client_security_group_id="sg-1"),
        ...         key_arn="arn:aws:kms:us-west-2:123456789012:key/1",
        ...     ),
        ... )
        >>> pulumi.export("ordersHost", database.host)
    """

    arn: pulumi.Output[str]
    host: pulumi.Output[str]
    database: str
    user: str
    resource_id: pulumi.Output[str]
    secret_arn: pulumi.Output[str]

    def __init__(self, name: str, args: PostgresArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:data:Postgres", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        tags = dict(args.tags)
        config = args.config
        identifier = name_within(LONGEST_IDENTIFIER, name)
        self.database, self.user = database_name(config.name), database_name(config.service)
        subnets = aws.rds.SubnetGroup(
            name, description=f"Where {name} lives", subnet_ids=args.place.subnet_ids, tags=tags, opts=within
        )
        group = security_group(f"{name}-postgres", name, PORT, args.place, tags, self)
        parameters = aws.rds.ParameterGroup(
            name,
            family=f"postgres{config.version}",
            description=f"Settings of {name}",
            parameters=[
                aws.rds.ParameterGroupParameterArgs(name=key, value=value) for key, value in PARAMETERS.items()
            ],
            tags=tags,
            # RDS holds a group that an instance uses, and a new major version needs a group of another family.
            opts=within,
        )
        logs = [
            aws.cloudwatch.LogGroup(
                f"{name}-{log}",
                name=log_group_name(identifier, log),
                retention_in_days=args.log_retention_days,
                kms_key_id=args.key_arn,
                tags=tags,
                opts=within,
            )
            for log in LOGS
        ]
        instance = aws.rds.Instance(
            name,
            identifier=identifier,
            engine="postgres",
            engine_version=config.version,
            auto_minor_version_upgrade=True,
            # RDS refuses another major version in an instance that doesn't say this (ModifyDBInstance in its API
            # reference). The version is the stack's, so a raised one is meant; a release of ours raises none.
            allow_major_version_upgrade=True,
            instance_class=config.instance_class,
            allocated_storage=config.storage_gib,
            max_allocated_storage=config.max_storage_gib,
            storage_type="gp3",
            storage_encrypted=True,
            kms_key_id=args.key_arn,
            db_name=self.database,
            port=PORT,
            username=ADMINISTRATOR,
            manage_master_user_password=True,
            master_user_secret_kms_key_id=args.key_arn,
            iam_database_authentication_enabled=True,
            db_subnet_group_name=subnets.name,
            vpc_security_group_ids=[group.id],
            parameter_group_name=parameters.name,
            publicly_accessible=False,
            multi_az=args.multi_zone,
            backup_retention_period=args.backup_days,
            copy_tags_to_snapshot=True,
            delete_automated_backups=not args.protected,
            deletion_protection=args.protected,
            skip_final_snapshot=not args.protected,
            final_snapshot_identifier=last_snapshot_name(identifier, group.id) if args.protected else None,
            performance_insights_enabled=True,
            performance_insights_kms_key_id=args.key_arn,
            # Seven days are free (Amazon RDS user guide, "Pricing and data retention for Performance Insights").
            performance_insights_retention_period=7,
            enabled_cloudwatch_logs_exports=list(LOGS),
            tags=tags,
            # RDS would make the log groups itself, with no retention and no key, if they were not there first.
            opts=pulumi.ResourceOptions(parent=self, depends_on=logs, protect=args.protected),
        )
        self.arn = instance.arn
        self.host = instance.address
        self.resource_id = instance.resource_id
        self.secret_arn = instance.master_user_secrets.apply(lambda secrets: secrets[0].secret_arn)
        self.register_outputs({"arn": self.arn, "host": self.host, "secretArn": self.secret_arn})
