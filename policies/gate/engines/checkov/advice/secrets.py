"""Checkov's checks for secrets (https://www.checkov.io/5.Policy%20Index/secrets.html)."""

from __future__ import annotations

from collections.abc import Mapping

from policies.gate.engines.checkov.advice.row import CRITICAL, HIGH, MEDIUM, Advice
from policies.gate.finding import Severity

_WHY = "Whoever can read the repository, or a copy or backup of it, has it, and git keeps it after it is deleted."
_MEND = (
    "Revoke it where it was issued, then read it from a secret store. If it is none, say so in a waiver, or in a "
    "comment on its line: `checkov:skip=ID:reason`."
)


def _secret(what: str, severity: Severity = CRITICAL) -> Advice:
    return Advice(severity, f"there is what looks like {what}", _WHY, _MEND)


SECRETS: Mapping[str, Advice] = {
    "CKV_SECRET_1": _secret("credentials of Artifactory"),
    "CKV_SECRET_2": _secret("an AWS access key"),
    "CKV_SECRET_3": _secret("an access key of an Azure storage account"),
    "CKV_SECRET_4": _secret("a name and password in an address", HIGH),
    "CKV_SECRET_5": _secret("credentials of Cloudant"),
    "CKV_SECRET_6": _secret("a secret: a base64 text that is random", MEDIUM),
    "CKV_SECRET_7": _secret("an IBM Cloud IAM key"),
    "CKV_SECRET_8": _secret("HMAC credentials of IBM object storage"),
    "CKV_SECRET_9": _secret("a JSON web token", HIGH),
    "CKV_SECRET_10": _secret("a secret, told by its name", MEDIUM),
    "CKV_SECRET_11": _secret("a Mailchimp access key"),
    "CKV_SECRET_12": _secret("an npm token"),
    "CKV_SECRET_13": _secret("a private key"),
    "CKV_SECRET_14": _secret("a Slack token"),
    "CKV_SECRET_15": _secret("credentials of SoftLayer"),
    "CKV_SECRET_16": _secret("an OAuth secret of Square"),
    "CKV_SECRET_17": _secret("a Stripe access key"),
    "CKV_SECRET_18": _secret("a Twilio API key"),
    "CKV_SECRET_19": _secret("a secret: a hexadecimal text that is random", MEDIUM),
}
"""Rows, by id. What is told by its randomness alone is often none, hence medium."""
