"""RDS: instances, their subnet groups and parameter groups."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import named_tags
from sandbox.providers.aws.template import Each, Template, Text

_MODIFIED: dict[str, tuple[str, Template, Template]] = {
    "allocatedStorage": ("AllocatedStorage", "$allocatedStorage", "$AllocatedStorage"),
    "maxAllocatedStorage": ("MaxAllocatedStorage", "$maxAllocatedStorage", "$MaxAllocatedStorage"),
    "storageType": ("StorageType", "$storageType", "$StorageType"),
    "instanceClass": ("DBInstanceClass", "$instanceClass", "$DBInstanceClass"),
    "engineVersion": ("EngineVersion", "$engineVersion", "$EngineVersion"),
    "autoMinorVersionUpgrade": ("AutoMinorVersionUpgrade", "$autoMinorVersionUpgrade", "$AutoMinorVersionUpgrade"),
    "multiAz": ("MultiAZ", "$multiAz", "$MultiAZ"),
    "backupRetentionPeriod": ("BackupRetentionPeriod", "$backupRetentionPeriod", "$BackupRetentionPeriod"),
    "copyTagsToSnapshot": ("CopyTagsToSnapshot", "$copyTagsToSnapshot", "$CopyTagsToSnapshot"),
    "deletionProtection": ("DeletionProtection", "$deletionProtection", "$DeletionProtection"),
    "publiclyAccessible": ("PubliclyAccessible", "$publiclyAccessible", "$PubliclyAccessible"),
    "iamDatabaseAuthenticationEnabled": (
        "EnableIAMDatabaseAuthentication",
        "$iamDatabaseAuthenticationEnabled",
        "$IAMDatabaseAuthenticationEnabled",
    ),
    "performanceInsightsEnabled": (
        "EnablePerformanceInsights",
        "$performanceInsightsEnabled",
        "$PerformanceInsightsEnabled",
    ),
    "performanceInsightsKmsKeyId": (
        "PerformanceInsightsKMSKeyId",
        "$performanceInsightsKmsKeyId",
        "$PerformanceInsightsKMSKeyId",
    ),
    "performanceInsightsRetentionPeriod": (
        "PerformanceInsightsRetentionPeriod",
        "$performanceInsightsRetentionPeriod",
        "$PerformanceInsightsRetentionPeriod",
    ),
    "parameterGroupName": (
        "DBParameterGroupName",
        "$parameterGroupName",
        "$DBParameterGroups.0.DBParameterGroupName",
    ),
    "vpcSecurityGroupIds": (
        "VpcSecurityGroupIds",
        "$vpcSecurityGroupIds",
        Each("$VpcSecurityGroups", "$VpcSecurityGroupId"),
    ),
}
"""What can be changed of an instance: property to (RDS's name, how it is sent, how it is read)."""

_SENT = {name: sent for name, sent, _ in _MODIFIED.values()}
_INSTANCE = {"DBInstanceIdentifier": "@id"}
_PARAMETERS = Each(
    "$parameters",
    {"ParameterName": "$name", "ParameterValue": "$value", "ApplyMethod": "$applyMethod"},
)

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:rds/subnetGroup:SubnetGroup",
        service="rds",
        create=Call(
            "create_db_subnet_group",
            {"DBSubnetGroupName": "$name", "DBSubnetGroupDescription": "$description", "SubnetIds": "$subnetIds"},
        ),
        identity="$DBSubnetGroup.DBSubnetGroupName",
        looks=(
            Look(
                Call("describe_db_subnet_groups", {"DBSubnetGroupName": "@id"}),
                at="DBSubnetGroups.0",
                outputs={
                    "name": "$DBSubnetGroupName",
                    "arn": "$DBSubnetGroupArn",
                    "description": "$DBSubnetGroupDescription",
                    "vpcId": "$VpcId",
                    "subnetIds": Each("$Subnets", "$SubnetIdentifier"),
                },
            ),
        ),
        changes=(
            Change(
                on=("subnetIds", "description"),
                call=Call(
                    "modify_db_subnet_group",
                    {
                        "DBSubnetGroupName": "@id",
                        "DBSubnetGroupDescription": "$description",
                        "SubnetIds": "$subnetIds",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_db_subnet_group", {"DBSubnetGroupName": "@id"}),),
        replace=frozenset({"name", "namePrefix"}),
        defaults={"description": "Managed by Pulumi"},
        name=Name(prefix="namePrefix", longest=255, lower=True),
        unique=("name",),
        retry=("InvalidDBSubnetGroupStateFault",),
        tags=named_tags(),
    ),
    Row(
        type="aws:rds/parameterGroup:ParameterGroup",
        service="rds",
        create=Call(
            "create_db_parameter_group",
            {"DBParameterGroupName": "$name", "DBParameterGroupFamily": "$family", "Description": "$description"},
        ),
        identity="$DBParameterGroup.DBParameterGroupName",
        looks=(
            Look(
                Call("describe_db_parameter_groups", {"DBParameterGroupName": "@id"}),
                at="DBParameterGroups.0",
                outputs={
                    "name": "$DBParameterGroupName",
                    "arn": "$DBParameterGroupArn",
                    "family": "$DBParameterGroupFamily",
                    "description": "$Description",
                },
            ),
            Look(
                Call("describe_db_parameters", {"DBParameterGroupName": "@id", "Source": "user"}),
                outputs={
                    "parameters": Each(
                        "$Parameters",
                        {"name": "$ParameterName", "value": "$ParameterValue", "applyMethod": "$ApplyMethod"},
                    )
                },
            ),
        ),
        changes=(
            Change(
                on=("parameters",),
                call=Call("modify_db_parameter_group", {"DBParameterGroupName": "@id", "Parameters": _PARAMETERS}),
            ),
        ),
        delete=(Call("delete_db_parameter_group", {"DBParameterGroupName": "@id"}),),
        replace=frozenset({"name", "namePrefix", "family", "description"}),
        defaults={"description": "Managed by Pulumi"},
        name=Name(prefix="namePrefix", longest=255, lower=True),
        unique=("name",),
        retry=("InvalidDBParameterGroupState",),
        settings=frozenset({"skipDestroy"}),
        tags=named_tags(),
    ),
    Row(
        type="aws:rds/instance:Instance",
        service="rds",
        create=Call(
            "create_db_instance",
            {
                "DBInstanceIdentifier": "$identifier",
                "Engine": "$engine",
                "DBName": "$dbName",
                "Port": "$port",
                "MasterUsername": "$username",
                "MasterUserPassword": "$password",
                "ManageMasterUserPassword": "$manageMasterUserPassword",
                "MasterUserSecretKmsKeyId": "$masterUserSecretKmsKeyId",
                "StorageEncrypted": "$storageEncrypted",
                "KmsKeyId": "$kmsKeyId",
                "DBSubnetGroupName": "$dbSubnetGroupName",
                "EnableCloudwatchLogsExports": "$enabledCloudwatchLogsExports",
                "CACertificateIdentifier": "$caCertIdentifier",
            }
            | _SENT,
        ),
        identity="$DBInstance.DBInstanceIdentifier",
        looks=(
            Look(
                Call("describe_db_instances", _INSTANCE),
                at="DBInstances.0",
                outputs={
                    "identifier": "$DBInstanceIdentifier",
                    "arn": "$DBInstanceArn",
                    "status": "$DBInstanceStatus",
                    "engine": "$Engine",
                    "engineVersionActual": "$EngineVersion",
                    "address": "$Endpoint.Address",
                    "endpoint": Text("{$Endpoint.Address}:{$Endpoint.Port}"),
                    "port": "$Endpoint.Port",
                    "dbName": "$DBName",
                    "username": "$MasterUsername",
                    "resourceId": "$DbiResourceId",
                    "storageEncrypted": "$StorageEncrypted",
                    "kmsKeyId": "$KmsKeyId|some",
                    "dbSubnetGroupName": "$DBSubnetGroup.DBSubnetGroupName",
                    "enabledCloudwatchLogsExports": "$EnabledCloudwatchLogsExports",
                    "masterUserSecrets": [
                        {
                            "secretArn": "$MasterUserSecret.SecretArn",
                            "secretStatus": "$MasterUserSecret.SecretStatus",
                            "kmsKeyId": "$MasterUserSecret.KmsKeyId",
                        }
                    ],
                }
                | {key: read for key, (_, _, read) in _MODIFIED.items()},
            ),
        ),
        changes=(
            Change(
                on=tuple(_MODIFIED),
                call=Call(
                    "modify_db_instance",
                    _INSTANCE
                    | _SENT
                    | {
                        "ApplyImmediately": "$applyImmediately",
                        "AllowMajorVersionUpgrade": "$allowMajorVersionUpgrade",
                    },
                ),
                creation=False,
            ),
            Change(
                on=("enabledCloudwatchLogsExports",),
                call=Call(
                    "modify_db_instance",
                    _INSTANCE
                    | {
                        "CloudwatchLogsExportConfiguration": {
                            "EnableLogTypes": "@added",
                            "DisableLogTypes": "@removed",
                        }
                    },
                ),
                creation=False,
            ),
        ),
        delete=(
            Call(
                "delete_db_instance",
                _INSTANCE
                | {
                    "SkipFinalSnapshot": "$skipFinalSnapshot",
                    "FinalDBSnapshotIdentifier": "$finalSnapshotIdentifier",
                    "DeleteAutomatedBackups": "$deleteAutomatedBackups",
                },
            ),
        ),
        replace=frozenset(
            {
                *("identifier", "identifierPrefix", "engine", "dbName", "username", "storageEncrypted", "kmsKeyId"),
                *("dbSubnetGroupName", "port", "availabilityZone"),
            }
        ),
        defaults={"skipFinalSnapshot": False, "deleteAutomatedBackups": True, "autoMinorVersionUpgrade": True},
        name=Name(property="identifier", prefix="identifierPrefix", longest=63, lower=True),
        unique=("identifier",),
        gone=("DBInstanceNotFound",),
        ready=("status", ("available",)),
        ending=("DBInstanceStatus", ("deleting",)),
        write_only=frozenset({"password"}),
        settings=frozenset(
            {
                *("allowMajorVersionUpgrade", "applyImmediately", "skipFinalSnapshot", "finalSnapshotIdentifier"),
                "deleteAutomatedBackups",
            }
        ),
        tags=named_tags(),
    ),
)
