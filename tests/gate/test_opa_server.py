"""The life of OPA's server: who may ask it, who is told what, how long it lives, how many there are."""

from __future__ import annotations

import json
import multiprocessing
import stat
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path

import psutil
import pytest
from click.testing import CliRunner

from cli.policy.server import server
from policies.gate.engines.opa.server import stop
from tests.gate.judged import AS_ROOT, Place, made_place


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    yield from made_place(tmp_path)


def _home(place: Place) -> Path:
    return next((place.folder / "cache" / "opa").glob("*/server.json")).parent


def _port(process: int) -> int:
    listening = [one for one in psutil.Process(process).net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    assert [one.laddr.ip for one in listening] == ["127.0.0.1"]
    return int(listening[0].laddr.port)


def _status(port: int, path: str, token: str | None, body: bytes | None = b'{"input": {"resources": []}}') -> int:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body, headers=headers)
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.parametrize("token", [None, "", "wrong", "x" * 43])
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/data/slipway/gate/documents", b"{}"),
        ("/v1/data", None),
        ("/v1/data/system/authz", None),
        ("/v1/policies", None),
        ("/v1/config", None),
        ("/health", None),
        ("/metrics", None),
    ],
)
def test_opa_answers_nobody_without_the_token(asked: Place, path: str, body: bytes | None, token: str | None) -> None:
    assert _status(_port(asked.servers()[0].opa), path, token, body) in (401, 500)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place whose server has been asked."""
    made = made_place(tmp_path_factory.mktemp("asked"))
    place = next(made)
    place.judge()
    yield place
    assert next(made, None) is None


def test_what_is_secret_is_only_its_owners_to_read(asked: Place) -> None:
    home = _home(asked)
    assert stat.S_IMODE((home / "server.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((home / "guard" / "system" / "authz" / "data.json").stat().st_mode) == 0o600


def test_no_secret_is_in_what_others_can_see_of_the_processes(asked: Place) -> None:
    key = json.loads((_home(asked) / "server.json").read_text())["key"]
    digest = json.loads((_home(asked) / "guard" / "system" / "authz" / "data.json").read_text())["token_sha256"]
    running = asked.servers()[0]
    words = [word for process in (running.pid, running.opa) for word in psutil.Process(process).cmdline()]
    assert not [word for word in words if key in word or digest in word]
    logs = "".join((_home(asked) / name).read_text() for name in ("opa.log", "keeper.log"))
    assert key not in logs
    assert digest not in logs


def test_the_keeper_answers_nobody_who_does_not_know_its_key(asked: Place) -> None:
    port = json.loads((_home(asked) / "server.json").read_text())["port"]
    with pytest.raises(AuthenticationError):
        Client(("127.0.0.1", port), authkey=b"wrong")
    assert asked.judge(use_cache=False).status == 1


def test_a_stranger_at_the_notes_port_is_not_believed(place: Place) -> None:
    first = place.judge()
    note = _home(place) / "server.json"
    told = json.loads(note.read_text())
    note.write_text(json.dumps({**told, "key": "00" * 32}))
    again = place.judge(use_cache=False)
    assert again.report.findings == first.report.findings
    assert json.loads(note.read_text())["pid"] != told["pid"]


def test_a_note_of_a_server_that_is_gone_is_no_obstacle(place: Place) -> None:
    first = place.judge()
    note = _home(place) / "server.json"
    content = note.read_text()
    stop(place.folder / "cache")
    _ended(json.loads(content)["pid"])
    note.write_text(content)
    assert place.judge(use_cache=False).report.findings == first.report.findings


@pytest.mark.parametrize("content", ["", "{}", "[]", "null", '{"port": "x", "key": 5}', "\0"])
def test_a_damaged_note_is_no_obstacle(place: Place, content: str) -> None:
    place.judge()
    (_home(place) / "server.json").write_text(content)
    assert place.judge(use_cache=False).status == 1


def test_a_later_run_asks_the_server_of_the_one_before(asked: Place) -> None:
    before = asked.servers()
    asked.judge(use_cache=False)
    assert asked.servers() == before
    assert len(before) == 1


def test_other_rules_get_a_server_of_their_own(place: Place) -> None:
    place.judge()
    place.rule("again", AS_ROOT, number=2)
    assert place.judge().report.summary.findings == 4
    assert len({one.digest for one in place.servers()}) == 2


def test_other_settings_get_a_server_of_their_own(place: Place) -> None:
    place.judge()
    (place.folder / "policies" / "settings.yaml").write_text('kubernetesVersion: "1.30"\n')
    place.judge()
    assert len({one.digest for one in place.servers()}) == 2


def test_it_ends_by_itself_when_nobody_asks(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLIPWAY_OPA_IDLE_SECONDS", "0.5")
    place.judge()
    told = json.loads((_home(place) / "server.json").read_text())
    _ended(told["pid"])
    _ended(told["opa"])
    assert place.servers() == []


def test_it_ends_early_when_one_of_newer_rules_runs(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLIPWAY_OPA_IDLE_SECONDS", "12")
    place.judge()
    (first,) = place.servers()
    place.rule("again", AS_ROOT, number=2)
    place.judge()
    began = time.monotonic()
    _ended(first.opa)
    assert time.monotonic() - began < 8
    assert [one.digest for one in place.servers()] != [first.digest]


def test_it_ends_when_it_is_stopped_or_its_cache_is_deleted(place: Place) -> None:
    place.judge()
    (server,) = place.servers()
    assert stop(place.folder / "cache") == [server]
    _ended(server.pid)
    _ended(server.opa)


def test_runs_that_begin_at_once_start_one_server(place: Place) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        statuses = pool.map(_judged, [str(place.folder)] * 4)
    assert statuses == [(1, 2)] * 4
    keepers = [one for one in psutil.process_iter(["cmdline"]) if str(_home(place)) in (one.info["cmdline"] or [])]
    assert len(keepers) == 1


def _judged(folder: str) -> tuple[int, int]:
    outcome = Place(Path(folder)).judge()
    return outcome.status, outcome.report.summary.findings


def test_proxies_and_netrc_of_whoever_runs_it_change_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    netrc = place.folder / "netrc"
    netrc.write_text("default login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    assert place.judge().status == 1


def test_modules_of_the_folder_that_is_judged_are_not_imported(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / "psutil.py").write_text("raise SystemExit('imported from a pull request')\n")
    (place.folder / "requests.py").write_text("raise SystemExit('imported from a pull request')\n")
    monkeypatch.chdir(place.folder)
    monkeypatch.setenv("PYTHONPATH", str(place.folder))
    assert place.judge().status == 1


def _ended(process: int) -> None:
    until = time.monotonic() + 10
    while psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < until, f"process {process} goes on"
        time.sleep(0.05)


def test_people_see_and_stop_what_is_kept_warm(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = place.folder / "shared"
    place.judge(cache=cache / "gate")
    monkeypatch.setenv("SLIPWAY_CACHE", str(cache))
    told = [json.loads(CliRunner().invoke(server, [word, "--output", "json"]).output) for word in ("status", "stop")]
    assert [len(one["servers"]) for one in told] == [1, 1]
    _ended(told[0]["servers"][0]["opa"])
    assert "No OPA is kept warm" in CliRunner().invoke(server, []).output
