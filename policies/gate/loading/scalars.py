"""What a plain YAML scalar means to Kubernetes.

`kubectl`, Helm and Argo CD read YAML through sigs.k8s.io/yaml, which reads it through go-yaml v2: neither YAML 1.1 nor
1.2 but some of each. The tables here are those of go.yaml.in/yaml/v2 v2.4.4, `resolve.go`; what it makes of a key is in
sigs.k8s.io/yaml v1.6.0, `yaml.go` (`convertToJSONableObject`).
"""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
}

HINTS = frozenset("+-0123456789yYnNtTfFoO~.")
"""What a plain scalar that is no text begins with; the empty one is null."""

_INTEGER = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)\Z")
"""What Go's `strconv.ParseInt(…, 0, 64)` takes, the underscores removed before."""
_BASES = {"x": 16, "o": 8, "b": 2}

_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_POINT = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?\Z")
"""What begins with a point goes to Go's `strconv.ParseFloat` as it is, which takes underscores between digits only."""
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?(?:Z|[-+][0-9:]+)?)?\Z"
)

LARGEST_EXACT = 1e21
"""Go's encoding/json writes a float below this without an exponent, so that a whole one is an integer again."""


def resolved(text: str) -> Scalar:
    """Give the value of a plain scalar without a tag.

    Integers beyond 64 bits become floats, as there; floats that are whole become integers, since in JSON, through which
    all of this goes, they are one.

    Example:
        >>> [resolved(text) for text in ("on", "0o17", "017", "1e3", "1_000", "2001-01-01", "1:30", "v1")]
        [True, 15, 15, 1000, 1000, '2001-01-01', '1:30', 'v1']
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first not in "+-.0123456789" or _DATE.match(text):
        return text
    if first == ".":
        return _float(text.replace("_", ""), text) if _POINT.match(text) else text
    plain = text.replace("_", "")
    if _INTEGER.match(plain):
        integer = _integer(plain)
        # The parser of unsigned ones takes no sign.
        if -(1 << 63) <= integer < (1 << 64 if plain[0] != "+" else 1 << 63):
            return integer
    return _float(plain, text) if _FLOAT.match(plain) else text


def key_of(value: Scalar) -> str | None:
    """Give the text that a key becomes; None of one that can't be a key (null, and what JSON has no number for).

    Example:
        >>> [key_of(key) for key in (True, 80, 1.5, None)]
        ['true', '80', '1.5', None]
    """
    if isinstance(value, str):
        return value
    if value is None or value != value or value in (float("inf"), float("-inf")):
        return None
    return str(value).lower()


def _integer(plain: str) -> int:
    sign = -1 if plain[0] == "-" else 1
    digits = plain.lstrip("+-")
    if len(digits) > 100:
        # Beyond 64 bits whatever it is; Python refuses to read thousands of digits.
        return 1 << 100
    if len(digits) > 1 and digits[0] == "0":
        letter = digits[1].lower()
        base = _BASES.get(letter, 8)
        return sign * int(digits[2:] if letter in _BASES else digits, base)
    return sign * int(digits)


def _float(plain: str, text: str | None = None) -> Scalar:
    number = float(plain)
    if number in (float("inf"), float("-inf")):
        # Out of range is an error to Go, so it stays text.
        return text if text is not None else plain
    return int(number) if number.is_integer() and abs(number) < LARGEST_EXACT else number
