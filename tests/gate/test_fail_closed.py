"""What can't be judged never passes: each way in which the gate can fail ends with status 2 or an error."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from policies.errors import InputError, RuleError
from policies.gate import crew
from policies.gate.engines.opa import server
from tests.gate.judged import ROOT_POD, SLOW, Place, made_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from made_place(tmp_path)


def _note(place: Place) -> Path:
    return next((place.folder / "cache" / "opa").glob("*/server.json"))


@contextlib.contextmanager
def _killing(place: Place, key: str) -> Iterator[None]:
    """Kill each OPA (`opa`) or keeper (`pid`) of a place soon after it has started, for as long as the block runs."""
    over = threading.Event()

    def kill() -> None:
        while not over.wait(0.02):
            with contextlib.suppress(OSError, ValueError, StopIteration):
                told = json.loads(_note(place).read_text())
                time.sleep(0.6)
                os.kill(told[key], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        over.set()
        killer.join()


def test_what_is_judged_at_all(place: Place) -> None:
    outcome = place.judge()
    assert outcome.status == 1
    assert [Path(one.location.file).name for one in outcome.report.findings] == ["one.yaml", "three.yaml"]
    assert {one.location.line for one in outcome.report.findings} == {8}


@pytest.mark.parametrize("key", ["opa", "pid"])
def test_opa_killed_between_two_queries_is_started_again(place: Place, key: str) -> None:
    first = place.judge()
    told = json.loads(_note(place).read_text())
    os.kill(told[key], signal.SIGKILL)
    again = place.judge(use_cache=False)
    assert again.report.findings == first.report.findings
    assert place.servers()[0].opa != told["opa"]


@pytest.mark.parametrize("key", ["opa", "pid"])
def test_opa_killed_whenever_it_works_is_an_error(place: Place, key: str) -> None:
    place.rule("slow", SLOW, number=2)
    with _killing(place, key):
        outcome = place.judge()
    assert outcome.status == 2
    assert "ended" in outcome.errors[0]


@pytest.mark.parametrize("key", ["opa", "pid"])
def test_opa_stopped_in_mid_run_is_an_error_within_seconds_and_the_next_run_starts_another(
    place: Place, key: str
) -> None:
    place.judge()
    stopped = json.loads(_note(place).read_text())
    connect = server._connect

    def stopping(note: Mapping[str, Any]) -> Any:
        way = connect(note)
        os.kill(note[key], signal.SIGSTOP)
        return way

    began = time.monotonic()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(server, "_connect", stopping)
            outcome = place.judge(use_cache=False)
        assert outcome.status == 2
        assert "stopped by a signal" in outcome.errors[0]
        assert time.monotonic() - began < 10
        assert place.judge(use_cache=False).status == 1
        assert place.servers()[0].opa != stopped["opa"]
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(stopped[key], signal.SIGCONT)


def test_killing_the_keeper_ends_its_opa(place: Place) -> None:
    place.judge()
    told = json.loads(_note(place).read_text())
    os.kill(told["pid"], signal.SIGKILL)
    until = time.monotonic() + 10
    while Path(f"/proc/{told['opa']}").exists() and "Z" not in Path(f"/proc/{told['opa']}/stat").read_text():
        assert time.monotonic() < until, "OPA outlives its keeper"
        time.sleep(0.05)


def test_a_query_that_takes_too_long_is_an_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLIPWAY_OPA_QUERY_SECONDS", "0.3")
    place.rule("slow", SLOW, number=2)
    outcome = place.judge()
    assert outcome.status == 2
    assert "took longer than 0.3 s" in outcome.errors[0]


def test_a_rule_that_gives_two_answers_is_an_error_that_names_it(place: Place) -> None:
    place.rule(
        "torn",
        'deny contains {"msg": "x", "path": []} if verdict\n\nverdict := true\n\nverdict := input.extra\n',
        number=2,
    )
    place.write({"one.yaml": ROOT_POD.format(name="one", nonroot="false") + "extra: 5\n"})
    outcome = place.judge()
    assert outcome.status == 2
    assert "torn.rego" in outcome.errors[0]


@pytest.mark.parametrize(
    "yielded", ['"text"', '{"path": []}', '{"msg": 5, "path": []}', '{"msg": "x", "path": "spec"}', "[]", "null"]
)
def test_a_rule_that_yields_something_else_is_an_error(place: Place, yielded: str) -> None:
    place.rule("odd", f"deny contains {yielded}\n", number=2)
    outcome = place.judge()
    assert outcome.status == 2
    assert "a rule yields" in outcome.errors[0]


def test_a_rule_on_sets_that_names_no_document_of_the_set_is_an_error(place: Place) -> None:
    place.rule("far", 'deny contains {"msg": "x", "path": [], "resource": 99}\n', number=2, judges="set", kinds='"*"')
    outcome = place.judge()
    assert outcome.status == 2
    assert "isn't in" in outcome.errors[0]


def test_a_rule_that_does_not_compile_is_refused_at_its_line(place: Place) -> None:
    place.rule("wrong", "deny contains unheard_of\n", number=2)
    with pytest.raises(RuleError, match=r"policies/rego/testing/wrong\.rego:13: .*unheard_of"):
        place.judge()


def test_a_rule_that_is_no_rego_is_refused_at_its_line(place: Place) -> None:
    place.rule("wrong", "deny contains {\n", number=2)
    with pytest.raises(RuleError, match=r"policies/rego/testing/wrong\.rego:1\d: "):
        place.judge()


def test_a_checkout_without_rules_judges_nothing(place: Place) -> None:
    for file in (place.folder / "policies" / "rego").rglob("*.rego"):
        file.unlink()
    with pytest.raises(RuleError, match="holds no rules"):
        place.judge()


def test_an_input_that_is_not_there_is_an_error(place: Place) -> None:
    with pytest.raises(InputError, match="nowhere"):
        place.judge("nowhere")


def test_a_folder_without_inputs_is_an_error(place: Place) -> None:
    (place.folder / "empty").mkdir()
    with pytest.raises(InputError, match="nothing that could be judged"):
        place.judge("empty")


def test_a_broken_file_is_an_error_and_the_others_are_judged(place: Place) -> None:
    place.write({"broken.yaml": "kind: [\n"})
    outcome = place.judge()
    assert outcome.status == 2
    assert len(outcome.errors) == 1
    assert "broken.yaml" in outcome.errors[0]
    assert outcome.report.summary.findings == 2


def test_a_broken_file_is_an_error_every_time(place: Place) -> None:
    place.write({"broken.yaml": "kind: [\n"})
    assert place.judge().errors == place.judge().errors


def test_a_process_of_the_crew_that_ends_is_an_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write({f"more/{number}.yaml": ROOT_POD.format(name=f"p{number}", nonroot="false") for number in range(70)})
    monkeypatch.setattr(crew, "ALONE_BYTES", 0)
    monkeypatch.setattr(crew, "judge", lambda *_: os._exit(9))
    outcome = place.judge(jobs=2)
    assert outcome.status == 2
    assert "ended" in outcome.errors[0]


def test_an_answer_that_leaves_a_document_out_is_an_error(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = server.Server.ask
    monkeypatch.setattr(server.Server, "ask", lambda *given: {"0": asked(*given).get("0")})
    outcome = place.judge()
    assert outcome.status == 2
    assert "left out" in outcome.errors[0]


@pytest.mark.parametrize("answer", [b"no JSON", b"[]", b'{"result": []}', b'{"result": null}', b"{}"])
def test_an_answer_of_another_shape_is_an_error(place: Place, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    class Odd:
        def send_bytes(self, message: bytes) -> None: ...

        def poll(self, seconds: float) -> bool:
            return True

        def recv_bytes(self) -> bytes:
            return answer

        def close(self) -> None: ...

    monkeypatch.setattr(server.Server, "_connected", lambda self: Odd())
    assert place.judge().status == 2
