"""S3: buckets and their settings, each of which is a resource of its own."""

from __future__ import annotations

from collections.abc import Mapping

from sandbox.providers.aws.rows import Call, Change, Look, Name, Row, Tags
from sandbox.providers.aws.template import Each, First, Template, Text


def _setting(
    kind: str,
    put: str,
    get: str,
    delete: Call,
    sent: Mapping[str, Template],
    outputs: Mapping[str, Template],
    *,
    absent: tuple[str, ...] = (),
    at: str = "",
    defaults: Mapping[str, Template] | None = None,
    settings: frozenset[str] = frozenset(),
) -> Row:
    """Give the row of one setting of a bucket: put, read and taken away by calls that name the bucket."""
    call = Call(put, {"Bucket": "$bucket", **sent})
    return Row(
        type=kind,
        service="s3",
        create=call,
        identity="@p.bucket",
        looks=(Look(Call(get, {"Bucket": "$bucket"}), at=at, outputs=outputs),),
        changes=(Change(on=tuple(outputs), call=call, creation=False),),
        delete=(delete,),
        replace=frozenset({"bucket"}),
        defaults=defaults or {},
        unique=("bucket",),
        gone=absent,
        settings=settings,
        imported=("\n", "bucket"),
    )


def _remove(operation: str) -> Call:
    return Call(operation, {"Bucket": "$bucket"})


_BLOCKS = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")

ROWS: tuple[Row, ...] = (
    Row(
        type="aws:s3/bucket:Bucket",
        service="s3",
        create=Call(
            "create_bucket",
            {
                "Bucket": "$bucket",
                # us-east-1 is the one region that S3 wants left out.
                "CreateBucketConfiguration": {"LocationConstraint": "@region|elsewhere"},
                "ObjectLockEnabledForBucket": "$objectLockEnabled",
            },
        ),
        identity="@p.bucket",
        looks=(
            Look(
                Call("get_bucket_location", {"Bucket": "@id"}),
                outputs={
                    "bucket": "@id",
                    "arn": Text("arn:{@partition}:s3:::{@id}"),
                    "bucketDomainName": Text("{@id}.s3.{@dns}"),
                    "bucketRegionalDomainName": Text("{@id}.s3.{@region}.{@dns}"),
                    "bucketRegion": "@region",
                },
            ),
        ),
        delete=(
            *(
                Call(
                    "delete_object",
                    {"Bucket": "@id", "Key": "$Key", "VersionId": "$VersionId"},
                    over=Look(Call("list_object_versions", {"Bucket": "@id"}), at=kind),
                    wanted="forceDestroy",
                )
                for kind in ("Versions", "DeleteMarkers")
            ),
            Call("delete_bucket", {"Bucket": "@id"}),
        ),
        replace=frozenset({"bucket", "bucketPrefix", "objectLockEnabled", "bucketNamespace"}),
        name=Name(property="bucket", prefix="bucketPrefix", longest=63, lower=True),
        unique=("bucket",),
        settings=frozenset({"forceDestroy"}),
        tags=Tags(
            # S3 replaces the whole set of tags at once.
            add=Call("put_bucket_tagging", {"Bucket": "@id", "Tagging": {"TagSet": "$tagsAll|pairs"}}),
            remove=Call("put_bucket_tagging", {"Bucket": "@id", "Tagging": {"TagSet": "$tagsAll|pairs"}}),
            look=Look(
                Call("get_bucket_tagging", {"Bucket": "@id"}),
                outputs={"tagsAll": "$TagSet|frompairs"},
                absent=("NoSuchTagSet",),
            ),
        ),
    ),
    _setting(
        "aws:s3/bucketVersioning:BucketVersioning",
        "put_bucket_versioning",
        "get_bucket_versioning",
        Call("put_bucket_versioning", {"Bucket": "$bucket", "VersioningConfiguration": {"Status": "Suspended"}}),
        {
            "VersioningConfiguration": {
                "Status": "$versioningConfiguration.status",
                "MFADelete": "$versioningConfiguration.mfaDelete",
            }
        },
        {"versioningConfiguration": {"status": "$Status"}},
        settings=frozenset({"mfa"}),
    ),
    _setting(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "put_public_access_block",
        "get_public_access_block",
        _remove("delete_public_access_block"),
        {"PublicAccessBlockConfiguration": {key[0].upper() + key[1:]: f"${key}" for key in _BLOCKS}},
        {key: f"${key[0].upper()}{key[1:]}" for key in _BLOCKS},
        at="PublicAccessBlockConfiguration",
        absent=("NoSuchPublicAccessBlockConfiguration",),
        defaults=dict.fromkeys(_BLOCKS, False),
        settings=frozenset({"skipDestroy"}),
    ),
    _setting(
        "aws:s3/bucketPolicy:BucketPolicy",
        "put_bucket_policy",
        "get_bucket_policy",
        _remove("delete_bucket_policy"),
        {"Policy": "$policy|policy"},
        {"policy": "$Policy"},
        absent=("NoSuchBucketPolicy",),
    ),
    _setting(
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "put_bucket_encryption",
        "get_bucket_encryption",
        _remove("delete_bucket_encryption"),
        {
            "ServerSideEncryptionConfiguration": {
                "Rules": Each(
                    "$rules",
                    {
                        "ApplyServerSideEncryptionByDefault": {
                            "SSEAlgorithm": "$applyServerSideEncryptionByDefault.sseAlgorithm",
                            "KMSMasterKeyID": "$applyServerSideEncryptionByDefault.kmsMasterKeyId|some",
                        },
                        "BucketKeyEnabled": "$bucketKeyEnabled",
                    },
                )
            }
        },
        {
            "rules": Each(
                "$ServerSideEncryptionConfiguration.Rules",
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "$ApplyServerSideEncryptionByDefault.SSEAlgorithm",
                        "kmsMasterKeyId": "$ApplyServerSideEncryptionByDefault.KMSMasterKeyID",
                    },
                    "bucketKeyEnabled": "$BucketKeyEnabled",
                },
            )
        },
        absent=("ServerSideEncryptionConfigurationNotFoundError",),
    ),
    _setting(
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        "put_bucket_ownership_controls",
        "get_bucket_ownership_controls",
        _remove("delete_bucket_ownership_controls"),
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "$rule.objectOwnership"}]}},
        {"rule": {"objectOwnership": "$OwnershipControls.Rules.0.ObjectOwnership"}},
        absent=("OwnershipControlsNotFoundError",),
    ),
    _setting(
        "aws:s3/bucketLogging:BucketLogging",
        "put_bucket_logging",
        "get_bucket_logging",
        Call("put_bucket_logging", {"Bucket": "$bucket", "BucketLoggingStatus": {}}),
        {"BucketLoggingStatus": {"LoggingEnabled": {"TargetBucket": "$targetBucket", "TargetPrefix": "$targetPrefix"}}},
        {"targetBucket": "$TargetBucket", "targetPrefix": "$TargetPrefix"},
        at="LoggingEnabled",
    ),
    _setting(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        "put_bucket_lifecycle_configuration",
        "get_bucket_lifecycle_configuration",
        _remove("delete_bucket_lifecycle"),
        {
            "LifecycleConfiguration": {
                "Rules": Each(
                    "$rules",
                    {
                        "ID": "$id",
                        "Status": "$status",
                        "Filter": {"Prefix": First(("$filter.prefix?prefix", ""))},
                        "Expiration": {
                            "Days": "$expiration.days",
                            "Date": "$expiration.date",
                            "ExpiredObjectDeleteMarker": "$expiration.expiredObjectDeleteMarker",
                        },
                        "Transitions": Each(
                            "$transitions", {"Days": "$days", "Date": "$date", "StorageClass": "$storageClass"}
                        ),
                        "NoncurrentVersionExpiration": {
                            "NoncurrentDays": "$noncurrentVersionExpiration.noncurrentDays",
                            "NewerNoncurrentVersions": "$noncurrentVersionExpiration.newerNoncurrentVersions",
                        },
                        "AbortIncompleteMultipartUpload": {
                            "DaysAfterInitiation": "$abortIncompleteMultipartUpload.daysAfterInitiation"
                        },
                    },
                )
            }
        },
        {
            "rules": Each(
                "$Rules",
                {
                    "id": "$ID",
                    "status": "$Status",
                    # An empty prefix is a filter too: of everything.
                    "filter": {"prefix": First(("$Filter.Prefix", ""))},
                    "expiration": {"days": "$Expiration.Days"},
                    "transitions": Each("$Transitions|some", {"days": "$Days", "storageClass": "$StorageClass"}),
                    "noncurrentVersionExpiration": {"noncurrentDays": "$NoncurrentVersionExpiration.NoncurrentDays"},
                    "abortIncompleteMultipartUpload": {
                        "daysAfterInitiation": "$AbortIncompleteMultipartUpload.DaysAfterInitiation"
                    },
                },
            )
        },
        absent=("NoSuchLifecycleConfiguration",),
        settings=frozenset({"timeouts"}),
    ),
)
