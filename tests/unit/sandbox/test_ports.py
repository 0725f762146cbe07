import socket
from pathlib import Path

from sandbox.ports import choose_ports, known_ports
from sandbox.state import StateFolder


def prepared(folder: Path) -> StateFolder:
    state = StateFolder(folder / "state")
    state.prepare()
    return state


def test_ports_are_kept_from_start_to_start(tmp_path: Path) -> None:
    state = prepared(tmp_path)
    first, _ = choose_ports(state, ["a", "b"])
    second, moved = choose_ports(state, ["a", "b"])
    assert second == first
    assert moved == []
    assert len(set(first.values())) == 2


def test_a_port_that_somebody_took_is_chosen_anew_and_named(tmp_path: Path) -> None:
    state = prepared(tmp_path)
    first, _ = choose_ports(state, ["a", "b"])
    with socket.socket() as other:
        other.bind(("127.0.0.1", first["a"]))
        other.listen()
        second, moved = choose_ports(state, ["a", "b"])
    assert moved == ["a"]
    assert second["a"] != first["a"]
    assert second["b"] == first["b"]
    assert known_ports(state) == second


def test_a_damaged_file_of_ports_counts_as_none(tmp_path: Path) -> None:
    state = prepared(tmp_path)
    (state.root / "ports.json").write_text('{"a": 12')
    assert known_ports(state) == {}
    (state.root / "ports.json").write_text('{"a": "x", "b": 99999999, "c": 4000}')
    assert known_ports(state) == {"c": 4000}
