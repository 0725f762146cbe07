"""The table: which change of which property means what, with the source where it is AWS's or Kubernetes' behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Meaning(StrEnum):
    """What a change means; the order is that in which a person should read."""

    LOSS = "loses-data"
    REPLACED = "replaced"
    CONTROL_PLANE = "control-plane"
    NODES = "rolls-nodes"
    PODS = "restarts-pods"
    DATA = "touches-data"
    ACCESS = "touches-access"
    NETWORK = "touches-network"
    DEARER = "costs-more"
    CHEAPER = "costs-less"
    NEW = "new"
    GONE = "gone"
    OTHER = "other"
    TAGS = "only-tags"


TITLES: Mapping[Meaning, str] = {
    Meaning.LOSS: "Loses data",
    Meaning.REPLACED: "Replaced",
    Meaning.CONTROL_PLANE: "Changes the control plane",
    Meaning.NODES: "Rolls nodes",
    Meaning.PODS: "Restarts pods",
    Meaning.DATA: "Touches data",
    Meaning.ACCESS: "Touches access",
    Meaning.NETWORK: "Touches network and traffic",
    Meaning.DEARER: "Costs more",
    Meaning.CHEAPER: "Costs less",
    Meaning.NEW: "New",
    Meaning.GONE: "Gone",
    Meaning.OTHER: "Changed in place",
    Meaning.TAGS: "Only tags",
}
"""Meaning → its heading."""

ANY = ("create", "update", "replace", "delete")
GONE = ("replace", "delete")


@dataclass(frozen=True)
class Rule:
    """One row of the table.

    Args:
        types: patterns of type tokens (`*` for anything).
        meaning: what it means.
        because: why, as a clause that follows the resource's name; "" says nothing more than the properties do.
        fields: patterns of property paths, for an update.
        kinds: what becomes of the resource.
        source: where it says so, where that is not Pulumi's own word.
    """

    types: tuple[str, ...]
    meaning: Meaning
    because: str = ""
    fields: tuple[str, ...] = ("*",)
    kinds: tuple[str, ...] = ("update",)
    source: str = ""


_NODE_UPDATE = "EKS user guide, 'Understand each phase of node updates'"

STATEFUL: Mapping[str, str] = {
    "aws:rds/*": "the database and what is in it",
    "aws:dynamodb/table:Table": "the table and its items",
    "aws:elasticache/replicationGroup:ReplicationGroup": "what is in the cache",
    "aws:elasticache/cluster:Cluster": "what is in the cache",
    "aws:elasticache/serverlessCache:ServerlessCache": "what is in the cache",
    "aws:s3/bucket:Bucket": "the bucket and its objects",
    "aws:s3/bucketV2:BucketV2": "the bucket and its objects",
    "aws:sqs/queue:Queue": "the messages in the queue",
    "aws:efs/fileSystem:FileSystem": "the file system and its files",
    "aws:ebs/volume:Volume": "the volume and what is on it",
    "aws:ecr/repository:Repository": "the images in it",
    "aws:kms/key:Key": "all that was encrypted with it, once its waiting period is over",
    "aws:secretsmanager/secret:Secret": "the secret's value",
    "aws:cloudwatch/logGroup:LogGroup": "the logs in it",
    "aws:eks/cluster:Cluster": "all objects of Kubernetes in it",
    "aws:backup/vault:Vault": "the backups in it",
    "kubernetes:core/v1:PersistentVolumeClaim": "the volume, if its reclaim policy is Delete",
    "kubernetes:core/v1:PersistentVolume": "the volume, if its reclaim policy is Delete",
    "kubernetes:core/v1:Namespace": "all objects in it",
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": "all objects of its kind",
}
"""Pattern of a type → what is lost when a resource of it is deleted or replaced."""

RULES: tuple[Rule, ...] = (
    # The control plane.
    Rule(
        ("aws:eks/cluster:Cluster",),
        Meaning.CONTROL_PLANE,
        "EKS replaces the API servers one after another and can't go back to the version before",
        ("version",),
        source="EKS user guide, 'Update existing cluster to new Kubernetes version'",
    ),
    Rule(
        ("aws:eks/cluster:Cluster",),
        Meaning.CONTROL_PLANE,
        "",
        ("enabledClusterLogTypes*", "upgradePolicy*", "zonalShiftConfig*", "deletionProtection", "encryptionConfig*"),
    ),
    # Nodes.
    Rule(
        ("aws:ec2/launchTemplate:LaunchTemplate",),
        Meaning.NODES,
        "a new version of the template replaces every node of its pool, one after another",
        (
            *("userData", "blockDeviceMappings*", "metadataOptions*", "imageId", "instanceType"),
            *("networkInterfaces*", "vpcSecurityGroupIds*", "cpuOptions*", "placement*", "tagSpecifications*"),
            *("keyName", "ebsOptimized", "enclaveOptions*", "iamInstanceProfile*", "monitoring*"),
        ),
        source=_NODE_UPDATE,
    ),
    Rule(
        ("aws:eks/nodeGroup:NodeGroup",),
        Meaning.NODES,
        "EKS replaces its nodes one after another, as its update configuration allows",
        ("version", "releaseVersion", "launchTemplate*"),
        source=_NODE_UPDATE,
    ),
    Rule(
        ("aws:eks/nodeGroup:NodeGroup",),
        Meaning.NODES,
        "its nodes are drained and go",
        kinds=GONE,
        source="EKS user guide, 'Delete a managed node group from your cluster'",
    ),
    Rule(("aws:eks/nodeGroup:NodeGroup",), Meaning.NODES, "nodes come or go", ("scalingConfig*",)),
    Rule(
        ("kubernetes:karpenter.k8s.aws/*", "kubernetes:karpenter.sh/*"),
        Meaning.NODES,
        "Karpenter replaces nodes that no longer match, within its disruption budgets",
        ("spec*",),
        source="Karpenter, 'Disruption', section Drift",
    ),
    # Pods.
    Rule(
        (
            *("kubernetes:apps/v1:Deployment", "kubernetes:apps/v1:StatefulSet", "kubernetes:apps/v1:DaemonSet"),
            "kubernetes:apps/v1:ReplicaSet",
        ),
        Meaning.PODS,
        "a new pod template rolls its pods",
        ("spec.template*",),
        source="Kubernetes, 'Deployments', section 'Updating a Deployment'",
    ),
    Rule(
        ("kubernetes:apps/v1:*", "kubernetes:batch/v1:*", "kubernetes:core/v1:Pod"),
        Meaning.PODS,
        "its pods end",
        kinds=GONE,
    ),
    Rule(
        ("aws:eks/addon:Addon",),
        Meaning.PODS,
        "EKS rolls the add-on's pods on every node that runs one",
        ("addonVersion", "configurationValues", "serviceAccountRoleArn", "podIdentityAssociations*"),
        source="EKS user guide, 'Update an Amazon EKS add-on'",
    ),
    Rule(("aws:eks/addon:Addon",), Meaning.PODS, "the add-on's pods end", kinds=GONE),
    Rule(("kubernetes:helm.sh/*",), Meaning.PODS, "the chart's pods may roll", kinds=("update", *GONE)),
    # Data.
    Rule(
        ("aws:rds/*",),
        Meaning.DATA,
        "the database restarts, at once or in its maintenance window",
        ("engineVersion", "instanceClass", "parameterGroupName", "caCertIdentifier", "multiAz"),
        source="Amazon RDS user guide, 'Settings for DB instances'",
    ),
    Rule(("aws:rds/*",), Meaning.DATA, "", ("backup*", "deletionProtection", "skipFinalSnapshot", "storage*", "kms*")),
    Rule(
        ("aws:elasticache/*",),
        Meaning.DATA,
        "nodes of the cache are replaced; what is not replicated is lost",
        (
            "engineVersion",
            "nodeType",
            "parameterGroupName",
            "numNodeGroups",
            "replicasPerNodeGroup",
            "numCacheClusters",
        ),
        source="Amazon ElastiCache user guide, 'Version management'",
    ),
    Rule(("aws:elasticache/*",), Meaning.DATA, "", ("snapshot*", "automaticFailoverEnabled", "transit*", "atRest*")),
    Rule(
        ("aws:s3/bucketLifecycleConfiguration*", "aws:ecr/lifecyclePolicy:*"),
        Meaning.DATA,
        "other objects expire than before",
        kinds=ANY,
    ),
    Rule(("aws:s3/bucketVersioning*", "aws:s3/bucketServerSideEncryption*", "aws:s3/bucket:Bucket"), Meaning.DATA),
    Rule(("aws:sqs/queue:Queue",), Meaning.DATA, "", ("messageRetention*", "visibility*", "redrive*", "kms*", "sqs*")),
    Rule(("aws:cloudwatch/logGroup:LogGroup",), Meaning.DATA, "older logs than that go", ("retentionInDays",)),
    Rule(
        ("aws:kms/key:Key",), Meaning.DATA, "", ("deletionWindowInDays", "enableKeyRotation", "isEnabled", "rotation*")
    ),
    Rule(("aws:ecr/repository:Repository",), Meaning.DATA, "", ("imageTagMutability", "encryption*", "forceDelete")),
    Rule(("aws:dynamodb/*", "aws:efs/*", "aws:ebs/*", "aws:backup/*"), Meaning.DATA),
    # Access.
    Rule(("aws:iam/*",), Meaning.ACCESS, kinds=ANY),
    Rule(
        ("aws:ec2/securityGroup*", "aws:vpc/securityGroup*", "aws:ec2/defaultSecurityGroup:*"),
        Meaning.ACCESS,
        kinds=ANY,
    ),
    Rule(
        ("aws:eks/accessEntry:*", "aws:eks/accessPolicyAssociation:*"),
        Meaning.ACCESS,
        "who may ask the cluster for what",
        kinds=ANY,
    ),
    Rule(
        ("aws:eks/podIdentityAssociation:*",),
        Meaning.ACCESS,
        "pods take on another role when they next start",
        kinds=ANY,
        source="EKS user guide, 'Learn how EKS Pod Identity grants pods access to AWS services'",
    ),
    Rule(
        ("aws:eks/cluster:Cluster",),
        Meaning.ACCESS,
        "who reaches the API server",
        (
            *("vpcConfig.endpointPublicAccess", "vpcConfig.endpointPrivateAccess", "vpcConfig.publicAccessCidrs*"),
            *("vpcConfig.securityGroupIds*", "accessConfig*", "roleArn"),
        ),
    ),
    Rule(
        ("aws:kms/key:Key", "aws:kms/keyPolicy:*", "aws:kms/grant:*"),
        Meaning.ACCESS,
        "who may use the key",
        ("policy",),
    ),
    Rule(("aws:kms/keyPolicy:*", "aws:kms/grant:*"), Meaning.ACCESS, "who may use the key", kinds=ANY),
    Rule(
        (
            *("aws:s3/bucketPolicy:*", "aws:s3/bucketPublicAccessBlock:*", "aws:s3/bucketOwnershipControls:*"),
            *("aws:sqs/queuePolicy:*", "aws:sns/topicPolicy:*", "aws:ecr/repositoryPolicy:*"),
            *("aws:ecr/registryPolicy:*", "aws:secretsmanager/secretPolicy:*", "aws:ec2/vpcEndpointPolicy:*"),
        ),
        Meaning.ACCESS,
        kinds=ANY,
    ),
    Rule(
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "aws:sqs/queue:Queue"), Meaning.ACCESS, "", ("policy", "securityGroupIds*")
    ),
    Rule(
        ("aws:ec2/launchTemplate:LaunchTemplate",),
        Meaning.ACCESS,
        "what pods reach of a node's own credentials",
        ("metadataOptions*",),
        source="EKS best practices, 'Identity and Access Management'",
    ),
    Rule(("kubernetes:rbac.authorization.k8s.io/*", "kubernetes:core/v1:ServiceAccount"), Meaning.ACCESS, kinds=ANY),
    Rule(
        ("kubernetes:argoproj.io/v1alpha1:AppProject",),
        Meaning.ACCESS,
        "what Argo CD may bring from where to where",
        ("spec*",),
        kinds=ANY,
    ),
    Rule(("kubernetes:security.istio.io/*",), Meaning.ACCESS, "who may call whom in the mesh", kinds=ANY),
    # Network and traffic.
    Rule(
        (
            *("aws:ec2/vpc:*", "aws:ec2/subnet:*", "aws:ec2/route:*", "aws:ec2/routeTable*", "aws:ec2/natGateway:*"),
            *("aws:ec2/internetGateway:*", "aws:ec2/egressOnly*", "aws:ec2/eip*", "aws:ec2/networkAcl*"),
            *("aws:ec2/vpcEndpoint*", "aws:ec2/vpcDhcp*", "aws:ec2/vpcIpv4*", "aws:lb/*", "aws:route53/*"),
        ),
        Meaning.NETWORK,
        kinds=ANY,
    ),
    Rule(("aws:eks/cluster:Cluster",), Meaning.NETWORK, "", ("vpcConfig.subnetIds*", "kubernetesNetworkConfig*")),
    Rule(
        (
            *("kubernetes:core/v1:Service", "kubernetes:networking.k8s.io/*", "kubernetes:networking.istio.io/*"),
            *("kubernetes:gateway.networking.k8s.io/*", "kubernetes:policy.networking.k8s.io/*"),
        ),
        Meaning.NETWORK,
        kinds=ANY,
    ),
)
"""Every row that applies to a change gives it a meaning; several may."""

TAG_FIELDS = ("tags", "tagsAll", "defaultTags")
"""Properties that are tags and no more."""
