"""EKS: clusters, node groups and Fargate profiles."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import eks_tags
from sandbox.providers.aws.template import Each, Given, Template, Text

_VPC: dict[str, Template] = {
    "subnetIds": "$vpcConfig.subnetIds",
    "securityGroupIds": "$vpcConfig.securityGroupIds",
    "endpointPublicAccess": "$vpcConfig.endpointPublicAccess",
    "endpointPrivateAccess": "$vpcConfig.endpointPrivateAccess",
    "publicAccessCidrs": "$vpcConfig.publicAccessCidrs",
}
_LOGGING: dict[str, Template] = {"clusterLogging": [{"types": "$enabledClusterLogTypes|some", "enabled": True}]}
_GROUP = {"clusterName": "$clusterName", "nodegroupName": "$nodeGroupName"}
_SCALING: dict[str, Template] = {
    "minSize": "$scalingConfig.minSize",
    "maxSize": "$scalingConfig.maxSize",
    "desiredSize": "$scalingConfig.desiredSize",
}


def _setting(property: str, parameter: str, value: Template) -> Change:
    return Change(on=(property,), call=Call("update_cluster_config", {"name": "@id", parameter: value}), creation=False)


ROWS: tuple[Row, ...] = (
    Row(
        type="aws:eks/cluster:Cluster",
        service="eks",
        create=Call(
            "create_cluster",
            {
                "name": "$name",
                "version": "$version",
                "roleArn": "$roleArn",
                "resourcesVpcConfig": _VPC,
                "kubernetesNetworkConfig": "$kubernetesNetworkConfig",
                "logging": _LOGGING,
                "encryptionConfig": Each("$encryptionConfig", {"resources": "$resources", "provider": "$provider"}),
                "accessConfig": "$accessConfig",
                "upgradePolicy": "$upgradePolicy",
                "zonalShiftConfig": "$zonalShiftConfig",
                "deletionProtection": "$deletionProtection",
                "bootstrapSelfManagedAddons": "$bootstrapSelfManagedAddons",
                "computeConfig": "$computeConfig",
                "storageConfig": "$storageConfig",
                "remoteNetworkConfig": "$remoteNetworkConfig",
            },
        ),
        identity="$cluster.name",
        looks=(
            Look(
                Call("describe_cluster", {"name": "@id"}),
                at="cluster",
                outputs={
                    "name": "$name",
                    "arn": "$arn",
                    "version": "$version",
                    "platformVersion": "$platformVersion",
                    "roleArn": "$roleArn",
                    "status": "$status",
                    "createdAt": "$createdAt|time",
                    "endpoint": "$endpoint",
                    "certificateAuthority": "$certificateAuthority",
                    "identities": [{"oidcs": [{"issuer": "$identity.oidc.issuer"}]}],
                    "vpcConfig": "$resourcesVpcConfig",
                    "kubernetesNetworkConfig": "$kubernetesNetworkConfig",
                    "encryptionConfig": "$encryptionConfig.0",
                    "enabledClusterLogTypes": Each(
                        "$logging.clusterLogging", "$types", where={"enabled": True}, flat=True
                    ),
                    "accessConfig": "$accessConfig",
                    "upgradePolicy": "$upgradePolicy",
                    "zonalShiftConfig": "$zonalShiftConfig",
                    "deletionProtection": "$deletionProtection",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("version",),
                call=Call("update_cluster_version", {"name": "@id", "version": "$version"}),
                creation=False,
            ),
            _setting("vpcConfig", "resourcesVpcConfig", _VPC),
            Change(
                on=("enabledClusterLogTypes",),
                call=Call(
                    "update_cluster_config",
                    {
                        "name": "@id",
                        "logging": {
                            "clusterLogging": [
                                {
                                    "types": "$enabledClusterLogTypes|some",
                                    "enabled": Given("$enabledClusterLogTypes", True),
                                },
                                {"types": "@removed", "enabled": Given("@removed", False)},
                            ]
                        },
                    },
                ),
                creation=False,
            ),
            _setting("accessConfig", "accessConfig", {"authenticationMode": "$accessConfig.authenticationMode"}),
            _setting("upgradePolicy", "upgradePolicy", "$upgradePolicy"),
            _setting("zonalShiftConfig", "zonalShiftConfig", "$zonalShiftConfig"),
            _setting("deletionProtection", "deletionProtection", "$deletionProtection"),
            _setting("computeConfig", "computeConfig", "$computeConfig"),
            _setting("storageConfig", "storageConfig", "$storageConfig"),
        ),
        delete=(Call("delete_cluster", {"name": "@id"}),),
        replace=frozenset(
            {
                "name",
                "roleArn",
                "encryptionConfig",
                "kubernetesNetworkConfig",
                "bootstrapSelfManagedAddons",
                "outpostConfig",
                "remoteNetworkConfig",
            }
        ),
        computed=frozenset({"platformVersion"}),
        defaults={"bootstrapSelfManagedAddons": True},
        name=Name(longest=100),
        unique=("name",),
        ready=("status", ("ACTIVE",)),
        settings=frozenset({"forceUpdateVersion"}),
        tags=eks_tags(),
    ),
    Row(
        type="aws:eks/nodeGroup:NodeGroup",
        service="eks",
        create=Call(
            "create_nodegroup",
            _GROUP
            | {
                "nodeRole": "$nodeRoleArn",
                "subnets": "$subnetIds",
                "scalingConfig": _SCALING,
                "instanceTypes": "$instanceTypes|some",
                "amiType": "$amiType",
                "capacityType": "$capacityType",
                "diskSize": "$diskSize",
                "labels": "$labels|some",
                "taints": "$taints|some",
                "launchTemplate": "$launchTemplate",
                "updateConfig": "$updateConfig",
                "remoteAccess": "$remoteAccess",
                "nodeRepairConfig": "$nodeRepairConfig",
                "version": "$version",
                "releaseVersion": "$releaseVersion",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.nodeGroupName}"),
        looks=(
            Look(
                Call("describe_nodegroup", _GROUP),
                at="nodegroup",
                outputs={
                    "clusterName": "$clusterName",
                    "nodeGroupName": "$nodegroupName",
                    "arn": "$nodegroupArn",
                    "status": "$status",
                    "version": "$version",
                    "releaseVersion": "$releaseVersion",
                    "nodeRoleArn": "$nodeRole",
                    "subnetIds": "$subnets",
                    "scalingConfig": "$scalingConfig",
                    "instanceTypes": "$instanceTypes",
                    "amiType": "$amiType",
                    "capacityType": "$capacityType",
                    "diskSize": "$diskSize",
                    "labels": "$labels",
                    "taints": "$taints|some",
                    "launchTemplate": "$launchTemplate",
                    "updateConfig": "$updateConfig",
                    "resources": [
                        {
                            "autoscalingGroups": "$resources.autoScalingGroups",
                            "remoteAccessSecurityGroupId": "$resources.remoteAccessSecurityGroup",
                        }
                    ],
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("version", "releaseVersion", "launchTemplate"),
                call=Call(
                    "update_nodegroup_version",
                    _GROUP
                    | {
                        "version": "$version",
                        "releaseVersion": "$releaseVersion",
                        "launchTemplate": {"id": "$launchTemplate.id", "version": "$launchTemplate.version"},
                        "force": "$forceUpdateVersion",
                    },
                ),
                creation=False,
            ),
            Change(
                on=("scalingConfig",),
                call=Call("update_nodegroup_config", _GROUP | {"scalingConfig": _SCALING}),
                creation=False,
            ),
            Change(
                on=("labels",),
                call=Call(
                    "update_nodegroup_config",
                    _GROUP | {"labels": {"addOrUpdateLabels": "$labels|some", "removeLabels": "@lost_keys"}},
                ),
                creation=False,
            ),
            Change(
                on=("taints",),
                call=Call(
                    "update_nodegroup_config",
                    _GROUP | {"taints": {"addOrUpdateTaints": "@added", "removeTaints": "@removed"}},
                ),
                creation=False,
                keyed=("key", "effect"),
            ),
            Change(
                on=("updateConfig",),
                call=Call("update_nodegroup_config", _GROUP | {"updateConfig": "$updateConfig"}),
                creation=False,
            ),
            Change(
                on=("nodeRepairConfig",),
                call=Call("update_nodegroup_config", _GROUP | {"nodeRepairConfig": "$nodeRepairConfig"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_nodegroup", _GROUP),),
        replace=frozenset(
            {
                "clusterName",
                "nodeGroupName",
                "nodeGroupNamePrefix",
                "nodeRoleArn",
                "subnetIds",
                "instanceTypes",
                "amiType",
                "capacityType",
            }
            | {"diskSize", "remoteAccess"}
        ),
        replace_within=("launchTemplate.id", "launchTemplate.name"),
        name=Name(property="nodeGroupName", prefix="nodeGroupNamePrefix", longest=63),
        unique=("clusterName", "nodeGroupName"),
        ready=("status", ("ACTIVE",)),
        settings=frozenset({"forceUpdateVersion"}),
        imported=(":", "clusterName", "nodeGroupName"),
        tags=eks_tags(),
    ),
    Row(
        type="aws:eks/fargateProfile:FargateProfile",
        service="eks",
        create=Call(
            "create_fargate_profile",
            {
                "clusterName": "$clusterName",
                "fargateProfileName": "$fargateProfileName",
                "podExecutionRoleArn": "$podExecutionRoleArn",
                "subnets": "$subnetIds",
                "selectors": "$selectors",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.fargateProfileName}"),
        looks=(
            Look(
                Call(
                    "describe_fargate_profile",
                    {"clusterName": "$clusterName", "fargateProfileName": "$fargateProfileName"},
                ),
                at="fargateProfile",
                outputs={
                    "arn": "$fargateProfileArn",
                    "status": "$status",
                    "podExecutionRoleArn": "$podExecutionRoleArn",
                    "subnetIds": "$subnets",
                    "selectors": "$selectors",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        delete=(
            Call(
                "delete_fargate_profile", {"clusterName": "$clusterName", "fargateProfileName": "$fargateProfileName"}
            ),
        ),
        replace=frozenset({"clusterName", "fargateProfileName", "podExecutionRoleArn", "subnetIds", "selectors"}),
        name=Name(property="fargateProfileName", longest=100),
        unique=("clusterName", "fargateProfileName"),
        imported=(":", "clusterName", "fargateProfileName"),
        tags=eks_tags(),
    ),
)
