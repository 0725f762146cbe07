"""The node maker against an API server's nodes in memory: what there is becomes what the groups ask for."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.nodes.errors import NodesError
from sandbox.nodes.group import Group, Instance, InstanceFacts, Place
from sandbox.nodes.maker import NodeMaker
from sandbox.nodes.quantities import GIBIBYTE
from sandbox.nodes.user_data import KubeletPart, Machine, Taint

FACTS = InstanceFacts("m7i.xlarge", 4, 16 * GIBIBYTE, "amd64", 4, 15)
GROUP = Group(
    "arn:a",
    "general-1",
    "local",
    "us-west-2",
    2,
    FACTS,
    (Place("us-west-2a", "10.0.0.0/24"),),
    labels={"slipway.dev/pool": "general", "old": "yes"},
    taints=(Taint(key="k", value="v", effect="NoSchedule"),),
)


class Server:
    """An API server's nodes."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.down = False
        self.calls = 0

    def _up(self) -> None:
        self.calls += 1
        if self.down:
            raise NodesError("the API server does not answer")

    def listed(self, selector: str) -> list[dict[str, Any]]:
        self._up()
        key, _, value = selector.partition("=")
        return [copy.deepcopy(node) for node in self.nodes.values() if node["metadata"]["labels"].get(key) == value]

    def create(self, node: dict[str, Any]) -> None:
        self._up()
        assert node["metadata"]["name"] not in self.nodes
        self.nodes[node["metadata"]["name"]] = copy.deepcopy(node)

    def patch(self, name: str, change: dict[str, Any]) -> None:
        self._up()
        node = self.nodes[name]
        for part in ("labels", "annotations"):
            for key, value in change["metadata"][part].items():
                if value is None:
                    node["metadata"][part].pop(key, None)
                else:
                    node["metadata"][part][key] = value
        node["spec"]["taints"] = change["spec"]["taints"]

    def remove(self, name: str) -> None:
        self._up()
        del self.nodes[name]


class Setting:
    """A maker, its server, and the groups it is told of."""

    def __init__(self, *groups: Group) -> None:
        self.server = Server()
        self.groups: Sequence[Group] = groups
        self.said: list[str] = []
        self.running: dict[str, Sequence[Instance]] = {}
        self.maker = NodeMaker(self.server, lambda: (self.groups, ()), self.said.append, self.running.update)

    def settle(self) -> None:
        for _ in range(40):
            doing = self.maker.look()
            if doing is None or doing.empty:
                return
        raise AssertionError("never settles")

    @property
    def names(self) -> list[str]:
        return sorted(self.server.nodes)


def test_a_group_gets_the_nodes_it_asks_for_and_then_nothing_more_is_done() -> None:
    setting = Setting(GROUP)
    setting.settle()
    assert setting.names == ["local-general-0", "local-general-1"]
    calls = setting.server.calls
    assert setting.maker.look() is None
    assert setting.server.calls == calls


def test_scaling_adds_and_removes_at_the_end_and_a_gone_group_takes_its_nodes_along() -> None:
    setting = Setting(GROUP)
    setting.settle()
    setting.groups = (replace(GROUP, desired=4),)
    setting.settle()
    assert setting.names == [f"local-general-{number}" for number in range(4)]
    setting.groups = (replace(GROUP, desired=1),)
    setting.settle()
    assert setting.names == ["local-general-0"]
    setting.groups = ()
    setting.settle()
    assert setting.names == []


def test_other_user_data_replaces_nodes_one_at_a_time() -> None:
    setting = Setting(GROUP)
    setting.settle()
    setting.groups = (replace(GROUP, machine=Machine(kubelet=KubeletPart(maxPods=7))),)
    doing = setting.maker.look()
    assert doing is not None
    assert doing.remove == ("local-general-0",)
    assert len(setting.server.nodes) == 2
    setting.settle()
    assert {node["status"]["capacity"]["pods"] for node in setting.server.nodes.values()} == {"7"}
    assert setting.names == ["local-general-0", "local-general-1"]


def test_labels_and_taints_change_in_place_and_leave_alone_what_others_put_there() -> None:
    setting = Setting(GROUP)
    setting.settle()
    node = setting.server.nodes["local-general-0"]
    node["metadata"]["labels"]["by-hand"] = "kept"
    node["spec"]["taints"].append({"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"})
    setting.groups = (
        replace(
            GROUP,
            labels={"slipway.dev/pool": "general", "new": "yes"},
            taints=(Taint(key="k", value="other", effect="NoSchedule"),),
        ),
    )
    setting.settle()
    labels = node["metadata"]["labels"]
    assert (labels["new"], labels["by-hand"]) == ("yes", "kept")
    assert "old" not in labels
    assert {(taint["key"], taint.get("value", "")) for taint in node["spec"]["taints"]} == {
        ("k", "other"),
        ("node.kubernetes.io/unschedulable", ""),
    }


def test_a_twin_of_a_pool_gets_names_of_its_own_and_keeps_them() -> None:
    setting = Setting(GROUP)
    setting.settle()
    twin = replace(GROUP, arn="arn:b", name="general-2")
    setting.groups = (GROUP, twin)
    setting.settle()
    mine = [
        name
        for name, node in setting.server.nodes.items()
        if node["metadata"]["annotations"]["slipway.dev/nodegroup-arn"] == "arn:b"
    ]
    assert setting.names == [f"local-general-{number}" for number in range(4)]
    setting.groups = (twin,)
    setting.settle()
    assert setting.names == sorted(mine)


def test_a_node_deleted_by_hand_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = Setting(GROUP)
    setting.settle()
    del setting.server.nodes["local-general-1"]
    monkeypatch.setattr("sandbox.nodes.maker._WHOLE_LOOK_SECONDS", 0.0)
    setting.settle()
    assert setting.names == ["local-general-0", "local-general-1"]


def test_a_group_of_which_no_node_can_be_made_is_said_once_and_the_others_are_made() -> None:
    bad = replace(GROUP, arn="arn:bad", name="bad-1", machine=Machine(kubelet=KubeletPart(reservedSystemCPUs="0-9")))
    setting = Setting(bad, GROUP)
    setting.settle()
    setting.settle()
    assert setting.names == ["local-general-0", "local-general-1"]
    assert len(setting.said) == 1
    assert "node group local/bad-1" in setting.said[0]


def test_a_group_s_instances_are_those_of_its_nodes() -> None:
    setting = Setting(GROUP)
    setting.maker.look()
    assert {one.provider_id for one in setting.running["arn:a"]} == {
        node["spec"]["providerID"] for node in setting.server.nodes.values()
    }
    setting.groups = (replace(GROUP, desired=0),)
    setting.maker.look()
    assert setting.running["arn:a"] == []


def test_the_node_of_a_terminated_instance_goes_and_no_other() -> None:
    setting = Setting(replace(GROUP, desired=3))
    setting.settle()
    gone = Instance.of(setting.server.nodes["local-general-1"]["spec"]["providerID"], "m7i.xlarge")
    setting.groups = (replace(GROUP, desired=2, leaving=frozenset({gone.id})),)
    setting.settle()
    assert setting.names == ["local-general-0", "local-general-2"]
    assert gone not in setting.running["arn:a"]


def test_one_that_comes_for_it_has_its_name_and_another_instance() -> None:
    setting = Setting(GROUP)
    setting.settle()
    gone = Instance.of(setting.server.nodes["local-general-1"]["spec"]["providerID"], "m7i.xlarge")
    setting.groups = (replace(GROUP, leaving=frozenset({gone.id})),)
    setting.settle()
    assert setting.names == ["local-general-0", "local-general-1"]
    assert gone.provider_id not in {node["spec"]["providerID"] for node in setting.server.nodes.values()}
    assert len(setting.running["arn:a"]) == 2


def test_nodes_of_others_are_never_touched() -> None:
    setting = Setting(GROUP)
    setting.server.nodes["somebody"] = {"metadata": {"name": "somebody", "labels": {}, "annotations": {}}, "spec": {}}
    setting.settle()
    setting.groups = ()
    setting.settle()
    assert setting.names == ["somebody"]


def test_an_api_server_that_is_down_is_waited_for() -> None:
    setting = Setting(GROUP)
    setting.server.down = True
    with pytest.raises(NodesError, match="does not answer"):
        setting.maker.look()
    setting.server.down = False
    setting.settle()
    assert len(setting.names) == 2


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abc"), st.integers(0, 4), st.integers(5, 7)),
            max_size=3,
            unique_by=lambda item: item[0],
        ),
        max_size=4,
    )
)
def test_whatever_the_groups_were_before_the_nodes_are_in_the_end_those_they_ask_for(
    history: list[list[tuple[str, int, int]]],
) -> None:
    setting = Setting()
    for step in history:
        setting.groups = tuple(
            replace(
                GROUP, arn=f"arn:{name}", name=name, desired=desired, machine=Machine(kubelet=KubeletPart(maxPods=pods))
            )
            for name, desired, pods in step
        )
        setting.settle()
        for group in setting.groups:
            nodes = [
                node
                for node in setting.server.nodes.values()
                if node["metadata"]["annotations"]["slipway.dev/nodegroup-arn"] == group.arn
            ]
            assert len(nodes) == group.desired
            assert all(node["status"]["capacity"]["pods"] == str(group.machine.kubelet.maxPods) for node in nodes)
        assert len(setting.server.nodes) == sum(group.desired for group in setting.groups)
