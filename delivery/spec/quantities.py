"""Amounts of CPU and memory as Kubernetes writes them, and what people write instead.

The forms are those of k8s.io/apimachinery's resource.Quantity; kept are the ones that mean something for a container.
Amounts are held in their canonical form, the one the API server gives back, so that what is rendered is read later.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from delivery.errors import quoted
from delivery.spec.problem import problem

BINARY = {"Ki": 1024, "Mi": 1024**2, "Gi": 1024**3, "Ti": 1024**4}
DECIMAL = {"k": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
MEMORY = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>Ki|Mi|Gi|Ti|k|M|G|T)")
CPU = re.compile(r"(?P<number>[0-9]+(?:\.[0-9]+)?)(?P<unit>m?)")
# A number and a word after it, however spelt: what a suggestion is made from.
LOOSE = re.compile(r"\s*(?P<number>[0-9]+(?:[.,][0-9]+)?)\s*(?P<word>[A-Za-z]*)\s*")

LONGEST_MEBIBYTES = 5  # a bare number of more digits is rather bytes


def millicores(cpu: str) -> int:
    """Give an amount of CPU in thousandths of a core.

    Args:
        cpu: a canonical amount such as `250m` or `2`.
    """
    return int(cpu[:-1]) if cpu.endswith("m") else int(cpu) * 1000


def size_bytes(memory: str) -> int:
    """Give an amount of memory in bytes.

    Args:
        memory: a canonical amount such as `512Mi`.
    """
    match = MEMORY.fullmatch(memory)
    return int(Decimal(match["number"]) * (BINARY | DECIMAL)[match["unit"]]) if match else int(memory)


def canonical_cpu(written: object) -> str:
    """Give an amount of CPU as Kubernetes writes it: whole cores as `2`, the rest in thousandths as `250m`.

    Args:
        written: what stands in the file: text such as `250m` or `"0.25"`, or a number of cores.

    Raises:
        PydanticCustomError: it is no amount of CPU, is nothing, or is finer than a thousandth.
    """
    text = str(written) if isinstance(written, str | int | float) and not isinstance(written, bool) else ""
    match = CPU.fullmatch(text)
    if match is None:
        raise problem(f"{_shown(written)} is not an amount of CPU", do=_write(_meant_cpu(written), example="250m"))
    thousandths = Decimal(match["number"]) * (1 if match["unit"] else 1000)
    if thousandths == 0 or thousandths != thousandths.to_integral_value():
        raise problem(f"{_shown(written)} is not a whole number of thousandths of a core", do='write "1m" or more')
    whole = int(thousandths)
    return f"{whole // 1000}" if whole % 1000 == 0 else f"{whole}m"


def canonical_memory(written: object) -> str:
    """Give an amount of memory as Kubernetes writes it: in the largest unit of its kind that leaves a whole number.

    Args:
        written: what stands in the file, such as `512Mi` or `1.5G`.

    Raises:
        PydanticCustomError: it is no amount of memory, has no unit, is nothing, or is no whole number of bytes.
    """
    match = MEMORY.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise problem(
            f"{_shown(written)} is not an amount of memory", do=_write(_meant_memory(written), example="256Mi")
        )
    units = BINARY if match["unit"] in BINARY else DECIMAL
    amount = Decimal(match["number"]) * units[match["unit"]]
    if amount == 0 or amount != amount.to_integral_value():
        raise problem(f"{_shown(written)} is not a whole number of bytes", do='write a whole number such as "256Mi"')
    for unit, factor in reversed(units.items()):
        if int(amount) % factor == 0:
            return f"{int(amount) // factor}{unit}"
    return str(int(amount))


def _shown(written: object) -> str:
    return quoted(written) if isinstance(written, str) else json.dumps(written)


def _write(meant: str | None, *, example: str) -> str:
    return f'write "{meant}"' if meant else f'write it like "{example}"'


def _meant_cpu(written: object) -> str | None:
    match = LOOSE.fullmatch(str(written))
    if match is None:
        return None
    number, word = match["number"].replace(",", "."), match["word"].lower()
    if word == "" or "core" in word or word.startswith("cpu"):
        return number
    return f"{number}m" if word.startswith("m") and "." not in number else None


def _meant_memory(written: object) -> str | None:
    match = LOOSE.fullmatch(str(written))
    if match is None:
        return None
    number, word = match["number"].replace(",", "."), match["word"].lower()
    if word == "":
        return f"{number}Mi" if len(number) <= LONGEST_MEBIBYTES else None
    unit = {"k": "Ki", "m": "Mi", "g": "Gi", "t": "Ti"}.get(word[0])
    return f"{number}{unit}" if unit else None


def _pattern(quantity: re.Pattern[str]) -> str:
    return "^" + re.sub(r"\?P<[a-z]+>", "?:", quantity.pattern) + "$"


Cpu = Annotated[
    str,
    BeforeValidator(canonical_cpu),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "pattern": _pattern(CPU)}, {"type": "number", "exclusiveMinimum": 0}]}
    ),
]
Memory = Annotated[
    str, BeforeValidator(canonical_memory), WithJsonSchema({"type": "string", "pattern": _pattern(MEMORY)})
]
