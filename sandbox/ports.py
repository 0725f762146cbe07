"""Which loopback port each part listens on: chosen once, kept, and chosen anew when somebody else has taken it."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Collection, Iterable

from sandbox.state import StateFolder, read_json, write_json
from toolchain.errors import SlipwayError

LOOPBACK = "127.0.0.1"

CHOICE = range(20_000, 32_000)
"""Where ports are chosen from: below those that the kernel gives to outgoing connections (32768 to 60999 on Linux,
net.ipv4.ip_local_port_range), which could take a chosen port before its part has started."""


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


def free_ports(count: int, taken: Collection[int]) -> list[int]:
    """Choose free ports that are not among those taken already.

    Raises:
        SlipwayError: there are not so many.
    """
    chosen: list[int] = []
    while len(chosen) < count:
        chosen.append(_free_port({*taken, *chosen}))
    return chosen


def _free_port(taken: set[int]) -> int:
    for _ in range(10_000):
        port = CHOICE.start + secrets.randbelow(len(CHOICE))
        if port not in taken and is_free(port):
            return port
    raise SlipwayError(
        f"no port from {CHOICE.start} to {CHOICE.stop - 1} is free", where=LOOPBACK, do="end what listens on them"
    )
