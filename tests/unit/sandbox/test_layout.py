"""The sandbox's parts together: what each needs, on which port, from which tool."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandbox.clusters.record import PORTS as CLUSTER_PORTS
from sandbox.clusters.record import new_cluster, write_clusters
from sandbox.layout import PART_NAMES, PART_TOOLS, PORTS, TOOLS, known_parts, parts_of
from sandbox.parts import Part
from sandbox.ports import known_ports
from sandbox.state import StateFolder, write_json
from toolchain import catalog
from toolchain.places import Places

CONTROLLED = ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")


def desired(*tools: str) -> dict[str, object]:
    return {"asked": 1.0, "checkout": "/checkout", "tools": {name: f"/tools/{name}" for name in tools}}


@pytest.fixture
def parts(prepared_state: StateFolder) -> Mapping[str, Part]:
    """All parts of a sandbox that has all its tools."""
    return parts_of(prepared_state, desired(*TOOLS))


def test_every_part_is_made_and_named_as_it_is_listed(parts: Mapping[str, Part]) -> None:
    assert set(parts) == set(PART_NAMES)
    assert all(name == part.name for name, part in parts.items())


def test_what_a_part_needs_comes_before_it(parts: Mapping[str, Part]) -> None:
    order = list(PART_NAMES)
    for part in parts.values():
        assert set(part.needs) <= set(order[: order.index(part.name)]), part.name


def test_every_port_is_used_by_a_part_and_every_port_of_a_part_is_chosen(
    parts: Mapping[str, Part], prepared_state: StateFolder
) -> None:
    ports = known_ports(prepared_state)
    assert set(ports) == set(PORTS)
    assert len(set(PORTS)) == len(PORTS)
    words = " ".join(word for part in parts.values() for word in (*part.argv, *part.environment.values(), part.address))
    unused = {name for name, port in ports.items() if not re.search(rf"\b{port}\b", words)}
    assert unused == set()
    assert {part.probe.port for part in parts.values()} <= set(ports.values())


def test_every_address_of_a_part_is_loopback(parts: Mapping[str, Part]) -> None:
    for part in parts.values():
        words = " ".join((*part.argv, *part.environment.values(), part.address))
        assert set(re.findall(r"\b\d+\.\d+\.\d+\.\d+(?=:\d)", words)) <= {"127.0.0.1"}, part.name
        assert "0.0.0.0" not in words, part.name


def test_every_tool_that_is_named_is_in_the_catalogue() -> None:
    known = catalog.load(Places.here().tools)
    names = {*known, *(link for tool in known.values() for link in tool.links)}
    assert set(TOOLS) <= names
    assert {tool for tools in PART_TOOLS.values() for tool in tools} <= set(TOOLS)
    assert set(PART_TOOLS) <= set(PART_NAMES)
    assert {tool.name for tool in known.values() if tool.needed_by == "up"} == set(TOOLS)


def test_tools_are_listed_in_the_order_in_which_parts_start(parts: Mapping[str, Part]) -> None:
    first_use = [tool for name in PART_NAMES for tool in PART_TOOLS.get(name, ())]
    ranks = [TOOLS.index(tool) for tool in dict.fromkeys(first_use)]
    assert ranks == sorted(ranks)


def test_a_part_without_its_tool_is_left_out_and_those_that_need_none_run(prepared_state: StateFolder) -> None:
    assert set(parts_of(prepared_state, desired())) == {"aws", "git", "redis"}
    assert set(parts_of(prepared_state, desired("kwok"))) == {"aws", "git", "redis", "kwok"}
    for count in range(1, len(CONTROLLED) + 1):
        made = parts_of(prepared_state, desired(*CONTROLLED[:count]))
        assert set(made) == {"aws", "git", "redis", *CONTROLLED[:count]}


def test_a_part_named_in_the_table_of_tools_is_made_from_them(parts: Mapping[str, Part]) -> None:
    for name, part in parts.items():
        assert (part.tool is None) == (name not in PART_TOOLS), name
        if part.tool is not None:
            assert (part.tool,) == PART_TOOLS[name]


def test_no_secret_is_on_a_command_line(parts: Mapping[str, Part], prepared_state: StateFolder) -> None:
    files = [path for path in prepared_state.secrets.iterdir() if path.name != "pulumi-passphrase"]
    secrets = {path.name: path.read_text().strip() for path in files}
    for part in parts.values():
        words = "\n".join(part.argv)
        assert [name for name, secret in secrets.items() if secret in words] == [], part.name


def test_every_part_says_what_it_is_and_how_one_sees_that_it_is_ready(parts: Mapping[str, Part]) -> None:
    for part in parts.values():
        assert part.purpose, part.name
        assert Path(part.argv[0]).is_absolute(), part.name
        assert part.probe.path.startswith("/"), part.name


def test_what_the_supervisor_was_told_is_known_and_damage_counts_as_nothing(prepared_state: StateFolder) -> None:
    assert known_parts(prepared_state) == {}
    write_json(prepared_state.desired, desired(*TOOLS))
    assert set(known_parts(prepared_state)) == set(PART_NAMES)
    write_json(prepared_state.desired, {"tools": "none"})
    assert set(known_parts(prepared_state)) == {"aws", "git", "redis"}
    prepared_state.desired.write_text('{"tools":')
    assert known_parts(prepared_state) == {}
    write_json(prepared_state.desired, desired(*TOOLS))
    (prepared_state.root / "ports.json").unlink()
    assert known_parts(prepared_state) == {}


def test_a_cluster_with_a_control_plane_of_its_own_adds_four_parts_beside_the_first_ones(
    prepared_state: StateFolder,
) -> None:
    one = new_cluster(prepared_state, "slipway-dev")
    write_clusters(prepared_state, {one.name: one})
    parts = parts_of(prepared_state, desired(*TOOLS))
    own = {name: part for name, part in parts.items() if name not in PART_NAMES}
    assert list(own) == [f"{part}@slipway-dev" for part in CLUSTER_PORTS]
    server = own["kube-apiserver@slipway-dev"]
    assert f"--etcd-prefix={one.store}" in server.argv
    assert f"--secure-port={one.ports['kube-apiserver']}" in server.argv
    assert server.needs == ("etcd",)
    assert own["kwok@slipway-dev"].needs == ("kube-apiserver@slipway-dev",)
    assert str(prepared_state.kubeconfig_of("scheduler", "slipway-dev")) in " ".join(
        own["kube-scheduler@slipway-dev"].argv
    )
