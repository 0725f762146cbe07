"""Which loopback port each part listens on: chosen once, kept, and chosen anew when somebody else has taken it."""

from __future__ import annotations

import socket
from collections.abc import Iterable

from sandbox.state import StateFolder, read_json, write_json

LOOPBACK = "127.0.0.1"


def is_free(port: int) -> bool:
    """Tell whether a loopback port can be listened on now."""
    with socket.socket() as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def known_ports(state: StateFolder) -> dict[str, int]:
    """Read the ports chosen before, by name; empty if there are none or the file is damaged."""
    content = read_json(state.root / "ports.json") or {}
    return {name: port for name, port in content.items() if isinstance(port, int) and 0 < port < 65536}


def choose_ports(state: StateFolder, names: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Choose a free port for each name, keeping the earlier choice where it is still free.

    To be called while nothing of this sandbox runs.

    Returns:
        The ports by name, and the names whose earlier port was taken by another process.
    """
    before = known_ports(state)
    chosen: dict[str, int] = {}
    moved: list[str] = []
    for name in names:
        earlier = before.get(name)
        if earlier is not None and earlier not in chosen.values() and is_free(earlier):
            chosen[name] = earlier
            continue
        if earlier is not None:
            moved.append(name)
        chosen[name] = _free_port(set(chosen.values()))
    write_json(state.root / "ports.json", chosen)
    return chosen, moved


def _free_port(taken: set[int]) -> int:
    while True:
        with socket.socket() as candidate:
            candidate.bind((LOOPBACK, 0))
            port = int(candidate.getsockname()[1])
        if port not in taken:
            return port
