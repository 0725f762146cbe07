"""Every row of the table over a real life: create, no difference, refresh, update, replacement asked for, removal."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Network
from typing import Any

import pytest

from sandbox.aws.snapshot import taken
from sandbox.providers.aws.errors import AwsRefused
from sandbox.providers.aws.table import rows

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "eks.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)
POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}]}
)
OTHER_POLICY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject"], "Resource": ["*"]}]}
)
DELIVERY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "logging.s3.amazonaws.com"},
                "Action": ["s3:PutObject"],
                "Resource": "arn:aws:s3:::BUCKET/*",
            }
        ],
    }
)
CLUSTER_POLICY = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
TAGS = {"team": "platform"}
NODE_TEMPLATE = {
    "key": "k8s.io/cluster-autoscaler/node-template/label/a",
    "value": "a",
    "propagateAtLaunch": False,
}


class World:
    """What a resource needs around it, made when it is asked for."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            token, inputs = AROUND[name]
            self._made[name] = self._engine.create(token, inputs(self), f"around-{name}")
        return self._made[name]

    def id(self, name: str) -> str:
        return str(self[name].identity)

    def out(self, name: str, output: str) -> Any:
        return self[name].state[output]


Inputs = Callable[[World], dict[str, Any]]

AROUND: dict[str, tuple[str, Inputs]] = {
    "vpc": ("aws:ec2/vpc:Vpc", lambda w: {"cidrBlock": "10.7.0.0/16"}),
    "vpc2": ("aws:ec2/vpc:Vpc", lambda w: {"cidrBlock": "10.8.0.0/16"}),
    "subnet": (
        "aws:ec2/subnet:Subnet",
        lambda w: {"vpcId": w.id("vpc"), "cidrBlock": "10.7.0.0/20", "availabilityZone": "us-west-2a"},
    ),
    "subnet2": (
        "aws:ec2/subnet:Subnet",
        lambda w: {"vpcId": w.id("vpc"), "cidrBlock": "10.7.16.0/20", "availabilityZone": "us-west-2b"},
    ),
    "gateway": ("aws:ec2/internetGateway:InternetGateway", lambda w: {"vpcId": w.id("vpc")}),
    "table": ("aws:ec2/routeTable:RouteTable", lambda w: {"vpcId": w.id("vpc")}),
    "table2": ("aws:ec2/routeTable:RouteTable", lambda w: {"vpcId": w.id("vpc")}),
    "address": ("aws:ec2/eip:Eip", lambda w: {}),
    "nat": ("aws:ec2/natGateway:NatGateway", lambda w: {"allocationId": w.id("address"), "subnetId": w.id("subnet")}),
    "group": ("aws:ec2/securityGroup:SecurityGroup", lambda w: {"vpcId": w.id("vpc")}),
    "group2": ("aws:ec2/securityGroup:SecurityGroup", lambda w: {"vpcId": w.id("vpc")}),
    "vpc6": ("aws:ec2/vpc:Vpc", lambda w: {"cidrBlock": "10.6.0.0/16", "assignGeneratedIpv6CidrBlock": True}),
    "table6": ("aws:ec2/routeTable:RouteTable", lambda w: {"vpcId": w.id("vpc6")}),
    "gateway6": ("aws:ec2/internetGateway:InternetGateway", lambda w: {"vpcId": w.id("vpc6")}),
    "egress": ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway", lambda w: {"vpcId": w.id("vpc6")}),
    "role": ("aws:iam/role:Role", lambda w: {"assumeRolePolicy": TRUST}),
    "key": ("aws:kms/key:Key", lambda w: {"deletionWindowInDays": 7}),
    "key2": ("aws:kms/key:Key", lambda w: {"deletionWindowInDays": 7}),
    "cluster": (
        "aws:eks/cluster:Cluster",
        lambda w: {
            "name": "around",
            "roleArn": w.out("role", "arn"),
            "vpcConfig": {"subnetIds": [w.id("subnet")]},
            "accessConfig": {"authenticationMode": "API"},
        },
    ),
    "template": (
        "aws:ec2/launchTemplate:LaunchTemplate",
        lambda w: {"userData": _data("one"), "updateDefaultVersion": True},
    ),
    "nodes": (
        "aws:eks/nodeGroup:NodeGroup",
        lambda w: {
            "clusterName": w.id("cluster"),
            "nodeRoleArn": w.out("role", "arn"),
            "subnetIds": [w.id("subnet")],
            "scalingConfig": {"minSize": 0, "maxSize": 3, "desiredSize": 0},
            "launchTemplate": {"id": w.id("template"), "version": "1"},
        },
    ),
    "nodes2": (
        "aws:eks/nodeGroup:NodeGroup",
        lambda w: {
            "clusterName": w.id("cluster"),
            "nodeRoleArn": w.out("role", "arn"),
            "subnetIds": [w.id("subnet")],
            "scalingConfig": {"minSize": 0, "maxSize": 3, "desiredSize": 0},
            "launchTemplate": {"id": w.id("template"), "version": "1"},
        },
    ),
    "entry": (
        "aws:eks/accessEntry:AccessEntry",
        lambda w: {"clusterName": "around", "principalArn": w.out("role", "arn")} | _needs(w, "cluster"),
    ),
    "logs": ("aws:cloudwatch/logGroup:LogGroup", lambda w: {}),
    "bucket": ("aws:s3/bucket:Bucket", lambda w: {}),
    "logged": ("aws:s3/bucket:Bucket", lambda w: {"forceDestroy": True}),
    "delivery": (
        "aws:s3/bucketPolicy:BucketPolicy",
        lambda w: {"bucket": w.id("logged"), "policy": DELIVERY.replace("BUCKET", w.id("logged"))},
    ),
    "repository": ("aws:ecr/repository:Repository", lambda w: {}),
    "queue": ("aws:sqs/queue:Queue", lambda w: {}),
    "rule": ("aws:cloudwatch/eventRule:EventRule", lambda w: {"scheduleExpression": "rate(5 minutes)"}),
    "database-subnets": (
        "aws:rds/subnetGroup:SubnetGroup",
        lambda w: {"subnetIds": [w.id("subnet"), w.id("subnet2")]},
    ),
    "parameters": ("aws:rds/parameterGroup:ParameterGroup", lambda w: {"family": "postgres17"}),
    "cache-subnets": (
        "aws:elasticache/subnetGroup:SubnetGroup",
        lambda w: {"subnetIds": [w.id("subnet"), w.id("subnet2")]},
    ),
    "user": ("aws:elasticache/user:User", lambda w: _user("around")),
    "user2": ("aws:elasticache/user:User", lambda w: _user("around2")),
    "users": (
        "aws:elasticache/userGroup:UserGroup",
        lambda w: {"userGroupId": "around", "engine": "valkey", "userIds": [w.id("user")]},
    ),
    "detector": ("aws:guardduty/detector:Detector", lambda w: {}),
    "recorder": ("aws:cfg/recorder:Recorder", lambda w: {"roleArn": w.out("role", "arn"), "name": "around"}),
    "channel": (
        "aws:cfg/deliveryChannel:DeliveryChannel",
        lambda w: {"s3BucketName": w.id("bucket")} | _needs(w, "recorder"),
    ),
    "secret": ("aws:secretsmanager/secret:Secret", lambda w: {"recoveryWindowInDays": 0}),
}


def _scaling_group(world: World, nodes: str) -> str:
    return str(world.out(nodes, "resources")[0]["autoscalingGroups"][0]["name"])


def _needs(world: World, *names: str) -> dict[str, Any]:
    for name in names:
        world.id(name)
    return {}


def _ipv6_subnet(world: World, number: int) -> str:
    block = IPv6Network(world.out("vpc6", "ipv6CidrBlock"))
    return str(list(block.subnets(new_prefix=64))[number])


def _user(name: str) -> dict[str, Any]:
    return {
        "userId": name,
        "userName": name,
        "engine": "valkey",
        "accessString": "on ~* +@all",
        "authenticationMode": {"type": "iam"},
    }


def _data(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@dataclass(frozen=True)
class Life:
    """One resource's life: what it is made with, changes to in place, can only be replaced for, and must output."""

    token: str
    inputs: Inputs
    change: Inputs = field(default=lambda w: {})
    replacing: Inputs = field(default=lambda w: {})
    outputs: tuple[str, ...] = ()
    id: str = ""


LIVES = (
    Life(
        "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        lambda w: {"queueUrl": w.id("queue"), "redriveAllowPolicy": '{"redrivePermission":"denyAll"}'},
        lambda w: {"redriveAllowPolicy": '{"redrivePermission":"allowAll"}'},
    ),
    Life(
        "aws:rds/subnetGroup:SubnetGroup",
        lambda w: {"subnetIds": [w.id("subnet"), w.id("subnet2")], "description": "one", "tags": TAGS},
        lambda w: {"description": "two", "tags": {"team": "other"}},
        lambda w: {"name": "another"},
        ("arn", "name", "vpcId"),
    ),
    Life(
        "aws:rds/parameterGroup:ParameterGroup",
        lambda w: {
            "family": "postgres17",
            "parameters": [{"name": "rds.force_ssl", "value": "1", "applyMethod": "immediate"}],
            "tags": TAGS,
        },
        lambda w: {
            "parameters": [{"name": "rds.force_ssl", "value": "0", "applyMethod": "immediate"}],
            "tags": {"team": "other"},
        },
        lambda w: {"family": "postgres16"},
        ("arn", "name"),
    ),
    Life(
        "aws:rds/instance:Instance",
        lambda w: {
            "engine": "postgres",
            "engineVersion": "17",
            "instanceClass": "db.t4g.medium",
            "allocatedStorage": 20,
            "maxAllocatedStorage": 100,
            "storageType": "gp3",
            "storageEncrypted": True,
            "allowMajorVersionUpgrade": True,
            "kmsKeyId": w.out("key", "arn"),
            "dbName": "orders",
            "port": 5432,
            "username": "slipway",
            "manageMasterUserPassword": True,
            "masterUserSecretKmsKeyId": w.out("key", "arn"),
            "iamDatabaseAuthenticationEnabled": True,
            "dbSubnetGroupName": w.id("database-subnets"),
            "vpcSecurityGroupIds": [w.id("group")],
            "parameterGroupName": w.id("parameters"),
            "publiclyAccessible": False,
            "multiAz": True,
            "backupRetentionPeriod": 35,
            "copyTagsToSnapshot": True,
            "deletionProtection": True,
            "performanceInsightsEnabled": True,
            "performanceInsightsKmsKeyId": w.out("key", "arn"),
            "performanceInsightsRetentionPeriod": 7,
            "enabledCloudwatchLogsExports": ["postgresql", "upgrade"],
            "skipFinalSnapshot": True,
            "tags": TAGS,
        },
        lambda w: {
            "instanceClass": "db.t4g.large",
            "multiAz": False,
            "backupRetentionPeriod": 7,
            "deletionProtection": False,
            "iamDatabaseAuthenticationEnabled": False,
            "performanceInsightsEnabled": False,
            "performanceInsightsKmsKeyId": None,
            "performanceInsightsRetentionPeriod": None,
            "enabledCloudwatchLogsExports": ["postgresql"],
            "tags": {"team": "other"},
        },
        lambda w: {"storageEncrypted": False},
        ("arn", "address", "endpoint", "resourceId", "masterUserSecrets", "identifier"),
    ),
    Life(
        "aws:elasticache/subnetGroup:SubnetGroup",
        lambda w: {"subnetIds": [w.id("subnet"), w.id("subnet2")], "tags": TAGS},
        lambda w: {"subnetIds": [w.id("subnet")], "tags": {"team": "other"}},
        lambda w: {"name": "another"},
        ("arn", "name", "vpcId"),
    ),
    Life(
        "aws:elasticache/user:User",
        lambda w: _user("life") | {"tags": TAGS},
        lambda w: {"accessString": "on ~* -@all +@read", "tags": {"team": "other"}},
        lambda w: {"userName": "other"},
        ("arn", "userId"),
    ),
    Life(
        "aws:elasticache/userGroup:UserGroup",
        lambda w: {"userGroupId": "life", "engine": "valkey", "userIds": [w.id("user")], "tags": TAGS},
        lambda w: {"userIds": [w.id("user2")], "tags": {"team": "other"}},
        lambda w: {"userGroupId": "other"},
        ("arn",),
    ),
    Life(
        "aws:elasticache/replicationGroup:ReplicationGroup",
        lambda w: {
            "replicationGroupId": "life",
            "description": "one",
            "engine": "valkey",
            "engineVersion": "8.0",
            "nodeType": "cache.t4g.small",
            "numCacheClusters": 2,
            "automaticFailoverEnabled": True,
            "multiAzEnabled": True,
            "port": 6379,
            "atRestEncryptionEnabled": True,
            "kmsKeyId": w.out("key", "arn"),
            "transitEncryptionEnabled": True,
            "transitEncryptionMode": "required",
            "userGroupIds": [w.id("users")],
            "subnetGroupName": w.id("cache-subnets"),
            "securityGroupIds": [w.id("group")],
            "snapshotRetentionLimit": 7,
            "tags": TAGS,
        },
        lambda w: {
            "description": "two",
            "nodeType": "cache.t4g.medium",
            "numCacheClusters": 1,
            "automaticFailoverEnabled": False,
            "multiAzEnabled": False,
            "snapshotRetentionLimit": 1,
            "tags": {"team": "other"},
        },
        lambda w: {"atRestEncryptionEnabled": False},
        ("arn", "primaryEndpointAddress", "memberClusters"),
    ),
    Life(
        "aws:guardduty/detector:Detector",
        lambda w: {"enable": True, "findingPublishingFrequency": "FIFTEEN_MINUTES", "tags": TAGS},
        lambda w: {"findingPublishingFrequency": "SIX_HOURS", "tags": {"team": "other"}},
        outputs=("arn", "accountId"),
    ),
    Life(
        "aws:guardduty/detectorFeature:DetectorFeature",
        lambda w: {
            "detectorId": w.id("detector"),
            "name": "RUNTIME_MONITORING",
            "status": "ENABLED",
            "additionalConfigurations": [
                {"name": "EKS_ADDON_MANAGEMENT", "status": "ENABLED"},
                {"name": "ECS_FARGATE_AGENT_MANAGEMENT", "status": "DISABLED"},
                {"name": "EC2_AGENT_MANAGEMENT", "status": "DISABLED"},
            ],
        },
        lambda w: {"status": "DISABLED"},
        lambda w: {"name": "S3_DATA_EVENTS"},
    ),
    Life(
        "aws:cfg/recorder:Recorder",
        lambda w: {
            "name": "life",
            "roleArn": w.out("role", "arn"),
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": False},
        },
        lambda w: {"recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True}},
        lambda w: {"name": "other"},
    ),
    Life(
        "aws:cfg/deliveryChannel:DeliveryChannel",
        lambda w: (
            {"name": "life", "s3BucketName": w.id("bucket"), "s3KmsKeyArn": w.out("key", "arn")} | _needs(w, "recorder")
        ),
        lambda w: {"s3KmsKeyArn": w.out("key2", "arn")},
        lambda w: {"name": "other"},
    ),
    Life(
        "aws:cfg/recorderStatus:RecorderStatus",
        lambda w: {"name": w.id("recorder"), "isEnabled": True} | _needs(w, "channel"),
        lambda w: {"isEnabled": False},
    ),
    Life(
        "aws:ebs/encryptionByDefault:EncryptionByDefault",
        lambda w: {"enabled": True},
        lambda w: {"enabled": False},
    ),
    Life(
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        lambda w: {"blockPublicAcls": True, "blockPublicPolicy": True},
        lambda w: {"ignorePublicAcls": True},
        outputs=("accountId",),
    ),
    Life(
        "aws:ec2/vpc:Vpc",
        lambda w: {"cidrBlock": "10.9.0.0/16", "enableDnsHostnames": True, "enableDnsSupport": True, "tags": TAGS},
        lambda w: {"enableDnsHostnames": False, "tags": {"team": "other", "more": "yes"}},
        lambda w: {"cidrBlock": "10.10.0.0/16"},
        ("arn", "defaultSecurityGroupId", "mainRouteTableId", "defaultNetworkAclId", "ownerId"),
    ),
    Life(
        "aws:ec2/vpc:Vpc",
        lambda w: {"cidrBlock": "10.9.0.0/16", "assignGeneratedIpv6CidrBlock": True},
        lambda w: {"assignGeneratedIpv6CidrBlock": None},
        outputs=("ipv6CidrBlock", "ipv6AssociationId"),
        id="IPv6",
    ),
    Life(
        "aws:ec2/subnet:Subnet",
        lambda w: {
            "vpcId": w.id("vpc"),
            "cidrBlock": "10.7.32.0/20",
            "availabilityZone": "us-west-2b",
            "mapPublicIpOnLaunch": False,
            "tags": TAGS,
        },
        lambda w: {"mapPublicIpOnLaunch": True, "tags": {}},
        lambda w: {"availabilityZone": "us-west-2c"},
        ("arn", "availabilityZoneId", "ownerId"),
    ),
    Life(
        "aws:ec2/subnet:Subnet",
        lambda w: {
            "vpcId": w.id("vpc6"),
            "cidrBlock": "10.6.0.0/20",
            "ipv6CidrBlock": _ipv6_subnet(w, 0),
            "assignIpv6AddressOnCreation": True,
        },
        lambda w: {"ipv6CidrBlock": _ipv6_subnet(w, 1), "assignIpv6AddressOnCreation": False},
        outputs=("ipv6CidrBlockAssociationId",),
        id="IPv6",
    ),
    Life(
        "aws:ec2/internetGateway:InternetGateway",
        lambda w: {"vpcId": w.id("vpc"), "tags": TAGS},
        lambda w: {"vpcId": w.id("vpc2")},
        outputs=("arn", "ownerId"),
    ),
    Life(
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        lambda w: {"vpcId": w.id("vpc"), "tags": TAGS},
        lambda w: {"tags": {}},
        lambda w: {"vpcId": w.id("vpc2")},
    ),
    Life(
        "aws:ec2/eip:Eip",
        lambda w: {"domain": "vpc", "tags": TAGS},
        lambda w: {"tags": {"team": "other"}},
        outputs=("allocationId", "publicIp", "arn", "publicDns"),
    ),
    Life(
        "aws:ec2/natGateway:NatGateway",
        lambda w: {
            "allocationId": w.id("address"),
            "subnetId": w.id("subnet"),
            "connectivityType": "public",
            "tags": TAGS,
        },
        lambda w: {"tags": {}},
        lambda w: {"subnetId": w.id("subnet2")},
        ("publicIp",),
    ),
    Life(
        "aws:ec2/routeTable:RouteTable",
        lambda w: {"vpcId": w.id("vpc"), "tags": TAGS},
        lambda w: {"tags": {}},
        lambda w: {"vpcId": w.id("vpc2")},
        ("arn", "ownerId"),
    ),
    Life(
        "aws:ec2/routeTable:RouteTable",
        lambda w: {"vpcId": w.id("vpc"), "routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": w.id("gateway")}]},
        lambda w: {"routes": [{"cidrBlock": "1.0.0.0/8", "gatewayId": w.id("gateway")}]},
        id="inline routes",
    ),
    Life(
        "aws:ec2/defaultRouteTable:DefaultRouteTable",
        lambda w: {"defaultRouteTableId": w.out("vpc", "mainRouteTableId"), "tags": TAGS},
        lambda w: {"tags": {}},
        outputs=("vpcId", "arn"),
    ),
    Life(
        "aws:ec2/route:Route",
        lambda w: {"routeTableId": w.id("table"), "destinationCidrBlock": "0.0.0.0/0", "gatewayId": w.id("gateway")},
        lambda w: {"gatewayId": None, "natGatewayId": w.id("nat")},
        lambda w: {"destinationCidrBlock": "1.0.0.0/8"},
        ("state", "origin"),
    ),
    Life(
        "aws:ec2/route:Route",
        lambda w: {
            "routeTableId": w.id("table6"),
            "destinationIpv6CidrBlock": "::/0",
            "egressOnlyGatewayId": w.id("egress"),
        },
        lambda w: {"egressOnlyGatewayId": None, "gatewayId": w.id("gateway6")},
        lambda w: {"destinationIpv6CidrBlock": "2000::/3"},
        ("state", "origin"),
        id="IPv6",
    ),
    Life(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda w: {"routeTableId": w.id("table"), "subnetId": w.id("subnet")},
        replacing=lambda w: {"routeTableId": w.id("table2")},
    ),
    Life(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda w: {
            "vpcId": w.id("vpc"),
            "serviceName": "com.amazonaws.us-west-2.s3",
            "vpcEndpointType": "Gateway",
            "routeTableIds": [w.id("table")],
            "tags": TAGS,
        },
        lambda w: {"routeTableIds": [w.id("table2")], "tags": {}},
        lambda w: {"serviceName": "com.amazonaws.us-west-2.dynamodb"},
        ("arn", "state", "prefixListId"),
    ),
    Life(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda w: {
            "vpcId": w.id("vpc"),
            "serviceName": "com.amazonaws.us-west-2.sts",
            "vpcEndpointType": "Interface",
            "subnetIds": [w.id("subnet")],
            "securityGroupIds": [w.id("group")],
            "privateDnsEnabled": True,
            "policy": POLICY,
            "tags": TAGS,
        },
        lambda w: {
            "subnetIds": [w.id("subnet"), w.id("subnet2")],
            "securityGroupIds": [w.id("group"), w.id("group2")],
            "privateDnsEnabled": False,
            "policy": OTHER_POLICY,
            "tags": {},
        },
        lambda w: {"serviceName": "com.amazonaws.us-west-2.eks-auth"},
        ("arn", "state", "networkInterfaceIds", "dnsEntries"),
        id="interface endpoint",
    ),
    Life(
        "aws:ec2/flowLog:FlowLog",
        lambda w: {
            "vpcId": w.id("vpc"),
            "trafficType": "ALL",
            "logDestinationType": "cloud-watch-logs",
            "logDestination": w.out("logs", "arn"),
            "iamRoleArn": w.out("role", "arn"),
            "tags": TAGS,
        },
        lambda w: {"tags": {}},
        lambda w: {"trafficType": "REJECT"},
        ("arn",),
    ),
    Life(
        "aws:ec2/securityGroup:SecurityGroup",
        lambda w: {
            "vpcId": w.id("vpc"),
            "ingress": [
                {
                    "description": "From inside",
                    "protocol": "tcp",
                    "fromPort": 443,
                    "toPort": 443,
                    "cidrBlocks": ["10.0.0.0/8"],
                }
            ],
            "egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}],
            "tags": TAGS,
        },
        lambda w: {
            "ingress": [
                {"protocol": "tcp", "fromPort": 8443, "toPort": 8443, "cidrBlocks": ["10.0.0.0/8", "192.168.0.0/16"]}
            ]
        },
        lambda w: {"description": "another"},
        ("arn", "name", "ownerId"),
    ),
    Life(
        "aws:ec2/securityGroup:SecurityGroup",
        lambda w: {"vpcId": w.id("vpc6"), "ingress": [], "egress": []},
        outputs=("name",),
        id="in a VPC with IPv6",
    ),
    Life(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        lambda w: {"vpcId": w.id("vpc"), "ingress": [], "egress": [], "tags": TAGS},
        lambda w: {"tags": {}},
        outputs=("arn", "name"),
    ),
    Life(
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
        lambda w: {"vpcId": w.id("vpc6"), "ingress": [], "egress": []},
        outputs=("name",),
        id="of a VPC with IPv6",
    ),
    Life(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        lambda w: {
            "type": "ingress",
            "protocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrBlocks": ["10.0.0.0/8"],
            "securityGroupId": w.id("group"),
        },
        replacing=lambda w: {"toPort": 81},
    ),
    Life(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        lambda w: {
            "securityGroupId": w.id("group"),
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrIpv4": "10.0.0.0/8",
        },
        replacing=lambda w: {"cidrIpv4": "10.0.0.0/9"},
        outputs=("securityGroupRuleId", "arn"),
    ),
    Life(
        # Of the group that EKS made, which is no resource of the stack's.
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        lambda w: {
            "securityGroupId": w.out("cluster", "vpcConfig")["clusterSecurityGroupId"],
            "description": "The API server from a private network",
            "ipProtocol": "tcp",
            "fromPort": 443,
            "toPort": 443,
            "cidrIpv4": "10.4.0.0/16",
            "tags": TAGS,
        },
        lambda w: {"tags": {"team": "other"}},
        lambda w: {"cidrIpv4": "10.5.0.0/22"},
        ("securityGroupRuleId", "arn"),
    ),
    Life(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        lambda w: {
            "securityGroupId": w.id("group"),
            "ipProtocol": "tcp",
            "fromPort": 80,
            "toPort": 80,
            "cidrIpv4": "10.0.0.0/8",
        },
        replacing=lambda w: {"cidrIpv4": "10.0.0.0/9"},
        outputs=("securityGroupRuleId", "arn"),
    ),
    Life(
        "aws:ec2/launchTemplate:LaunchTemplate",
        lambda w: {
            "updateDefaultVersion": True,
            "userData": _data("one"),
            "metadataOptions": {
                "httpEndpoint": "enabled",
                "httpTokens": "required",
                "httpPutResponseHopLimit": 1,
                "instanceMetadataTags": "enabled",
            },
            "blockDeviceMappings": [
                {
                    "deviceName": "/dev/xvda",
                    "ebs": {"encrypted": "true", "volumeType": "gp3", "volumeSize": 20, "deleteOnTermination": "true"},
                }
            ],
            "monitoring": {"enabled": True},
            "networkInterfaces": [
                {
                    "deviceIndex": 0,
                    "associatePublicIpAddress": "false",
                    "deleteOnTermination": "true",
                    "securityGroups": [w.id("group")],
                }
            ],
            "tagSpecifications": [{"resourceType": "instance", "tags": TAGS}],
            "tags": TAGS,
        },
        lambda w: {
            "userData": _data("two"),
            "tagSpecifications": [{"resourceType": "volume", "tags": {"team": "delivery"}}],
        },
        lambda w: {"name": "another"},
        ("arn", "latestVersion", "name"),
    ),
    Life(
        "aws:iam/role:Role",
        lambda w: {
            "assumeRolePolicy": TRUST,
            "description": "one",
            "managedPolicyArns": [CLUSTER_POLICY],
            "tags": TAGS,
        },
        lambda w: {"description": "two", "managedPolicyArns": [], "tags": {"team": "other"}},
        lambda w: {"path": "/elsewhere/"},
        ("arn", "name", "uniqueId", "createDate"),
    ),
    Life(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda w: {"role": w.id("role"), "policyArn": CLUSTER_POLICY},
        replacing=lambda w: {"policyArn": "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"},
    ),
    Life(
        "aws:iam/rolePolicy:RolePolicy",
        lambda w: {"role": w.id("role"), "policy": POLICY},
        lambda w: {"policy": OTHER_POLICY},
        lambda w: {"name": "another"},
    ),
    Life(
        "aws:iam/policy:Policy",
        lambda w: {"policy": POLICY, "tags": TAGS},
        lambda w: {"policy": OTHER_POLICY, "tags": {}},
        lambda w: {"path": "/elsewhere/"},
        ("arn", "policyId", "name"),
    ),
    Life(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        lambda w: {"url": "https://oidc.example.com/id/1", "clientIdLists": ["sts.amazonaws.com"], "tags": TAGS},
        lambda w: {"clientIdLists": ["sts.amazonaws.com", "other"]},
        lambda w: {"url": "https://oidc.example.com/id/2"},
        ("arn",),
    ),
    Life(
        "aws:iam/instanceProfile:InstanceProfile",
        lambda w: {"role": w.id("role"), "tags": TAGS},
        lambda w: {"role": None},
        lambda w: {"path": "/elsewhere/"},
        ("arn", "name", "uniqueId"),
    ),
    Life(
        "aws:iam/serviceLinkedRole:ServiceLinkedRole",
        lambda w: {"awsServiceName": "autoscaling.amazonaws.com", "customSuffix": "unit"},
        lambda w: {"description": "two"},
        lambda w: {"customSuffix": "other"},
        ("arn", "name"),
    ),
    Life(
        "aws:kms/key:Key",
        lambda w: {
            "description": "one",
            "enableKeyRotation": True,
            "rotationPeriodInDays": 365,
            "deletionWindowInDays": 7,
            "policy": POLICY,
            "tags": TAGS,
        },
        lambda w: {
            "description": "two",
            "enableKeyRotation": False,
            "rotationPeriodInDays": None,
            "tags": {"team": "other"},
        },
        lambda w: {"keyUsage": "SIGN_VERIFY"},
        ("arn", "keyId"),
    ),
    Life(
        "aws:kms/alias:Alias",
        lambda w: {"name": "alias/unit", "targetKeyId": w.id("key")},
        lambda w: {"targetKeyId": w.id("key2")},
        lambda w: {"name": "alias/other"},
        ("arn", "targetKeyArn"),
    ),
    Life(
        "aws:eks/cluster:Cluster",
        lambda w: {
            "name": "unit",
            "version": "1.34",
            "roleArn": w.out("role", "arn"),
            "vpcConfig": {
                "subnetIds": [w.id("subnet"), w.id("subnet2")],
                "endpointPrivateAccess": True,
                "endpointPublicAccess": True,
                "publicAccessCidrs": ["192.0.2.0/24"],
            },
            "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True},
            "encryptionConfig": {"provider": {"keyArn": w.out("key", "arn")}, "resources": ["secrets"]},
            "enabledClusterLogTypes": ["api", "audit"],
            "upgradePolicy": {"supportType": "STANDARD"},
            "deletionProtection": False,
            "tags": TAGS,
        },
        lambda w: {
            "version": "1.35",
            "vpcConfig": {
                "subnetIds": [w.id("subnet"), w.id("subnet2")],
                "endpointPrivateAccess": True,
                "endpointPublicAccess": False,
                "publicAccessCidrs": ["192.0.2.0/24"],
            },
            "enabledClusterLogTypes": ["api"],
            "upgradePolicy": {"supportType": "EXTENDED"},
            "tags": {},
        },
        lambda w: {"roleArn": "arn:aws:iam::123456789012:role/other"},
        ("arn", "endpoint", "certificateAuthority", "identities", "version", "status", "platformVersion"),
    ),
    Life(
        "aws:eks/nodeGroup:NodeGroup",
        lambda w: {
            "clusterName": w.id("cluster"),
            "nodeRoleArn": w.out("role", "arn"),
            "subnetIds": [w.id("subnet")],
            "scalingConfig": {"minSize": 1, "maxSize": 3, "desiredSize": 2},
            "instanceTypes": ["m7i.large"],
            "amiType": "AL2023_x86_64_STANDARD",
            "capacityType": "ON_DEMAND",
            "labels": {"a": "1", "b": "2"},
            "taints": [{"key": "k", "value": "v", "effect": "NO_SCHEDULE"}],
            "launchTemplate": {"id": w.id("template"), "version": "1"},
            "updateConfig": {"maxUnavailable": 1},
            "version": "1.34",
            "tags": TAGS,
        },
        lambda w: {
            "scalingConfig": {"minSize": 0, "maxSize": 3, "desiredSize": 1},
            "labels": {"a": "9"},
            "taints": [{"key": "k", "value": "other", "effect": "NO_SCHEDULE"}],
            "launchTemplate": {"id": w.id("template"), "version": "2"},
            "updateConfig": {"maxUnavailable": 2},
            "version": "1.35",
            "tags": {"team": "other"},
        },
        lambda w: {"instanceTypes": ["m7i.xlarge"]},
        ("arn", "status", "nodeGroupName", "resources"),
    ),
    Life(
        "aws:autoscaling/tag:Tag",
        lambda w: {"autoscalingGroupName": _scaling_group(w, "nodes"), "tag": NODE_TEMPLATE},
        lambda w: {"tag": {**NODE_TEMPLATE, "value": "b"}},
        lambda w: {"autoscalingGroupName": _scaling_group(w, "nodes2")},
    ),
    Life(
        "aws:ec2/tag:Tag",
        lambda w: {"resourceId": w.id("group"), "key": "karpenter.sh/discovery", "value": "shop"},
        lambda w: {"value": "other"},
        lambda w: {"resourceId": w.id("vpc")},
    ),
    Life(
        "aws:eks/fargateProfile:FargateProfile",
        lambda w: {
            "clusterName": w.id("cluster"),
            "podExecutionRoleArn": w.out("role", "arn"),
            "subnetIds": [w.id("subnet")],
            "selectors": [{"namespace": "shop"}],
            "tags": TAGS,
        },
        lambda w: {"tags": {}},
        lambda w: {"selectors": [{"namespace": "other"}]},
        ("arn", "status"),
    ),
    Life(
        "aws:eks/addon:Addon",
        lambda w: {
            "clusterName": w.id("cluster"),
            "addonName": "vpc-cni",
            "addonVersion": "v1.20.0-eksbuild.1",
            "configurationValues": '{"enableNetworkPolicy": "true"}',
            "podIdentityAssociations": [{"serviceAccount": "aws-node", "roleArn": w.out("role", "arn")}],
            "resolveConflictsOnCreate": "OVERWRITE",
            "resolveConflictsOnUpdate": "OVERWRITE",
            "preserve": False,
            "tags": TAGS,
        },
        lambda w: {
            "addonVersion": "v1.21.0-eksbuild.1",
            "configurationValues": '{"enableNetworkPolicy": "false"}',
            "podIdentityAssociations": [
                {"serviceAccount": "aws-node", "roleArn": "arn:aws:iam::123456789012:role/other"}
            ],
            "tags": {},
        },
        lambda w: {"addonName": "coredns"},
        ("arn",),
    ),
    Life(
        "aws:eks/accessEntry:AccessEntry",
        lambda w: {
            "clusterName": w.id("cluster"),
            "principalArn": w.out("role", "arn"),
            "kubernetesGroups": ["viewers"],
            "tags": TAGS,
        },
        lambda w: {"kubernetesGroups": ["admins"], "tags": {}},
        lambda w: {"type": "EC2_LINUX"},
        ("accessEntryArn", "userName"),
    ),
    Life(
        "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        lambda w: (
            {
                "clusterName": w.id("cluster"),
                "principalArn": w.out("role", "arn"),
                "policyArn": "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy",
                "accessScope": {"type": "cluster"},
            }
            | _needs(w, "entry")
        ),
        replacing=lambda w: {"accessScope": {"type": "namespace", "namespaces": ["shop"]}},
    ),
    Life(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        lambda w: {
            "clusterName": w.id("cluster"),
            "namespace": "shop",
            "serviceAccount": "cart",
            "roleArn": w.out("role", "arn"),
            "tags": TAGS,
        },
        lambda w: {"roleArn": "arn:aws:iam::123456789012:role/other", "tags": {}},
        lambda w: {"serviceAccount": "other"},
        ("associationArn", "associationId"),
    ),
    Life(
        "aws:cloudwatch/logGroup:LogGroup",
        lambda w: {
            "name": "/aws/eks/unit/cluster",
            "retentionInDays": 30,
            "kmsKeyId": w.out("key", "arn"),
            "tags": TAGS,
        },
        lambda w: {"retentionInDays": None, "tags": {}},
        lambda w: {"name": "/other"},
        ("arn",),
    ),
    Life(
        "aws:s3/bucket:Bucket",
        lambda w: {"tags": TAGS},
        lambda w: {"tags": {"team": "other"}},
        lambda w: {"bucket": "another-bucket"},
        ("arn", "bucketDomainName", "bucketRegionalDomainName"),
    ),
    Life(
        "aws:s3/bucketVersioning:BucketVersioning",
        lambda w: {"bucket": w.id("bucket"), "versioningConfiguration": {"status": "Enabled"}},
        lambda w: {"versioningConfiguration": {"status": "Suspended"}},
    ),
    Life(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        lambda w: {
            "bucket": w.id("bucket"),
            "blockPublicAcls": True,
            "blockPublicPolicy": True,
            "ignorePublicAcls": True,
        },
        lambda w: {"restrictPublicBuckets": True},
    ),
    Life(
        "aws:s3/bucketPolicy:BucketPolicy",
        lambda w: {"bucket": w.id("bucket"), "policy": POLICY},
        lambda w: {"policy": OTHER_POLICY},
    ),
    Life(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        lambda w: {
            "bucket": w.id("bucket"),
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyId": w.out("key", "arn"),
                    },
                    "bucketKeyEnabled": True,
                }
            ],
        },
        lambda w: {"rules": [{"applyServerSideEncryptionByDefault": {"sseAlgorithm": "AES256"}}]},
    ),
    Life(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        lambda w: {"bucket": w.id("bucket"), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        lambda w: {"rule": {"objectOwnership": "BucketOwnerPreferred"}},
    ),
    Life(
        "aws:s3/bucketLogging:BucketLogging",
        lambda w: (
            {"bucket": w.id("bucket"), "targetBucket": w.id("logged"), "targetPrefix": "logs/"} | _needs(w, "delivery")
        ),
        lambda w: {"targetPrefix": "other/"},
    ),
    Life(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        lambda w: {
            "bucket": w.id("bucket"),
            "rules": [
                {
                    "id": "old",
                    "status": "Enabled",
                    "expiration": {"days": 30},
                    "noncurrentVersionExpiration": {"noncurrentDays": 7},
                }
            ],
        },
        lambda w: {"rules": [{"id": "old", "status": "Enabled", "expiration": {"days": 60}}]},
    ),
    Life(
        "aws:ecr/repository:Repository",
        lambda w: {
            "name": "shop/cart",
            "imageTagMutability": "IMMUTABLE",
            "imageScanningConfiguration": {"scanOnPush": True},
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": w.out("key", "arn")}],
            "tags": TAGS,
        },
        lambda w: {"imageTagMutability": "MUTABLE", "imageScanningConfiguration": {"scanOnPush": False}, "tags": {}},
        lambda w: {"name": "shop/other"},
        ("arn", "repositoryUrl", "registryId"),
    ),
    Life(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        lambda w: {"repository": w.id("repository"), "policy": _expiring(10)},
        lambda w: {"policy": _expiring(20)},
        outputs=("registryId",),
    ),
    Life(
        "aws:ecr/repositoryPolicy:RepositoryPolicy",
        lambda w: {"repository": w.id("repository"), "policy": POLICY},
        lambda w: {"policy": OTHER_POLICY},
    ),
    Life(
        "aws:sqs/queue:Queue",
        lambda w: {
            "visibilityTimeoutSeconds": 60,
            "messageRetentionSeconds": 86400,
            "sqsManagedSseEnabled": True,
            "tags": TAGS,
        },
        lambda w: {"visibilityTimeoutSeconds": 90, "tags": {"team": "other"}},
        lambda w: {"name": "another"},
        ("arn", "url"),
    ),
    Life(
        "aws:sqs/queuePolicy:QueuePolicy",
        lambda w: {"queueUrl": w.id("queue"), "policy": _queue_policy("SQS:SendMessage")},
        lambda w: {"policy": _queue_policy("SQS:ReceiveMessage")},
    ),
    Life(
        "aws:sns/topic:Topic",
        lambda w: {"displayName": "one", "tags": TAGS},
        lambda w: {"displayName": "two", "tags": {}},
        lambda w: {"name": "another"},
        ("arn", "owner"),
    ),
    Life(
        "aws:cloudwatch/eventRule:EventRule",
        lambda w: {"scheduleExpression": "rate(5 minutes)", "description": "one", "tags": TAGS},
        lambda w: {"description": "two", "tags": {}},
        lambda w: {"name": "another"},
        ("arn",),
    ),
    Life(
        "aws:cloudwatch/eventTarget:EventTarget",
        lambda w: {"rule": w.id("rule"), "arn": w.out("queue", "arn")},
        lambda w: {"input": "{}"},
        lambda w: {"targetId": "another"},
    ),
    Life(
        "aws:secretsmanager/secret:Secret",
        lambda w: {"description": "one", "recoveryWindowInDays": 0, "tags": TAGS},
        lambda w: {"description": "two", "tags": {}},
        lambda w: {"name": "another"},
        ("arn",),
    ),
    Life(
        "aws:secretsmanager/secretVersion:SecretVersion",
        lambda w: {"secretId": w.id("secret"), "secretString": "hush"},
        replacing=lambda w: {"secretString": "other"},
        outputs=("versionId", "arn"),
    ),
    Life(
        "aws:ssm/parameter:Parameter",
        lambda w: {"type": "String", "value": "one", "tags": TAGS},
        lambda w: {"value": "two", "tags": {}},
        lambda w: {"name": "another"},
        ("arn", "version"),
    ),
)

LEFT_BEHIND = {
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/defaultRouteTable:DefaultRouteTable",
    "aws:secretsmanager/secretVersion:SecretVersion",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:guardduty/detectorFeature:DetectorFeature",
    "aws:cfg/recorderStatus:RecorderStatus",
    "aws:ebs/encryptionByDefault:EncryptionByDefault",
}
"""Types whose removal leaves the thing where it is: it belongs to something else."""


def _expiring(count: int) -> str:
    selection = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": count}
    return json.dumps({"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]})


def _queue_policy(action: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": "*", "Action": action, "Resource": "*"}],
        }
    )


def _given(inputs: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in inputs.items() if value is not None}


@pytest.mark.parametrize("life", LIVES, ids=lambda life: f"{life.token} {life.id}".strip())
def test_a_resource_lives_through_create_refresh_update_and_delete_without_phantom_differences(
    engine: Any, life: Life
) -> None:
    world = World(engine)
    inputs = life.inputs(world)
    made = engine.create(life.token, inputs)
    assert made.identity
    assert taken(), "what moto holds of it can be saved"
    assert [name for name in life.outputs if made.state.get(name) in (None, "")] == []
    assert made.state.get("region") == ("us-west-2" if rows()[life.token].regional else None)

    assert engine.difference(made, inputs).changes == {}, "the same program again"

    seen = engine.refresh(made)
    assert seen.identity == made.identity
    assert seen.inputs == made.inputs, "a refresh straight after creation"
    made.inputs, made.state = seen.inputs, seen.state
    assert engine.difference(made, inputs).changes == {}, "the same program after a refresh"

    retagged = {"tags": {"team": "delivery", "tier": "two"}} if inputs.get("tags") == TAGS else {}
    changed = _given({**inputs, **retagged, **life.change(world)})
    if changed != inputs:
        difference = engine.difference(made, changed)
        assert difference.changes
        assert not any(change.replaces for change in difference.changes.values()), difference
        engine.update(made, changed)
        assert engine.difference(made, changed).changes == {}, "the changed program again"
        seen = engine.refresh(made)
        assert seen.inputs == made.inputs, "a refresh straight after the update"

    replacing = _given({**changed, **life.replacing(world)})
    if replacing != changed:
        assert any(change.replaces for change in engine.difference(made, replacing).changes.values())

    engine.delete(made)
    if life.token not in LEFT_BEHIND:
        assert engine.refresh(made).identity == "", "after its removal"
    engine.provider.delete(made.subject, made.identity, made.inputs, made.state, timeout=5)
    assert taken(), "what moto holds after it can be saved"


def test_every_row_of_the_table_has_a_life() -> None:
    assert set(rows()) == {life.token for life in LIVES}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_row_speaks_of_a_type_of_pulumi_aws_in_its_words() -> None:
    import importlib

    wrong: list[str] = []
    for token, row in rows().items():
        module, name = token.split(":")[1].split("/")[0], token.rsplit(":", 1)[1]
        kind = getattr(importlib.import_module(f"pulumi_aws.{module}"), name)
        known = {_camel(key) for key, getter in vars(kind).items() if isinstance(getter, property)}
        mine = (
            row.output_names() | row.replace | row.settings | {key for change in row.changes for key in change.on}
        ) - INTERNAL
        wrong += [f"{token}: {key}" for key in sorted(mine - known)]
    assert wrong == []


INTERNAL = {"defaultVersionId"}
"""Outputs that rows keep for their own calls; SDKs don't see them."""


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def test_a_thing_held_by_another_is_refused_at_the_deadline_with_aws_s_code(engine: Any) -> None:
    world = World(engine)
    world.id("subnet")
    vpc = world["vpc"]
    with pytest.raises(AwsRefused, match=r"::around-vpc: AWS answered DependencyViolation to DeleteVpc in us-west-2"):
        engine.provider.delete(vpc.subject, vpc.identity, vpc.inputs, vpc.state, timeout=0.05)
