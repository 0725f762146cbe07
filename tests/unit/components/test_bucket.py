from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from components.bucket import PrivateBucket, PrivateBucketArgs

if TYPE_CHECKING:
    from tests.unit.components.conftest import Registered, StandUp

KEY = "arn:aws:kms:us-west-2:123456789012:key/1"


def _bucket(stand_up: StandUp, **settings: Any) -> Registered:
    return stand_up(lambda: PrivateBucket("shop", PrivateBucketArgs(key_arn=KEY, **settings)))


def test_a_bucket_is_encrypted_by_the_key_it_is_given(stand_up: StandUp) -> None:
    made = _bucket(stand_up)
    (rule,) = made.one("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")[
        "rules"
    ]
    assert rule == {
        "applyServerSideEncryptionByDefault": {"sseAlgorithm": "aws:kms", "kmsMasterKeyId": KEY},
        "bucketKeyEnabled": True,
    }


def test_a_bucket_is_closed_and_has_no_acls(stand_up: StandUp) -> None:
    made = _bucket(stand_up)
    block = made.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
    assert all(block[key] for key in ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls"))
    assert block["restrictPublicBuckets"] is True
    owner = made.one("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
    assert owner["rule"] == {"objectOwnership": "BucketOwnerEnforced"}


def test_a_bucket_refuses_everybody_without_tls(stand_up: StandUp) -> None:
    policy = json.loads(_bucket(stand_up).one("aws:s3/bucketPolicy:BucketPolicy")["policy"])
    plain, old = policy["Statement"]
    assert {plain["Effect"], old["Effect"]} == {"Deny"}
    assert plain["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert old["Condition"] == {"NumericLessThan": {"s3:TlsVersion": "1.2"}}
    assert plain["Resource"] == ["arn:aws:s3:::shop", "arn:aws:s3:::shop/*"]


def test_versions_are_kept_for_the_days_asked_and_objects_for_ever_unless_told(stand_up: StandUp) -> None:
    made = _bucket(stand_up, keep_versions_days=90)
    assert made.one("aws:s3/bucketVersioning:BucketVersioning")["versioningConfiguration"] == {"status": "Enabled"}
    (rule,) = made.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")["rules"]
    assert rule["noncurrentVersionExpiration"] == {"noncurrentDays": 90}
    rules = _bucket(stand_up, expire_days=7).one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
    assert rules["rules"][1]["expiration"] == {"days": 7}


def test_a_protected_bucket_is_never_emptied(stand_up: StandUp) -> None:
    assert _bucket(stand_up, protected=True).one("aws:s3/bucket:Bucket")["forceDestroy"] is False
    assert _bucket(stand_up).one("aws:s3/bucket:Bucket")["forceDestroy"] is True
