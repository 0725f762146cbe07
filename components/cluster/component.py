"""The EKS cluster as resources of AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

import pulumi
import pulumi_aws as aws

from components.cluster.access import policy_arn, principal_arn
from components.cluster.config import ClusterConfig
from components.cluster.kubeconfig import kubeconfig_of
from components.iam import AWS_MANAGED, account_of, key_policy, trust_policy

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")
"""All that an EKS control plane can log."""

HTTPS = 443

ONLY_AT_CREATION = ("accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons")
"""What EKS reads when a cluster is made and never again; a cluster made otherwise is kept, not replaced."""

DISCOVERY_TAG = "karpenter.sh/discovery"
"""Tag by which Karpenter finds the security group of its nodes; its value is the cluster's name."""


@dataclass(frozen=True)
class ClusterArgs:
    """What `Cluster` is made from.

    Attributes:
        config: the cluster's shape.
        region: AWS region, e.g. "us-west-2".
        subnet_ids: subnets for the control plane's interfaces, in at least two zones.
        cluster_name: name in AWS; the resource's name if None. `config.name` goes before both.
        tags: tags of every resource.
    """

    config: ClusterConfig
    region: str
    subnet_ids: pulumi.Input[list[str]]
    cluster_name: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


class Cluster(pulumi.ComponentResource):
    """An EKS control plane: private endpoint, Secrets encrypted by a rotating key, all logs kept, access by IAM alone.

    Attributes:
        cluster_name: its name in AWS.
        arn: its ARN.
        account: the AWS account it lives in.
        endpoint: https address of the API server.
        certificate_authority: the API server's CA, PEM in base64.
        version: minor version of Kubernetes.
        kubeconfig: how to reach it, as JSON, with no secret inside (the AWS CLI fetches the token).
        oidc_issuer: who signs its service accounts' tokens, an https address.
        oidc_provider_arn: ARN of IAM's trust in that issuer; empty if the configuration turned it off.
        security_group_id: the security group that EKS makes for control plane and nodes: all of it reaches all of it.

    Example:
        >>> cluster = Cluster(
        ...     "shop",
        ...     ClusterArgs(
        ...         config=ClusterConfig(
        ...             version="1.35", access=[{"principal": "role/platform-admin", "policy": "cluster-admin"}]
        ...         ),
        ...         region="us-west-2",
        ...         subnet_ids=["subnet-1", "subnet-2"],
        ...     ),
        ... )
        >>> pulumi.export("kubeconfig", cluster.kubeconfig)
    """

    cluster_name: pulumi.Output[str]
    arn: pulumi.Output[str]
    account: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    certificate_authority: pulumi.Output[str]
    version: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]
    oidc_issuer: pulumi.Output[str]
    oidc_provider_arn: pulumi.Output[str]
    security_group_id: pulumi.Output[str]

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("slipway:cluster:Cluster", name, None, opts)
        self._args = args
        self._within = pulumi.ResourceOptions(parent=self)
        self._tags = dict(args.tags)
        physical_name = args.config.name or args.cluster_name or name

        role = aws.iam.Role(
            f"{name}-cluster",
            assume_role_policy=trust_policy("eks.amazonaws.com"),
            description=f"What EKS does for the cluster {physical_name}",
            tags=self._tags,
            opts=self._within,
        )
        may_run = aws.iam.RolePolicyAttachment(
            f"{name}-cluster",
            role=role.name,
            policy_arn=f"{AWS_MANAGED}AmazonEKSClusterPolicy",
            opts=self._within,
        )
        self.account = role.arn.apply(account_of)
        log_group_name = f"/aws/eks/{physical_name}/cluster"
        key = self._key(name, physical_name, log_group_name)
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=log_group_name,
            retention_in_days=args.config.log_retention_days,
            kms_key_id=key.arn,
            tags=self._tags,
            opts=self._within,
        )
        cluster = aws.eks.Cluster(
            f"{name}-cluster",
            name=physical_name,
            version=args.config.version,
            role_arn=role.arn,
            vpc_config=self._reach(),
            access_config=aws.eks.ClusterAccessConfigArgs(
                authentication_mode="API", bootstrap_cluster_creator_admin_permissions=False
            ),
            # EKS would put its own copies of the add-ons there, which `components.addons` brings.
            bootstrap_self_managed_addons=False,
            encryption_config=aws.eks.ClusterEncryptionConfigArgs(
                provider=aws.eks.ClusterEncryptionConfigProviderArgs(key_arn=key.arn), resources=["secrets"]
            ),
            enabled_cluster_log_types=list(LOG_TYPES),
            upgrade_policy=aws.eks.ClusterUpgradePolicyArgs(support_type=args.config.support.upper()),
            deletion_protection=args.config.deletion_protection,
            zonal_shift_config=aws.eks.ClusterZonalShiftConfigArgs(enabled=args.config.zonal_shift),
            tags=self._tags,
            # EKS would make the log group itself, with no retention and no key, if it were not there first.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[may_run, logs], ignore_changes=list(ONLY_AT_CREATION)),
        )
        self.cluster_name = cluster.name
        self.arn = cluster.arn
        self.endpoint = cluster.endpoint
        self.certificate_authority = cluster.certificate_authority.apply(lambda authority: authority.data)
        self.version = cluster.version
        self.security_group_id = cluster.vpc_config.apply(lambda config: config.cluster_security_group_id or "")
        self._mark(name, physical_name)
        entered = [*self._let_in(name), *self._access(name)]
        self.oidc_issuer = cluster.identities.apply(lambda identities: identities[0].oidcs[0].issuer)
        self.oidc_provider_arn = self._trust_in_tokens(name)
        self.kubeconfig = pulumi.Output.all(
            name=self.cluster_name,
            endpoint=self.endpoint,
            certificate_authority=self.certificate_authority,
            region=args.region,
            # Nobody reaches the API server before the entries are there, and on the way down they go last.
            entered=entered,
        ).apply(_kubeconfig)
        self.register_outputs(
            {
                "clusterName": self.cluster_name,
                "arn": self.arn,
                "endpoint": self.endpoint,
                "version": self.version,
                "kubeconfig": self.kubeconfig,
                "oidcIssuer": self.oidc_issuer,
                "oidcProviderArn": self.oidc_provider_arn,
                "securityGroupId": self.security_group_id,
            }
        )

    def _access(self, name: str) -> list[pulumi.Output[str]]:
        """Enter each who may reach the API; give what is there once they are."""
        made: list[pulumi.Output[str]] = []
        for access in self._args.config.access:
            principal = self.account.apply(partial(principal_arn, access.principal))
            entry = aws.eks.AccessEntry(
                f"{name}-{access.resource_name}",
                cluster_name=self.cluster_name,
                principal_arn=principal,
                kubernetes_groups=list(access.groups) or None,
                type="STANDARD",
                tags=self._tags,
                opts=self._within,
            )
            made.append(entry.id)
            if access.policy is None:
                continue
            may = aws.eks.AccessPolicyAssociation(
                f"{name}-{access.resource_name}",
                cluster_name=self.cluster_name,
                principal_arn=entry.principal_arn,
                policy_arn=policy_arn(access.policy),
                access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(
                    type="namespace" if access.namespaces else "cluster", namespaces=list(access.namespaces) or None
                ),
                opts=pulumi.ResourceOptions(parent=self, depends_on=[entry]),
            )
            made.append(may.id)
        return made

    def _mark(self, name: str, physical_name: str) -> None:
        """Tag the security group that EKS made, which is no resource of ours."""
        aws.ec2.Tag(
            f"{name}-discovery",
            resource_id=self.security_group_id,
            key=DISCOVERY_TAG,
            value=physical_name,
            opts=self._within,
        )

    def _let_in(self, name: str) -> list[pulumi.Output[str]]:
        """Let private blocks in to the private endpoint, whose interfaces are in the security group that EKS made.

        That group lets in nobody but its own members (EKS user guide, "View Amazon EKS security group requirements").
        """
        return [
            aws.vpc.SecurityGroupIngressRule(
                f"{name}-private-{str(block).replace('/', '-')}",
                security_group_id=self.security_group_id,
                description="The API server from a private network",
                ip_protocol="tcp",
                from_port=HTTPS,
                to_port=HTTPS,
                cidr_ipv4=str(block),
                tags=self._tags,
                opts=self._within,
            ).id
            for block in self._args.config.private_access
        ]

    def _reach(self) -> aws.eks.ClusterVpcConfigArgs:
        blocks = [str(block) for block in self._args.config.public_access]
        return aws.eks.ClusterVpcConfigArgs(
            subnet_ids=self._args.subnet_ids,
            endpoint_private_access=True,
            endpoint_public_access=bool(blocks),
            public_access_cidrs=blocks or None,
        )

    def _key(self, name: str, physical_name: str, log_group_name: str) -> aws.kms.Key:
        region = self._args.region
        key = aws.kms.Key(
            f"{name}-key",
            description=f"Secrets and control plane logs of the cluster {physical_name}",
            enable_key_rotation=True,
            rotation_period_in_days=365,
            deletion_window_in_days=self._args.config.key_deletion_days,
            policy=self.account.apply(
                lambda account: key_policy(account=account, region=region, log_group=log_group_name)
            ),
            tags=self._tags,
            opts=self._within,
        )
        aws.kms.Alias(f"{name}-key", name=f"alias/{physical_name}", target_key_id=key.key_id, opts=self._within)
        return key

    def _trust_in_tokens(self, name: str) -> pulumi.Output[str]:
        if not self._args.config.oidc_provider:
            return pulumi.Output.from_input("")
        provider = aws.iam.OpenIdConnectProvider(
            f"{name}-oidc",
            url=self.oidc_issuer,
            client_id_lists=["sts.amazonaws.com"],
            tags=self._tags,
            opts=self._within,
        )
        arn: pulumi.Output[str] = provider.arn
        return arn


def _kubeconfig(known: Mapping[str, str]) -> str:
    return kubeconfig_of(**{key: value for key, value in known.items() if key != "entered"})
