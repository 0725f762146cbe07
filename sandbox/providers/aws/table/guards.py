"""What an account or a region has once: GuardDuty, AWS Config, encryption of volumes, refusal of public buckets."""

from __future__ import annotations

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row
from sandbox.providers.aws.table.tagging import mapped_tags
from sandbox.providers.aws.template import Each, Text

_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
_BLOCK = Call(
    "put_public_access_block",
    {
        "AccountId": "@account",
        "PublicAccessBlockConfiguration": {key[0].upper() + key[1:]: f"${key}" for key in _BLOCKS},
    },
)
_FEATURE = Call(
    "update_detector",
    {
        "DetectorId": "$detectorId",
        "Features": [
            {
                "Name": "$name",
                "Status": "$status",
                "AdditionalConfiguration": Each("$additionalConfigurations", {"Name": "$name", "Status": "$status"}),
            }
        ],
    },
)
_RECORDER = Call(
    "put_configuration_recorder",
    {
        "ConfigurationRecorder": {
            "name": "$name",
            "roleARN": "$roleArn",
            "recordingGroup": {
                "allSupported": "$recordingGroup.allSupported",
                "includeGlobalResourceTypes": "$recordingGroup.includeGlobalResourceTypes",
                "resourceTypes": "$recordingGroup.resourceTypes",
            },
        }
    },
)
_CHANNEL = Call(
    "put_delivery_channel",
    {
        "DeliveryChannel": {
            "name": "$name",
            "s3BucketName": "$s3BucketName",
            "s3KeyPrefix": "$s3KeyPrefix",
            "s3KmsKeyArn": "$s3KmsKeyArn",
            "snsTopicARN": "$snsTopicArn",
        }
    },
)
_RECORD = Call("{$isEnabled|startstop}_configuration_recorder", {"ConfigurationRecorderName": "$name"})
_VOLUMES = Call("{$enabled|onoff}_ebs_encryption_by_default")

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:guardduty/detector:Detector",
        service="guardduty",
        create=Call(
            "create_detector",
            {"Enable": "$enable", "FindingPublishingFrequency": "$findingPublishingFrequency"},
        ),
        identity="$DetectorId",
        outputs={"accountId": "@account"},
        looks=(
            Look(
                Call("get_detector", {"DetectorId": "@id"}),
                outputs={
                    "arn": Text("arn:{@partition}:guardduty:{@region}:{@account}:detector/{@id}"),
                    "enable": "$Status|enabled",
                    "findingPublishingFrequency": "$FindingPublishingFrequency",
                    "tagsAll": "$Tags|frompairs",
                },
            ),
        ),
        changes=(
            Change(
                on=("enable", "findingPublishingFrequency"),
                call=Call(
                    "update_detector",
                    {
                        "DetectorId": "@id",
                        "Enable": "$enable",
                        "FindingPublishingFrequency": "$findingPublishingFrequency",
                    },
                ),
                creation=False,
            ),
        ),
        delete=(Call("delete_detector", {"DetectorId": "@id"}),),
        defaults={"enable": True},
        gone=("BadRequestException",),
        tags=mapped_tags(
            argument="ResourceArn",
            reference="$arn",
            created="Tags",
            tag="tag_resource",
            untag="untag_resource",
            keys="TagKeys",
            tags="Tags",
            listing=None,
            at="",
        ),
    ),
    Row(
        type="aws:guardduty/detectorFeature:DetectorFeature",
        service="guardduty",
        create=_FEATURE,
        identity=Text("{@p.detectorId}/{@p.name}"),
        looks=(
            Look(
                Call("get_detector", {"DetectorId": "$detectorId"}),
                at="Features",
                where={"Name": "$name"},
                outputs={
                    "name": "$Name",
                    "status": "$Status",
                    "additionalConfigurations": Each(
                        "$AdditionalConfiguration", {"name": "$Name", "status": "$Status"}
                    ),
                },
            ),
        ),
        changes=(Change(on=("status", "additionalConfigurations"), call=_FEATURE, creation=False),),
        # A feature stays as it is until its detector goes, as with the real provider.
        replace=frozenset({"detectorId", "name"}),
        gone=("BadRequestException",),
        unique=("detectorId", "name"),
    ),
    Row(
        type="aws:cfg/recorder:Recorder",
        service="config",
        create=_RECORDER,
        identity="@p.name",
        looks=(
            Look(
                Call("describe_configuration_recorders", {"ConfigurationRecorderNames": ["@id"]}),
                at="ConfigurationRecorders.0",
                outputs={
                    "name": "$name",
                    "roleArn": "$roleARN",
                    "recordingGroup": {
                        "allSupported": "$recordingGroup.allSupported",
                        "includeGlobalResourceTypes": "$recordingGroup.includeGlobalResourceTypes",
                        "resourceTypes": "$recordingGroup.resourceTypes|some",
                    },
                },
            ),
        ),
        changes=(Change(on=("roleArn", "recordingGroup"), call=_RECORDER, creation=False),),
        delete=(Call("delete_configuration_recorder", {"ConfigurationRecorderName": "@id"}),),
        replace=frozenset({"name"}),
        name=Name(longest=256),
        unique=("name",),
    ),
    Row(
        type="aws:cfg/deliveryChannel:DeliveryChannel",
        service="config",
        create=_CHANNEL,
        identity="@p.name",
        looks=(
            Look(
                Call("describe_delivery_channels", {"DeliveryChannelNames": ["@id"]}),
                at="DeliveryChannels.0",
                outputs={
                    "name": "$name",
                    "s3BucketName": "$s3BucketName",
                    "s3KeyPrefix": "$s3KeyPrefix",
                    "s3KmsKeyArn": "$s3KmsKeyArn",
                    "snsTopicArn": "$snsTopicARN",
                },
            ),
        ),
        changes=(
            Change(on=("s3BucketName", "s3KeyPrefix", "s3KmsKeyArn", "snsTopicArn"), call=_CHANNEL, creation=False),
        ),
        delete=(Call("delete_delivery_channel", {"DeliveryChannelName": "@id"}),),
        replace=frozenset({"name"}),
        name=Name(longest=256),
        unique=("name",),
        retry=("LastDeliveryChannelDeleteFailedException",),
    ),
    Row(
        type="aws:cfg/recorderStatus:RecorderStatus",
        service="config",
        create=_RECORD,
        identity="@p.name",
        looks=(
            Look(
                Call("describe_configuration_recorder_status", {"ConfigurationRecorderNames": ["$name"]}),
                at="ConfigurationRecordersStatus.0",
                outputs={"name": "$name", "isEnabled": "$recording"},
            ),
        ),
        changes=(Change(on=("isEnabled",), call=_RECORD, creation=False),),
        delete=(Call("stop_configuration_recorder", {"ConfigurationRecorderName": "$name"}),),
        replace=frozenset({"name"}),
        unique=("name",),
        imported=("\n", "name"),
    ),
    Row(
        type="aws:ebs/encryptionByDefault:EncryptionByDefault",
        service="ec2",
        create=_VOLUMES,
        # There is one in a region, and AWS gives it no name.
        identity="@region",
        looks=(Look(Call("get_ebs_encryption_by_default"), outputs={"enabled": "$EbsEncryptionByDefault"}),),
        changes=(Change(on=("enabled",), call=_VOLUMES, creation=False),),
        delete=(Call("disable_ebs_encryption_by_default"),),
        defaults={"enabled": True},
    ),
    Row(
        type="aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        service="s3control",
        create=_BLOCK,
        identity="@account",
        looks=(
            Look(
                Call("get_public_access_block", {"AccountId": "@id"}),
                at="PublicAccessBlockConfiguration",
                outputs={"accountId": "@id"} | {key: f"${key[0].upper()}{key[1:]}" for key in _BLOCKS},
            ),
        ),
        changes=(Change(on=_BLOCKS, call=_BLOCK, creation=False),),
        delete=(Call("delete_public_access_block", {"AccountId": "@id"}),),
        replace=frozenset({"accountId"}),
        defaults=dict.fromkeys(_BLOCKS, False),
    ),
)
