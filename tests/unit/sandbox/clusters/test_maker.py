"""The cluster maker: EKS's clusters become records, and one is ACTIVE only when its API server answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandbox.clusters import maker as module
from sandbox.clusters.maker import ClusterMaker
from sandbox.clusters.record import ACTIVE, CREATING, Cluster, read_clusters
from sandbox.state import StateFolder
from toolchain.errors import SlipwayError


@dataclass
class EksCluster:
    name: str
    status: str = CREATING


@dataclass
class World:
    """EKS's clusters and API servers that answer or don't."""

    state: StateFolder
    clusters: list[EksCluster] = field(default_factory=list)
    answering: set[str] = field(default_factory=set)
    applied: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    activated: list[str] = field(default_factory=list)
    refuses: bool = False

    def maker(self) -> ClusterMaker:
        return ClusterMaker(self.state, lambda: self.clusters, self.said.append, self.activated.append)


@pytest.fixture
def world(prepared_state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(prepared_state)

    def apply(state: StateFolder, objects: list[Any], *, kubeconfig: Any) -> None:
        if made.refuses:
            raise SlipwayError("the API server refuses")
        made.applied.append(kubeconfig.parent.name)

    monkeypatch.setattr(module, "apply", apply)
    monkeypatch.setattr(ClusterMaker, "_answers", lambda self, cluster: cluster.name in made.answering)
    return made


def test_a_cluster_is_recorded_at_once_and_active_when_its_server_answers(world: World) -> None:
    world.clusters = [EksCluster("slipway-dev")]
    maker = world.maker()
    maker.look()
    assert list(read_clusters(world.state)) == ["slipway-dev"]
    assert world.clusters[0].status == CREATING
    assert world.applied == []
    world.answering = {"slipway-dev"}
    maker.look()
    assert world.clusters[0].status == ACTIVE
    assert world.applied == world.activated == ["slipway-dev"]
    maker.look()
    assert world.applied == ["slipway-dev"]


def test_kubeconfigs_of_every_user_and_a_context_for_people_lead_to_it(world: World) -> None:
    world.clusters = [EksCluster("slipway-dev")]
    world.maker().look()
    server = read_clusters(world.state)["slipway-dev"].server
    for user in ("admin", "pulumi", "nodes", "kwok"):
        path = world.state.kubeconfig_of(user, "slipway-dev")
        assert json.loads(path.read_text())["clusters"][0]["cluster"]["server"] == server
        assert path.stat().st_mode & 0o777 == 0o600
    contexts = json.loads(world.state.kubeconfig.read_text())
    assert [one["name"] for one in contexts["contexts"]] == ["slipway", "slipway-dev"]
    assert contexts["current-context"] == "slipway"


def test_one_that_was_deleted_is_no_longer_recorded_and_one_made_anew_begins_empty(world: World) -> None:
    world.clusters, world.answering = [EksCluster("slipway-dev")], {"slipway-dev"}
    maker = world.maker()
    maker.look()
    first: Cluster = read_clusters(world.state)["slipway-dev"]
    world.clusters = []
    maker.look()
    assert read_clusters(world.state) == {}
    world.clusters = [EksCluster("slipway-dev")]
    maker.look()
    assert read_clusters(world.state)["slipway-dev"].store != first.store
    assert world.clusters[0].status == ACTIVE


def test_a_server_that_refuses_what_prepares_it_leaves_the_cluster_creating_and_is_asked_again(world: World) -> None:
    world.clusters, world.answering, world.refuses = [EksCluster("slipway-dev")], {"slipway-dev"}, True
    maker = world.maker()
    with pytest.raises(SlipwayError, match="refuses"):
        maker.look()
    assert world.clusters[0].status == CREATING
    world.refuses = False
    maker.look()
    assert world.clusters[0].status == ACTIVE
