"""What a stack's services ask for: buckets, queues, databases and caches, each for its own service alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from components.exports import on_first_use

if TYPE_CHECKING:
    from components.data.component import Data, DataArgs
    from components.data.config import BucketNeed, DataConfig, Need, PostgresNeed, QueueNeed, RedisNeed
    from components.data.place import Place
    from components.data.postgres import Postgres, PostgresArgs
    from components.data.provided import Provided
    from components.data.queue import Queue, QueueArgs
    from components.data.redis import Redis, RedisArgs
    from components.data.services import log_groups_of, services_of

__all__ = [
    "BucketNeed",
    "Data",
    "DataArgs",
    "DataConfig",
    "Need",
    "Place",
    "Postgres",
    "PostgresArgs",
    "PostgresNeed",
    "Provided",
    "Queue",
    "QueueArgs",
    "QueueNeed",
    "Redis",
    "RedisArgs",
    "RedisNeed",
    "log_groups_of",
    "services_of",
]

__getattr__ = on_first_use(
    __name__,
    {
        "BucketNeed": "config",
        "Data": "component",
        "DataArgs": "component",
        "DataConfig": "config",
        "Need": "config",
        "Place": "place",
        "Postgres": "postgres",
        "PostgresArgs": "postgres",
        "PostgresNeed": "config",
        "Provided": "provided",
        "Queue": "queue",
        "QueueArgs": "queue",
        "QueueNeed": "config",
        "Redis": "redis",
        "RedisArgs": "redis",
        "RedisNeed": "config",
        "log_groups_of": "services",
        "services_of": "services",
    },
)
