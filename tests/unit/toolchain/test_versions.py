from __future__ import annotations

import pytest

from toolchain.versions import Range, Version


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.37.2", (1, 37, 2, True)),
        ("v3.6.1+unknown", (3, 6, 1, True)),
        ("go1.27", (1, 27, 0, True)),
        ("go1.27rc1", (1, 27, 0, False)),
        ("1.31.0-alpha.eed52ebb66ad", (1, 31, 0, False)),
    ],
)
def test_version_is_read_as_tools_print_it(text: str, expected: tuple[int, int, int, bool]) -> None:
    assert Version.parse(text) == Version(*expected)


@pytest.mark.parametrize("text", ["", "devel", "1", "1.x.2"])
def test_text_that_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        Version.parse(text)


@pytest.mark.parametrize(
    ("accepted", "version", "verdict"),
    [
        (">=1.37.0,<1.38.0", "1.37.0", "in range"),
        (">=1.37.0,<1.38.0", "1.37.9", "in range"),
        (">=1.37.0,<1.38.0", "1.36.9", "too old"),
        (">=1.37.0,<1.38.0", "1.37.0-rc.1", "too old"),
        (">=1.37.0,<1.38.0", "1.38.0", "too new"),
        (">=1.37.0,<1.38.0", "1.38.0-beta.1", "too new"),
        ("==3.6.1", "3.6.1", "in range"),
        ("==3.6.1", "3.6.0", "too old"),
        ("==3.6.1", "3.6.2", "too new"),
    ],
)
def test_range_judges_a_version(accepted: str, version: str, verdict: str) -> None:
    assert Range.parse(accepted).judge(Version.parse(version)) == verdict


@pytest.mark.parametrize("text", [">=1.2.0", "<2.0.0", "1.2.3", "~=1.2.0", ">=1.2.0,<1.3.0,<1.4.0", "==1.0.0,==1.0.1"])
def test_range_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no range"):
        Range.parse(text)
