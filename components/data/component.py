"""All that a stack's services ask for as resources of AWS, and the role of each service."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.bucket import PrivateBucket, PrivateBucketArgs
from components.data.access import bucket_access, postgres_access, queue_access, redis_access
from components.data.config import BucketNeed, DataConfig, Need, PostgresNeed, QueueNeed, RedisNeed
from components.data.place import Place
from components.data.postgres import PORT as POSTGRES_PORT
from components.data.postgres import Postgres, PostgresArgs
from components.data.provided import Provided, value_key
from components.data.queue import Queue, QueueArgs
from components.data.redis import PORT as REDIS_PORT
from components.data.redis import Redis, RedisArgs
from components.iam import Statement, policy_document
from components.names import name_within
from components.pod_identity import PodIdentity, PodIdentityArgs

LONGEST_RESOURCE_NAME = 50
"""So that a bucket (63) and a role (64) of the name still have room for what Pulumi and we add to it."""


@dataclass(frozen=True)
class DataArgs:
    """What `Data` is made from.

    Attributes:
        config: what services ask for.
        region: AWS region, e.g. "us-west-2".
        key_arn: KMS key that encrypts all of it.
        place: where databases and caches live and who reaches them.
        cluster_name: name of the EKS cluster whose pods get access.
        cluster_arn: its ARN.
        namespace: namespace of the services.
        permissions_boundary: ARN of the permission boundary of the services' roles; None gives them none.
        tags: tags of every resource.
    """

    config: DataConfig
    region: str
    key_arn: pulumi.Input[str]
    place: Place
    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    namespace: str
    permissions_boundary: pulumi.Input[str] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class Data(pulumi.ComponentResource):
    """Buckets, queues, databases and caches of a stack's services, each reached by its own service alone.

    A service has one role, with statements for each thing that it asked for: EKS gives a service account one role
    (CreatePodIdentityAssociation in its API reference).

    Attributes:
        provided: service → need's name → what it got.
        role_arns: service → ARN of the role that its pods take on.
        values: service → key → value of a ConfigMap for it, e.g. "INVOICES_BUCKET"; no secret is among them.

    Example:
        >>> from components.data.place import Place
        >>> data = Data(
        ...     "shop",
        ...     DataArgs(
        ...         config=DataConfig.model_validate(
        ...             {"needs": [{"kind": "bucket", "name": "invoices", "service": "cart"}]}
        ...         ),
        ...         region="us-west-2",
        ...         key_arn="arn:aws:kms:us-west-2:123456789012:key/1",
        ...         place=Place(vpc_id="vpc-1", subnet_ids=["subnet-1", "subnet-2"], client_security_group_id="sg-1"),
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...         namespace="production",
        ...     ),
        ... )
        >>> pulumi.export("cart", data.values["cart"])
    """

    provided: Mapping[str, Mapping[str, Provided]]
    role_arns: Mapping[str, pulumi.Output[str]]
    values: Mapping[str, Mapping[str, pulumi.Output[str]]]

    def __init__(self, name: str, args: DataArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:data:Data", name, None, opts)
        self._name = name
        self._args = args
        self._within = pulumi.ResourceOptions(parent=self)
        services = sorted({need.service for need in args.config.needs})
        self.provided = {
            service: {need.name: self._provide(need) for need in args.config.needs if need.service == service}
            for service in services
        }
        self.role_arns = {service: self._role(service, list(made.values())) for service, made in self.provided.items()}
        self.values = {
            service: {key: value for one in made.values() for key, value in one.values.items()}
            for service, made in self.provided.items()
        }
        self.register_outputs({"roleArns": dict(self.role_arns)})

    def _provide(self, need: Need) -> Provided:
        makers: Mapping[type, Callable[..., Provided]] = {
            BucketNeed: self._bucket,
            QueueNeed: self._queue,
            PostgresNeed: self._postgres,
            RedisNeed: self._redis,
        }
        return makers[type(need)](name_within(LONGEST_RESOURCE_NAME, self._name, need.service, need.name), need)

    def _tags(self, need: Need) -> dict[str, str]:
        return {**self._args.tags, "slipway.dev/service": need.service}

    def _bucket(self, name: str, need: BucketNeed) -> Provided:
        args = self._args
        made = PrivateBucket(
            name,
            PrivateBucketArgs(
                key_arn=args.key_arn,
                keep_versions_days=need.keep_versions_days,
                expire_days=need.expire_days,
                protected=args.config.protected,
                tags=self._tags(need),
            ),
            self._within,
        )
        access = pulumi.Output.all(made.arn, args.key_arn).apply(
            lambda known: bucket_access(need.name, arn=known[0], key_arn=known[1], region=args.region)
        )
        values = {value_key(need.name, "bucket"): made.bucket_name}
        return Provided(need, made.arn, made.bucket_name, access, values)

    def _queue(self, name: str, need: QueueNeed) -> Provided:
        args = self._args
        made = Queue(name, QueueArgs(need, args.key_arn, args.config.protected, self._tags(need)), self._within)
        access = pulumi.Output.all(made.arn, made.dead_letter_arn, args.key_arn).apply(
            lambda known: queue_access(
                need.name, arn=known[0], dead_letter_arn=known[1], key_arn=known[2], region=args.region
            )
        )
        return Provided(need, made.arn, made.url, access, {value_key(need.name, "queue-url"): made.url})

    def _postgres(self, name: str, need: PostgresNeed) -> Provided:
        args = self._args
        made = Postgres(
            name,
            PostgresArgs(
                config=need,
                place=args.place,
                key_arn=args.key_arn,
                multi_zone=args.config.multi_zone,
                backup_days=args.config.backup_days,
                log_retention_days=args.config.log_retention_days,
                protected=args.config.protected,
                tags=self._tags(need),
            ),
            self._within,
        )
        access = pulumi.Output.all(made.arn, made.resource_id).apply(
            lambda known: postgres_access(need.name, instance_arn=known[0], resource_id=known[1], user=made.user)
        )
        values = {"database": made.database, "user": made.user}
        return _served(need, made.arn, access, made.host, POSTGRES_PORT, values, made.secret_arn)

    def _redis(self, name: str, need: RedisNeed) -> Provided:
        args = self._args
        made = Redis(
            name,
            RedisArgs(
                config=need,
                place=args.place,
                key_arn=args.key_arn,
                multi_zone=args.config.multi_zone,
                backup_days=args.config.backup_days,
                protected=args.config.protected,
                tags=self._tags(need),
            ),
            self._within,
        )
        access = pulumi.Output.all(made.arn, made.user_arn).apply(
            lambda known: redis_access(need.name, group_arn=known[0], user_arn=known[1])
        )
        return _served(need, made.arn, access, made.host, REDIS_PORT, {"user": made.user})

    def _role(self, service: str, made: Sequence[Provided]) -> pulumi.Output[str]:
        args = self._args
        identity = PodIdentity(
            name_within(LONGEST_RESOURCE_NAME, self._name, service),
            PodIdentityArgs(
                cluster_name=args.cluster_name,
                cluster_arn=args.cluster_arn,
                namespace=args.namespace,
                service_account=service,
                policy=pulumi.Output.all(*(one.access for one in made)).apply(
                    lambda known: policy_document(*(statement for access in known for statement in access))
                ),
                permissions_boundary=args.permissions_boundary,
                tags={**args.tags, "slipway.dev/service": service},
            ),
            self._within,
        )
        return identity.role_arn


def _served(
    need: Need,
    arn: pulumi.Output[str],
    access: pulumi.Output[Sequence[Statement]],
    host: pulumi.Output[str],
    port: int,
    values: Mapping[str, str],
    secret_arn: pulumi.Output[str] | None = None,
) -> Provided:
    """Give what a service got that listens on a port of a host; `values` are what a client must know beside the two."""
    known = {
        "host": host,
        "port": pulumi.Output.from_input(str(port)),
        **{what: pulumi.Output.from_input(value) for what, value in values.items()},
    }
    named = {value_key(need.name, what): value for what, value in known.items()}
    return Provided(need, arn, pulumi.Output.concat(host, ":", str(port)), access, named, secret_arn)
