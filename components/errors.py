"""How configuration fails: one sentence with file, line, key path, what is wrong and what to do."""

from __future__ import annotations

from toolchain.errors import SlipwayError


class ConfigurationError(SlipwayError):
    """One thing that is wrong in a stack's configuration.

    Args:
        what: what is wrong, as a clause that names the value that was found.
        key: the key path as a person writes it, e.g. `slipway:network.zones[1]`; None if the whole file is meant.
        file: the stack file as it should be shown; None if the configuration did not come from a file.
        line: the line in the file, counted from 1; None if unknown.
        do: what to do about it.
        others: the other things wrong in the same configuration, by line; each is an error of its own.
    """

    def __init__(
        self,
        what: str,
        *,
        key: str | None = None,
        file: str | None = None,
        line: int | None = None,
        do: str | None = None,
        others: tuple[ConfigurationError, ...] = (),
    ) -> None:
        self.key = key
        self.file = file
        self.line = line
        self.others = others
        place = f"{file}:{line}" if file and line else file
        super().__init__(what, where=": ".join(part for part in (place, key) if part) or None, do=do)

    @property
    def all(self) -> tuple[ConfigurationError, ...]:
        """Give this error and the others, in the order in which a person would mend them."""
        return (self, *self.others)
