"""The GitOps bridge: infrastructure outputs as annotations of Argo CD's cluster Secret, and that Secret.

What is annotated here is what add-ons' templates may read, and nothing else: the fields of
`BridgeAnnotations` are the contract.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    import pulumi

PREFIX = "slipway.dev/"
STACK_LABEL = f"{PREFIX}stack"
ENVIRONMENT_LABEL = f"{PREFIX}environment"


@dataclass(frozen=True)
class BridgeAnnotations:
    """What a stack tells the add-ons about its infrastructure.

    Each field becomes the annotation slipway.dev/<field>, with hyphens for underscores. Every value is text, since
    annotations are; lists are joined by commas.
    """

    stack: pulumi.Input[str] = field(metadata={"meaning": "name of the stack, which is the cluster's name in Argo CD"})
    environment: pulumi.Input[str] = field(metadata={"meaning": "environment that the stack is of"})
    region: pulumi.Input[str] = field(metadata={"meaning": "AWS region"})
    account: pulumi.Input[str] = field(metadata={"meaning": "AWS account number"})
    vpc_id: pulumi.Input[str] = field(metadata={"meaning": "id of the VPC"})
    vpc_cidr: pulumi.Input[str] = field(metadata={"meaning": "addresses of the VPC"})
    private_subnets: pulumi.Input[str] = field(metadata={"meaning": "ids of the private subnets, by zone"})
    public_subnets: pulumi.Input[str] = field(metadata={"meaning": "ids of the public subnets, by zone"})
    zones: pulumi.Input[str] = field(metadata={"meaning": "full names of the zones"})
    cluster_name: pulumi.Input[str] = field(metadata={"meaning": "name of the EKS cluster in AWS"})
    cluster_version: pulumi.Input[str] = field(metadata={"meaning": "minor version of Kubernetes"})
    cluster_endpoint: pulumi.Input[str] = field(metadata={"meaning": "address of the API server"})
    oidc_issuer: pulumi.Input[str] = field(metadata={"meaning": "issuer of service accounts' tokens"})
    oidc_provider_arn: pulumi.Input[str] = field(
        metadata={"meaning": "ARN of IAM's trust in that issuer; empty if there is none"}
    )
    node_role_arn: pulumi.Input[str] = field(metadata={"meaning": "ARN of the nodes' IAM role"})
    pools: pulumi.Input[str] = field(metadata={"meaning": "names of the node pools"})
    karpenter_queue: pulumi.Input[str] = field(
        metadata={"meaning": "name of the queue that tells Karpenter of interruptions; empty if there is no Karpenter"}
    )
    karpenter_instance_profile: pulumi.Input[str] = field(
        metadata={"meaning": "instance profile of the nodes that Karpenter makes; empty if there is no Karpenter"}
    )
    logs_bucket: pulumi.Input[str] = field(
        metadata={"meaning": "name of the bucket that keeps logs; empty if there is none"}
    )
    traces_bucket: pulumi.Input[str] = field(
        metadata={"meaning": "name of the bucket that keeps traces; empty if there is none"}
    )
    namespace: pulumi.Input[str] = field(metadata={"meaning": "namespace of the environment's services"})
    repository: pulumi.Input[str] = field(metadata={"meaning": "Git repository that is synced"})
    revision: pulumi.Input[str] = field(metadata={"meaning": "branch, tag or commit that is synced"})

    def annotations(self) -> dict[str, pulumi.Input[str]]:
        """Give the annotations, key → value."""
        return {bridge_key(name): getattr(self, name) for name, _ in _meanings()}


def _meanings() -> Iterator[tuple[str, str]]:
    return ((one.name, one.metadata["meaning"]) for one in fields(BridgeAnnotations))


LABELS = {
    STACK_LABEL: "name of the stack",
    ENVIRONMENT_LABEL: "environment that the stack is of",
    "argocd.argoproj.io/secret-type": "that the Secret is a cluster's",
}
"""Labels of the cluster Secret → what each says."""


def bridge_key(field_name: str) -> str:
    """Give the annotation key of a field, e.g. `vpc_id` → "slipway.dev/vpc-id"."""
    return PREFIX + field_name.replace("_", "-")


def bridge_keys() -> dict[str, str]:
    """Give every annotation key that a stack writes → what its value means."""
    return {bridge_key(name): meaning for name, meaning in _meanings()}


class _TlsClientConfig(TypedDict):
    caData: str


class _AwsAuthConfig(TypedDict):
    clusterName: str


class ClusterSecretConfig(TypedDict):
    """The `config` key of a cluster Secret, as Argo CD's "Declarative setup" documents it for EKS."""

    awsAuthConfig: _AwsAuthConfig
    tlsClientConfig: _TlsClientConfig


def cluster_secret(*, stack: str, endpoint: str, certificate_authority: str, cluster_name: str) -> dict[str, str]:
    """Give the content of Argo CD's cluster Secret; no credential is in it, since Argo CD asks IAM for a token.

    Args:
        stack: name by which Argo CD calls the cluster.
        endpoint: address of its API server.
        certificate_authority: its CA, PEM in base64.
        cluster_name: its name in AWS.

    Returns:
        Key → value in base64, as a Secret's `data` wants it.
    """
    config: ClusterSecretConfig = {
        "awsAuthConfig": {"clusterName": cluster_name},
        "tlsClientConfig": {"caData": certificate_authority},
    }
    content = {"name": stack, "server": endpoint, "config": json.dumps(config)}
    return {key: base64.b64encode(value.encode()).decode() for key, value in content.items()}
