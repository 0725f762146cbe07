"""The forms that a text value can be asked to have, each with its pattern, what it is called, and how to write it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


class Form:
    """Patterns by what they are for, in the syntax that Python, pydantic's core and JSON Schema share."""

    # A DNS label that begins with a letter (RFC 1035, section 2.3.1): what Kubernetes asks of a Service's name.
    NAME = r"^[a-z](?:[-a-z0-9]*[a-z0-9])?$"
    # RFC 6335, section 5.1, in small letters, as Kubernetes asks it of ports; beginning with a letter.
    PORT_NAME = r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$"
    # What every shell can set: POSIX.1-2017, XBD 8.1.
    ENV_NAME = r"^[A-Za-z_][A-Za-z0-9_]*$"
    # A NUL ends a string for every program that is started, so it cannot be passed.
    ENV_VALUE = r"^[^\x00]*$"
    # Reference grammar of github.com/distribution/reference.
    REPOSITORY = (
        r"^(?:[a-zA-Z0-9](?:[-a-zA-Z0-9.]*[a-zA-Z0-9])?(?::[0-9]+)?/)?"
        r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$"
    )
    TAG = r"^[A-Za-z0-9_][-A-Za-z0-9_.]{0,127}$"
    DIGEST = r"^sha256:[0-9a-f]{64}$"
    # RFC 3986, section 3.3, with a query allowed.
    URL_PATH = r"^/[-A-Za-z0-9._~!$&'()*+,;=:@%/?]*$"


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said of a value that does not have its form.

    Attributes:
        noun: what the value is not.
        do: how to write it.
        meant: the right spelling of what was probably meant, or None; used instead of `do` if there is one.
    """

    noun: str
    do: str
    meant: Callable[[str], str | None] = lambda _written: None


def _meant_label(written: str) -> str | None:
    label = re.sub(r"[^a-z0-9]+", "-", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", written).lower()).strip("-")
    return label if re.fullmatch(Form.NAME, label) else None


def _meant_variable(written: str) -> str | None:
    name = re.sub(r"[^A-Za-z0-9]+", "_", written).strip("_")
    return name if re.fullmatch(Form.ENV_NAME, name) else None


ADVICE: dict[str, Advice] = {
    Form.NAME: Advice("a DNS label", 'write small letters, digits and "-", beginning with a letter', _meant_label),
    Form.PORT_NAME: Advice(
        "a name for a port", 'write small letters, digits and "-", beginning with a letter', _meant_label
    ),
    Form.ENV_NAME: Advice(
        "a name for a variable", 'write letters, digits and "_", not beginning with a digit', _meant_variable
    ),
    Form.ENV_VALUE: Advice("a value for a variable", "take the NUL character out"),
    Form.REPOSITORY: Advice(
        "an image without its tag", 'write it like "ghcr.io/team/name", and the tag under the key tag'
    ),
    Form.TAG: Advice("an image's tag", 'write it like "1.4.2"'),
    Form.DIGEST: Advice("an image's digest", "write sha256: and 64 hexadecimal digits"),
    Form.URL_PATH: Advice(
        "a path",
        'write it like "/healthz"',
        lambda written: f"/{written}" if re.fullmatch(Form.URL_PATH, f"/{written}") else None,
    ),
}
