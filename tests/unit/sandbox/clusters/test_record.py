"""Which clusters have a control plane of their own, and what is written of them."""

from __future__ import annotations

import socket

import pytest

from sandbox.clusters.record import (
    PORTS,
    has_own_control_plane,
    new_cluster,
    read_clusters,
    settle_ports,
    write_clusters,
)
from sandbox.ports import LOOPBACK, known_ports
from sandbox.state import StateFolder


@pytest.mark.parametrize(
    ("tags", "own"),
    [
        ({}, False),
        ({"slipway.dev/environment": "local"}, False),
        ({"slipway.dev/environment": "dev"}, True),
        ({"slipway.dev/environment": "prod", "owner": "platform"}, True),
    ],
)
def test_a_cluster_of_another_environment_than_local_has_its_own(tags: dict[str, str], own: bool) -> None:
    assert has_own_control_plane(tags) is own


def test_a_new_cluster_takes_ports_and_a_place_in_etcd_that_nobody_has(prepared_state: StateFolder) -> None:
    one = new_cluster(prepared_state, "slipway-dev")
    write_clusters(prepared_state, {one.name: one})
    other = new_cluster(prepared_state, "slipway-dev")
    assert set(one.ports) == set(PORTS)
    taken = [*known_ports(prepared_state).values(), *one.ports.values(), *other.ports.values()]
    assert len(set(taken)) == len(taken)
    assert one.store != other.store


def test_what_is_written_is_read_again_and_a_damaged_record_is_none(prepared_state: StateFolder) -> None:
    assert read_clusters(prepared_state) == {}
    one = new_cluster(prepared_state, "slipway-dev")
    write_clusters(prepared_state, {one.name: one})
    assert read_clusters(prepared_state) == {"slipway-dev": one}
    prepared_state.clusters.write_text('{"slipway-dev": {"store": 1}, "other')
    assert read_clusters(prepared_state) == {}


def test_a_port_that_somebody_took_in_the_meantime_is_chosen_anew(prepared_state: StateFolder) -> None:
    one = new_cluster(prepared_state, "slipway-dev")
    write_clusters(prepared_state, {one.name: one})
    settle_ports(prepared_state)
    assert read_clusters(prepared_state)["slipway-dev"] == one
    with socket.socket() as thief:
        thief.bind((LOOPBACK, one.ports["kube-apiserver"]))
        thief.listen()
        settle_ports(prepared_state)
    settled = read_clusters(prepared_state)["slipway-dev"]
    assert settled.ports["kube-apiserver"] != one.ports["kube-apiserver"]
    assert settled.store == one.store
