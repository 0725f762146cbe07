"""Launch templates."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import ec2_arn, ec2_tags
from sandbox.providers.aws.template import Constant, Each, Template

_TEMPLATE_PARTS: dict[str, Template] = {
    "ImageId": "$imageId",
    "InstanceType": "$instanceType",
    "KeyName": "$keyName",
    "UserData": "$userData",
    "EbsOptimized": "$ebsOptimized|flag",
    "DisableApiTermination": "$disableApiTermination",
    "DisableApiStop": "$disableApiStop",
    "InstanceInitiatedShutdownBehavior": "$instanceInitiatedShutdownBehavior",
    "KernelId": "$kernelId",
    "RamDiskId": "$ramDiskId",
    "SecurityGroupIds": "$vpcSecurityGroupIds",
    "SecurityGroups": "$securityGroupNames",
    "IamInstanceProfile": "$iamInstanceProfile|pascal",
    "MetadataOptions": "$metadataOptions|pascal",
    "Monitoring": "$monitoring|pascal",
    "CpuOptions": "$cpuOptions|pascal",
    "CreditSpecification": "$creditSpecification|pascal",
    "EnclaveOptions": "$enclaveOptions|pascal",
    "MaintenanceOptions": "$maintenanceOptions|pascal",
    "Placement": "$placement|pascal",
    "PrivateDnsNameOptions": "$privateDnsNameOptions|pascal",
    "CapacityReservationSpecification": "$capacityReservationSpecification|pascal",
    "InstanceMarketOptions": "$instanceMarketOptions|pascal",
    "BlockDeviceMappings": Each(
        "$blockDeviceMappings",
        {
            "DeviceName": "$deviceName",
            "VirtualName": "$virtualName",
            "NoDevice": "$noDevice",
            "Ebs": {
                "DeleteOnTermination": "$ebs.deleteOnTermination|flag",
                "Encrypted": "$ebs.encrypted|flag",
                "Iops": "$ebs.iops",
                "KmsKeyId": "$ebs.kmsKeyId",
                "SnapshotId": "$ebs.snapshotId",
                "Throughput": "$ebs.throughput",
                "VolumeSize": "$ebs.volumeSize",
                "VolumeType": "$ebs.volumeType",
            },
        },
    ),
    "NetworkInterfaces": Each(
        "$networkInterfaces",
        {
            "AssociatePublicIpAddress": "$associatePublicIpAddress|flag",
            "DeleteOnTermination": "$deleteOnTermination|flag",
            "Description": "$description",
            "DeviceIndex": "$deviceIndex",
            "Groups": "$securityGroups",
            "InterfaceType": "$interfaceType",
            "NetworkCardIndex": "$networkCardIndex",
            "NetworkInterfaceId": "$networkInterfaceId",
            "PrivateIpAddress": "$privateIpAddress",
            "SubnetId": "$subnetId",
        },
    ),
    "TagSpecifications": Each("$tagSpecifications", {"ResourceType": "$resourceType", "Tags": "$tags|pairs"}),
}
_TEMPLATE_INPUTS = [
    "blockDeviceMappings",
    "capacityReservationSpecification",
    "cpuOptions",
    "creditSpecification",
    "disableApiStop",
    "disableApiTermination",
    "ebsOptimized",
    "enclaveOptions",
    "iamInstanceProfile",
    "imageId",
    "instanceInitiatedShutdownBehavior",
    "instanceMarketOptions",
    "instanceType",
    "kernelId",
    "keyName",
    "maintenanceOptions",
    "metadataOptions",
    "monitoring",
    "networkInterfaces",
    "placement",
    "privateDnsNameOptions",
    "ramDiskId",
    "securityGroupNames",
    "tagSpecifications",
    "userData",
    "vpcSecurityGroupIds",
    "description",
]

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:ec2/launchTemplate:LaunchTemplate",
        service="ec2",
        create=Call(
            "create_launch_template",
            {
                "LaunchTemplateName": "$name",
                "VersionDescription": "$description",
                "LaunchTemplateData": _TEMPLATE_PARTS,
            },
        ),
        identity="$LaunchTemplate.LaunchTemplateId",
        looks=(
            Look(
                Call("describe_launch_templates", {"LaunchTemplateIds": ["@id"]}),
                at="LaunchTemplates.0",
                outputs={
                    "name": "$LaunchTemplateName",
                    "latestVersion": "$LatestVersionNumber",
                    "defaultVersion": "$DefaultVersionNumber",
                    "arn": ec2_arn("launch-template"),
                    "tagsAll": "$Tags|frompairs",
                },
            ),
            Look(
                Call(
                    "describe_launch_template_versions", {"LaunchTemplateId": "@id", "Versions": [Constant("$Latest")]}
                ),
                at="LaunchTemplateVersions.0",
                outputs={
                    "description": "$VersionDescription",
                    "userData": "$LaunchTemplateData.UserData",
                    "imageId": "$LaunchTemplateData.ImageId",
                    "instanceType": "$LaunchTemplateData.InstanceType",
                    "metadataOptions": "$LaunchTemplateData.MetadataOptions|camel",
                    "monitoring": "$LaunchTemplateData.Monitoring|camel",
                    "vpcSecurityGroupIds": "$LaunchTemplateData.SecurityGroupIds|some",
                    "tagSpecifications": Each(
                        "$LaunchTemplateData.TagSpecifications|some",
                        {"resourceType": "$ResourceType", "tags": "$Tags|frompairs"},
                    ),
                    "networkInterfaces": Each(
                        "$LaunchTemplateData.NetworkInterfaces|some",
                        {
                            "associatePublicIpAddress": "$AssociatePublicIpAddress|text|lower",
                            "deleteOnTermination": "$DeleteOnTermination|text|lower",
                            "description": "$Description",
                            "deviceIndex": "$DeviceIndex",
                            "interfaceType": "$InterfaceType",
                            "networkCardIndex": "$NetworkCardIndex",
                            "networkInterfaceId": "$NetworkInterfaceId",
                            "privateIpAddress": "$PrivateIpAddress",
                            "securityGroups": "$Groups",
                            "subnetId": "$SubnetId",
                        },
                    ),
                    "blockDeviceMappings": Each(
                        "$LaunchTemplateData.BlockDeviceMappings|some",
                        {
                            "deviceName": "$DeviceName",
                            "ebs": {
                                "deleteOnTermination": "$Ebs.DeleteOnTermination|text|lower",
                                "encrypted": "$Ebs.Encrypted|text|lower",
                                "iops": "$Ebs.Iops",
                                "kmsKeyId": "$Ebs.KmsKeyId",
                                "throughput": "$Ebs.Throughput",
                                "volumeSize": "$Ebs.VolumeSize",
                                "volumeType": "$Ebs.VolumeType",
                            },
                        },
                    ),
                },
            ),
        ),
        changes=(
            Change(
                on=tuple(_TEMPLATE_INPUTS),
                call=Call(
                    "create_launch_template_version",
                    {
                        "LaunchTemplateId": "@id",
                        "VersionDescription": "$description",
                        "LaunchTemplateData": _TEMPLATE_PARTS,
                    },
                ),
                creation=False,
            ),
            Change(
                on=(*_TEMPLATE_INPUTS, "updateDefaultVersion"),
                call=Call(
                    "modify_launch_template",
                    {
                        "LaunchTemplateId": "@id",
                        "DefaultVersion": "@answer.LaunchTemplateVersion.VersionNumber?p.latestVersion|text",
                    },
                    needs=("updateDefaultVersion",),
                ),
                creation=False,
            ),
            Change(
                on=("defaultVersion",),
                call=Call(
                    "modify_launch_template", {"LaunchTemplateId": "@id", "DefaultVersion": "$defaultVersion|text"}
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_launch_template", {"LaunchTemplateId": "@id"}),),
        replace=frozenset({"name", "namePrefix"}),
        computed=frozenset({"latestVersion", "defaultVersion"}),
        name=Name(prefix="namePrefix", longest=125),
        unique=("name",),
        gone=("InvalidLaunchTemplateId.NotFound", "InvalidLaunchTemplateId.Malformed"),
        tags=ec2_tags("launch-template"),
    ),
)
