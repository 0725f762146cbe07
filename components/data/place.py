"""Where databases and caches live, and who reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class Place:
    """Where databases and caches live.

    Attributes:
        vpc_id: id of the VPC.
        subnet_ids: private subnets, in at least two zones.
        client_security_group_id: security group of those that may connect: the cluster's nodes and pods.
    """

    vpc_id: pulumi.Input[str]
    subnet_ids: pulumi.Input[list[str]]
    client_security_group_id: pulumi.Input[str]


ID_DIGITS = 8
"""Digits of an id that end a name: enough that two lives of one stack don't share them, and short enough for a name."""


def last_snapshot_name(name: str, security_group_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Give the name of the snapshot that a database or cache leaves, e.g. "shop-orders-final-0a1b2c3d".

    The snapshot outlives its stack, and AWS refuses a second one of the same name. The security group is made and goes
    with what it guards, so its id is new each time the stack is stood up, and the same as long as it stands.

    Args:
        name: name of the database or cache in AWS.
        security_group_id: id of the security group that was made for it.
    """
    return pulumi.Output.from_input(security_group_id).apply(lambda group: f"{name}-final-{group[-ID_DIGITS:]}")


def security_group(
    name: str, what: str, port: int, place: Place, tags: Mapping[str, str], parent: pulumi.Resource
) -> aws.ec2.SecurityGroup:
    """Make a security group that lets the cluster in on one port, and lets nothing out.

    Args:
        name: name of the resource.
        what: what it is for, for its description.
        port: the TCP port.
        place: where it is.
        tags: tags of the group.
        parent: the component that it belongs to.
    """
    return aws.ec2.SecurityGroup(
        name,
        vpc_id=place.vpc_id,
        description=f"Who reaches {what}",
        ingress=[
            aws.ec2.SecurityGroupIngressArgs(
                description="From the cluster alone",
                protocol="tcp",
                from_port=port,
                to_port=port,
                security_groups=[place.client_security_group_id],
            )
        ],
        egress=[],
        tags={**tags, "Name": name},
        opts=pulumi.ResourceOptions(parent=parent),
    )
