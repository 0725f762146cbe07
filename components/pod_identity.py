"""A role of IAM for the pods of one service account, by EKS Pod Identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pulumi
import pulumi_aws as aws

from components.iam import pod_trust_policy


@dataclass(frozen=True)
class PodIdentityArgs:
    """What `PodIdentity` is made from.

    Attributes:
        cluster_name: name of the EKS cluster.
        cluster_arn: its ARN, which alone may hand the role out.
        namespace: the pods' namespace.
        service_account: their service account.
        policy: what they may do, a policy document.
        tags: tags of the role and the association.
        permissions_boundary: ARN of the permission boundary of the role; None gives it none.
        associated: whether the association is made here; false where an EKS add-on makes its own.
    """

    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    namespace: str
    service_account: str
    policy: pulumi.Input[str]
    tags: Mapping[str, str] = field(default_factory=dict)
    permissions_boundary: pulumi.Input[str] | None = None
    associated: bool = True


class PodIdentity(pulumi.ComponentResource):
    """A role that only the pods of one service account of one cluster take on, with a policy of its own.

    Attributes:
        role_arn: ARN of the role.

    Example:
        >>> from components.iam import allow, policy_document
        >>> identity = PodIdentity(
        ...     "shop-reader",
        ...     PodIdentityArgs(
        ...         cluster_name="shop",
        ...         cluster_arn="arn:aws:eks:us-west-2:123456789012:cluster/shop",
        ...         namespace="reports",
        ...         service_account="reader",
        ...         policy=policy_document(allow("Read", ["s3:GetObject"], "arn:aws:s3:::shop-reports/*")),
        ...     ),
        ... )
        >>> pulumi.export("readerRole", identity.role_arn)
    """

    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: PodIdentityArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:iam:PodIdentity", name, None, opts)
        within = pulumi.ResourceOptions(parent=self)
        role = aws.iam.Role(
            name,
            assume_role_policy=pulumi.Output.from_input(args.cluster_arn).apply(
                lambda arn: pod_trust_policy(
                    cluster_arn=arn, namespace=args.namespace, service_account=args.service_account
                )
            ),
            description=f"What pods of {args.namespace}/{args.service_account} may do",
            permissions_boundary=args.permissions_boundary,
            tags=dict(args.tags),
            opts=within,
        )
        may = aws.iam.RolePolicy(name, role=role.name, policy=args.policy, opts=within)
        if args.associated:
            aws.eks.PodIdentityAssociation(
                name,
                cluster_name=args.cluster_name,
                namespace=args.namespace,
                service_account=args.service_account,
                role_arn=role.arn,
                tags=dict(args.tags),
                # A pod that starts between the two would be refused until the policy is there.
                opts=pulumi.ResourceOptions(parent=self, depends_on=[may]),
            )
        # Whoever uses the ARN waits for the policy too.
        self.role_arn = pulumi.Output.all(role.arn, may.id).apply(lambda known: str(known[0]))
        self.register_outputs({"roleArn": self.role_arn})
