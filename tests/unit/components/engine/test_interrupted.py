"""Creations that nobody saw the end of: made-up states, an engine that only remembers, a cloud that is told."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from components.engine import EngineFailed
from components.engine.interrupted import Settler
from components.engine.pending import Document, described, seconds_old

STACK = "urn:pulumi:dev::slipway::pulumi:pulumi:Stack::slipway-dev"
PROVIDER = "urn:pulumi:dev::slipway::pulumi:providers:aws::default"
TAGS = {"slipway.dev/stack": "dev", "Name": "slipway-dev"}


def urn(kind: str, name: str = "slipway-dev") -> str:
    return f"urn:pulumi:dev::slipway::slipway:network:Network${kind}::{name}"


VPC, ROLE, CLUSTER, QUEUE = (
    urn("aws:ec2/vpc:Vpc"), urn("aws:iam/role:Role"), urn("aws:eks/cluster:Cluster"), urn("aws:sqs/queue:Queue"),
)  # fmt: skip


def row(one: str, **more: Any) -> dict[str, Any]:
    kind = one.split("::")[2].rsplit("$", 1)[-1]
    return {"urn": one, "type": kind, "custom": True, "parent": STACK, "provider": f"{PROVIDER}::1", **more}


def vpc(**more: Any) -> dict[str, Any]:
    return row(VPC, inputs={"cidrBlock": "10.0.0.0/16", "tags": TAGS}, **more)


def role(**more: Any) -> dict[str, Any]:
    return row(ROLE, inputs={"name": "slipway-dev-1234567"}, **more)


def state(*rows: dict[str, Any], pending: tuple[dict[str, Any], ...] = (), age: float = 3600.0) -> Document:
    """Give a state with a provider, some resources, and some creations that are pending."""
    written = (datetime.now(UTC) - timedelta(seconds=age)).isoformat()
    provider = {
        "urn": PROVIDER, "type": "pulumi:providers:aws", "custom": True, "id": "1",
        "inputs": {"region": "eu-central-1"}, "outputs": {"region": "eu-central-1"},
    }  # fmt: skip
    deployment: dict[str, Any] = {"manifest": {"time": written}, "resources": [provider, *rows]}
    if pending:
        deployment["pending_operations"] = [{"type": "creating", "resource": one} for one in pending]
    return {"version": 3, "deployment": deployment}


@dataclass
class RememberingEngine:
    """An engine that keeps one state, and reads what a cloud has."""

    document: Document
    there: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    killed: bool = False

    def exported(self, stack: str) -> Document:
        return copy.deepcopy(self.document)

    def put_state(self, stack: str, document: Document) -> None:
        self.asked.append("put")
        self.document = json.loads(json.dumps(document))

    def read_again(self, stack: str, urns: list[str]) -> None:
        self.asked.append(f"read {' '.join(map(described, urns))}")
        if self.killed:
            raise KeyboardInterrupt
        rows = self.document["deployment"]["resources"]
        gone = [one for one in rows if one["urn"] in urns and one["id"] not in self.there and not one.get("delete")]
        for one in rows:
            if one["urn"] in urns and one["id"] in self.there:
                one["outputs"] = {"id": one["id"], **self.there[one["id"]]}
        self.document["deployment"]["resources"] = [one for one in rows if one not in gone]

    def rows(self, one: str) -> list[dict[str, Any]]:
        return [row for row in self.document["deployment"]["resources"] if row["urn"] == one]

    @property
    def pending(self) -> list[Any]:
        return self.document["deployment"].get("pending_operations") or []


@dataclass
class ToldCloud:
    """AWS that gives the same list to every question."""

    listed: list[Any] = field(default_factory=list)
    answers: list[object] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)

    def __call__(self, region: str) -> ToldCloud:
        self.regions.append(region)
        return self

    def ask(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> object:
        return self.answers.pop(0) if self.answers else None

    def pages(self, service: str, operation: str, arguments: Mapping[str, object], path: str) -> Iterator[Any]:
        yield from self.listed


def in_aws(identity: str) -> dict[str, Any]:
    """Give a VPC as EC2 tells of it."""
    pairs = [{"Key": key, "Value": value} for key, value in TAGS.items()]
    return {"VpcId": identity, "CidrBlock": "10.0.0.0/16", "Tags": pairs}


def settle(engine: RememberingEngine, cloud: ToldCloud | None = None) -> tuple[list[str], list[float]]:
    """Settle, and give what was noted and how long was waited."""
    notes: list[str] = []
    waits: list[float] = []
    Settler(engine, cloud or ToldCloud(), notes.append, waits.append).settle("dev")
    return notes, waits


def test_a_state_without_interruptions_is_left_alone() -> None:
    engine = RememberingEngine(state(vpc(id="vpc-1", outputs={"id": "vpc-1"})))
    assert settle(engine) == ([], [])
    assert engine.asked == []


def test_what_was_made_under_a_name_comes_into_the_state() -> None:
    engine = RememberingEngine(state(pending=(role(),)), there={"slipway-dev-1234567": {}})
    notes, _ = settle(engine)
    (taken,) = engine.rows(ROLE)
    assert (taken["id"], taken["inputs"], taken["provider"]) == (
        "slipway-dev-1234567", {"name": "slipway-dev-1234567"}, f"{PROVIDER}::1",
    )  # fmt: skip
    assert engine.pending == []
    assert notes[-1] == "1 creation was interrupted: took in aws:iam/role:Role slipway-dev"


def test_what_was_not_made_is_gone_from_the_state() -> None:
    engine = RememberingEngine(state(pending=(role(),)))
    notes, _ = settle(engine)
    assert (engine.rows(ROLE), engine.pending) == ([], [])
    assert notes[-1] == "1 creation was interrupted: cleared aws:iam/role:Role slipway-dev"


def test_what_aws_named_is_looked_for_in_the_provider_s_region() -> None:
    cloud = ToldCloud([in_aws("vpc-1")])
    engine = RememberingEngine(state(pending=(vpc(),)), there={"vpc-1": {}})
    settle(engine, cloud)
    assert [one["id"] for one in engine.rows(VPC)] == ["vpc-1"]
    assert cloud.regions == ["eu-central-1"]


def test_a_region_of_its_own_is_looked_in() -> None:
    cloud = ToldCloud()
    one = vpc()
    one["inputs"]["region"] = "eu-west-1"
    settle(RememberingEngine(state(pending=(one,))), cloud)
    assert cloud.regions == ["eu-west-1"]


def test_nothing_in_aws_means_that_nothing_was_made_and_nothing_is_read() -> None:
    engine = RememberingEngine(state(pending=(vpc(),)))
    settle(engine)
    assert (engine.rows(VPC), engine.pending, engine.asked) == ([], [], ["put"])


def test_what_the_state_has_under_another_urn_is_not_it() -> None:
    other = {**vpc(id="vpc-1", outputs={"id": "vpc-1"}), "urn": urn("aws:ec2/vpc:Vpc", "other")}
    engine = RememberingEngine(state(other, pending=(vpc(),)), there={"vpc-1": {}})
    settle(engine, ToldCloud([in_aws("vpc-1")]))
    assert engine.rows(VPC) == []
    assert len(engine.rows(other["urn"])) == 1


def test_a_name_that_the_state_has_under_another_urn_is_not_taken_in() -> None:
    other = {**role(id="slipway-dev-1234567", outputs={"a": "b"}), "urn": urn("aws:iam/role:Role", "other")}
    engine = RememberingEngine(state(other, pending=(role(),)), there={"slipway-dev-1234567": {}})
    settle(engine)
    assert engine.rows(ROLE) == []


def test_two_that_may_be_it_are_refused_by_name_and_nothing_is_changed() -> None:
    engine = RememberingEngine(state(pending=(vpc(),)))
    before = copy.deepcopy(engine.document)
    with pytest.raises(EngineFailed) as caught:
        settle(engine, ToldCloud([in_aws("vpc-1"), in_aws("vpc-2")]))
    said = str(caught.value)
    assert VPC in said
    assert "AWS has 2 things that may be it: vpc-1, vpc-2" in said
    assert "`pulumi import aws:ec2/vpc:Vpc slipway-dev vpc-1 --stack dev`" in said
    assert engine.document == before


def test_one_of_two_that_a_person_took_in_settles_it() -> None:
    engine = RememberingEngine(state(vpc(id="vpc-1", outputs={"id": "vpc-1"}), pending=(vpc(),)))
    settle(engine, ToldCloud([in_aws("vpc-1"), in_aws("vpc-2")]))
    assert [one["id"] for one in engine.rows(VPC)] == ["vpc-1"]
    assert engine.pending == []


def test_a_type_that_nobody_thought_of_is_refused_and_not_guessed() -> None:
    unknown = row(urn("aws:lambda/function:Function"), inputs={"name": "f"}, **{"parent": VPC})
    engine = RememberingEngine(state(pending=(unknown,)))
    with pytest.raises(EngineFailed, match=r"nothing tells its id.*pulumi import aws:lambda/function:Function") as told:
        settle(engine)
    assert f"--parent 'parent={VPC}'" in str(told.value)
    assert engine.asked == []


def test_what_overwrites_when_it_is_created_again_is_just_cleared() -> None:
    one = row(urn("aws:ebs/encryptionByDefault:EncryptionByDefault"), inputs={"enabled": True})
    engine = RememberingEngine(state(pending=(one,)))
    settle(engine)
    assert (engine.rows(one["urn"]), engine.pending) == ([], [])


def test_a_replacement_that_was_made_leaves_the_old_one_to_be_deleted() -> None:
    old = role(id="slipway-dev-0000000", outputs={"a": "b"})
    old["inputs"] = {"name": "slipway-dev-0000000"}
    engine = RememberingEngine(state(old, pending=(role(),)), there={"slipway-dev-1234567": {}})
    settle(engine)
    assert [(one["id"], one.get("delete", False)) for one in engine.rows(ROLE)] == [
        ("slipway-dev-0000000", True), ("slipway-dev-1234567", False),
    ]  # fmt: skip


def test_a_replacement_whose_old_one_was_deleted_first_takes_its_place() -> None:
    old = role(id="slipway-dev-0000000", outputs={"a": "b"}, pendingReplacement=True)
    old["inputs"] = {"name": "slipway-dev-0000000"}
    engine = RememberingEngine(state(old, pending=(role(),)), there={"slipway-dev-1234567": {}})
    settle(engine)
    assert [one["id"] for one in engine.rows(ROLE)] == ["slipway-dev-1234567"]


def test_killed_between_taking_in_and_reading_it_is_read_the_next_time() -> None:
    engine = RememberingEngine(state(pending=(role(),)), killed=True)
    with pytest.raises(KeyboardInterrupt):
        settle(engine)
    assert engine.pending == []
    assert [one["outputs"] for one in engine.rows(ROLE)] == [{}], "it is in the state, and nobody has seen it"
    engine.killed = False
    settle(engine)
    assert engine.rows(ROLE) == [], "it was not there after all"


def test_what_another_stack_owns_is_left_alone() -> None:
    foreign = {"tagsAll": {"slipway.dev/stack": "staging"}}
    engine = RememberingEngine(state(pending=(role(),)), there={"slipway-dev-1234567": foreign})
    notes, _ = settle(engine)
    assert engine.rows(ROLE) == []
    assert "is the stack staging's: left alone" in notes[1]


def test_what_aws_never_tells_stands_as_it_was_asked_for() -> None:
    one = row(CLUSTER, inputs={"name": "slipway-dev", "bootstrapSelfManagedAddons": False})
    engine = RememberingEngine(state(pending=(one,)), there={"slipway-dev": {"status": "ACTIVE"}})
    settle(engine, ToldCloud(answers=["ACTIVE"]))
    (taken,) = engine.rows(CLUSTER)
    assert taken["outputs"]["bootstrapSelfManagedAddons"] is False


def test_what_aws_still_makes_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolchain.progress.time.sleep", lambda seconds: None)
    one = row(CLUSTER, inputs={"name": "slipway-dev"})
    engine = RememberingEngine(state(pending=(one,)), there={"slipway-dev": {}})
    notes, _ = settle(engine, ToldCloud(answers=["CREATING", "CREATING", "ACTIVE"]))
    assert sum("which AWS still makes: creating" in note for note in notes) == 2


@pytest.mark.parametrize(("age", "waited"), [(2.0, True), (60.0, False)])
def test_aws_is_given_a_moment_only_when_the_kill_was_just_now(age: float, waited: bool) -> None:
    _, waits = settle(RememberingEngine(state(pending=(role(),), age=age)))
    assert bool(waits) is waited
    assert all(0 < wait <= 10 for wait in waits)


def test_an_age_is_read_as_go_writes_it() -> None:
    now = datetime(2026, 11, 24, 21, 40, tzinfo=UTC)
    assert seconds_old({"manifest": {"time": "2026-11-24T21:39:50.256826805Z"}}, now) == pytest.approx(9.74, abs=0.01)
    assert seconds_old({}, now) == float("inf")


def test_other_operations_that_were_pending_are_no_reason_to_do_anything() -> None:
    document = state(vpc(id="vpc-1", outputs={"id": "vpc-1"}))
    document["deployment"]["pending_operations"] = [{"type": "updating", "resource": vpc(id="vpc-1")}]
    engine = RememberingEngine(document)
    settle(engine)
    assert engine.asked == []


def test_a_provider_that_was_being_configured_is_cleared() -> None:
    one = {**row(PROVIDER), "type": "pulumi:providers:aws"}
    document = state(pending=(one,))
    engine = RememberingEngine(document)
    notes, _ = settle(engine)
    assert engine.pending == []
    assert notes[-1] == "1 creation was interrupted: nothing came of it"
