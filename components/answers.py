"""What AWS would answer, where a program that runs without a cloud needs it to go on.

Every resource answers with what it was asked for, an id, a name and an ARN; the rest stays unknown as in a preview,
unless it has a row here. Everything is plainly made up: the account is that of AWS's own documentation, what AWS would
choose by chance is written as x.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

ACCOUNT = "123456789012"
"""The account in AWS's documentation."""

CHOSEN = "xxxxxxx"
"""What Pulumi adds to a name that the program leaves to it: seven characters by chance."""

Answer = Callable[[str, str], dict[str, object]]
"""Name of the resource and region → output properties."""

RESOURCES: Mapping[str, Answer] = {
    "aws:iam/role:Role": lambda name, region: {"arn": f"arn:aws:iam::{ACCOUNT}:role/{name}-{CHOSEN}"},
    "aws:iam/policy:Policy": lambda name, region: {"arn": f"arn:aws:iam::{ACCOUNT}:policy/{name}-{CHOSEN}"},
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": lambda name, region: {
        "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/oidc.eks.{region}.amazonaws.com/id/XXXXXXX"
    },
    "aws:kms/key:Key": lambda name, region: {
        "arn": f"arn:aws:kms:{region}:{ACCOUNT}:key/{name}",
        "keyId": name,
    },
    "aws:s3/bucket:Bucket": lambda name, region: {
        "arn": f"arn:aws:s3:::{name}-{CHOSEN}",
        "bucket": f"{name}-{CHOSEN}",
    },
    "aws:eks/cluster:Cluster": lambda name, region: {
        "arn": f"arn:aws:eks:{region}:{ACCOUNT}:cluster/{name}",
        "endpoint": f"https://XXXXXXX.gr7.{region}.eks.amazonaws.com",
        "certificateAuthority": {"data": "Q0E="},
        "vpcConfig": {"clusterSecurityGroupId": f"sg-{CHOSEN}"},
        "identities": [{"oidcs": [{"issuer": f"https://oidc.eks.{region}.amazonaws.com/id/XXXXXXX"}]}],
    },
    "aws:eks/nodeGroup:NodeGroup": lambda name, region: {
        "nodeGroupName": f"{name}-{CHOSEN}",
        "resources": [{"autoscalingGroups": [{"name": f"eks-{name}-{CHOSEN}"}]}],
    },
    "aws:ec2/launchTemplate:LaunchTemplate": lambda name, region: {"latestVersion": 1},
    "aws:sqs/queue:Queue": lambda name, region: {
        "arn": f"arn:aws:sqs:{region}:{ACCOUNT}:{name}-{CHOSEN}",
        "url": f"https://sqs.{region}.amazonaws.com/{ACCOUNT}/{name}-{CHOSEN}",
    },
    "aws:rds/instance:Instance": lambda name, region: {
        "arn": f"arn:aws:rds:{region}:{ACCOUNT}:db:{name}",
        "resourceId": "db-XXXXXXX",
    },
    "aws:elasticache/user:User": lambda name, region: {"arn": f"arn:aws:elasticache:{region}:{ACCOUNT}:user:{name}"},
    "aws:elasticache/replicationGroup:ReplicationGroup": lambda name, region: {
        "arn": f"arn:aws:elasticache:{region}:{ACCOUNT}:replicationgroup:{name}"
    },
    "aws:ec2/vpc:Vpc": lambda name, region: {"ipv6CidrBlock": "2001:db8:1234:1a00::/56", "ownerId": ACCOUNT},
}
"""Type token → what a resource of it answers beside id, name and ARN."""

FUNCTIONS: Mapping[str, Callable[[Mapping[str, object], str], dict[str, object]]] = {
    "aws:index/getCallerIdentity:getCallerIdentity": lambda asked, region: {
        "id": ACCOUNT,
        "accountId": ACCOUNT,
        "arn": f"arn:aws:iam::{ACCOUNT}:user/{CHOSEN}",
        "userId": CHOSEN,
    },
    "aws:index/getPartition:getPartition": lambda asked, region: {
        "id": "aws",
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
    },
    "aws:eks/getCluster:getCluster": lambda asked, region: {
        "id": str(asked["name"]),
        "endpoint": f"https://XXXXXXX.gr7.{asked.get('region', region)}.eks.amazonaws.com",
        "certificateAuthorities": [{"data": "Q0E="}],
    },
    "aws:index/getRegion:getRegion": lambda asked, region: {"id": region, "name": region, "region": region},
}
"""Function token → its answer, from what was asked and the region."""


def made_up_id(kind: str, name: str) -> str:
    """Give a resource's id, which no resource of another type has: "subnet-shop-a", "routeTable-shop-a".

    Args:
        kind: its type token, e.g. "aws:ec2/routeTable:RouteTable".
        name: its name in the program.
    """
    word = kind.rpartition(":")[2]
    return f"{word[:1].lower()}{word[1:]}-{name}"


def resource_answer(kind: str, name: str, inputs: Mapping[str, object], region: str) -> dict[str, object]:
    """Give the output properties that a resource answers beside its inputs.

    Args:
        kind: its type token, e.g. "aws:kms/key:Key".
        name: its name in the program.
        inputs: what the program asks for.
        region: AWS region of the stack.
    """
    if not kind.startswith("aws:"):
        return {}
    service, _, what = kind.removeprefix("aws:").partition("/")
    named = inputs.get("name")
    physical = named if isinstance(named, str) and named else f"{name}-{CHOSEN}"
    generic: dict[str, object] = {
        "name": physical,
        "arn": f"arn:aws:{service}:{region}:{ACCOUNT}:{what.partition(':')[0]}/{physical}",
    }
    answer = RESOURCES.get(kind)
    found = {**generic, **(answer(name, region) if answer else {})}
    # What is answered inside of what was asked for is told beside it.
    return {
        key: {**_mapping(inputs.get(key)), **value} if isinstance(value, dict) else value
        for key, value in found.items()
    }


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}
