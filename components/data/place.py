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
