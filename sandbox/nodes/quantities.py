"""Kubernetes' quantities as numbers: bytes and thousandths of a core."""

from __future__ import annotations

import re
from fractions import Fraction

from sandbox.nodes.errors import NodesError

_FORM = re.compile(r"^(\d+(?:\.\d*)?|\.\d+)([eE]\d+|[numkMGTPE]|[KMGTPE]i)?$")
_FACTORS = {"": Fraction(1), "n": Fraction(1, 10**9), "u": Fraction(1, 10**6), "m": Fraction(1, 1000)} | {
    unit: Fraction(base**power)
    for units, base in (("k M G T P E", 1000), ("Ki Mi Gi Ti Pi Ei", 1024))
    for power, unit in enumerate(units.split(), start=1)
}
MEBIBYTE = 2**20
GIBIBYTE = 2**30


def number_of(quantity: str, *, where: str) -> Fraction:
    """Give a quantity's value (Kubernetes' resource.Quantity: decimal, suffixes m k M … and Ki Mi …, exponents).

    Raises:
        NodesError: it isn't a quantity.
    """
    match = _FORM.match(quantity.strip())
    if match is None:
        raise NodesError(
            f"{quantity!r} is not a quantity", where=where, do="write it as Kubernetes does, e.g. 500m, 2, 1Gi"
        )
    unit = match.group(2) or ""
    factor = (
        Fraction(10 ** int(unit[1:]))
        if unit[:1] in ("e", "E") and len(unit) > 1 and unit[1:].isdigit()
        else _FACTORS[unit]
    )
    return Fraction(match.group(1)) * factor


def cores_text(millicores: int) -> str:
    """Give thousandths of a core as Kubernetes writes them: `2`, `1930m`."""
    return str(millicores // 1000) if millicores % 1000 == 0 else f"{millicores}m"


def bytes_text(amount: int) -> str:
    """Give bytes in whole kibibytes, as a kubelet writes memory: `16000000Ki`."""
    return f"{amount // 1024}Ki"


def cpu_set(text: str, *, where: str) -> frozenset[int]:
    """Give the CPUs of a Linux CPU list such as `0,1` or `0-3,8` (cpuset(7), list format).

    Raises:
        NodesError: it isn't such a list.
    """
    cpus: set[int] = set()
    for part in filter(None, (item.strip() for item in text.split(","))):
        first, dash, last = part.partition("-")
        if not first.isdigit() or (dash and (not last.isdigit() or int(last) < int(first))):
            raise NodesError(
                f"{text!r} is not a list of CPUs", where=where, do="write it as Linux does, e.g. 0,1 or 0-3"
            )
        cpus |= set(range(int(first), int(last or first) + 1))
    return frozenset(cpus)
