"""How the Kubernetes stand-in fails."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class KubeconfigError(SlipwayError):
    """A kubeconfig that can't be read, or that doesn't hold what is needed to reach a cluster."""


class Unreachable(SlipwayError):
    """No API server answers; a preview goes on without it."""


class NoSuchKind(SlipwayError):
    """The API server doesn't serve the kind (yet)."""


class Refused(SlipwayError):
    """Something that the real provider does and this one doesn't."""


class Cancelled(SlipwayError):
    """The user interrupted what was waited for."""


class NotReady(SlipwayError):
    """An object exists, but did not become ready; it stays in the stack's state as not initialised.

    Args:
        what: what it waited for and the last thing seen.
        where: the object.
        do: what to do.
    """


class ApiError(SlipwayError):
    """The API server's own refusal.

    Args:
        code: HTTP status.
        reason: the `reason` of the Status object, e.g. `NotFound`, `Invalid`, `Conflict`; "" if the answer had none.
        message: its message.
        causes: (field, message) of each cause, e.g. `("spec.selector", "field is immutable")`.
        where: the object it is about.
    """

    def __init__(
        self, code: int, reason: str, message: str, causes: tuple[tuple[str, str], ...], *, where: str
    ) -> None:
        self.code = code
        self.reason = reason
        self.message = message
        self.causes = causes
        super().__init__(f"the API server refused it ({code} {reason or 'without a reason'}): {message}", where=where)
