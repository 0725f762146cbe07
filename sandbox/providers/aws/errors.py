"""How the stand-in provider fails: each names the URN or token and AWS's own error code."""

from __future__ import annotations

from sandbox.providers.aws.wire import Properties
from toolchain.errors import SlipwayError


class AwsProviderError(SlipwayError):
    """The base of everything the stand-in provider raises."""


class NotInTable(AwsProviderError):
    """A resource type or function that the stand-in has no row for."""


class BadInput(AwsProviderError):
    """An input that AWS would refuse, found before anything is sent."""


class AwsRefused(AwsProviderError):
    """AWS answered a call with an error, or did not answer.

    Args:
        code: AWS's error code, e.g. `DependencyViolation`, or the name of the network failure.
        operation: the API operation that was asked for, e.g. `CreateVpc`.
        region: the region it was sent to.
        message: AWS's own words.
        urn: the resource it was for.
    """

    def __init__(
        self, code: str, operation: str, region: str, message: str, *, urn: str, do: str | None = None
    ) -> None:
        self.code = code
        self.operation = operation
        said = message.strip().rstrip(".")
        super().__init__(
            f"AWS answered {code} to {operation} in {region} ({said})",
            where=urn,
            do=do or "change what it objects to, or run the same command again if it was a passing failure",
        )


class PartlyDone(AwsProviderError):
    """A resource that was made, but not finished: it must be kept in the state so that the next run can finish it.

    Args:
        identity: the id of what was made.
        properties: its properties as far as they are known.
        cause: what went wrong after it was made.
    """

    def __init__(self, identity: str, properties: Properties, cause: AwsProviderError) -> None:
        self.identity = identity
        self.properties = properties
        super().__init__(cause.what, where=cause.where, do=cause.do)
