"""What a stack says about the data that its services ask for."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from components.model import Count, Name, Positive, Settings, Switch, refusal
from components.retention import RetentionDays

LARGEST_STORAGE_GIB = 65536
"""Most that a gp3 volume of RDS for PostgreSQL holds (Amazon RDS user guide, "gp3 storage")."""


class _Need(Settings):
    """What every need has: its name and the service that asks for it."""

    name: Name
    """Name of the need, unlike any other of its service."""

    service: Name
    """Service that asks for it; its service account, of the same name, gets access and nobody else's does."""


class BucketNeed(_Need):
    """An S3 bucket for one service."""

    kind: Literal["bucket"]
    """`bucket`: an S3 bucket with versions, encrypted, for its service alone."""

    expire_days: Positive | None = None
    """Days after which objects go by themselves; they stay if it is not given."""

    keep_versions_days: Positive = 30
    """Days for which an overwritten or deleted object can be brought back."""


class QueueNeed(_Need):
    """An SQS queue for one service, with a dead-letter queue."""

    kind: Literal["queue"]
    """`queue`: an SQS queue with its dead-letter queue, encrypted, for its service alone."""

    fifo: Switch = False
    """Whether order is kept and no message comes twice; changing it makes another queue."""

    retention_days: Annotated[int, Field(strict=True, ge=1, le=14)] = 4
    """Days for which a message that nobody takes is kept, 1 to 14; the dead-letter queue keeps 14."""

    visibility_seconds: Annotated[int, Field(strict=True, ge=0, le=43200)] = 30
    """Seconds for which a message that was taken is hidden from others; longer than its handling takes."""

    max_receives: Annotated[int, Field(strict=True, ge=1, le=1000)] = 5
    """Times that a message is taken and not deleted before it goes to the dead-letter queue."""


class PostgresNeed(_Need):
    """A PostgreSQL database for one service."""

    kind: Literal["postgres"]
    """`postgres`: an RDS instance in private subnets, encrypted, backed up, reached by IAM and TLS alone."""

    version: Literal["15", "16", "17"] = "17"
    """Major version of PostgreSQL that RDS offers, in quotes."""

    instance_class: Annotated[str, Field(pattern=r"^db\.[a-z0-9]+\.[a-z0-9]+$")] = "db.t4g.medium"
    """RDS instance class, e.g. db.m7g.large."""

    storage_gib: Annotated[int, Field(strict=True, ge=20, le=LARGEST_STORAGE_GIB)] = 20
    """Size of its gp3 volume at first, in GiB."""

    max_storage_gib: Annotated[int, Field(strict=True, ge=20, le=LARGEST_STORAGE_GIB)] = 100
    """Size up to which RDS lets the volume grow by itself, in GiB."""

    @model_validator(mode="after")
    def _can_grow(self) -> PostgresNeed:
        if self.max_storage_gib < self.storage_gib:
            raise refusal(
                f"maxStorageGib {self.max_storage_gib} is less than storageGib {self.storage_gib}",
                at=("maxStorageGib",),
                do=f"write at least {self.storage_gib}",
            )
        return self


class RedisNeed(_Need):
    """A cache that speaks Redis' protocol, for one service."""

    kind: Literal["redis"]
    """`redis`: an ElastiCache group of Valkey (Redis' protocol), encrypted, reached by IAM and TLS alone."""

    node_type: Annotated[str, Field(pattern=r"^cache\.[a-z0-9]+\.[a-z0-9]+$")] = "cache.t4g.small"
    """ElastiCache node type, e.g. cache.r7g.large."""

    replicas: Annotated[Count, Field(le=5)] | None = None
    """Copies beside the primary node, 0 to 5; one where `multiZone` is true, else none."""


Need = Annotated[BucketNeed | QueueNeed | PostgresNeed | RedisNeed, Field(discriminator="kind")]
"""One thing that a service asks for; its `kind` says which."""


class DataConfig(Settings):
    """The data of one stack's services (`slipway:data`)."""

    needs: tuple[Need, ...] = ()
    """What services ask for, one item each."""

    protected: Switch = False
    """Whether AWS and the engine refuse to delete what holds data, and a last snapshot is kept (true in prod)."""

    multi_zone: Switch = False
    """Whether databases and caches have a copy in another zone that takes over (true in prod)."""

    backup_days: Annotated[int, Field(strict=True, ge=1, le=35)] = 7
    """Days of backups of databases and caches, 1 to 35 (35 in prod)."""

    log_retention_days: RetentionDays = 30
    """Days for which CloudWatch keeps the databases' logs (365 in prod)."""

    @field_validator("needs")
    @classmethod
    def _have_names_of_their_own(cls, needs: tuple[Need, ...]) -> tuple[Need, ...]:
        seen: set[tuple[str, str]] = set()
        for index, need in enumerate(needs):
            if (need.service, need.name) in seen:
                raise refusal(
                    f"{need.service} asks for two things called {need.name!r}",
                    at=(index, "name"),
                    do="give each a name of its own",
                )
            seen.add((need.service, need.name))
        return needs

    @model_validator(mode="after")
    def _have_the_copies_that_failover_takes(self) -> DataConfig:
        for index, need in enumerate(self.needs):
            if isinstance(need, RedisNeed) and self.multi_zone and need.replicas == 0:
                raise refusal(
                    "no replica to take over from the primary node, but multiZone is true",
                    at=("needs", index, "replicas"),
                    do="write at least 1, or leave it out",
                )
        return self
