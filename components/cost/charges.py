"""The table: which resource costs what, and what is assumed of its use. A type that costs nothing by itself is free."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from components.nodes.instance_types import INSTANCE_TYPES
from components.preview.differences import value_at

HOURS = 730
"""Hours of a month, as AWS's calculator counts them (8,760 / 12)."""

Inputs = Mapping[str, Any]

Quantity = Callable[[Inputs], float | None]
"""Inputs of a resource → how many units a month; None if its inputs don't say."""


@dataclass(frozen=True)
class Charge:
    """One thing that a resource is charged for.

    Args:
        what: the thing, as a person calls it.
        price: name of its price, or what gives it from the inputs; None if there is none.
        quantity: how many units a month.
        assumed: what is assumed, for a person; empty if the inputs say all of it.
        when: whether it is charged at all.
    """

    what: str
    price: str | Callable[[Inputs], str | None]
    quantity: Quantity = lambda inputs: HOURS
    assumed: str = ""
    when: Callable[[Inputs], bool] = lambda inputs: True


def _fixed(units: float) -> Quantity:
    return lambda inputs: units


def _number(path: str, default: float | None = None) -> Quantity:
    def read(inputs: Inputs) -> float | None:
        value = value_at(inputs, path)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default

    return read


def _is(path: str, wanted: object) -> Callable[[Inputs], bool]:
    return lambda inputs: value_at(inputs, path) == wanted


def nodes_of(inputs: Inputs) -> float:
    """Count the nodes of a node group: those desired, or the fewest where somebody else decides how many."""
    desired = _number("scalingConfig.desiredSize")(inputs)
    return desired if desired is not None else _number("scalingConfig.minSize", 0)(inputs) or 0


def _instance(inputs: Inputs) -> str:
    types = inputs.get("instanceTypes")
    return str(types[0]) if isinstance(types, list) and types else ""


def _vcpu_hours(inputs: Inputs) -> float | None:
    known = INSTANCE_TYPES.get(_instance(inputs))
    return nodes_of(inputs) * known.vcpus * HOURS if known else None


def _instance_price(inputs: Inputs) -> str | None:
    family, _, size = _instance(inputs).partition(".")
    # Spot has no list price, and metal-24xl none that follows from its family's.
    return None if inputs.get("capacityType") == "SPOT" or size == "metal-24xl" else f"ec2-{family}"


LOGS_GB = 10
COMPRESSION = 0.15
"""What AWS's own calculator takes for stored logs (https://calculator.aws, CloudWatch, "storage compression")."""


def _kept_logs(inputs: Inputs) -> float:
    days = _number("retentionInDays", 0)(inputs) or 365
    return LOGS_GB * COMPRESSION * days / 30


def _zone_hours(inputs: Inputs) -> float | None:
    subnets = inputs.get("subnetIds")
    return len(subnets) * HOURS if isinstance(subnets, list) else None


CHARGES: Mapping[str, tuple[Charge, ...]] = {
    "aws:eks/cluster:Cluster": (
        Charge(
            "control plane",
            "eks-standard",
            assumed="its version is in standard support; in extended support it costs six times as much",
        ),
    ),
    "aws:eks/nodeGroup:NodeGroup": (
        Charge(
            "instances",
            _instance_price,
            _vcpu_hours,
            "the desired number of nodes all month, all of the pool's first instance type",
        ),
    ),
    "aws:ec2/natGateway:NatGateway": (
        Charge("gateway hours", "nat-hour"),
        Charge("data through it", "nat-data", _fixed(100), "100 GB a month through each gateway"),
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        Charge("endpoint hours", "endpoint-hour", _zone_hours, when=_is("vpcEndpointType", "Interface")),
        Charge(
            "data through it",
            "endpoint-data",
            _fixed(50),
            "50 GB a month through each interface endpoint",
            when=_is("vpcEndpointType", "Interface"),
        ),
    ),
    "aws:ec2/eip:Eip": (Charge("public IPv4 address", "public-ipv4"),),
    "aws:kms/key:Key": (
        Charge("key", "kms-key", _fixed(1), "no rotation yet: the first two rotations add a key's price each"),
    ),
    "aws:secretsmanager/secret:Secret": (Charge("secret", "secret", _fixed(1)),),
    "aws:cloudwatch/logGroup:LogGroup": (
        Charge("ingestion", "log-ingestion", _fixed(LOGS_GB), "10 GB of logs a month in each log group"),
        Charge(
            "storage",
            "log-storage",
            _kept_logs,
            "logs are kept for their retention (a year where they never expire), compressed to 15 % of their size",
        ),
    ),
    "aws:s3/bucket:Bucket": (
        Charge("storage", "s3-storage", _fixed(100), "100 GB in each bucket, all of S3 Standard"),
    ),
    "aws:ecr/repository:Repository": (
        Charge("storage", "ecr-storage", _fixed(10), "10 GB of images in each repository"),
    ),
    "aws:rds/instance:Instance": (
        Charge("instance", lambda inputs: f"rds-{inputs.get('instanceClass')}"),
        Charge(
            "storage",
            lambda inputs: f"rds-gp3-{'multi' if inputs.get('multiAz') is True else 'single'}",
            _number("allocatedStorage"),
            "databases keep the storage they begin with",
        ),
    ),
    "aws:elasticache/replicationGroup:ReplicationGroup": (
        Charge("nodes", lambda inputs: f"cache-{inputs.get('nodeType')}"),
    ),
    "aws:sqs/queue:Queue": (Charge("requests", "sqs-requests", _fixed(1_000_000), "a million requests to each queue"),),
    "aws:ebs/volume:Volume": (Charge("storage", "ebs-gp3", _number("size"), when=_is("type", "gp3")),),
    "aws:guardduty/detector:Detector": (Charge("findings", "guardduty"),),
    "aws:cfg/recorder:Recorder": (Charge("recorded changes", "config-items"),),
    "aws:backup/plan:Plan": (Charge("backups kept", "backup-storage"),),
    "aws:route53/zone:Zone": (Charge("zone", "route53-zone", _fixed(1)),),
}
"""Type token → what it is charged for; a price that prices.toml does not have is unknown."""

VOLUME = Charge("volumes", "ebs-gp3", assumed="")
"""The root volumes of a pool's nodes, whose size its launch template says."""

FREE = (
    *("aws:iam/*", "aws:ec2/subnet:*", "aws:ec2/vpc:*", "aws:ec2/route*", "aws:ec2/securityGroup*", "aws:vpc/*"),
    *("aws:ec2/internetGateway:*", "aws:ec2/egressOnlyInternetGateway:*", "aws:ec2/defaultSecurityGroup:*"),
    *("aws:ec2/launchTemplate:*", "aws:ec2/networkAcl*", "aws:ec2/default*", "aws:ec2/vpcDhcp*", "aws:ec2/tag:*"),
    *("aws:ec2/vpcIpv4CidrBlockAssociation:*", "aws:ec2/flowLog:*", "aws:ec2/vpcEndpoint*Association:*"),
    *("aws:eks/access*", "aws:eks/podIdentityAssociation:*", "aws:eks/addon:*", "aws:eks/identityProviderConfig:*"),
    *("aws:kms/alias:*", "aws:kms/keyPolicy:*", "aws:kms/grant:*", "aws:ecr/*Policy:*", "aws:ecr/registry*"),
    *("aws:ecr/pullThroughCacheRule:*", "aws:ecr/replicationConfiguration:*", "aws:ecr/account*"),
    *(
        "aws:s3/bucketPolicy:*",
        "aws:s3/bucketPublicAccessBlock:*",
        "aws:s3/bucketVersioning*",
        "aws:s3/bucketServerSide*",
    ),
    *("aws:s3/bucketLifecycle*", "aws:s3/bucketOwnershipControls:*", "aws:s3/bucketLogging*", "aws:s3/bucketNotif*"),
    *("aws:sqs/queuePolicy:*", "aws:sqs/redrive*", "aws:sns/*", "aws:cloudwatch/event*", "aws:scheduler/*"),
    *("aws:rds/subnetGroup:*", "aws:rds/parameterGroup:*", "aws:elasticache/subnetGroup:*", "aws:rds/optionGroup:*"),
    *("aws:elasticache/parameterGroup:*", "aws:elasticache/user*", "aws:secretsmanager/secret*", "aws:backup/vault*"),
    *("aws:backup/selection:*", "aws:cfg/deliveryChannel:*", "aws:cfg/recorderStatus:*", "aws:guardduty/*Feature:*"),
    *("aws:autoscaling/tag:*", "aws:s3/account*", "aws:cloudwatch/queryDefinition:*"),
    *("aws:ssm/parameter:*", "aws:ec2/ebsEncryptionByDefault:*", "aws:ebs/*", "aws:accessanalyzer/*"),
    *("kubernetes:*", "pulumi:*", "slipway:*", "random:*"),
)
"""Patterns of types that AWS does not charge for by themselves."""

OUTSIDE = (
    "traffic between zones and to the internet",
    "load balancers and volumes that Kubernetes makes, and nodes that Karpenter adds",
    "requests to S3, KMS and ECR, and CloudWatch's metrics",
    "support plans, taxes, discounts and savings plans",
)
"""What no line counts."""
