from __future__ import annotations

from pathlib import Path

import pytest

from policies.errors import InputError
from policies.gate.finding import Severity
from policies.gate.trust import trusted
from tests.unit.policies.repository import Repository

RULE = "package slipway.rules.pods.a\n\ndeny contains 1\n"


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    made = Repository(tmp_path / "repository")
    made.commit(
        {
            "policies/rego/pods/a.rego": RULE,
            "policies/rego/pods/a_test.rego": "package a_test\n",
            "policies/waivers.yaml": "waivers: []\n",
            "policies/settings.yaml": "excluded: {}\n",
            "teams/shop/policies/b.rego": RULE,
            "teams/shop.yaml": "team: shop\n",
            "ci/known.json": "{}\n",
            "pod.yaml": "a: 1\n",
        }
    )
    made.git("switch", "--quiet", "--create", "topic")
    return made


def test_what_judges_is_the_refs_whatever_the_change_makes_of_it(repository: Repository) -> None:
    repository.commit({"policies/waivers.yaml": "waivers: [all]\n"})
    repository.git("rm", "--quiet", "policies/rego/pods/a.rego")
    repository.write({"policies/rego/pods/new.rego": RULE, "policies/settings.yaml": "excluded: {'**': x}\n"})

    with trusted("main", repository.folder) as trust:
        assert (trust.folder / "policies/rego/pods/a.rego").read_text() == RULE
        assert (trust.folder / "policies/waivers.yaml").read_text() == "waivers: []\n"
        assert (trust.folder / "policies/settings.yaml").read_text() == "excluded: {}\n"
        assert (trust.folder / "teams/shop/policies/b.rego").read_text() == RULE
        assert not (trust.folder / "policies/rego/pods/new.rego").exists()
        assert not (trust.folder / "pod.yaml").exists()
        kept = trust.folder
    assert not kept.exists()


def test_each_change_of_what_judges_is_a_notice_at_its_line(repository: Repository) -> None:
    repository.write(
        {
            "policies/waivers.yaml": "waivers: []\n# more\n",
            "policies/rego/pods/new.rego": RULE,
            "policies/rego/pods/a_test.rego": "package other\n",
            "policies/gate/check.py": "pass\n",
            "teams/shop/policies/b.rego": "package b\n",
            "teams/shop.yaml": "team: other\n",
            "pod.yaml": "a: 2\n",
        }
    )
    repository.git("rm", "--quiet", "policies/rego/pods/a.rego", "policies/settings.yaml")

    with trusted("main", repository.folder) as trust:
        found = [
            (each.rule, each.location.file, each.location.line, each.message.rpartition(" ")[2])
            for each in trust.findings
        ]

    assert found == [
        ("SLIP-GATE-205", "policies/gate/check.py", 1, "new"),
        ("SLIP-GATE-201", "policies/rego/pods/a.rego", 1, "removed"),
        ("SLIP-GATE-201", "policies/rego/pods/new.rego", 1, "new"),
        ("SLIP-GATE-202", "policies/settings.yaml", 1, "removed"),
        ("SLIP-GATE-203", "policies/waivers.yaml", 2, "changed"),
        ("SLIP-GATE-201", "teams/shop/policies/b.rego", 1, "changed"),
    ]
    assert {each.severity for each in trust.findings} == {Severity.NOTICE}


def test_baseline_is_the_refs_too(repository: Repository) -> None:
    baseline = repository.folder / "ci" / "known.json"
    baseline.write_text("everything\n")

    with trusted("main", repository.folder, baseline) as trust:
        assert trust.at(baseline).read_text() == "{}\n"
        assert [each.rule for each in trust.findings] == ["SLIP-GATE-204"]


def test_baseline_that_the_ref_does_not_have_is_not_there(repository: Repository) -> None:
    baseline = repository.folder / "new.json"
    baseline.write_text("everything\n")

    with trusted("main", repository.folder, baseline) as trust:
        assert not trust.at(baseline).exists()


def test_baseline_outside_of_the_repository_is_the_callers(repository: Repository, tmp_path: Path) -> None:
    with trusted("main", repository.folder, tmp_path / "x.json") as trust:
        assert trust.at(tmp_path / "x.json") == tmp_path / "x.json"


def test_what_the_ref_got_since_is_no_change_of_ours(repository: Repository) -> None:
    repository.git("switch", "--quiet", "main")
    repository.commit({"policies/rego/pods/a.rego": RULE + "\n"})
    repository.git("switch", "--quiet", "topic")

    with trusted("main", repository.folder) as trust:
        assert trust.findings == ()
        assert (trust.folder / "policies/rego/pods/a.rego").read_text() == RULE + "\n"


def test_attributes_of_the_change_do_not_alter_what_is_taken(repository: Repository) -> None:
    repository.commit({".gitattributes": "policies/** export-ignore\n*.rego text eol=crlf\n"})

    with trusted("main", repository.folder) as trust:
        assert (trust.folder / "policies/rego/pods/a.rego").read_bytes() == RULE.encode()


def test_link_among_the_rules_is_refused(repository: Repository) -> None:
    (repository.folder / "policies/rego/link.rego").symlink_to("/etc/passwd")
    repository.commit({})

    with pytest.raises(InputError, match="link"), trusted("topic", repository.folder):
        pass


def test_unknown_ref_is_an_error(repository: Repository) -> None:
    with pytest.raises(InputError, match="nowhere"), trusted("nowhere", repository.folder):
        pass


def test_files_are_named_from_where_one_stands(repository: Repository) -> None:
    repository.write({"policies/waivers.yaml": "waivers: [x]\n"})

    with trusted("main", repository.folder / "teams") as trust:
        assert [each.location.file for each in trust.findings] == ["../policies/waivers.yaml"]
