"""What a `|name` in a reference of a template does to the value that it refers to."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import unquote

from sandbox.providers.aws.missing import MISSING


def _recased(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {change(key): _recased(item, change) for key, item in value.items()}
    if isinstance(value, list):
        return [_recased(item, change) for item in value]
    return value


def _json_text(value: Any) -> Any:
    return value if isinstance(value, str) else json.dumps(value)


def _policy_text(value: Any) -> Any:
    if not isinstance(value, str):
        return json.dumps(value)
    return unquote(value) if value.startswith("%7B") else value


def _pairs(value: Any) -> list[dict[str, str]]:
    return [{"Key": key, "Value": str(item)} for key, item in sorted(value.items())]


def _from_pairs(value: Any) -> dict[str, str]:
    if isinstance(value, dict):
        found = {str(key): str(item) for key, item in value.items()}
    else:
        found = {
            str(item.get("Key", item.get("TagKey", item.get("key")))): str(
                item.get("Value", item.get("TagValue", item.get("value")))
            )
            for item in value
        }
    return {key: item for key, item in found.items() if not key.startswith("aws:")}


def _number(value: Any) -> Any:
    number = float(value)
    return int(number) if number.is_integer() else number


def instant(value: Any) -> Any:
    """Give a time as RFC 3339 text; anything else as it is."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value


CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "pascal": lambda value: _recased(value, lambda key: key[:1].upper() + key[1:]),
    "camel": lambda value: _recased(value, lambda key: key[:1].lower() + key[1:]),
    "json": _json_text,
    "policy": _policy_text,
    "parsed": lambda value: json.loads(value) if isinstance(value, str) else value,
    "bytes": lambda value: value.encode() if isinstance(value, str) else value,
    "base64": lambda value: base64.b64encode(value.encode() if isinstance(value, str) else value).decode(),
    "text": lambda value: (
        {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    ),
    "number": _number,
    "flag": lambda value: value if isinstance(value, bool) else str(value).lower() == "true",
    "startstop": lambda value: {True: "start", False: "stop"}[value],
    "enabled": lambda value: str(value).lower() == "enabled",
    "count": lambda value: len(value),
    "oneless": lambda value: value - 1,
    "onoff": lambda value: {True: "enable", False: "disable"}[value],
    "list": lambda value: value if isinstance(value, list) else [value],
    "one": lambda value: (value[0] if value else MISSING) if isinstance(value, list) else value,
    "sorted": lambda value: sorted(value),
    "pairs": _pairs,
    "kmspairs": lambda value: [{"TagKey": key, "TagValue": str(item)} for key, item in sorted(value.items())],
    "frompairs": _from_pairs,
    "keyonly": lambda value: [{"Key": key} for key in value],
    "dashed": lambda value: str(value).replace(".", "-"),
    # AWS knows these protocols by name and says -1 for "all" (EC2 API reference, IpPermission).
    "protocol": lambda value: {"all": "-1", "6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6"}.get(
        str(value), str(value)
    ),
    "egress": lambda value: value == "egress",
    "checksum": lambda value: zlib.crc32(str(value).encode()),
    "some": lambda value: value if value not in (None, "", [], {}) else MISSING,
    "last": lambda value: str(value).rsplit("/", 1)[-1],
    "afterscheme": lambda value: str(value).split("://", 1)[-1],
    "withscheme": lambda value: value if "://" in str(value) else f"https://{value}",
    "plainarn": lambda value: str(value).removesuffix(":*"),
    "time": instant,
    "not": lambda value: not value,
    "onlytrue": lambda value: "true" if value is True else MISSING,
    "positive": lambda value: value if value > 0 else MISSING,
    "iszero": lambda value: True if value == 0 else MISSING,
    "elsewhere": lambda value: MISSING if value == "us-east-1" else value,
    "lower": lambda value: str(value).lower(),
    "upper": lambda value: str(value).upper(),
}
"""What a `|name` in a reference does to a value that is there; a row may use any of them."""
