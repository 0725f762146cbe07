"""Amounts: read in any right form, held in the one that the API server gives back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from delivery.spec.quantities import BINARY, DECIMAL, canonical_cpu, canonical_memory, millicores, size_bytes


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("250m", "250m"), ("1000m", "1"), ("0.25", "250m"), (0.5, "500m"), (2, "2"), ("1.5", "1500m"), ("2", "2")],
)
def test_cpu_is_held_as_kubernetes_writes_it(written: object, canonical: str) -> None:
    assert canonical_cpu(written) == canonical


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("512Mi", "512Mi"),
        ("1024Mi", "1Gi"),
        ("0.5Gi", "512Mi"),
        ("0.5Ki", "512"),
        ("1.5G", "1500M"),
        ("1000k", "1M"),
        ("1536Mi", "1536Mi"),
    ],
)
def test_memory_is_held_as_kubernetes_writes_it(written: str, canonical: str) -> None:
    assert canonical_memory(written) == canonical


@settings(deadline=None)
@given(st.integers(1, 10**6))
def test_cpu_keeps_its_amount(thousandths: int) -> None:
    assert millicores(canonical_cpu(f"{thousandths}m")) == thousandths
    assert canonical_cpu(canonical_cpu(f"{thousandths}m")) == canonical_cpu(str(Decimal(thousandths) / 1000))


@settings(deadline=None)
@given(st.integers(1, 10**6), st.sampled_from(sorted(BINARY | DECIMAL)))
def test_memory_keeps_its_amount(number: int, unit: str) -> None:
    assert size_bytes(canonical_memory(f"{number}{unit}")) == number * (BINARY | DECIMAL)[unit]


@pytest.mark.parametrize(
    "written", ["", "0Mi", "0.1", "-1Mi", "1e3Mi", "1Mi\n", "512mi", "512 Mi", "½Gi", True, None, [], 1.5]
)
def test_what_is_no_memory_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError):
        canonical_memory(written)


@pytest.mark.parametrize("written", ["", "0", "0m", "0.0001", "0.5m", "-1", "1e3", "1k", "١", "1\n", False, None, {}])
def test_what_is_no_cpu_is_refused(written: object) -> None:
    with pytest.raises(PydanticCustomError):
        canonical_cpu(written)
