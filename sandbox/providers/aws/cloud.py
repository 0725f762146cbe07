"""The edge to AWS: boto3's clients, made when first needed, and its failures as errors of ours."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

from sandbox.providers.aws.errors import AwsProviderError, AwsRefused

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_ATTEMPTS = 6
"""boto3's standard mode: the first try and five more, with its backoff, for throttling, timeouts and 5xx."""

_ASK_LATER = "AWS asks for fewer requests: wait a minute and run the same command again, which goes on from here"


_ACCOUNT_DIGITS = 12


class Cloud(Protocol):
    """What the interpreter needs of AWS."""

    def call(
        self, service: str, region: str, operation: str, parameters: Mapping[str, Any], *, urn: str
    ) -> dict[str, Any]:
        """Make one call.

        Raises:
            AwsRefused: AWS answered with an error, after the retries that boto3's standard mode makes.
        """

    def account(self, region: str, *, urn: str) -> str:
        """Give the account's number."""


def partition_of(region: str) -> str:
    """Give the ARN partition that a region belongs to (AWS's naming: cn-* and us-gov-* are their own)."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"


def dns_suffix_of(region: str) -> str:
    """Give the domain that a region's services live under."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def _pascal(operation: str) -> str:
    return "".join(word.capitalize() for word in operation.split("_"))


def _without_account(request: Any, **_: Any) -> None:
    """Take the account's number from a host's name, where S3 Control puts it: no name below an address resolves."""
    scheme, rest = request.url.split("://", 1)
    account, _, host = rest.partition(".")
    if account.isdigit() and len(account) == _ACCOUNT_DIGITS:
        request.url = f"{scheme}://{host}"


class Moto:
    """AWS as the sandbox answers it, through boto3.

    Args:
        endpoint: the sandbox's AWS address, e.g. `http://127.0.0.1:5000`; it must be on loopback, so that the stand-in
            can never act on a real account.
        access_key: the access key id that the endpoint expects; None leaves it to boto3's own search.
        secret_key: the key that goes with it.
    """

    def __init__(self, endpoint: str | None, access_key: str | None = None, secret_key: str | None = None) -> None:
        self._endpoint = endpoint
        self._access_key = access_key
        self._secret_key = secret_key
        self._clients: dict[tuple[str, str], Any] = {}
        self._session: Any = None
        self._account: str | None = None
        self._lock = threading.Lock()

    def _client(self, service: str, region: str) -> Any:
        # boto3's clients are safe to share between threads, making them is not.
        with self._lock:
            client = self._clients.get((service, region))
            if client is None:
                host = urlsplit(self._endpoint or "").hostname
                if host not in _LOOPBACK:
                    raise AwsProviderError(
                        "the stand-in provider acts on the sandbox alone, and AWS_ENDPOINT_URL is "
                        f"{self._endpoint or 'not set'}",
                        where="pulumi-resource-aws",
                        do='type eval "$(platform sandbox env)" in this shell, or take the sandbox off PATH',
                    )
                import boto3
                from botocore.config import Config

                self._session = self._session or boto3.session.Session(
                    aws_access_key_id=self._access_key, aws_secret_access_key=self._secret_key
                )
                client = self._session.client(
                    service,
                    region_name=region,
                    endpoint_url=self._endpoint,
                    config=Config(
                        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
                        connect_timeout=5,
                        read_timeout=60,
                        max_pool_connections=32,
                        parameter_validation=True,
                        s3={"addressing_style": "path"},
                    ),
                )
                client.meta.events.register("before-sign.s3-control", _without_account)
                self._clients[service, region] = client
            return client

    def call(
        self, service: str, region: str, operation: str, parameters: Mapping[str, Any], *, urn: str
    ) -> dict[str, Any]:
        """Make one call; see `Cloud.call`."""
        client = self._client(service, region)
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        try:
            answer: dict[str, Any] = getattr(client, operation)(**parameters)
        except ClientError as error:
            from botocore.retries.standard import ThrottledRetryableChecker

            said = error.response.get("Error", {})
            code = str(said.get("Code", "Unknown"))
            raise AwsRefused(
                code,
                error.operation_name,
                region,
                str(said.get("Message", error)),
                urn=urn,
                do=_ASK_LATER if code in ThrottledRetryableChecker._THROTTLED_ERROR_CODES else None,
            ) from error
        except ParamValidationError as error:
            raise AwsRefused(
                "ParamValidation", _pascal(operation), region, " ".join(str(error).split()), urn=urn
            ) from error
        except BotoCoreError as error:
            raise AwsRefused(
                type(error).__name__,
                _pascal(operation),
                region,
                str(error),
                urn=urn,
                do="see `platform sandbox status`, then run the same command again",
            ) from error
        return answer

    def account(self, region: str, *, urn: str) -> str:
        """Give the account's number, asked for once in this process's life."""
        if self._account is None:
            self._account = str(self.call("sts", region, "get_caller_identity", {}, urn=urn)["Account"])
        return self._account
