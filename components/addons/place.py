"""Where an add-on works: what its policy names, so that it reaches nothing of another cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One cluster's corner of AWS.

    Attributes:
        region: AWS region, e.g. "us-west-2".
        account: AWS account number.
        cluster: name of the EKS cluster.
        vpc: id of its VPC.
    """

    region: str
    account: str
    cluster: str
    vpc: str

    def arn(self, service: str, *things: str) -> list[str]:
        """Give ARNs of things in this region and account.

        Args:
            service: e.g. "ec2".
            things: e.g. "volume/*".

        Example:
            >>> Place("us-west-2", "123456789012", "shop", "vpc-1").arn("ec2", "volume/*")
            ['arn:aws:ec2:us-west-2:123456789012:volume/*']
        """
        return [f"arn:aws:{service}:{self.region}:{self.account}:{thing}" for thing in things]
