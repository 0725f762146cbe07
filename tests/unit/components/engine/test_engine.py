import json
import os
from pathlib import Path
from typing import Any

import pytest

from components.engine import Change, Engine, EngineFailed

URN = "urn:pulumi:local::slipway::slipway:network:Network$aws:ec2/vpc:Vpc::local"

EVENTS = [
    {"preludeEvent": {"config": {}}},
    {"resourcePreEvent": {"metadata": {"op": "create", "urn": URN, "new": {"parent": "urn:parent"}}}},
    {"resourcePreEvent": {"metadata": {"op": "update", "urn": URN, "detailedDiff": {"tags.a": {"diffKind": "add"}}}}},
    {"diagnosticEvent": {"urn": URN, "message": "<{%reset%}>look here<{%reset%}>\n", "severity": "warning"}},
    {"summaryEvent": {"durationSeconds": 3, "resourceChanges": {"create": 1, "update": 1, "same": 4}}},
]


def engine_that(folder: Path, script: str) -> Engine:
    """Give an engine whose `pulumi` is a shell script."""
    program = folder / "bin" / "pulumi"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    environment = {"PATH": f"{program.parent}:{os.environ['PATH']}", "PULUMI_BACKEND_URL": f"file://{folder}/backend"}
    return Engine(folder, environment)


def test_events_become_changes_counts_and_messages(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(event) for event in EVENTS)
    notes: list[str] = []
    outcome = engine_that(tmp_path, f"cat <<'END'\n{lines}\nEND").run("up", "local", note=notes.append)
    assert outcome.changes == [Change("create", URN, "urn:parent"), Change("update", URN, "", ("tags.a",))]
    assert (outcome.changes[0].type, outcome.changes[0].name) == ("aws:ec2/vpc:Vpc", "local")
    assert outcome.counts == {"create": 1, "update": 1, "same": 4}
    assert outcome.changed == 2
    assert outcome.messages == ["look here"]
    assert notes == ["create aws:ec2/vpc:Vpc local", "update aws:ec2/vpc:Vpc local", "look here"]


def test_up_neither_asks_nor_previews_and_refreshes_when_told(tmp_path: Path) -> None:
    engine = engine_that(tmp_path, 'echo "$@" > arguments')
    engine.run("up", "local", refresh=True)
    assert (tmp_path / "arguments").read_text().split() == (
        ["up", "--stack", "local", "--non-interactive", "--json", "--yes", "--skip-preview", "--refresh"]
    )


def test_the_engines_first_error_is_the_sentence(tmp_path: Path) -> None:
    events = [
        {"diagnosticEvent": {"message": "the subnet is too small", "severity": "error"}},
        {"diagnosticEvent": {"message": "update failed", "severity": "error"}},
    ]
    script = "\n".join(f"echo '{json.dumps(event)}'" for event in events) + "\nexit 255"
    with pytest.raises(EngineFailed, match="pulumi up --stack local: the subnet is too small; mend it") as caught:
        engine_that(tmp_path, script).run("up", "local")
    assert caught.value.exit_status == 2


def test_an_error_before_the_first_event_is_shown(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="no stack named 'x'"):
        engine_that(tmp_path, "echo \"error: no stack named 'x'\" >&2; exit 1").run("up", "x")


def test_a_missing_pulumi_is_said(tmp_path: Path) -> None:
    with pytest.raises(EngineFailed, match="platform up"):
        Engine(tmp_path, {"PATH": str(tmp_path)}).output(["stack", "ls"])


def lock(folder: Path, content: str) -> Path:
    path = folder / "backend/.pulumi/locks/organization/slipway/local/one.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    return path


def test_the_lock_of_an_engine_that_was_killed_is_removed(tmp_path: Path) -> None:
    gone = {"pid": 2**22 + 1, "hostname": os.uname().nodename}
    path = lock(tmp_path, json.dumps(gone))
    assert engine_that(tmp_path, "true").release_stale_locks("local") == [gone["pid"]]
    assert not path.exists()


def test_half_a_lock_is_removed(tmp_path: Path) -> None:
    path = lock(tmp_path, '{"pid": 12')
    engine_that(tmp_path, "true").release_stale_locks("local")
    assert not path.exists()


def test_the_lock_of_another_machine_stays(tmp_path: Path) -> None:
    path = lock(tmp_path, json.dumps({"pid": 2**22 + 1, "hostname": "elsewhere"}))
    assert engine_that(tmp_path, "true").release_stale_locks("local") == []
    assert path.exists()


def test_the_lock_of_another_stack_stays(tmp_path: Path) -> None:
    path = lock(tmp_path, json.dumps({"pid": 2**22 + 1, "hostname": os.uname().nodename}))
    engine_that(tmp_path, "true").release_stale_locks("dev")
    assert path.exists()


def state_file(folder: Path, content: str, before: str | None = None) -> Path:
    path = folder / "backend/.pulumi/stacks/slipway/local.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    if before is not None:
        path.with_name("local.json.bak").write_text(before)
    return path


def test_a_damaged_state_is_replaced_by_the_one_before_and_looked_at_afresh(tmp_path: Path) -> None:
    path = state_file(tmp_path, '{"version": 3, "chec', '{"version": 3}')
    engine_that(tmp_path, 'echo "$@" > arguments').run("up", "local")
    assert path.read_text() == '{"version": 3}'
    assert path.with_name("local.json.damaged").read_text() == '{"version": 3, "chec'
    assert "--refresh" in (tmp_path / "arguments").read_text().split()


def test_a_good_state_is_left_alone(tmp_path: Path) -> None:
    path = state_file(tmp_path, '{"version": 3}', '{"version": 2}')
    assert engine_that(tmp_path, "true").restore_damaged_state("local") is False
    assert path.read_text() == '{"version": 3}'


def test_when_both_are_damaged_it_is_said_and_nothing_is_changed(tmp_path: Path) -> None:
    path = state_file(tmp_path, "", "{")
    with pytest.raises(EngineFailed, match="platform sandbox reset"):
        engine_that(tmp_path, "true").run("up", "local")
    assert path.read_text() == ""


PENDING = {
    "checkpoint": {
        "latest": {
            "resources": [],
            "pending_operations": [
                {"type": "creating", "resource": {"urn": URN, "type": "aws:ebs/encryptionByDefault:EncryptionByDefault",
                                                  "custom": True, "inputs": {"enabled": True}}}
            ],
        }
    }
}  # fmt: skip


def engine_killed_before(folder: Path) -> Engine:
    """Give an engine whose stack has a pending creation, and whose `pulumi` writes down what it is asked."""
    exported = json.dumps({"version": 3, "deployment": PENDING["checkpoint"]["latest"]})
    engine = engine_that(
        folder,
        f"""echo "$1 $2" >> arguments
        case "$2" in export) echo '{exported}' ;; import) cat > imported ;; esac""",
    )
    assert engine.backend is not None
    engine.backend.state_file("local").parent.mkdir(parents=True)
    engine.backend.state_file("local").write_text(json.dumps(PENDING))
    return engine


@pytest.mark.parametrize("operation", ["up", "destroy", "refresh"])
def test_what_was_interrupted_is_settled_before_anything_is_changed(tmp_path: Path, operation: Any) -> None:
    notes: list[str] = []
    engine_killed_before(tmp_path).run(operation, "local", note=notes.append)
    assert (tmp_path / "arguments").read_text().splitlines() == ["stack export", "stack import", f"{operation} --stack"]
    assert "pending_operations" not in json.loads((tmp_path / "imported").read_text())["deployment"]
    assert notes[0] == "1 creation was interrupted: looking for what came of it"


def test_a_preview_says_that_something_was_interrupted_and_changes_nothing(tmp_path: Path) -> None:
    notes: list[str] = []
    engine_killed_before(tmp_path).run("preview", "local", note=notes.append)
    assert (tmp_path / "arguments").read_text().splitlines() == ["preview --stack"]
    assert notes[0].startswith("1 creation was interrupted; `up` looks for what came of it first")


def test_a_dead_engine_s_lock_is_released_before_the_state_is_edited(tmp_path: Path) -> None:
    engine = engine_killed_before(tmp_path)
    assert engine.backend is not None
    lock = engine.backend.folder / "locks" / "organization" / "slipway" / "local" / "dead.json"
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({"pid": 2**22 + 1, "hostname": os.uname().nodename}))
    engine.settle("local")
    assert not lock.exists()


def test_what_pulumi_half_wrote_beside_a_whole_state_is_taken_away(tmp_path: Path) -> None:
    engine = engine_killed_before(tmp_path)
    assert engine.backend is not None
    state = engine.backend.state_file("local")
    half, whole = state.with_name("local.json.attrs"), state.with_name("local.json.bak.attrs")
    half.write_text("")
    whole.write_text("{}")
    before = state.read_text()
    engine.settle("local")
    assert (half.exists(), whole.exists(), state.read_text()) == (False, True, before)
