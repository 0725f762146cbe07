"""How mutants get packages of their own, and what they need beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from policies.mutation.mutants import Subject, package_of
from policies.mutation.trial import needed, renamed

PACKAGE = "slipway.rules.pods.privileged"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        (f"package {PACKAGE}\n", f"package {PACKAGE}__7\n"),
        (f"package {PACKAGE}_test\n", f"package {PACKAGE}_test__7\n"),
        (f"import data.{PACKAGE}\n", f"import data.{PACKAGE}__7 as privileged\n"),
        (f"import data.{PACKAGE} as rule\n", f"import data.{PACKAGE}__7 as rule\n"),
        (f"x := data.{PACKAGE}.deny\n", f"x := data.{PACKAGE}__7.deny\n"),
        (f"import data.{PACKAGE}_more\n", f"import data.{PACKAGE}_more\n"),
        ("import data.slipway.lib.pods\n", "import data.slipway.lib.pods\n"),
    ],
)
def test_a_package_is_renamed_wherever_it_is_named(text: str, becomes: str) -> None:
    assert renamed(text, PACKAGE, 7) == becomes


def test_a_rule_needs_what_it_names_and_what_that_names(tmp_path: Path) -> None:
    texts = {
        "slipway.rules.a": "import data.slipway.lib.b\n",
        "slipway.lib.b": "import data.slipway.lib.c.deep\n",
        "slipway.lib.c": "",
        "slipway.lib.d": "",
        "slipway.lib.bb": "",
        "slipway.fixtures.e": "",
    }
    library = {}
    for package, text in texts.items():
        library[package] = tmp_path / f"{package}.rego"
        library[package].write_text(f"package {package}\n\n{text}")
    tests = tmp_path / "a_test.rego"
    tests.write_text("package slipway.rules.a_test\n\nimport data.slipway.fixtures.e\n")
    subject = Subject("slipway.rules.a", library["slipway.rules.a"], tests)
    names = [package_of(file) for file in needed([subject], library)]
    assert names == ["slipway.fixtures.e", "slipway.lib.b", "slipway.lib.c"]
