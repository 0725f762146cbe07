"""How a teardown fails where it can't go on at all; what merely stays is part of its report."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class TeardownError(SlipwayError):
    """A teardown that could not be begun or gone on with."""


class ClusterUnreachable(TeardownError):
    """A cluster that stands and can't be asked."""


class CloudRefused(TeardownError):
    """AWS answered with an error.

    Args:
        code: AWS's word for it, e.g. `DependencyViolation`.
    """

    def __init__(self, what: str, *, code: str, where: str | None = None, do: str | None = None) -> None:
        self.code = code
        super().__init__(what, where=where, do=do)
