"""Resource type → how the id of one that was being created is found.

The ids are those under which Pulumi imports, from the section "Import" of each resource's page in the registry
(pulumi-aws 7.32). Types whose creation could simply be repeated are looked for all the same where they have an id of
their own: a policy that is still attached keeps its role from being deleted by a `destroy` that comes next.
"""

from __future__ import annotations

from collections.abc import Mapping

from components.engine.identity import Identity, Named, Repeatable, Slow, Sought
from components.teardown.cloud_kinds import CLOUD_KINDS

KUBERNETES = Named("[{metadata.namespace}/]{metadata.name}")
"""Every type of the Kubernetes provider; it reads `namespace/name`, or `name` for what has no namespace."""

_KINDS = {row.kind: row for row in CLOUD_KINDS}


def _ec2(kind: str, same: str = "", slow: Slow | None = None) -> Sought:
    """Give the row of a kind of EC2, which is found by the tags that it was created with."""
    row = _KINDS[kind]
    gone = "".join(f" && item.{row.state} != '{state}'" for state in sorted(row.gone))
    condition = f"{same}{gone}" if same else gone.removeprefix(" && ")
    tags = f"item.{row.tags}"
    return Sought(
        row.service, row.operation, row.items, row.identity,
        same=condition, tags=tags, filter=row.filter_argument, slow=slow,
    )  # fmt: skip


def _of_bucket() -> Named:
    return Named("{bucket}")


IDENTITIES: Mapping[str, Identity] = {
    # -- network
    "aws:ec2/vpc:Vpc": _ec2("VPC", "item.CidrBlock == asked.cidrBlock"),
    "aws:ec2/subnet:Subnet": _ec2("subnet", "item.VpcId == asked.vpcId && item.CidrBlock == asked.cidrBlock"),
    "aws:ec2/internetGateway:InternetGateway": _ec2("internet gateway"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": _ec2("egress-only internet gateway"),
    "aws:ec2/eip:Eip": _ec2("address"),
    "aws:ec2/natGateway:NatGateway": _ec2(
        "NAT gateway", "item.SubnetId == asked.subnetId",
        Slow("ec2", "describe_nat_gateways", {"NatGatewayIds": ["{id}"]}, "NatGateways[0].State"),
    ),
    "aws:ec2/routeTable:RouteTable": _ec2("route table", "item.VpcId == asked.vpcId"),
    "aws:ec2/securityGroup:SecurityGroup": _ec2(
        "security group", "item.VpcId == asked.vpcId && item.GroupName == asked.name"
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ec2(
        "VPC endpoint", "item.VpcId == asked.vpcId && item.ServiceName == asked.serviceName",
        Slow("ec2", "describe_vpc_endpoints", {"VpcEndpointIds": ["{id}"]}, "VpcEndpoints[0].State"),
    ),
    "aws:ec2/flowLog:FlowLog": _ec2("flow log", "item.ResourceId == asked.vpcId"),
    "aws:ec2/launchTemplate:LaunchTemplate": _ec2("launch template", "item.LaunchTemplateName == asked.name"),
    "aws:ec2/route:Route": Named("{routeTableId}_{destinationCidrBlock|destinationIpv6CidrBlock}"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Named("{subnetId|gatewayId}/{routeTableId}"),
    "aws:ec2/tag:Tag": Named("{resourceId},{key}"),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Repeatable(
        "goes with its VPC; creating it takes over the group that AWS made"
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Sought(
        "ec2", "describe_security_group_rules", "SecurityGroupRules[]", "SecurityGroupRuleId",
        {"Filters": [{"Name": "group-id", "Values": ["{securityGroupId}"]}]},
        "item.IsEgress == `false` && item.IpProtocol == asked.ipProtocol"
        " && (asked.ipProtocol == '-1' || (item.FromPort == asked.fromPort && item.ToPort == asked.toPort))"
        " && item.CidrIpv4 == asked.cidrIpv4 && item.CidrIpv6 == asked.cidrIpv6"
        " && item.ReferencedGroupInfo.GroupId == asked.referencedSecurityGroupId",
    ),
    "aws:ebs/encryptionByDefault:EncryptionByDefault": Repeatable("EnableEbsEncryptionByDefault sets a switch"),
    "aws:autoscaling/tag:Tag": Named("{autoscalingGroupName},{tag.key}"),
    # -- identities
    "aws:iam/role:Role": Named("{name}"),
    "aws:iam/rolePolicy:RolePolicy": Named("{role}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": Named("{role}/{policyArn}"),
    "aws:iam/instanceProfile:InstanceProfile": Named("{name}"),
    "aws:iam/policy:Policy": Sought(
        "iam", "list_policies", "Policies[]", "Arn", {"Scope": "Local"}, "item.PolicyName == asked.name"
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Sought(
        "iam", "list_open_id_connect_providers", "OpenIDConnectProviderList[]", "Arn",
        same="ends_with(asked.url, detail.Url)", tags="detail.Tags",
        detail=("get_open_id_connect_provider", "OpenIDConnectProviderArn"),
    ),
    # -- cluster
    "aws:eks/cluster:Cluster": Named(
        "{name}", Slow("eks", "describe_cluster", {"name": "{name}"}, "cluster.status"),
        # Only creation takes it; a state without it would have the next `up` replace the cluster.
        unread=("bootstrapSelfManagedAddons",),
    ),
    "aws:eks/nodeGroup:NodeGroup": Named(
        "{clusterName}:{nodeGroupName}",
        Slow("eks", "describe_nodegroup", {"clusterName": "{clusterName}", "nodegroupName": "{nodeGroupName}"},
             "nodegroup.status"),
    ),
    "aws:eks/addon:Addon": Named(
        "{clusterName}:{addonName}",
        Slow("eks", "describe_addon", {"clusterName": "{clusterName}", "addonName": "{addonName}"}, "addon.status"),
    ),
    "aws:eks/accessEntry:AccessEntry": Named("{clusterName}:{principalArn}"),
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": Named("{clusterName}#{principalArn}#{policyArn}"),
    "aws:eks/podIdentityAssociation:PodIdentityAssociation": Sought(
        "eks", "list_pod_identity_associations", "associations[]", "associationId",
        {"clusterName": "{clusterName}", "namespace": "{namespace}", "serviceAccount": "{serviceAccount}"},
        template="{clusterName},{id}",
    ),
    # -- keys, logs, guards
    "aws:kms/key:Key": Sought(
        "kms", "list_keys", "Keys[]", "KeyId",
        same="detail.KeyMetadata.Description == asked.description && detail.KeyMetadata.KeyState == 'Enabled'",
        detail=("describe_key", "KeyId"),
    ),
    "aws:kms/alias:Alias": Named("{name}"),
    "aws:cloudwatch/logGroup:LogGroup": Named("{name}"),
    "aws:cloudwatch/eventRule:EventRule": Named("[{eventBusName}/]{name}"),
    "aws:cloudwatch/eventTarget:EventTarget": Sought(
        "events", "list_targets_by_rule", "Targets[]", "Id", {"Rule": "{rule}", "EventBusName": "{eventBusName}"},
        "item.Arn == asked.arn", template="[{eventBusName}/]{rule}/{id}",
    ),
    "aws:guardduty/detector:Detector": Sought(
        "guardduty", "list_detectors", "DetectorIds[]", "@", tags="detail.Tags",
        detail=("get_detector", "DetectorId"),
    ),
    "aws:guardduty/detectorFeature:DetectorFeature": Repeatable("UpdateDetector sets a switch of the detector"),
    "aws:cfg/recorder:Recorder": Named("{name}"),
    "aws:cfg/deliveryChannel:DeliveryChannel": Named("{name}"),
    "aws:cfg/recorderStatus:RecorderStatus": Named("{name}"),
    # -- images and data
    "aws:ecr/repository:Repository": Named("{name}"),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Named("{repository}"),
    "aws:s3/bucket:Bucket": _of_bucket(),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _of_bucket(),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _of_bucket(),
    "aws:s3/bucketPolicy:BucketPolicy": _of_bucket(),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _of_bucket(),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _of_bucket(),
    "aws:s3/bucketVersioning:BucketVersioning": _of_bucket(),
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": Sought("sts", "get_caller_identity", "[Account]", "@"),
    "aws:sqs/queue:Queue": Sought(
        "sqs", "list_queues", "QueueUrls[]", "@", {"QueueNamePrefix": "{name}"},
        "ends_with(item, join('', ['/', asked.name]))",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Named("{queueUrl}"),
    "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": Named("{queueUrl}"),
    "aws:rds/instance:Instance": Named(
        "{identifier}",
        Slow("rds", "describe_db_instances", {"DBInstanceIdentifier": "{identifier}"},
             "DBInstances[0].DBInstanceStatus"),
    ),
    "aws:rds/parameterGroup:ParameterGroup": Named("{name}"),
    "aws:rds/subnetGroup:SubnetGroup": Named("{name}"),
    "aws:elasticache/replicationGroup:ReplicationGroup": Named(
        "{replicationGroupId}",
        Slow("elasticache", "describe_replication_groups", {"ReplicationGroupId": "{replicationGroupId}"},
             "ReplicationGroups[0].Status"),
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Named("{name}"),
    "aws:elasticache/user:User": Named("{userId}"),
    "aws:elasticache/userGroup:UserGroup": Named(
        "{userGroupId}",
        Slow("elasticache", "describe_user_groups", {"UserGroupId": "{userGroupId}"}, "UserGroups[0].Status"),
    ),
}  # fmt: skip
"""The types of our stacks. One that is missing is refused by name when it was interrupted, never guessed."""


def identity_of(kind: str) -> Identity | None:
    """Give how the id of a type is found; None for a type that nobody has thought of."""
    return KUBERNETES if kind.startswith("kubernetes:") else IDENTITIES.get(kind)
