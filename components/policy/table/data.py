"""Buckets, queues, databases, caches, secrets: by their names."""

from __future__ import annotations

from components.policy.rows import Grant, Row, Tagged, actions, looks, service_linked_role

_BUCKETS = ("s3:::{stack_names}",)
_QUEUES = ("sqs:{region}:{account}:{stack_names}",)
_SECRETS = ("secretsmanager:{region}:{account}:secret:{stack_names}",)
_READ_BUCKET = (
    "ListBucket GetBucketLocation GetBucketTagging GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite "
    "GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration "
    "GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration "
    "GetBucketPublicAccessBlock GetBucketOwnershipControls"
)


def _part(kind: str, put: str) -> Row:
    """Give the row of a part of a bucket that is a resource of its own."""
    return Row((kind,), (Grant(actions("s3", f"ListBucket {put}"), _BUCKETS),))


ROWS = (
    Row(
        ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"),
        (Grant(actions("s3", f"CreateBucket DeleteBucket PutBucketTagging {_READ_BUCKET}"), ("s3:::{names}",)),),
        name="bucket",
    ),
    _part("aws:s3/bucketPolicy:BucketPolicy", "PutBucketPolicy GetBucketPolicy DeleteBucketPolicy"),
    _part(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "PutBucketPublicAccessBlock GetBucketPublicAccessBlock",
    ),
    _part("aws:s3/bucketVersioning:BucketVersioning", "PutBucketVersioning GetBucketVersioning"),
    _part("aws:s3/bucketVersioningV2:BucketVersioningV2", "PutBucketVersioning GetBucketVersioning"),
    *(
        _part(kind, "PutEncryptionConfiguration GetEncryptionConfiguration")
        for kind in (
            "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
            "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2",
        )
    ),
    *(
        _part(kind, "PutLifecycleConfiguration GetLifecycleConfiguration")
        for kind in (
            "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
            "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2",
        )
    ),
    _part(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "PutBucketOwnershipControls GetBucketOwnershipControls",
    ),
    _part("aws:s3/bucketLogging:BucketLogging", "PutBucketLogging GetBucketLogging"),
    Row(
        ("aws:sqs/queue:Queue",),
        (
            Grant(
                actions(
                    "sqs",
                    "CreateQueue GetQueueUrl GetQueueAttributes SetQueueAttributes DeleteQueue TagQueue UntagQueue "
                    "ListQueueTags",
                ),
                ("sqs:{region}:{account}:{names}",),
            ),
        ),
    ),
    Row(
        (
            "aws:sqs/queuePolicy:QueuePolicy",
            "aws:sqs/redrivePolicy:RedrivePolicy",
            "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy",
        ),
        (Grant(actions("sqs", "GetQueueAttributes SetQueueAttributes"), _QUEUES),),
    ),
    Row(
        ("aws:rds/instance:Instance",),
        (
            Grant(
                actions(
                    "rds",
                    "CreateDBInstance ModifyDBInstance RebootDBInstance DeleteDBInstance DescribeDBInstances "
                    "AddTagsToResource RemoveTagsFromResource ListTagsForResource CreateDBSnapshot",
                ),
                (
                    *("rds:{region}:{account}:db:{names}", "rds:{region}:{account}:subgrp:{stack_names}"),
                    *("rds:{region}:{account}:pg:{stack_names}", "rds:{region}:{account}:snapshot:{stack_names}"),
                    "rds:{region}:{account}:og:default:*",
                ),
            ),
            Grant(actions("kms", "DescribeKey CreateGrant"), ("kms:{region}:{account}:key/*",), Tagged.OWN),
            looks("rds", "DescribeDBEngineVersions DescribeOrderableDBInstanceOptions"),
            # RDS keeps the master password in a secret of its own making, and has Secrets Manager try the key for it as
            # who asks (RDS user guide, "Permissions required for Secrets Manager integration").
            Grant(
                actions("kms", "Decrypt GenerateDataKey"),
                ("kms:{region}:{account}:key/*",),
                Tagged.OWN,
                when={"StringEquals": {"kms:ViaService": "secretsmanager.{region}.amazonaws.com"}},
            ),
            Grant(
                actions("secretsmanager", "CreateSecret TagResource"),
                ("secretsmanager:{region}:{account}:secret:rds!db-*",),
            ),
            service_linked_role("rds.amazonaws.com"),
        ),
        name="identifier",
    ),
    Row(
        ("aws:rds/subnetGroup:SubnetGroup",),
        (
            Grant(
                actions(
                    "rds",
                    "CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup DescribeDBSubnetGroups "
                    "AddTagsToResource RemoveTagsFromResource ListTagsForResource",
                ),
                ("rds:{region}:{account}:subgrp:{names}",),
            ),
        ),
    ),
    Row(
        ("aws:rds/parameterGroup:ParameterGroup",),
        (
            Grant(
                actions(
                    "rds",
                    "CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup "
                    "DescribeDBParameterGroups DescribeDBParameters AddTagsToResource RemoveTagsFromResource "
                    "ListTagsForResource",
                ),
                ("rds:{region}:{account}:pg:{names}",),
            ),
        ),
    ),
    Row(
        ("aws:elasticache/replicationGroup:ReplicationGroup",),
        (
            Grant(
                actions(
                    "elasticache",
                    "CreateReplicationGroup ModifyReplicationGroup DeleteReplicationGroup DescribeReplicationGroups "
                    "ModifyReplicationGroupShardConfiguration IncreaseReplicaCount DecreaseReplicaCount "
                    "AddTagsToResource RemoveTagsFromResource ListTagsForResource",
                ),
                (
                    *(
                        "elasticache:{region}:{account}:replicationgroup:{stack_names}",
                        "elasticache:{region}:{account}:subnetgroup:{stack_names}",
                    ),
                    *("elasticache:{region}:{account}:parametergroup:*", "elasticache:{region}:{account}:usergroup:*"),
                    "elasticache:{region}:{account}:cluster:{stack_names}",
                    # DeleteReplicationGroup leaves a last one.
                    "elasticache:{region}:{account}:snapshot:{stack_names}",
                ),
            ),
            looks("elasticache", "DescribeCacheClusters"),
            Grant(actions("kms", "DescribeKey CreateGrant"), ("kms:{region}:{account}:key/*",), Tagged.OWN),
            service_linked_role("elasticache.amazonaws.com"),
        ),
        name="replicationGroupId",
    ),
    *(
        Row(
            (kind,),
            (
                Grant(
                    actions("elasticache", f"{words} AddTagsToResource RemoveTagsFromResource ListTagsForResource"),
                    (f"elasticache:{{region}}:{{account}}:{word}:{{stack_names}}",),
                ),
            ),
        )
        for kind, word, words in (
            (
                "aws:elasticache/subnetGroup:SubnetGroup",
                "subnetgroup",
                "CreateCacheSubnetGroup ModifyCacheSubnetGroup DeleteCacheSubnetGroup DescribeCacheSubnetGroups",
            ),
            (
                "aws:elasticache/parameterGroup:ParameterGroup",
                "parametergroup",
                "CreateCacheParameterGroup ModifyCacheParameterGroup ResetCacheParameterGroup "
                "DeleteCacheParameterGroup DescribeCacheParameterGroups DescribeCacheParameters",
            ),
            ("aws:elasticache/user:User", "user", "CreateUser ModifyUser DeleteUser DescribeUsers"),
            (
                "aws:elasticache/userGroup:UserGroup",
                "usergroup",
                "CreateUserGroup ModifyUserGroup DeleteUserGroup DescribeUserGroups",
            ),
        )
    ),
    Row(
        ("aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"),
        (
            Grant(
                actions(
                    "secretsmanager",
                    "CreateSecret DescribeSecret UpdateSecret DeleteSecret GetResourcePolicy PutSecretValue "
                    "GetSecretValue UpdateSecretVersionStage TagResource UntagResource",
                ),
                _SECRETS,
            ),
        ),
    ),
)
