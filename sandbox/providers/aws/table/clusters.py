"""EKS: clusters, node groups, add-ons, access and identities."""

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
        token="aws:eks/cluster:Cluster",
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
                    "enabledClusterLogTypes": Each("$logging.clusterLogging", "$types", where={"enabled": True}, flat=True),
                    "accessConfig": "$accessConfig",
                    "upgradePolicy": "$upgradePolicy",
                    "zonalShiftConfig": "$zonalShiftConfig",
                    "deletionProtection": "$deletionProtection",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(on=("version",), call=Call("update_cluster_version", {"name": "@id", "version": "$version"}), creation=False),
            _setting("vpcConfig", "resourcesVpcConfig", _VPC),
            Change(
                on=("enabledClusterLogTypes",),
                call=Call(
                    "update_cluster_config",
                    {
                        "name": "@id",
                        "logging": {
                            "clusterLogging": [
                                {"types": "$enabledClusterLogTypes|some", "enabled": Given("$enabledClusterLogTypes", True)},
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
            {"name", "roleArn", "encryptionConfig", "kubernetesNetworkConfig", "bootstrapSelfManagedAddons", "outpostConfig", "remoteNetworkConfig"}
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
        token="aws:eks/nodeGroup:NodeGroup",
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
            Change(on=("scalingConfig",), call=Call("update_nodegroup_config", _GROUP | {"scalingConfig": _SCALING}), creation=False),
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
                call=Call("update_nodegroup_config", _GROUP | {"taints": {"addOrUpdateTaints": "@added", "removeTaints": "@removed"}}),
                creation=False,
                keyed=("key", "effect"),
            ),
            Change(on=("updateConfig",), call=Call("update_nodegroup_config", _GROUP | {"updateConfig": "$updateConfig"}), creation=False),
            Change(
                on=("nodeRepairConfig",),
                call=Call("update_nodegroup_config", _GROUP | {"nodeRepairConfig": "$nodeRepairConfig"}),
                creation=False,
            ),
        ),
        delete=(Call("delete_nodegroup", _GROUP),),
        replace=frozenset(
            {"clusterName", "nodeGroupName", "nodeGroupNamePrefix", "nodeRoleArn", "subnetIds", "instanceTypes", "amiType", "capacityType"}
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
        token="aws:eks/fargateProfile:FargateProfile",
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
                Call("describe_fargate_profile", {"clusterName": "$clusterName", "fargateProfileName": "$fargateProfileName"}),
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
        delete=(Call("delete_fargate_profile", {"clusterName": "$clusterName", "fargateProfileName": "$fargateProfileName"}),),
        replace=frozenset({"clusterName", "fargateProfileName", "podExecutionRoleArn", "subnetIds", "selectors"}),
        name=Name(property="fargateProfileName", longest=100),
        unique=("clusterName", "fargateProfileName"),
        imported=(":", "clusterName", "fargateProfileName"),
        tags=eks_tags(),
    ),
    Row(
        token="aws:eks/addon:Addon",
        service="eks",
        create=Call(
            "create_addon",
            {
                "clusterName": "$clusterName",
                "addonName": "$addonName",
                "addonVersion": "$addonVersion",
                "serviceAccountRoleArn": "$serviceAccountRoleArn",
                "resolveConflicts": "$resolveConflictsOnCreate",
                "configurationValues": "$configurationValues",
                "podIdentityAssociations": "$podIdentityAssociations|some",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.addonName}"),
        looks=(
            Look(
                Call("describe_addon", {"clusterName": "$clusterName", "addonName": "$addonName"}),
                at="addon",
                outputs={
                    "arn": "$addonArn",
                    "addonVersion": "$addonVersion",
                    "serviceAccountRoleArn": "$serviceAccountRoleArn",
                    "configurationValues": "$configurationValues|some",
                    "createdAt": "$createdAt|time",
                    "modifiedAt": "$modifiedAt|time",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("addonVersion", "serviceAccountRoleArn", "configurationValues", "podIdentityAssociations"),
                call=Call(
                    "update_addon",
                    {
                        "clusterName": "$clusterName",
                        "addonName": "$addonName",
                        "addonVersion": "$addonVersion",
                        "serviceAccountRoleArn": "$serviceAccountRoleArn",
                        "resolveConflicts": "$resolveConflictsOnUpdate",
                        "configurationValues": "$configurationValues",
                        "podIdentityAssociations": "$podIdentityAssociations|some",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_addon", {"clusterName": "$clusterName", "addonName": "$addonName", "preserve": "$preserve"}),),
        replace=frozenset({"clusterName", "addonName", "namespaceConfig"}),
        computed=frozenset({"modifiedAt"}),
        unique=("clusterName", "addonName"),
        settings=frozenset({"preserve", "resolveConflictsOnCreate", "resolveConflictsOnUpdate"}),
        imported=(":", "clusterName", "addonName"),
        tags=eks_tags(),
    ),
    Row(
        token="aws:eks/accessEntry:AccessEntry",
        service="eks",
        create=Call(
            "create_access_entry",
            {
                "clusterName": "$clusterName",
                "principalArn": "$principalArn",
                "kubernetesGroups": "$kubernetesGroups|some",
                "username": "$userName",
                "type": "$type",
            },
        ),
        identity=Text("{@p.clusterName}:{@p.principalArn}"),
        looks=(
            Look(
                Call("describe_access_entry", {"clusterName": "$clusterName", "principalArn": "$principalArn"}),
                at="accessEntry",
                outputs={
                    "accessEntryArn": "$accessEntryArn",
                    "kubernetesGroups": "$kubernetesGroups|some",
                    "userName": "$username",
                    "type": "$type",
                    "createdAt": "$createdAt|time",
                    "modifiedAt": "$modifiedAt|time",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("kubernetesGroups", "userName"),
                call=Call(
                    "update_access_entry",
                    {
                        "clusterName": "$clusterName",
                        "principalArn": "$principalArn",
                        "kubernetesGroups": "$kubernetesGroups",
                        "username": "$userName",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_access_entry", {"clusterName": "$clusterName", "principalArn": "$principalArn"}),),
        replace=frozenset({"clusterName", "principalArn", "type"}),
        defaults={"type": "STANDARD"},
        unique=("clusterName", "principalArn"),
        imported=(":", "clusterName", "principalArn"),
        tags=eks_tags("$accessEntryArn"),
    ),
    Row(
        token="aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
        service="eks",
        create=Call(
            "associate_access_policy",
            {"clusterName": "$clusterName", "principalArn": "$principalArn", "policyArn": "$policyArn", "accessScope": "$accessScope"},
        ),
        identity=Text("{@p.clusterName}#{@p.principalArn}#{@p.policyArn}"),
        looks=(
            Look(
                Call("list_associated_access_policies", {"clusterName": "$clusterName", "principalArn": "$principalArn"}),
                at="associatedAccessPolicies",
                where={"policyArn": "$policyArn"},
                outputs={"accessScope": "$accessScope", "associatedAt": "$associatedAt|time", "modifiedAt": "$modifiedAt|time"},
            ),
        ),
        delete=(
            Call(
                "disassociate_access_policy",
                {"clusterName": "$clusterName", "principalArn": "$principalArn", "policyArn": "$policyArn"},
            ),
        ),
        replace=frozenset({"clusterName", "principalArn", "policyArn", "accessScope"}),
        unique=("clusterName", "principalArn", "policyArn"),
        imported=("#", "clusterName", "principalArn", "policyArn"),
    ),
    Row(
        token="aws:eks/podIdentityAssociation:PodIdentityAssociation",
        service="eks",
        create=Call(
            "create_pod_identity_association",
            {
                "clusterName": "$clusterName",
                "namespace": "$namespace",
                "serviceAccount": "$serviceAccount",
                "roleArn": "$roleArn",
                "disableSessionTags": "$disableSessionTags",
                "targetRoleArn": "$targetRoleArn",
            },
        ),
        identity="$association.associationId",
        outputs={"associationId": "$association.associationId"},
        looks=(
            Look(
                Call("describe_pod_identity_association", {"clusterName": "$clusterName", "associationId": "@id"}),
                at="association",
                outputs={
                    "associationId": "$associationId",
                    "associationArn": "$associationArn",
                    "namespace": "$namespace",
                    "serviceAccount": "$serviceAccount",
                    "roleArn": "$roleArn",
                    "targetRoleArn": "$targetRoleArn",
                    "tagsAll": "$tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("roleArn", "disableSessionTags", "targetRoleArn"),
                call=Call(
                    "update_pod_identity_association",
                    {
                        "clusterName": "$clusterName",
                        "associationId": "@id",
                        "roleArn": "$roleArn",
                        "disableSessionTags": "$disableSessionTags",
                        "targetRoleArn": "$targetRoleArn",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_pod_identity_association", {"clusterName": "$clusterName", "associationId": "@id"}),),
        replace=frozenset({"clusterName", "namespace", "serviceAccount"}),
        unique=("clusterName", "namespace", "serviceAccount"),
        imported=(",", "clusterName", "associationId"),
        tags=eks_tags("$associationArn"),
    ),
)
