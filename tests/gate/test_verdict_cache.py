"""The verdict cache through the whole gate: what is unchanged costs nothing, and nothing that is wrong is believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from policies.gate import cache, crew, judging
from policies.gate.engines.opa.engine import OpaEngine
from tests.gate.judged import AS_ROOT, ROOT_POD, Place, made_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from made_place(tmp_path)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the documents that OPA was asked about, as they come."""
    seen: list[str] = []
    ask = OpaEngine.judge

    def judge(self: OpaEngine, documents: object) -> object:
        seen.extend(Path(document.file).name for document in documents)  # type: ignore[attr-defined]
        return ask(self, documents)  # type: ignore[arg-type]

    monkeypatch.setattr(OpaEngine, "judge", judge)
    return seen


def test_what_is_unchanged_is_not_asked_about_again(place: Place, judged: list[str]) -> None:
    first = place.judge()
    judged.clear()
    again = place.judge()
    assert judged == []
    assert again.report.findings == first.report.findings


def test_of_one_changed_file_only_that_one_is_asked_about(place: Place, judged: list[str]) -> None:
    place.judge()
    judged.clear()
    place.write({"two.yaml": ROOT_POD.format(name="two", nonroot="false")})
    assert place.judge().report.summary.findings == 3
    assert judged == ["two.yaml"]


def test_nothing_is_read_again_of_what_is_unchanged(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.judge()
    monkeypatch.setattr(crew, "judge", None)
    assert place.judge().status == 1


def test_a_rule_that_changed_asks_about_all_again(place: Place, judged: list[str]) -> None:
    place.judge()
    judged.clear()
    place.rule("as_root", AS_ROOT.replace("may run", "runs"))
    assert "runs as root" in place.judge().report.findings[0].message
    assert len(judged) == 3


def test_a_setting_that_changed_asks_about_all_again(place: Place, judged: list[str]) -> None:
    place.judge()
    judged.clear()
    (place.folder / "policies" / "settings.yaml").write_text('kubernetesVersion: "1.30"\n')
    place.judge()
    assert len(judged) == 3


def test_a_file_that_moved_is_known_and_reported_at_its_new_place(place: Place, judged: list[str]) -> None:
    place.judge()
    judged.clear()
    (place.folder / "apps" / "one.yaml").rename(place.folder / "apps" / "uno.yaml")
    assert [Path(one.location.file).name for one in place.judge().report.findings] == ["three.yaml", "uno.yaml"]
    assert judged == []


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 2000])
def test_a_file_that_is_no_database_is_a_miss_and_made_anew(place: Place, judged: list[str], content: bytes) -> None:
    first = place.judge()
    judged.clear()
    for file in (place.folder / "cache").glob("verdicts.sqlite*"):
        file.unlink()
    (place.folder / "cache" / "verdicts.sqlite").write_bytes(content)
    assert place.judge().report.findings == first.report.findings
    assert len(judged) == 3
    judged.clear()
    place.judge()
    assert judged == []


def _change(place: Place, statement: str) -> None:
    with sqlite3.connect(place.folder / "cache" / "verdicts.sqlite") as database:
        assert database.execute(statement).rowcount
    database.close()


@pytest.mark.parametrize(
    "statement",
    [
        "update verdicts set body = x''",
        "update verdicts set body = substr(body, 1, length(body) - 1)",
        "update verdicts set body = cast(replace(cast(body as text), 'shop', 'shup') as blob)",
        "update verdicts set body = 5",
        "delete from verdicts",
    ],
)
def test_damaged_verdicts_are_misses(place: Place, judged: list[str], statement: str) -> None:
    first = place.judge()
    judged.clear()
    _change(place, statement)
    assert place.judge().report.findings == first.report.findings
    assert len(judged) == 3


def test_a_verdict_that_is_whole_but_no_entry_is_a_miss(place: Place, judged: list[str]) -> None:
    first = place.judge()
    judged.clear()
    database = sqlite3.connect(place.folder / "cache" / "verdicts.sqlite")
    database.execute("update verdicts set body = ?", (cache._with_check(b'{"d": 5}'),))
    database.commit()
    database.close()
    assert place.judge().report.findings == first.report.findings
    assert len(judged) == 3


def test_a_cache_of_another_form_is_a_miss(place: Place, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    place.judge()
    judged.clear()
    monkeypatch.setattr(cache, "FORM", cache.FORM + 1)
    assert place.judge().status == 1
    assert len(judged) == 3


def test_a_cache_that_can_not_be_written_costs_time_only(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("attempt to write a readonly database")

    monkeypatch.setattr(sqlite3, "connect", refused)
    assert place.judge().report.summary.findings == 2


def test_a_file_that_changes_while_it_is_judged_is_not_remembered(
    place: Place, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(numbered: object, engines: object) -> object:
        done = judging.judge(numbered, engines)  # type: ignore[arg-type]
        place.write({"two.yaml": ROOT_POD.format(name="two", nonroot="false")})
        return done

    monkeypatch.setattr(crew, "judge", late)
    place.judge()
    monkeypatch.setattr(crew, "judge", judging.judge)
    judged.clear()
    assert place.judge().report.summary.findings == 3
    assert judged == ["two.yaml"]


SET = """deny contains {"msg": message, "path": ["metadata"], "resource": number} if {
	message := sprintf("is one of %d", [count(input.resources)])
	some number, resource in input.resources
	resource.metadata.name == "one"
	not input.whole == false
}

unknown contains {"msg": "there may be more", "path": [], "resource": 0} if input.whole == false
"""


def test_what_is_deployed_together_is_judged_together(place: Place) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    messages = [one.message for one in place.judge().report.findings if one.rule == "SLIP-TEST-002"]
    assert messages == ["is one of 2"], "one.yaml and two.yaml, and not sub/three.yaml"


def test_a_set_one_of_whose_files_changed_is_judged_again_without_reading_the_others(
    place: Place, judged: list[str]
) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    place.judge()
    judged.clear()
    place.write({"four.yaml": ROOT_POD.format(name="four", nonroot="true")})
    assert "is one of 3" in [one.message for one in place.judge().report.findings]
    assert judged == ["four.yaml"]


def test_a_set_that_is_unchanged_is_not_asked_about_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    first = place.judge()
    monkeypatch.setattr(OpaEngine, "judge_sets", None)
    assert place.judge().report.findings == first.report.findings


def test_a_set_whose_documents_the_cache_has_lost_is_read_again(place: Place) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    place.judge()
    _change(place, "delete from parts")
    place.write({"four.yaml": ROOT_POD.format(name="four", nonroot="true")})
    assert "is one of 3" in [one.message for one in place.judge().report.findings]


def test_files_of_one_folder_that_hold_one_identity_are_alternatives(place: Place) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    place.write({"other.yaml": ROOT_POD.format(name="one", nonroot="true")})
    outcome = place.judge("apps")
    assert [one for one in outcome.report.findings if one.rule == "SLIP-TEST-002"] == []
    assert outcome.report.summary.unknown == 3, "each file of the folder may be deployed with something else"


def test_a_file_that_is_named_alone_may_be_deployed_with_its_neighbours(place: Place) -> None:
    place.rule("together", SET, number=2, judges="set", kinds='"*"')
    outcome = place.judge("apps/one.yaml")
    assert outcome.report.summary.unknown == 1
    assert [one.rule for one in outcome.report.findings] == ["SLIP-TEST-001"]
    assert place.judge("apps/one.yaml", unknown_fails=True).report.summary.findings == 2
