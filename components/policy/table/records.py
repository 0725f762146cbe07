"""Keys, logs, images, and what watches an account."""

from __future__ import annotations

from components.policy.rows import Grant, Row, Tagged, actions, looks, pass_role, service_linked_role

_KEY = ("kms:{region}:{account}:key/*",)

ROWS = (
    Row(
        ("aws:ebs/encryptionByDefault:EncryptionByDefault",),
        (looks("ec2", "GetEbsEncryptionByDefault EnableEbsEncryptionByDefault DisableEbsEncryptionByDefault"),),
    ),
    Row(
        ("aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",),
        (looks("s3", "GetAccountPublicAccessBlock PutAccountPublicAccessBlock"),),
    ),
    Row(
        ("aws:kms/key:Key",),
        (
            Grant(("kms:CreateKey",), tagged=Tagged.MADE),
            Grant(("kms:TagResource",), _KEY, Tagged.MADE),
            Grant(
                actions(
                    "kms",
                    "DescribeKey GetKeyPolicy PutKeyPolicy GetKeyRotationStatus EnableKeyRotation DisableKeyRotation "
                    "EnableKey DisableKey UpdateKeyDescription ScheduleKeyDeletion ListResourceTags UntagResource",
                ),
                _KEY,
                Tagged.OWN,
            ),
        ),
    ),
    Row(
        ("aws:kms/alias:Alias",),
        (
            Grant(actions("kms", "CreateAlias UpdateAlias DeleteAlias"), ("kms:{region}:{account}:{names}",)),
            Grant(actions("kms", "CreateAlias UpdateAlias DeleteAlias"), _KEY, Tagged.OWN),
            looks("kms", "ListAliases"),
        ),
    ),
    Row(
        ("aws:kms/keyPolicy:KeyPolicy", "aws:kms/grant:Grant"),
        (Grant(actions("kms", "PutKeyPolicy GetKeyPolicy CreateGrant ListGrants RevokeGrant"), _KEY, Tagged.OWN),),
    ),
    Row(
        ("aws:cloudwatch/logGroup:LogGroup",),
        (
            Grant(
                actions(
                    "logs",
                    "CreateLogGroup DeleteLogGroup PutRetentionPolicy DeleteRetentionPolicy AssociateKmsKey "
                    "DisassociateKmsKey TagResource UntagResource ListTagsForResource",
                ),
                ("logs:{region}:{account}:log-group:{names}", "logs:{region}:{account}:log-group:{names}:*"),
            ),
            looks("logs", "DescribeLogGroups"),
        ),
    ),
    Row(
        ("aws:ecr/repository:Repository", "aws:ecr/lifecyclePolicy:LifecyclePolicy"),
        (
            Grant(
                actions(
                    "ecr",
                    "CreateRepository DescribeRepositories DeleteRepository PutImageTagMutability "
                    "PutImageScanningConfiguration PutLifecyclePolicy GetLifecyclePolicy DeleteLifecyclePolicy "
                    "TagResource UntagResource ListTagsForResource",
                ),
                ("ecr:{region}:{account}:repository/{names}",),
            ),
            # A repository encrypted by a key of the stack's.
            Grant(
                actions("kms", "DescribeKey CreateGrant RetireGrant"),
                _KEY,
                Tagged.OWN,
            ),
        ),
    ),
    Row(
        ("aws:ecr/repositoryPolicy:RepositoryPolicy",),
        (
            Grant(
                actions("ecr", "SetRepositoryPolicy GetRepositoryPolicy DeleteRepositoryPolicy"),
                ("ecr:{region}:{account}:repository/{stack_names}",),
            ),
        ),
    ),
    Row(
        ("aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",),
        (looks("ecr", "PutRegistryScanningConfiguration GetRegistryScanningConfiguration"),),
    ),
    Row(
        ("aws:guardduty/detector:Detector", "aws:guardduty/detectorFeature:DetectorFeature"),
        (
            Grant(
                actions("guardduty", "CreateDetector TagResource"),
                ("guardduty:{region}:{account}:detector/*",),
                Tagged.MADE,
            ),
            Grant(
                actions("guardduty", "GetDetector UpdateDetector DeleteDetector UntagResource ListTagsForResource"),
                ("guardduty:{region}:{account}:detector/*",),
                Tagged.OWN,
            ),
            service_linked_role("guardduty.amazonaws.com", "malware-protection.guardduty.amazonaws.com"),
        ),
    ),
    Row(
        (
            *("aws:cfg/recorder:Recorder", "aws:cfg/recorderStatus:RecorderStatus"),
            "aws:cfg/deliveryChannel:DeliveryChannel",
        ),
        (
            looks(
                "config",
                "PutConfigurationRecorder DescribeConfigurationRecorders DeleteConfigurationRecorder "
                "StartConfigurationRecorder StopConfigurationRecorder DescribeConfigurationRecorderStatus "
                "PutDeliveryChannel DescribeDeliveryChannels DeleteDeliveryChannel",
            ),
            pass_role("config.amazonaws.com"),
            service_linked_role("config.amazonaws.com"),
        ),
    ),
    Row(
        ("aws:cloudwatch/eventRule:EventRule", "aws:cloudwatch/eventTarget:EventTarget"),
        (
            Grant(
                actions(
                    "events",
                    "PutRule DescribeRule DeleteRule EnableRule DisableRule PutTargets RemoveTargets "
                    "ListTargetsByRule TagResource UntagResource ListTagsForResource",
                ),
                ("events:{region}:{account}:rule/{stack_names}",),
            ),
        ),
    ),
)
