"""What the pods of each add-on may do in AWS, as policy documents.

AWS and the projects publish policies for these add-ons that reach every cluster of an account, or nearly; those here
are narrowed to one cluster by region, account, VPC and the tags that the add-ons put on what they make. "*" as resource
stands only beside actions that describe or list, for which AWS knows no resource (Service Authorization Reference).
"""

from __future__ import annotations

from collections.abc import Sequence

from components.addons.place import Place
from components.iam import allow, policy_document

_VOLUME_TAG = "ebs.csi.aws.com/cluster-name"
"""Tag by which the EBS CSI driver (1.58 and newer) marks volumes and snapshots with its cluster's name."""

_INTERFACE_TAG = "cluster.k8s.amazonaws.com/name"
"""Tag by which the VPC CNI marks the network interfaces that it makes."""


def vpc_cni_policy(place: Place) -> str:
    """Give what aws-node may do: addresses and interfaces of its own VPC's nodes.

    The primary interface of a node is EC2's and has no tag of the CNI, so addresses are limited by the VPC, which no
    two clusters share, and making, attaching and deleting by the tag.

    Source: aws/amazon-vpc-cni-k8s, docs/iam-policy.md, "Scope-down IAM policy per EKS cluster".
    """
    in_vpc = {"ArnEquals": {"ec2:Vpc": place.arn("ec2", f"vpc/{place.vpc}")[0]}}
    interfaces = place.arn("ec2", "network-interface/*")
    ours = {"StringEquals": {f"aws:ResourceTag/{_INTERFACE_TAG}": place.cluster}}
    return policy_document(
        allow(
            "Look",
            [
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeInstances",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSubnets",
                "ec2:DescribeTags",
            ],
            "*",
        ),
        allow(
            "Addresses",
            [
                "ec2:AssignPrivateIpAddresses",
                "ec2:ModifyNetworkInterfaceAttribute",
                "ec2:UnassignPrivateIpAddresses",
            ],
            interfaces,
            in_vpc,
        ),
        allow(
            "MakeInterfaces",
            ["ec2:CreateNetworkInterface"],
            interfaces,
            {"StringEquals": {f"aws:RequestTag/{_INTERFACE_TAG}": place.cluster}},
        ),
        allow(
            "MakeInterfacesInTheVpc",
            ["ec2:CreateNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute"],
            place.arn("ec2", "subnet/*", "security-group/*"),
            in_vpc,
        ),
        allow(
            "OwnInterfaces",
            ["ec2:AttachNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DetachNetworkInterface"],
            interfaces,
            ours,
        ),
        allow(
            "OwnNodes",
            ["ec2:AttachNetworkInterface", "ec2:DetachNetworkInterface", "ec2:ModifyNetworkInterfaceAttribute"],
            place.arn("ec2", "instance/*"),
            {"StringEquals": {f"aws:ResourceTag/kubernetes.io/cluster/{place.cluster}": "owned"}},
        ),
        allow("TagInterfaces", ["ec2:CreateTags"], interfaces, in_vpc),
        allow(
            "TagNewInterfaces",
            ["ec2:CreateTags"],
            interfaces,
            {"StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"}},
        ),
    )


def ebs_csi_policy(place: Place) -> str:
    """Give what the EBS CSI driver's controller may do: encrypted volumes and snapshots of its own cluster.

    Source: AWS managed policy reference, AmazonEBSCSIDriverEKSClusterScopedPolicy; beyond it, region and account are
    named, and a volume without encryption can't be made.
    """
    own = {"StringEquals": {f"ec2:ResourceTag/{_VOLUME_TAG}": place.cluster}}
    marked = {f"aws:RequestTag/{_VOLUME_TAG}": place.cluster}
    volumes, snapshots = place.arn("ec2", "volume/*"), [f"arn:aws:ec2:{place.region}::snapshot/*"]
    instance_tags = ("eks:cluster-name", "eks:eks-cluster-name")
    return policy_document(
        allow(
            "Look",
            [
                "ec2:DescribeAvailabilityZones",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeInstances",
                "ec2:DescribeSnapshots",
                "ec2:DescribeVolumeStatus",
                "ec2:DescribeVolumes",
                "ec2:DescribeVolumesModifications",
            ],
            "*",
        ),
        allow(
            "MakeEncryptedVolumes",
            ["ec2:CreateVolume"],
            volumes,
            {"StringEquals": marked, "Bool": {"ec2:Encrypted": "true"}},
        ),
        allow("MakeSnapshots", ["ec2:CreateSnapshot"], snapshots, {"StringEquals": marked}),
        allow(
            "OwnVolumes",
            [
                "ec2:AttachVolume",
                "ec2:CreateSnapshot",
                "ec2:DeleteVolume",
                "ec2:DetachVolume",
                "ec2:ModifyVolume",
            ],
            volumes,
            own,
        ),
        allow("OwnSnapshots", ["ec2:CreateVolume", "ec2:DeleteSnapshot"], snapshots, own),
        *(
            # Managed node groups and Karpenter mark their instances differently.
            allow(
                f"OwnNodes{number}",
                ["ec2:AttachVolume", "ec2:DetachVolume"],
                place.arn("ec2", "instance/*"),
                {"StringEquals": {f"ec2:ResourceTag/{tag}": place.cluster}},
            )
            for number, tag in enumerate(instance_tags, 1)
        ),
        allow(
            "TagWhatIsMade",
            ["ec2:CreateTags"],
            [*volumes, *snapshots],
            {"StringEquals": {"ec2:CreateAction": ["CreateVolume", "CreateSnapshot"]}},
        ),
    )


def external_dns_policy(zones: Sequence[str]) -> str:
    """Give what external-dns may do: records of the listed hosted zones.

    Source: external-dns, docs/tutorials/aws.md, "IAM Policy", whose zones are "*".

    Args:
        zones: ids of hosted zones, at least one.

    Raises:
        ValueError: no zone is named, or one is a wildcard.
    """
    return policy_document(
        allow(
            "Records",
            ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets", "route53:ListTagsForResources"],
            _zone_arns(zones),
        ),
        # It finds a zone by its domain; AWS lists all or none.
        allow("Look", ["route53:ListHostedZones", "route53:ListHostedZonesByName"], "*"),
    )


def cert_manager_policy(zones: Sequence[str]) -> str:
    """Give what cert-manager may do: TXT records that prove a domain, in the listed hosted zones.

    Source: cert-manager.io, "Route53" of the DNS01 configuration, whose zones are "*".

    Args:
        zones: ids of hosted zones, at least one.

    Raises:
        ValueError: no zone is named, or one is a wildcard.
    """
    arns = _zone_arns(zones)
    return policy_document(
        allow(
            "Prove",
            ["route53:ChangeResourceRecordSets"],
            arns,
            {"ForAllValues:StringEquals": {"route53:ChangeResourceRecordSetsRecordTypes": ["TXT"]}},
        ),
        allow("Records", ["route53:ListResourceRecordSets"], arns),
        allow("Changes", ["route53:GetChange"], "arn:aws:route53:::change/*"),
        allow("Look", ["route53:ListHostedZonesByName"], "*"),
    )


def external_secrets_policy(place: Place, *, prefix: str, key_arn: str | None = None) -> str:
    """Give what external-secrets may do: read the secrets whose names begin with a prefix.

    Sources: external-secrets.io, "AWS Secrets Manager", "IAM Policy"; AWS KMS developer guide,
    "kms:EncryptionContext".

    Args:
        place: where the secrets are.
        prefix: what their names begin with, e.g. "slipway-dev/".
        key_arn: KMS key that encrypts them; None for the one that AWS manages, which needs no permission.

    Raises:
        ValueError: the prefix is empty or holds a wildcard.
    """
    if not prefix or any(sign in prefix for sign in "*?"):
        raise ValueError(f"{prefix!r} does not limit which secrets can be read")
    secrets = place.arn("secretsmanager", f"secret:{prefix}*")
    read = allow("Read", ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], secrets)
    if key_arn is None:
        return policy_document(read)
    decrypt = allow(
        "Decrypt",
        ["kms:Decrypt"],
        key_arn,
        {
            "StringEquals": {"kms:ViaService": f"secretsmanager.{place.region}.amazonaws.com"},
            "StringLike": {"kms:EncryptionContext:SecretARN": secrets[0]},
        },
    )
    return policy_document(read, decrypt)


def _zone_arns(zones: Sequence[str]) -> list[str]:
    if not zones or any("*" in zone for zone in zones):
        raise ValueError(f"{list(zones)} does not limit which hosted zones can be written")
    return [f"arn:aws:route53:::hostedzone/{zone}" for zone in zones]
